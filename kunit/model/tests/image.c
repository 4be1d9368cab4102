// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* image.c - where texels lie, what they mean, compression, sampling, tile memory */

#include <math.h>

#include "../number.h"

#include "machine.h"

#define IMG	(DATA + 0)
#define META	(RODATA + 0)

static struct rig *r;

static void set(uint64_t d[3], unsigned int lo, unsigned int hi, uint64_t v)
{
	for (unsigned int i = lo; i <= hi; i++)
		if (v >> (i - lo) & 1)
			d[i / 64] |= 1ull << (i % 64);
}

struct spec {
	unsigned int dim, channels, type, w, h, levels, depth;
	bool linear, compressed;
	unsigned int stride;
};

static void texture(uint8_t desc[24], const struct spec *s, uint64_t addr, uint64_t meta)
{
	uint64_t d[3] = { 0 };

	set(d, 0, 3, s->dim);
	set(d, 4, 5, s->linear ? 0 : 2);
	set(d, 6, 12, s->channels);
	set(d, 13, 15, s->type);
	for (unsigned int i = 0; i < 4; i++)
		set(d, 16 + 3 * i, 18 + 3 * i, i);
	set(d, 28, 41, s->w - 1);
	set(d, 42, 55, s->h - 1);
	set(d, 60, 63, s->levels ? s->levels - 1 : 0);
	set(d, 66, 101, addr >> 4);
	set(d, 103, 103, s->compressed);
	if (s->linear)
		set(d, 110, 126, (s->stride - 16) >> 4);
	else
		set(d, 110, 123, s->depth ? s->depth - 1 : 0);
	if (s->compressed)
		d[2] = meta >> 4;
	memcpy(desc, d, 24);
}

static void pbe(uint8_t desc[24], const struct spec *s, uint64_t addr, uint64_t meta,
		unsigned int level)
{
	uint64_t d[3] = { 0 };

	set(d, 0, 3, s->dim);
	set(d, 4, 5, s->linear ? 0 : 2);
	set(d, 6, 12, s->channels);
	set(d, 13, 15, s->type);
	for (unsigned int i = 0; i < 4; i++)
		set(d, 16 + 2 * i, 17 + 2 * i, i);
	set(d, 24, 37, s->w - 1);
	set(d, 38, 51, s->h - 1);
	set(d, 59, 59, s->compressed);
	set(d, 64, 99, addr >> 4);
	if (s->linear) {
		set(d, 104, 124, s->stride - 4);
	} else {
		set(d, 100, 103, level);
		set(d, 104, 107, s->levels ? s->levels - 1 : 0);
		set(d, 108, 121, s->depth ? s->depth - 1 : 0);
	}
	if (s->compressed)
		d[2] = meta >> 4;
	memcpy(desc, d, 24);
}

/* A memory that counts where bytes are written */
struct sink {
	uint8_t data[1 << 20];
};

static int sink_read(void *ctx, uint64_t va, void *buf, size_t len)
{
	struct sink *s = ctx;

	if (va + len > sizeof(s->data))
		return EFAULT;
	memcpy(buf, s->data + va, len);
	return 0;
}

static int sink_write(void *ctx, uint64_t va, const void *buf, size_t len)
{
	struct sink *s = ctx;

	if (va + len > sizeof(s->data))
		return EFAULT;
	memcpy(s->data + va, buf, len);
	return 0;
}

static const struct mem_ops sink_ops = { .read = sink_read, .write = sink_write };

