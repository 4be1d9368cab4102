// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * opencl.c - agx-opencl: runs a program with OpenCL, and compares the results with the CPU's
 *
 *   RUSTICL_ENABLE=asahi agx-opencl
 *
 * A work-group multiplies, adds in local memory, and writes the sums of all its prefixes; a
 * counter is global. Prints the device's name. The library is loaded, so that no headers are
 * needed: the few names and functions used are below.
 */

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS			4096
#define GROUP			128
#define CL_DEVICE_TYPE_ALL	0xffffffffull
#define CL_DEVICE_NAME		0x102b
#define CL_PROGRAM_BUILD_LOG	0x1183
#define CL_MEM_READ_WRITE	1
#define CL_MEM_COPY_HOST_PTR	32
#define CL_TRUE			1

static const char *const source =
	"kernel void sums(global const uint *in, global uint *out, global uint *count)\n"
	"{\n"
	"	local uint sum[128];\n"
	"	uint t = get_local_id(0), g = get_global_id(0);\n"
	"\n"
	"	sum[t] = in[g] * 2654435761u >> 7;\n"
	"	barrier(CLK_LOCAL_MEM_FENCE);\n"
	"	for (uint d = 1; d < 128; d <<= 1) {\n"
	"		uint v = t >= d ? sum[t - d] : 0;\n"
	"\n"
	"		barrier(CLK_LOCAL_MEM_FENCE);\n"
	"		sum[t] += v;\n"
	"		barrier(CLK_LOCAL_MEM_FENCE);\n"
	"	}\n"
	"	out[g] = sum[t];\n"
	"	if (in[g] & 1)\n"
	"		atomic_inc(count);\n"
	"}\n";

static int32_t (*get_platforms)(uint32_t nr, void **platform, uint32_t *found);
static int32_t (*get_devices)(void *platform, uint64_t type, uint32_t nr, void **device,
			      uint32_t *found);
static int32_t (*get_device_info)(void *device, uint32_t what, size_t size, void *value,
				  size_t *needed);
static void *(*create_context)(void *properties, uint32_t nr, void **device, void *notify,
			       void *data, int32_t *err);
static void *(*create_queue)(void *context, void *device, void *properties, int32_t *err);
static void *(*create_program)(void *context, uint32_t nr, const char *const *text, size_t *len,
			       int32_t *err);
static int32_t (*build_program)(void *program, uint32_t nr, void **device, const char *options,
				void *notify, void *data);
static int32_t (*get_build_info)(void *program, void *device, uint32_t what, size_t size,
				 void *value, size_t *needed);
static void *(*create_kernel)(void *program, const char *name, int32_t *err);
static void *(*create_buffer)(void *context, uint64_t flags, size_t size, void *data,
			      int32_t *err);
static int32_t (*set_arg)(void *kernel, uint32_t nr, size_t size, const void *value);
static int32_t (*run_kernel)(void *queue, void *kernel, uint32_t dimensions, const size_t *offset,
			     const size_t *global, const size_t *local, uint32_t nr_wait,
			     void *wait, void *event);
static int32_t (*read_buffer)(void *queue, void *buffer, uint32_t blocking, size_t offset,
			      size_t size, void *data, uint32_t nr_wait, void *wait, void *event);

static const struct {
	const char *name;
	void *function;
} functions[] = {
	{ "clGetPlatformIDs", &get_platforms },
	{ "clGetDeviceIDs", &get_devices },
	{ "clGetDeviceInfo", &get_device_info },
	{ "clCreateContext", &create_context },
	{ "clCreateCommandQueueWithProperties", &create_queue },
	{ "clCreateProgramWithSource", &create_program },
	{ "clBuildProgram", &build_program },
	{ "clGetProgramBuildInfo", &get_build_info },
	{ "clCreateKernel", &create_kernel },
	{ "clCreateBuffer", &create_buffer },
	{ "clSetKernelArg", &set_arg },
	{ "clEnqueueNDRangeKernel", &run_kernel },
	{ "clEnqueueReadBuffer", &read_buffer },
};

static void *device, *context;

static void die(const char *what)
{
	fprintf(stderr, "agx-opencl: %s\n", what);
	exit(2);
}

static void load(void)
{
	void *library = dlopen("libOpenCL.so.1", RTLD_NOW);

	if (!library)
		die(dlerror());
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *f = dlsym(library, functions[i].name);

		if (!f)
			die(functions[i].name);
		memcpy(functions[i].function, &f, sizeof(f));
	}
}

static void *make_kernel(void)
{
	static char log[4096];
	void *program;
	int32_t err;

	program = create_program(context, 1, &source, NULL, &err);
	if (build_program(program, 1, &device, "", NULL, NULL)) {
		get_build_info(program, device, CL_PROGRAM_BUILD_LOG, sizeof(log), log, NULL);
		die(log);
	}
	return create_kernel(program, "sums", &err);
}

/* Let the GPU work on copies of this memory, which then has the results. */
static int32_t run(void *kernel, uint32_t *in, uint32_t *out, uint32_t *count)
{
	const size_t size[] = { WORDS * 4, WORDS * 4, 4 }, global = WORDS, local = GROUP;
	void *const data[] = { in, out, count };
	void *queue, *buf[3];
	int32_t err;

	queue = create_queue(context, device, NULL, &err);
	for (uint32_t i = 0; !err && i < 3; i++) {
		buf[i] = create_buffer(context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, size[i],
				       data[i], &err);
		if (!err)
			err = set_arg(kernel, i, sizeof(buf[i]), &buf[i]);
	}
	if (!err)
		err = run_kernel(queue, kernel, 1, NULL, &global, &local, 0, NULL, NULL);
	for (int i = 1; !err && i < 3; i++)
		err = read_buffer(queue, buf[i], CL_TRUE, 0, size[i], data[i], 0, NULL, NULL);
	return err;
}

int main(void)
{
	static uint32_t in[WORDS], out[WORDS], want[WORDS];
	uint32_t x = 1, count = 0, odd = 0, bad = 0;
	static char name[256];
	void *platform;
	int32_t err;

	load();
	for (uint32_t i = 0; i < WORDS; i++) {
		x = x * 1664525u + 1013904223u;
		in[i] = x >> 8;
		odd += in[i] & 1;
		want[i] = (in[i] * 2654435761u >> 7) + (i % GROUP ? want[i - 1] : 0);
	}
	if (get_platforms(1, &platform, NULL) ||
	    get_devices(platform, CL_DEVICE_TYPE_ALL, 1, &device, NULL))
		die("no device");
	get_device_info(device, CL_DEVICE_NAME, sizeof(name), name, NULL);
	printf("%s\n", name);
	context = create_context(NULL, 1, &device, NULL, NULL, &err);
	if (err || run(make_kernel(), in, out, &count))
		die("the kernel does not run");
	for (uint32_t i = 0; i < WORDS; i++)
		bad += out[i] != want[i];
	printf("%u of %u sums are wrong; of %u odd words, %u were counted\n", bad, WORDS, odd,
	       count);
	return bad || count != odd;
}
