// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * render.c - coverage, planes, depth and stencil, draw streams, and a whole render job
 */

#include <math.h>

#include "../job.h"
#include "../number.h"
#include "../raster.h"

#include "machine.h"

static struct rig *r;
static struct ppp state;
static uint32_t verts[64 * MAX_OUTPUTS];
static struct scene scene = { .state = &state, .vertex = verts, .nr_state = 1 };
static const struct target target = { .width = 256, .height = 256, .tile_w = 32, .tile_h = 32 };

static void vertex(unsigned int n, float x, float y, float z, float w)
{
	const float v[4] = { x, y, z, w };

	memcpy(verts + n * MAX_OUTPUTS, v, sizeof(v));
}

static struct triangle tri(unsigned int a, unsigned int b, unsigned int c)
{
	return (struct triangle){ .vertex = { a * MAX_OUTPUTS, b * MAX_OUTPUTS, c * MAX_OUTPUTS } };
}

static void viewport(float w, float h)
{
	const float vp[6] = { w / 2, w / 2, h / 2, h / 2, 0, 1 };

	memset(&state, 0, sizeof(state));
	memcpy(state.viewport[0], vp, sizeof(vp));
}

/* A grid of random points: triangles that share edges cover each pixel once. */
static void test_edges(void)
{
	static uint8_t seen[256][256];
	bool good = true;

	viewport(256, 256);
	for (unsigned int round = 0; round < 20; round++) {
		memset(seen, 0, sizeof(seen));
		for (unsigned int i = 0; i < 36; i++) {
			bool inner = i % 6 % 5 && i / 6 % 5;
			float jitter = inner ? 0.15f : 0;
			float jx = ((float)(rnd() % 2001) / 1000 - 1) * jitter;
			float jy = ((float)(rnd() % 2001) / 1000 - 1) * jitter;
			float w = inner ? 0.5f + (float)(rnd() % 1000) / 500 : 1;

			vertex(i, ((float)(i % 6) * 0.4f - 1 + jx) * w,
			       ((float)(i / 6) * 0.4f - 1 + jy) * w, 0.5f * w, w);
		}
		for (unsigned int i = 0; i < 25; i++) {
			unsigned int a = i / 5 * 6 + i % 5;

			for (unsigned int k = 0; k < 2; k++) {
				struct triangle t = k ? tri(a + 1, a + 7, a + 6) : tri(a, a + 1, a + 6);
				struct setup s;

				raster_setup(&scene, &t, &target, &s);
				for (int32_t y = s.y0; s.visible && y < s.y1; y++)
					for (int32_t x = s.x0; x < s.x1; x++)
						seen[y][x] += raster_covers(&s, x * 256 + 128, y * 256 + 128);
			}
		}
		for (unsigned int i = 0; i < 65536; i++)
			good &= seen[i / 256][i % 256] == 1;
	}
	ok(good, "a mesh covers each pixel once");
}

static void test_culling(void)
{
	struct triangle t = tri(0, 1, 2);
	struct setup s;
	bool good = true;

	/* Clockwise on a screen whose y grows downwards */
	vertex(0, -0.5f, -0.5f, 0.5f, 1);
	vertex(1, 0.5f, -0.5f, 0.5f, 1);
	vertex(2, 0.5f, 0.5f, 0.5f, 1);
	for (unsigned int ccw = 0; ccw < 2; ccw++)
		for (unsigned int cull = 0; cull < 4; cull++) {
			bool front = !ccw;

			viewport(256, 256);
			state.cull = cull | ccw << 16;
			raster_setup(&scene, &t, &target, &s);
			good &= s.visible == !(cull & (front ? 1 : 2));
			if (s.visible)
				good &= s.back == !front;
		}
	ok(good, "front and back, culling");
	viewport(256, 256);
	state.cull = 1u << 17;
	raster_setup(&scene, &t, &target, &s);
	ok(!s.visible, "rasterizer discard");
	viewport(256, 256);
	vertex(0, NAN, 0, 0, 1);
	raster_setup(&scene, &t, &target, &s);
	ok(!s.visible, "a corner that is no number");
}