/* Each texel of each level and layer has a place of its own: write all, then read all. */
static void test_places(void)
{
	static const struct spec specs[] = {
		{ DIM_2D, 0x28, TYPE_UINT, 100, 60, 7, 0, false, false, 0 },
		{ DIM_2D, 0x28, TYPE_UINT, 64, 64, 7, 0, false, false, 0 },
		{ DIM_2D, 0x00, TYPE_UINT, 300, 129, 9, 0, false, false, 0 },
		{ DIM_2D, 0x09, TYPE_UINT, 257, 70, 9, 0, false, false, 0 },
		{ DIM_2D, 0x31, TYPE_UINT, 65, 33, 7, 0, false, false, 0 },
		{ DIM_2D, 0x38, TYPE_UINT, 33, 95, 7, 0, false, false, 0 },
		{ DIM_2D_ARRAY, 0x28, TYPE_UINT, 70, 5, 1, 7, false, false, 0 },
		{ DIM_3D, 0x28, TYPE_UINT, 20, 30, 5, 9, false, false, 0 },
		{ DIM_2D, 0x28, TYPE_UINT, 50, 20, 1, 0, true, false, 256 },
		{ DIM_2D, 0x28, TYPE_UINT, 100, 60, 7, 0, false, true, 0 },
		{ DIM_2D_MS, 0x28, TYPE_UINT, 37, 21, 1, 0, false, false, 0 },
	};
	struct sink *sink = calloc(1, sizeof(*sink));
	struct mem *m = mem_new(&sink_ops, sink);

	for (unsigned int k = 0; k < sizeof(specs) / sizeof(specs[0]); k++) {
		const struct spec *s = &specs[k];
		struct fault f = { 0 };
		struct image t, p;
		uint8_t desc[24];
		bool good = true;
		uint32_t n = 0;

		memset(sink->data, 0, sizeof(sink->data));
		for (int pass = 0; pass < 2; pass++) {
			n = 0;
			texture(desc, s, 0, 0xc0000);
			good &= image_from_texture(&t, desc, &f);
			for (unsigned int l = 0; l < (s->levels ? s->levels : 1); l++) {
				pbe(desc, s, 0, 0xc0000, l);
				good &= image_from_pbe(&p, desc, &f);
				for (uint32_t z = 0; z < (s->dim == DIM_3D ?
							  image_minify(t.depth, l) : t.depth); z++)
					for (uint32_t y = 0; y < image_minify(s->h, l); y++)
						for (uint32_t x = 0; x < image_minify(s->w, l); x++)
							for (unsigned int i = 0; i < t.samples; i++) {
								uint32_t v[4] = { n & 255, n >> 8 & 255, n >> 16, 1 };
								uint32_t b[4];

								n++;
								if (!pass) {
									good &= image_write(m, &p, l, x, y, z, i, v, &f);
									continue;
								}
								good &= image_read(m, &t, l, x, y, z, i, b, &f);
								good &= b[0] == v[0] && (s->channels < 0x28 || b[1] == v[1]);
							}
			}
			good &= mem_flush(m, &f);
		}
		if (!ok(good && f.kind == FAULT_NONE,
			"channels 0x%x, %u x %u x %u, %u levels: %u texels, each its own",
			s->channels, s->w, s->h, t.depth, s->levels, n))
			printf("# %s\n", f.text);
	}
	mem_free(m);
	free(sink);
}

/* Addresses that the reference states */
static void test_twiddle(void)
{
	const struct spec s = { DIM_2D, 0x28, TYPE_UINT, 128, 128, 1, 0, false, false, 0 };
	const struct spec small = { DIM_2D, 0x28, TYPE_UINT, 100, 10, 1, 0, false, false, 0 };
	const uint32_t v[4] = { 1, 2, 3, 4 };
	const uint32_t word = 0x04030201;
	uint8_t desc[24];
	struct image p;

	mem_drop(r->mem);
	memset(r->data, 0, DATA_SIZE);
	pbe(desc, &s, IMG, 0, 0);
	image_from_pbe(&p, desc, &r->fault);
	image_write(r->mem, &p, 0, 2, 0, 0, 0, v, &r->fault);
	image_write(r->mem, &p, 0, 0, 1, 0, 0, v, &r->fault);
	image_write(r->mem, &p, 0, 64, 65, 0, 0, v, &r->fault);
	mem_flush(r->mem, &r->fault);
	ok(ram_u32(&r->ram, IMG + 16) == word && ram_u32(&r->ram, IMG + 8) == word &&
	   ram_u32(&r->ram, IMG + 3 * 0x4000 + 8) == word,
	   "Morton order with x lowest in tiles of 64 x 64");
	memset(r->data, 0, DATA_SIZE);
	pbe(desc, &small, IMG, 0, 0);
	image_from_pbe(&p, desc, &r->fault);
	image_write(r->mem, &p, 0, 17, 1, 0, 0, v, &r->fault);
	mem_flush(r->mem, &r->fault);
	ok(ram_u32(&r->ram, IMG + 4 * (256 + 3)) == word, "small images: squares of 16 texels");
}

