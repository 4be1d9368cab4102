// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * gles.c - agx-gles: runs one compute program with OpenGL ES, on whatever device there is
 *
 *   agx-gles [-n WORDS] PROGRAM.comp X Y Z OUT
 *
 * The same programs as agx-compute, with the same random numbers, as text: only the line with
 * the version is another. Prints the renderer's name.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl31.h>

#define VERSION	"#version 450\n"
#define HEADER	"#version 320 es\nprecision highp float;\nprecision highp int;\n" \
		"layout(std430) buffer;\n"

static void die(const char *what)
{
	fprintf(stderr, "agx-gles: %s\n", what);
	exit(2);
}

static char *read_text(const char *path)
{
	char *text = calloc(1, 1 << 16);
	FILE *f = fopen(path, "rb");
	size_t len;

	if (!f || !text)
		die(path);
	len = fread(text, 1, (1 << 16) - 1, f);
	fclose(f);
	if (strncmp(text, VERSION, strlen(VERSION)) || len < strlen(VERSION))
		die("a program begins with " VERSION);
	return text + strlen(VERSION);
}

static void make_context(void)
{
	static const EGLint wanted[] = { EGL_RENDERABLE_TYPE, EGL_OPENGL_ES3_BIT_KHR,
					 EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_NONE };
	static const EGLint version[] = { EGL_CONTEXT_MAJOR_VERSION, 3,
					  EGL_CONTEXT_MINOR_VERSION, 2, EGL_NONE };
	EGLDisplay display = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, NULL, NULL);
	EGLContext context;
	EGLConfig config;
	EGLint n;

	if (!eglInitialize(display, NULL, NULL) || !eglBindAPI(EGL_OPENGL_ES_API) ||
	    !eglChooseConfig(display, wanted, &config, 1, &n) || !n)
		die("no display");
	context = eglCreateContext(display, config, EGL_NO_CONTEXT, version);
	if (!context || !eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, context))
		die("no context");
	printf("%s\n", glGetString(GL_RENDERER));
}

static GLuint make_program(const char *body)
{
	const char *text[] = { HEADER, body };
	GLuint shader = glCreateShader(GL_COMPUTE_SHADER), program = glCreateProgram();
	static char log[4096];
	GLint good = 0;

	glShaderSource(shader, 2, text, NULL);
	glCompileShader(shader);
	glGetShaderInfoLog(shader, sizeof(log), NULL, log);
	glAttachShader(program, shader);
	glLinkProgram(program);
	glGetProgramiv(program, GL_LINK_STATUS, &good);
	if (!good)
		die(log);
	return program;
}

static GLuint make_buffer(GLuint binding, const uint32_t *data, size_t words)
{
	GLuint buffer;

	glGenBuffers(1, &buffer);
	glBindBufferBase(GL_SHADER_STORAGE_BUFFER, binding, buffer);
	glBufferData(GL_SHADER_STORAGE_BUFFER, (GLsizeiptr)(words * 4), data, GL_DYNAMIC_DRAW);
	return buffer;
}

int main(int argc, char **argv)
{
	size_t words = 4096;
	uint32_t *data;
	GLuint result;
	const void *out;
	uint64_t x = 1;
	int opt;
	FILE *f;

	while ((opt = getopt(argc, argv, "n:")) != -1) {
		if (opt != 'n')
			return 2;
		words = strtoul(optarg, NULL, 0);
	}
	if (argc - optind != 5)
		die("usage: agx-gles [-n WORDS] PROGRAM.comp X Y Z OUT");
	argv += optind;
	data = calloc(words, 4);
	if (!data)
		die("no memory");
	make_context();
	glUseProgram(make_program(read_text(argv[0])));
	result = make_buffer(1, data, words);
	for (size_t i = 0; i < words; i++) {
		x = x * 6364136223846793005ull + 1442695040888963407ull;
		data[i] = (uint32_t)(x >> 32);
	}
	make_buffer(0, data, words);
	glDispatchCompute((GLuint)strtoul(argv[1], NULL, 0), (GLuint)strtoul(argv[2], NULL, 0),
			  (GLuint)strtoul(argv[3], NULL, 0));
	glMemoryBarrier(GL_BUFFER_UPDATE_BARRIER_BIT);
	glBindBuffer(GL_COPY_READ_BUFFER, result);
	out = glMapBufferRange(GL_COPY_READ_BUFFER, 0, (GLsizeiptr)(words * 4), GL_MAP_READ_BIT);
	f = fopen(argv[4], "wb");
	if (!out || glGetError() || !f || fwrite(out, 4, words, f) != words || fclose(f))
		die(argv[4]);
	return 0;
}