/* Values over a triangle in perspective, also where a corner is behind the eye */
static void test_planes(void)
{
	struct triangle t = tri(0, 1, 2);
	bool good = true, seen = false;

	for (unsigned int round = 0; round < 200; round++) {
		double v[3] = { 1, 5, -3 }, one[3] = { 1, 1, 1 };
		double p[3][4];
		struct setup s;
		struct coefficients c, iw;

		viewport(256, 256);
		for (unsigned int i = 0; i < 3; i++) {
			for (unsigned int k = 0; k < 4; k++)
				p[i][k] = (double)(rnd() % 2001) / 1000 - 1;
			p[i][3] = i == 2 ? -0.3 : 0.4 + fabs(p[i][3]);
			vertex(i, (float)p[i][0], (float)p[i][1], (float)p[i][2], (float)p[i][3]);
		}
		raster_setup(&scene, &t, &target, &s);
		if (!s.visible)
			continue;
		c = raster_plane(&s, v);
		iw = raster_plane(&s, one);
		for (unsigned int n = 0; n < 50; n++) {
			/* A point of the triangle in space, with w > 0 */
			double a = (double)(rnd() % 1001) / 1000;
			double b = (double)(rnd() % 1001) / 1000 * (1 - a);
			double k[3] = { a, b, 1 - a - b };
			double x = 0, y = 0, w = 0, value = 0, px, py;

			for (unsigned int i = 0; i < 3; i++) {
				x += k[i] * (double)(float)p[i][0];
				y += k[i] * (double)(float)p[i][1];
				w += k[i] * (double)(float)p[i][3];
				value += k[i] * v[i];
			}
			if (w < 0.05)
				continue;
			px = (x / w + 1) * 128;
			py = (y / w + 1) * 128;
			value -= (c.c + c.dx * px + c.dy * py) / (iw.c + iw.dx * px + iw.dy * py);
			good &= fabs(value) < 1e-6;
			if (px > 1 && py > 1 && px < 255 && py < 255) {
				seen = true;
				good &= px >= s.x0 - 1 && px <= s.x1 + 1 && py >= s.y0 - 1 &&
					py <= s.y1 + 1;
			}
		}
	}
	ok(good && seen, "values in perspective, with a corner behind the eye");
}

static void test_depth(void)
{
	struct frag f = { .state = &state, .samples = 1 };
	float depth[32 * 32];
	uint8_t stencil[32 * 32];
	struct simd *s = r->simd;
	bool good = true;

	s->frag = &f;
	f.depth = depth;
	f.stencil = stencil;
	r->group.tile_w = r->group.tile_h = 32;
	memset(&state, 0, sizeof(state));
	for (unsigned int func = 0; func < 8; func++)
		for (int k = -1; k < 2; k++) {
			float z = 0.5f + 0.25f * (float)k;
			bool want = func == 7 || (func == 1 && k < 0) || (func == 2 && !k) ||
				    (func == 3 && k <= 0) || (func == 4 && k > 0) ||
				    (func == 5 && k) || (func == 6 && k >= 0);

			state.face[0] = func << 24;
			state.face2[0] = 7u << 24;
			depth[0] = 0.5f;
			good &= depth_test(s, 0, 0, z) == want && depth[0] == (want ? z : 0.5f);
		}
	ok(good, "depth functions, never to always");
	state.face[0] = 7u << 24 | 1u << 21;
	state.face2[0] = 7u << 24 | 1u << 21;
	depth[0] = 0.5f;
	ok(depth_test(s, 0, 0, 0.1f) && depth[0] == 0.5f, "no depth write");

	/* Stencil: replace on pass, increment on depth failure, invert on stencil failure */
	state.control = 1u << 18;
	state.stencil[0] = 0x0f | 0xff << 8 | 2u << 16 | 3u << 19 | 5u << 22 | 2u << 25;
	state.face[0] = 1u << 24 | 0x35;
	depth[0] = 0.5f;
	stencil[0] = 0x35;
	good = depth_test(s, 0, 0, 0.1f) && stencil[0] == 0x35;
	good &= !depth_test(s, 0, 0, 0.9f) && stencil[0] == 0x36;
	good &= !depth_test(s, 0, 0, 0.01f) && stencil[0] == 0x39 && depth[0] == 0.1f;
	ok(good, "stencil: operations, write mask");

	/* Occlusion: counting, and only whether */
	memset(r->data, 0, 16);
	mem_drop(r->mem);
	f.occlusion = DATA;
	state.control = 2u << 14;
	state.face[0] = state.face2[0] = 7u << 24;
	depth_test(s, 0, 0, 0.3f);
	depth_test(s, 0, 0, 0.3f);
	state.control = 3u << 14;
	f.occlusion = DATA + 8;
	depth_test(s, 0, 0, 0.3f);
	depth_test(s, 0, 0, 0.3f);
	mem_flush(r->mem, &r->fault);
	ok(ram_u32(&r->ram, DATA) == 2 && ram_u32(&r->ram, DATA + 8) == 1, "occlusion");
	s->frag = NULL;
}