static void test_compression(void)
{
	const struct spec s = { DIM_2D, 0x28, TYPE_UNORM, 32, 32, 1, 0, false, true, 0 };
	const uint64_t meta = IMG + 0x8000;
	uint32_t colour = 0xff804020, v[4];
	uint8_t desc[24];
	struct image t, p;
	bool good;

	memset(r->data, 0, DATA_SIZE);
	mem_drop(r->mem);
	memset(&r->fault, 0, sizeof(r->fault));
	memset(r->data + 0x8000, 0x03, 4 * 8);
	/* The second subtile in x is the third of the body, of 32 texels each. */
	memcpy(r->data + 64 * 4, &colour, 4);
	texture(desc, &s, IMG, meta);
	image_from_texture(&t, desc, &r->fault);
	pbe(desc, &s, IMG, meta, 0);
	image_from_pbe(&p, desc, &r->fault);
	good = image_read(r->mem, &t, 0, 12, 3, 0, 0, v, &r->fault);
	ok(good && v[0] == f64_to_f32_flush(0x20 / 255.0) && v[3] == 0x3f800000,
	   "a solid subtile has the colour of its first texel");
	v[0] = v[1] = v[2] = v[3] = 0x3f800000;
	good = image_write(r->mem, &p, 0, 12, 2, 0, 0, v, &r->fault) &&
	       image_read(r->mem, &t, 0, 13, 2, 0, 0, v, &r->fault) &&
	       mem_flush(r->mem, &r->fault);
	ok(good && v[0] == f64_to_f32_flush(0x20 / 255.0) && r->data[0x8000 + 2] == 0x7f &&
	   r->data[0x8000] == 0x03, "a write makes it uncompressed and keeps the others");
	r->data[0x8000 + 8] = 0x55;
	ok(!image_read(r->mem, &t, 0, 16, 0, 0, 0, v, &r->fault) &&
	   r->fault.kind == FAULT_UNSUPPORTED, "other compression is refused");
	memset(&r->fault, 0, sizeof(r->fault));
}

static void test_texels(void)
{
	static const struct {
		unsigned int channels, type, bytes;
	} f[] = {
		{ 0x00, TYPE_UNORM, 1 }, { 0x00, TYPE_SINT, 1 }, { 0x09, TYPE_FLOAT, 2 },
		{ 0x0a, TYPE_UINT, 2 }, { 0x0b, TYPE_UNORM, 2 }, { 0x0c, TYPE_UNORM, 2 },
		{ 0x21, TYPE_FLOAT, 4 }, { 0x23, TYPE_UNORM, 4 }, { 0x26, TYPE_UNORM, 4 },
		{ 0x26, TYPE_UINT, 4 }, { 0x28, TYPE_UNORM, 4 }, { 0x28, TYPE_UINT, 4 },
		{ 0x31, TYPE_SINT, 8 }, { 0x32, TYPE_FLOAT, 8 }, { 0x38, TYPE_UINT, 16 },
	};

	for (unsigned int k = 0; k < sizeof(f) / sizeof(f[0]); k++) {
		bool good = texel_size(f[k].channels) == f[k].bytes;

		for (unsigned int i = 0; i < 20000; i++) {
			uint8_t raw[16] = { 0 }, back[16] = { 0 };
			uint32_t v[4];

			for (unsigned int b = 0; b < f[k].bytes; b++)
				raw[b] = (uint8_t)rnd();
			/* No NaN, infinity or denormal */
			for (unsigned int b = 1; f[k].type == TYPE_FLOAT && b < f[k].bytes; b += 2)
				raw[b] = (raw[b] & 0xbf) | 0x20;
			texel_unpack(f[k].channels, f[k].type, false, raw, v);
			texel_pack(f[k].channels, f[k].type, false, v, back);
			good &= !memcmp(raw, back, f[k].bytes);
		}
		ok(good, "texels of channels 0x%x, type %u there and back", f[k].channels,
		   f[k].type);
	}
}

/* One lane samples a 4 x 4 R32F texture of 0, 1, 2 ... 15 at x, y. */
static float sampled(unsigned int wrap, bool linear, float x, float y, bool shadow)
{
	struct insn in = { .op = OP_SMP, .mask = 1, .dim = DIM_2D, .lod_type = LOD_MIN_U,
			   .shadow = shadow, .dst = REG32(8) };
	uint64_t d = 0;

	in.src[1] = (struct operand){ .kind = OPND_TS };
	in.src[2] = (struct operand){ .kind = OPND_SS };
	in.src[3] = (struct operand){ .kind = OPND_REG, .idx = 2, .size = 32, .count = 2 };
	in.src[4] = (struct operand){ .kind = OPND_UNI, .idx = 100, .size = 16, .count = 1 };
	if (shadow)
		in.src[5] = (struct operand){ .kind = OPND_REG, .idx = 6, .size = 32, .count = 1 };
	r->env.uniform[100] = 0;
	d |= 0x3ffull << 10 | (uint64_t)linear << 23 | (uint64_t)linear << 25;
	d |= (uint64_t)wrap << 29 | (uint64_t)wrap << 32;
	d |= 2ull << 55;		/* white border */
	memcpy(r->env.sampler[0], &d, 8);
	r->simd->exec = 1;
	r->simd->r[1][0] = f32_bits(x);
	r->simd->r[2][0] = f32_bits(y);
	r->simd->r[3][0] = f32_bits(5.5f);
	if (!exec_sample(r->simd, &in))
		printf("# %s\n", r->fault.text);
	return bits_f32(r->simd->r[8][0]);
}

static void test_sampling(void)
{
	const struct spec s = { DIM_2D, 0x21, TYPE_FLOAT, 4, 4, 1, 0, true, false, 16 };
	struct code c = { .n = 0 };

	as_stop(&c);
	rig_run(r, &c, ALL_LANES);
	for (unsigned int i = 0; i < 16; i++) {
		float v = (float)i;

		memcpy(r->data + 4 * i, &v, 4);
	}
	mem_drop(r->mem);
	texture(r->env.tex[0], &s, IMG, 0);
	ok(sampled(0, false, 0.3f, 0.6f, false) == 9 && sampled(0, false, 2, -3, false) == 3,
	   "nearest, clamped to the edge");
	ok(sampled(1, false, 1.3f, -0.4f, false) == 9, "repeated");
	ok(sampled(2, false, 1.1f, -0.1f, false) == 3 && sampled(5, false, -0.3f, 0.1f, false) == 1,
	   "mirrored, mirrored once");
	ok(sampled(3, false, 1.1f, 0.1f, false) == 1, "the border");
	ok(sampled(0, true, 0.5f, 0.5f, false) == 7.5f && sampled(0, true, 0, 0, false) == 0 &&
	   sampled(1, true, 0, 0, false) == 7.5f && sampled(0, true, 0.25f, 0.125f, false) == 0.5f,
	   "linear");
	/* lequal: 5.5 <= texel */
	ok(sampled(0, false, 0.4f, 0.3f, true) == 0 && sampled(0, false, 0.6f, 0.3f, true) == 1 &&
	   sampled(0, true, 0.5f, 0.375f, true) == 0.5f, "compared before it is filtered");
}