/* Interpolation and coverage in eight lanes of a row; coefficient 0 is 1/w. */
static void test_pixels(void)
{
	static const struct coefficients cf[3] = {
		{ .dx = 0.25, .dy = 0, .c = 1 }, { .dx = 2, .dy = -3, .c = 10 },
		{ .flat = true, .bits = 0x12345, .c = 0 } };
	struct frag f = { .state = &state, .cf = cf, .nr_cf = 3, .samples = 1, .x0 = 64, .y0 = 32 };
	struct insn in = { .op = OP_ITER, .dst = REG32(8), .src = { { .kind = OPND_CF, .idx = 1 } } };
	struct simd *s = r->simd;
	float depth[32 * 32];
	bool good = true;

	s->frag = &f;
	s->exec = 0xff;
	s->helper = 0;
	for (unsigned int i = 0; i < 8; i++) {
		s->pos[0][i] = 64 + i;
		s->pos[1][i] = 40;
		s->id[0][i] = i;
		s->id[1][i] = 8;
		s->cover[i] = 1;
		s->r[20][i] = i & 1;
		s->r[21][i] = f32_bits((float)i / 8);
	}
	good &= exec_pixel(s, &in);
	for (unsigned int i = 0; i < 8; i++)
		good &= bits_f32(s->r[8][i]) == 10 + 2 * (64.5f + (float)i) - 3 * 40.5f;
	ok(good, "iter: at the centre of each pixel");
	in.op = OP_ITERPROJ;
	in.src[1] = (struct operand){ .kind = OPND_CF, .idx = 0 };
	good = exec_pixel(s, &in);
	for (unsigned int i = 0; i < 8; i++) {
		float x = 64.5f + (float)i, want = (10 + 2 * x - 3 * 40.5f) / (1 + x / 4);

		good &= fabsf(bits_f32(s->r[8][i]) - want) < 1e-6f;
	}
	ok(good, "iter with projection");
	in = (struct insn){ .op = OP_LDCF, .src = { { .kind = OPND_CF, .idx = 1 } } };
	in.dst = (struct operand){ .kind = OPND_REG, .idx = 16, .size = 32, .count = 3 };
	good = exec_pixel(s, &in) && bits_f32(s->r[8][3]) == 2 && bits_f32(s->r[9][3]) == -3 &&
	       bits_f32(s->r[10][3]) == 10 + 2 * 64 - 3 * 32;
	in.src[0].idx = 2;
	good &= exec_pixel(s, &in) && s->r[10][3] == 0x12345;
	ok(good, "ldcf: relative to the tile; constants keep their bits");
	in.src[0].idx = 3;
	ok(!exec_pixel(s, &in) && r->fault.kind == FAULT_RANGE, "a register that is not bound");
	memset(&r->fault, 0, sizeof(r->fault));

	/* Odd lanes live; those run the test, the others die. */
	memset(&state, 0, sizeof(state));
	state.face[0] = 1u << 24;
	state.face2[0] = 7u << 24;
	f.depth = depth;
	f.z = (struct coefficients){ .c = 0.5 };
	for (unsigned int i = 0; i < 32 * 32; i++)
		depth[i] = i % 4 == 3 ? 0.25f : 0.75f;
	in = (struct insn){ .op = OP_SAMPLE_MASK, .src = { IMM8(255), REG16(40) } };
	good = exec_pixel(s, &in);
	for (unsigned int i = 0; i < 8; i++)
		good &= s->cover[i] == (i % 4 == 1) &&
			depth[8 * 32 + i] == (i % 4 == 3 ? 0.25f : i % 4 == 1 ? 0.5f : 0.75f);
	ok(good, "sample_mask: discard, then the late test");
	for (unsigned int i = 0; i < 8; i++) {
		s->cover[i] = 1;
		depth[8 * 32 + i] = 0.5f;
	}
	in = (struct insn){ .op = OP_ZS_EMIT, .sub = 1, .src = { IMM8(255), REG32(21) } };
	good = exec_pixel(s, &in);
	for (unsigned int i = 0; i < 8; i++)
		good &= s->cover[i] == (i < 4) && depth[8 * 32 + i] == (i < 4 ? (float)i / 8 : 0.5f);
	ok(good, "zs_emit: the program's depth");
	s->frag = NULL;
}