static void test_tile(void)
{
	const struct spec s = { DIM_2D, 0x28, TYPE_UNORM, 20, 10, 1, 0, true, false, 128 };
	struct insn st = { .op = OP_ST_TILE, .format = FMT_U8NORM, .mask = 15,
			   .src = { { .kind = OPND_REG, .idx = 2, .size = 32, .count = 4 },
				    { .kind = OPND_REG, .idx = 20, .size = 16, .count = 2 },
				    { .kind = OPND_IMM, .imm = 1 } } };
	struct insn ld = { .op = OP_LD_TILE, .format = FMT_U8NORM, .mask = 15,
			   .dst = { .kind = OPND_REG, .idx = 40, .size = 16, .count = 4 },
			   .src = { st.src[1], st.src[2] } };
	struct insn block = { .op = OP_IMGWBLK, .format = FMT_U8NORM, .dim = DIM_2D, .flag_a = true,
			      .src = { { .kind = OPND_REG, .idx = 50, .size = 16, .count = 1 },
				       { .kind = OPND_NONE }, { .kind = OPND_TS, .idx = 3 },
				       { .kind = OPND_REG, .idx = 60, .size = 32, .count = 2 } } };
	struct code c = { .n = 0 };
	bool good = true;

	as_stop(&c);
	rig_run(r, &c, ALL_LANES);
	memset(r->data, 0, 0x4000);
	mem_drop(r->mem);
	r->group.tile_w = r->group.tile_h = 16;
	r->group.tile_samples = 1;
	r->group.tile_stride = 8;
	pbe(r->env.tex[3], &s, IMG, 0, 0);
	for (uint32_t y = 0; y < 16; y++) {
		for (uint32_t i = 0; i < LANES; i++) {
			r->simd->r[1][i] = f32_bits((float)i / 255);
			r->simd->r[2][i] = f32_bits((float)y / 255);
			r->simd->r[3][i] = 0;
			r->simd->r[4][i] = 0x3f800000;
			r->simd->r[10][i] = (i & 15) | y << 16;
		}
		r->simd->exec = 0xffff;
		good &= exec_tile(r->simd, &st) && exec_tile(r->simd, &ld);
		good &= reg_get(r->simd, 43, 16, 7) == 0x3c00;
	}
	ok(good, "tile memory: stored and loaded at explicit places");
	for (unsigned int i = 0; i < LANES; i++) {
		r->simd->r[25][i] = 0;
		r->simd->r[30][i] = 8;
		r->simd->r[31][i] = 4;
	}
	r->simd->exec = 1;
	good = exec_tile(r->simd, &block) && mem_flush(r->mem, &r->fault);
	if (!good)
		printf("# %s\n", r->fault.text);
	for (uint32_t y = 0; y < 12; y++)
		for (uint32_t x = 0; x < 32; x++) {
			uint32_t v = ram_u32(&r->ram, IMG + 128 * y + 4 * x);
			bool in = x >= 8 && x < 20 && y >= 4 && y < 10;

			good &= v == (in ? 0xff000000 | (y - 4) << 8 | (x - 8) : 0);
		}
	ok(good, "a block goes to its place, clipped to the image");
	r->simd->r[10][0] = 16;
	ok(!exec_tile(r->simd, &st) && r->fault.kind == FAULT_RANGE, "beyond the tile");
	free(r->group.tile);
	r->group.tile = NULL;
}

int main(void)
{
	r = rig_new();
	test_places();
	test_twiddle();
	test_compression();
	test_texels();
	test_sampling();
	test_tile();
	rig_free(r);
	return tap_end();
}