/*
 * A whole job. The vertex program makes a triangle over the whole target from the vertex
 * number; the fragment program stores x | y << 8 of its pixel, the background 0xee; the
 * end of tile writes to a linear image.
 */
#define STREAM	(DATA + 0x8000)
#define PPP	(DATA + 0x9000)
#define IMAGE	(DATA + 0x0000)

static uint32_t at;

static void put32(uint64_t va, uint32_t v)
{
	memcpy(r->data + (va - DATA) + at, &v, 4);
	at += 4;
}

static void raw(struct code *c, uint64_t lo, uint16_t hi, unsigned int len)
{
	memcpy(c->b + c->n, &lo, len < 8 ? len : 8);
	if (len > 8)
		memcpy(c->b + c->n + 8, &hi, len - 8);
	c->n += len;
}

static void st_var(struct code *c, unsigned int reg, unsigned int slot)
{
	raw(c, 0x11 | (uint64_t)reg << 10 | (uint64_t)slot << 16 | 1u << 23 | 1u << 31, 0, 4);
}

/* One component i32 of r<reg> to the own pixel */
static void st_tile(struct code *c, unsigned int reg)
{
	raw(c, 0x09 | 1u << 8 | (uint64_t)reg << 10 | 2u << 24 | 1ull << 36 | 0x3full << 42 |
	    3ull << 56, 0, 8);
}

static void usc(uint32_t where, uint32_t code, const uint64_t *words, unsigned int n)
{
	uint8_t *p = r->code + where;
	uint64_t w;

	for (unsigned int i = 0; i < n; i++, p += 8)
		memcpy(p, &words[i], 8);
	w = 0x4d | 0x2f << 10 | 1u << 20 | 32u << 24;	/* 32 x 32, 8 bytes a sample */
	memcpy(p, &w, 4);
	w = 0x0d | 2 << 10 | (uint64_t)code << 16;
	memcpy(p + 4, &w, 6);
	w = 0x58 | 1u << 8;				/* early tests */
	memcpy(p + 10, &w, 4);
	p[14] = 0x88;
	p[15] = 0;
}

static void programs(void)
{
	struct code c = { .n = 0 };
	uint64_t tex = 0xdd | 0 << 8 | 1u << 20 | (DATA + 0x7000) >> 3 << 27;

	/* x = vertex 1 ? 3 : -1, y = vertex 2 ? 3 : -1, z = 0.5, w = 1 */
	as_ldimm16(&c, 0, 0);
	as_ldimm(&c, 10, 0x40400000);
	as_ldimm(&c, 11, 0xbf800000);
	as_icsel(&c, R(12), R(5), I(1), R(10), R(11), IEQ);
	as_icsel(&c, R(13), R(5), I(2), R(10), R(11), IEQ);
	as_ldimm(&c, 14, 0x3f000000);
	as_ldimm(&c, 15, 0x3f800000);
	for (unsigned int i = 0; i < 4; i++)
		st_var(&c, 12 + i, i);
	as_stop(&c);
	memcpy(r->code + 0x1000, c.b, c.n);
	usc(0x3000, 0x1000, NULL, 0);

	c.n = 0;
	as_sr(&c, 1, 80);
	as_sr(&c, 2, 81);
	as_shl(&c, R(2), R(2), I(8));
	as_bitop(&c, R(1), R(1), R(2), 14);
	st_tile(&c, 1);
	as_stop(&c);
	memcpy(r->code + 0x1400, c.b, c.n);
	usc(0x3100, 0x1400, NULL, 0);

	c.n = 0;
	as_ldimm(&c, 1, 0xee);
	st_tile(&c, 1);
	as_stop(&c);
	memcpy(r->code + 0x1800, c.b, c.n);
	usc(0x3200, 0x1800, NULL, 0);

	/* imgwblk of r0l (0) to ts0, 2D, format i32: the bytes as Mesa has them, but i32 */
	c.n = 0;
	as_ldimm16(&c, 0, 0);
	raw(&c, 0x00004a00800080b1ull, 0x0009, 10);
	as_stop(&c);
	memcpy(r->code + 0x1c00, c.b, c.n);
	usc(0x3300, 0x1c00, &tex, 1);
}

static void stream(void)
{
	uint64_t d[3] = { 0 };
	const float vp[6] = { 20, 20, 15, 15, 0, 1 };

	memset(r->data, 0, DATA_SIZE);
	/* PBE: 2D, linear, R32 uint, 40 x 30, stride 256 */
	d[0] = 2 | 0x21 << 6 | 2ull << 13 | 0xe4ull << 16 | 39ull << 24 | 29ull << 38;
	d[1] = IMAGE >> 4 | (256ull - 4) << 40;
	memcpy(r->data + 0x7000, d, 24);

	at = 0;
	put32(PPP, 1u << 0 | 1u << 2 | 1u << 3 | 1u << 8 | 1u << 11 | 1u << 21 | 1u << 23);
	put32(PPP, 1u << 16);				/* scissor */
	put32(PPP, 1u << 24);				/* less */
	put32(PPP, 7u << 24);
	put32(PPP, 1);					/* scissor 1 */
	put32(PPP, 0);
	for (unsigned int i = 0; i < 6; i++)
		put32(PPP, f32_bits(vp[i]));
	put32(PPP, 0);					/* cull */
	put32(PPP, 0);
	put32(PPP, 0x3100);
	put32(PPP, 0);
	put32(PPP, 0);

	at = 0;
	put32(STREAM, (uint32_t)(PPP >> 32) | 17u << 8);
	put32(STREAM, (uint32_t)PPP);
	put32(STREAM, 2u << 29 | 4 | 8);		/* vertex program, outputs */
	put32(STREAM, 0x3000);
	put32(STREAM, 4);
	put32(STREAM, 0);				/* padding */
	put32(STREAM, 3u << 29 | 6u << 8 | 7u << 22);	/* triangles: count, instances, start */
	put32(STREAM, 3);
	put32(STREAM, 1);
	put32(STREAM, 0);
	put32(STREAM, 6u << 29);
	put32(STREAM, 0);

	at = 0x7100;
	put32(DATA, 0);
	at = 0x7110;
	put32(DATA, 39 | 2u << 16);			/* x 2..38 */
	put32(DATA, 29 | 1u << 16);			/* y 1..28 */
}

static void test_job(void)
{
	static struct job job;
	const struct job_reg regs[] = {
		{ REG_VDM_STREAM, STREAM }, { REG_VDM_EXEC_BASE, EXEC_BASE },
		{ REG_VDM_SCENE, 0x123400 | 1ull << 63 }, { REG_FRAG_SCENE, 0x123400 },
		{ REG_FRAG_EXEC_BASE, EXEC_BASE }, { REG_FRAG_SIZE, 30ull << 32 | 40 },
		{ REG_FRAG_UTILE, 2 << 12 | 2 << 14 }, { REG_FRAG_BG, 0x3200 },
		{ REG_FRAG_EOT, 0x3300 }, { REG_FRAG_SCISSOR, DATA + 0x7100 },
		{ REG_FRAG_ZLS_PIXELS, 39 | 29 << 15 }, { REG_FRAG_BG_DEPTH, 0x3f800000 },
	};
	struct model *model = model_new();
	struct job_result result;
	bool good = true;

	job.count = sizeof(regs) / sizeof(regs[0]);
	memcpy(job.regs, regs, sizeof(regs));
	programs();
	stream();
	mem_drop(r->mem);
	job.pipe = PIPE_VERTEX;
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.verdict == VERDICT_EXECUTED && result.vertices == 3 && result.triangles == 1,
	   "vertices become a scene: %s", result.fault.text);
	job.pipe = PIPE_FRAGMENT;
	job.context = 5;
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.verdict == VERDICT_FAULT, "another context has no scene at this address");
	job.context = 0;
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.verdict == VERDICT_EXECUTED, "the scene is drawn: %s", result.fault.text);
	for (uint32_t y = 0; y < 32; y++)
		for (uint32_t x = 0; x < 64; x++) {
			uint32_t v = ram_u32(&r->ram, IMAGE + 256 * y + 4 * x);
			bool in = x >= 2 && x < 39 && y >= 1 && y < 29;

			good &= v == (x >= 40 || y >= 30 ? 0 : in ? x | y << 8 : 0xee);
		}
	ok(good, "background, scissor, two tiles, the image's edge");
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.verdict == VERDICT_FAULT, "a scene is drawn once");

	/* The clear value of depth is nearer than the triangle. */
	job.regs[11].value = 0x3e800000;
	for (job.pipe = PIPE_VERTEX; job.pipe <= PIPE_FRAGMENT; job.pipe++)
		job_run(model, &job, r->mem, 100000, &result);
	ok(result.verdict == VERDICT_EXECUTED && ram_u32(&r->ram, IMAGE + 256 * 5 + 40) == 0xee,
	   "behind what was there before");

	at = 0;
	put32(PPP, 1u << 9);
	mem_drop(r->mem);
	job.pipe = PIPE_VERTEX;
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.verdict == VERDICT_FAULT && result.fault.kind == FAULT_STREAM &&
	   result.fault.addr == PPP, "an unknown item of state");
	at = 0;
	put32(STREAM, 5u << 29);
	mem_drop(r->mem);
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.fault.kind == FAULT_STREAM && result.fault.addr == STREAM, "an unknown command");
	at = 0;
	put32(STREAM, 4u << 29 | (uint32_t)(STREAM >> 32));
	put32(STREAM, (uint32_t)STREAM);
	mem_drop(r->mem);
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.fault.kind == FAULT_LONG, "a stream that links to itself");
	job.regs[6].value = 2 << 12;
	job.pipe = PIPE_FRAGMENT;
	job_run(model, &job, r->mem, 100000, &result);
	ok(result.fault.kind == FAULT_STREAM, "tiles without a height");
	model_free(model);
}

int main(void)
{
	r = rig_new();
	test_edges();
	test_culling();
	test_planes();
	test_depth();
	test_pixels();
	test_job();
	rig_free(r);
	return tap_end();
}
