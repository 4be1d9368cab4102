// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * sample.c - texture instructions: fetch, sample, gather, compare
 *
 * Filter weights are exact, where hardware has few bits: results differ in the last bit of
 * 8-bit colours.
 */

#include "machine.h"
#include "number.h"

#include <math.h>
#include <string.h>

enum wrap { WRAP_EDGE, WRAP_REPEAT, WRAP_MIRROR, WRAP_BORDER, WRAP_CLAMP_GL, WRAP_MIRROR_EDGE };

struct sampler {
	double min_lod, max_lod;
	bool mag_linear, min_linear;
	uint8_t mip;			/* 0 none, 1 nearest, 2 linear */
	uint8_t wrap[3];
	bool pixels;			/* coordinates are not normalized */
	uint8_t compare;
	uint8_t border;
};

/* One sample in one lane */
struct request {
	const struct image *img;
	struct sampler smp;
	struct simd *s;
	bool shadow;
	float reference;
	int offset[3];
	double c[3];			/* normalized, or pixels */
	uint32_t layer, sample;
};

static struct sampler sampler_from(const uint8_t desc[8])
{
	struct sampler p;
	uint64_t d;

	memcpy(&d, desc, 8);
	p.min_lod = (double)(d & 0x3ff) / 64;
	p.max_lod = (double)(d >> 10 & 0x3ff) / 64;
	p.mag_linear = d >> 23 & 3;
	p.min_linear = d >> 25 & 3;
	p.mip = d >> 27 & 3;
	p.wrap[0] = d >> 29 & 7;
	p.wrap[1] = d >> 32 & 7;
	p.wrap[2] = d >> 35 & 7;
	p.pixels = d >> 38 & 1;
	p.compare = d >> 39 & 7;
	p.border = d >> 55 & 3;
	return p;
}

const struct image *image_operand(struct simd *s, const struct operand *heap,
				  const struct operand *tex, unsigned int lane, bool pbe)
{
	struct env *e = s->env;
	uint8_t desc[TEX_STATE_SIZE];
	struct image_slot *slot;
	unsigned int idx;

	if (heap->kind == OPND_UNI) {
		uint64_t va = uniform_get(e, heap->idx, 64) + reg_get(s, tex->idx, 32, lane);

		if (!mem_read(e->mem, va, desc, sizeof(desc), e->fault))
			return NULL;
	} else {
		idx = tex->kind == OPND_TS ? tex->idx : reg_get(s, tex->idx, 16, lane);
		if (idx >= TEX_STATES) {
			fault_set(e->fault, FAULT_RANGE, s->pc, "texture state %u", idx);
			return NULL;
		}
		memcpy(desc, e->tex[idx], sizeof(desc));
	}
	for (unsigned int i = 0; i < IMAGE_SLOTS; i++)
		if (e->image[i].valid && e->image[i].pbe == pbe &&
		    !memcmp(e->image[i].desc, desc, sizeof(desc)))
			return &e->image[i].img;
	slot = &e->image[e->next_image++ % IMAGE_SLOTS];
	slot->valid = pbe ? image_from_pbe(&slot->img, desc, e->fault) :
			    image_from_texture(&slot->img, desc, e->fault);
	slot->pbe = pbe;
	memcpy(slot->desc, desc, sizeof(desc));
	return slot->valid ? &slot->img : NULL;
}

static bool has_layer(unsigned int dim)
{
	return dim == DIM_1D_ARRAY || dim == DIM_2D_ARRAY || dim == DIM_CUBE_ARRAY ||
	       dim == DIM_2D_MS_ARRAY;
}

static bool has_sample(unsigned int dim)
{
	return dim == DIM_2D_MS || dim == DIM_2D_MS_ARRAY;
}

static unsigned int spatial(unsigned int dim)
{
	switch (dim) {
	case DIM_1D: case DIM_1D_ARRAY:
		return 1;
	case DIM_3D: case DIM_CUBE: case DIM_CUBE_ARRAY:
		return 3;
	default:
		return 2;
	}
}

/* A texel position after wrapping; -1: the border */
static int64_t wrapped(int64_t i, int64_t n, unsigned int mode)
{
	int64_t m;

	switch (mode) {
	case WRAP_REPEAT:
		m = i % n;
		return m < 0 ? m + n : m;
	case WRAP_MIRROR:
		m = i % (2 * n);
		if (m < 0)
			m += 2 * n;
		return m < n ? m : 2 * n - 1 - m;
	case WRAP_BORDER:
		return i < 0 || i >= n ? -1 : i;
	case WRAP_MIRROR_EDGE:
		if (i < 0)
			i = -1 - i;
		/* fallthrough */
	default:
		return i < 0 ? 0 : i >= n ? n - 1 : i;
	}
}

static void border_colour(const struct request *q, uint32_t out[4])
{
	bool integer = image_is_integer(q->img);
	uint32_t one = integer ? 1 : 0x3f800000;

	for (unsigned int i = 0; i < 4; i++)
		out[i] = q->smp.border == 2 || (q->smp.border == 1 && i == 3) ? one : 0;
}

static bool compares(const struct request *q, float texel)
{
	float r = q->reference;

	switch (q->smp.compare) {
	case 0:
		return r <= texel;
	case 1:
		return r >= texel;
	case 2:
		return r < texel;
	case 3:
		return r > texel;
	case 4:
		return r == texel;
	case 5:
		return r != texel;
	case 6:
		return true;
	default:
		return false;
	}
}

/* A texel at integer positions, wrapped, swizzled and compared */
static bool texel(const struct request *q, unsigned int level, const int64_t at[3],
		  uint32_t out[4])
{
	const struct image *img = q->img;
	unsigned int n = spatial(img->dim);
	uint32_t size[3] = { image_minify(img->width, level), image_minify(img->height, level),
			     img->dim == DIM_3D ? image_minify(img->depth, level) : 1 };
	uint32_t one = image_is_integer(img) ? 1 : 0x3f800000, raw[4];
	int64_t p[3] = { 0, 0, 0 };
	bool outside = false;

	if (img->dim == DIM_CUBE || img->dim == DIM_CUBE_ARRAY)
		n = 2;			/* the face is in the layer */
	for (unsigned int i = 0; i < n; i++) {
		p[i] = wrapped(at[i], size[i], q->smp.wrap[i]);
		outside |= p[i] < 0;
	}
	if (img->dim != DIM_3D) {
		p[2] = q->layer;
		outside |= q->layer >= img->depth;
	}
	outside |= q->sample >= img->samples;
	if (outside) {
		border_colour(q, raw);
	} else if (!image_read(q->s->env->mem, img, level, (uint32_t)p[0], (uint32_t)p[1],
			       (uint32_t)p[2], q->sample, raw, q->s->env->fault)) {
		return false;
	}
	if (q->shadow)
		raw[0] = compares(q, bits_f32(raw[0])) ? one : 0;
	for (unsigned int i = 0; i < 4; i++) {
		unsigned int from = img->swizzle[i];

		out[i] = from < 4 ? raw[from] : from == SWIZZLE_ONE ? one : 0;
	}
	return true;
}

/* Position in texels of a level */
static double position(const struct request *q, unsigned int level, unsigned int i)
{
	uint32_t size[3] = { image_minify(q->img->width, level),
			     image_minify(q->img->height, level),
			     image_minify(q->img->depth, level) };
	double c = q->c[i];

	/* Positions far outside are as good as ones a little outside. */
	if (isnan(c))
		c = 0;
	c = q->smp.pixels ? c : c * size[i];
	c = c > 1e8 ? 1e8 : c < -1e8 ? -1e8 : c;
	return c + q->offset[i];
}

static int64_t floor_int(double v)
{
	int64_t i = (int64_t)v;

	return i - ((double)i > v);
}

static bool sample_level(const struct request *q, unsigned int level, bool linear, double out[4],
			 uint32_t bits[4])
{
	unsigned int n = spatial(q->img->dim);
	int64_t base[3] = { 0, 0, 0 };
	double w[3] = { 0, 0, 0 };

	if (q->img->dim == DIM_CUBE || q->img->dim == DIM_CUBE_ARRAY)
		n = 2;
	for (unsigned int i = 0; i < n; i++) {
		double p = position(q, level, i) - (linear ? 0.5 : 0);

		base[i] = floor_int(p);
		w[i] = p - (double)base[i];
	}
	memset(out, 0, 4 * sizeof(*out));
	if (!linear || image_is_integer(q->img)) {
		if (!texel(q, level, base, bits))
			return false;
		for (unsigned int i = 0; i < 4; i++)
			out[i] = (double)bits_f32(bits[i]);
		return true;
	}
	for (unsigned int tap = 0; tap < 1u << n; tap++) {
		int64_t at[3];
		double weight = 1;

		for (unsigned int i = 0; i < 3; i++) {
			bool high = tap >> i & 1;

			at[i] = base[i] + high;
			if (i < n)
				weight *= high ? w[i] : 1 - w[i];
		}
		if (!texel(q, level, at, bits))
			return false;
		for (unsigned int i = 0; weight != 0 && i < 4; i++)
			out[i] += weight * (double)bits_f32(bits[i]);
	}
	return true;
}

static bool sample(const struct request *q, double lod, uint32_t out[4])
{
	unsigned int first = q->img->first_level;
	double most = q->img->last_level - first, frac, a[4], b[4];
	bool linear;
	unsigned int level;

	lod = isnan(lod) ? 0 : lod;
	lod = fmin(fmax(lod, q->smp.min_lod), q->smp.max_lod);
	linear = lod > 0 ? q->smp.min_linear : q->smp.mag_linear;
	lod = fmin(fmax(lod, 0), most);
	if (q->smp.mip == 0)
		lod = 0;
	else if (q->smp.mip == 1)
		lod = fmin(fmax(ceil(lod + 0.5) - 1, 0), most);
	level = (unsigned int)lod;
	frac = lod - level;
	if (!sample_level(q, first + level, linear, a, out))
		return false;
	if (image_is_integer(q->img))
		return true;
	if (frac > 0) {
		uint32_t bits[4];

		if (!sample_level(q, first + level + 1, linear, b, bits))
			return false;
		for (unsigned int i = 0; i < 4; i++)
			a[i] += (b[i] - a[i]) * frac;
	}
	for (unsigned int i = 0; i < 4; i++)
		out[i] = f64_to_f32_flush(a[i]);
	return true;
}

/* The four texels of a linear filter, one component of each */
static bool gather(const struct request *q, unsigned int comp, uint32_t out[4])
{
	static const uint8_t order[4][2] = { { 0, 1 }, { 1, 1 }, { 1, 0 }, { 0, 0 } };
	unsigned int level = q->img->first_level;

	for (unsigned int k = 0; k < 4; k++) {
		int64_t at[3] = { 0, 0, 0 };
		uint32_t t[4];

		for (unsigned int i = 0; i < 2; i++)
			at[i] = floor_int(position(q, level, i) - 0.5) + order[k][i];
		if (!texel(q, level, at, t))
			return false;
		out[k] = t[comp];
	}
	return true;
}

/* Direction to face and position; the layer is that of the cube. */
static void cube_face(struct request *q)
{
	double x = q->c[0], y = q->c[1], z = q->c[2];
	double ax = fabs(x), ay = fabs(y), az = fabs(z), m, s, t;
	unsigned int face;

	if (ax >= ay && ax >= az) {
		face = x < 0;
		m = ax;
		s = x < 0 ? z : -z;
		t = -y;
	} else if (ay >= az) {
		face = 2 + (y < 0);
		m = ay;
		s = x;
		t = y < 0 ? -z : z;
	} else {
		face = 4 + (z < 0);
		m = az;
		s = z < 0 ? -x : x;
		t = -y;
	}
	q->c[0] = (s / m + 1) / 2;
	q->c[1] = (t / m + 1) / 2;
	q->c[2] = 0;
	q->layer = q->layer * 6 + face;
	q->smp.wrap[0] = q->smp.wrap[1] = WRAP_EDGE;
}

static double coord(const struct simd *s, const struct operand *o, unsigned int i,
		    unsigned int lane)
{
	uint32_t v = reg_get(s, o->idx + i * (o->size / 16u), o->size, lane);

	return (double)bits_f32(o->size == 16 ? f16_to_f32((uint16_t)v) : flush_f32(v));
}

static double half_at(const struct simd *s, const struct operand *o, unsigned int i,
		      unsigned int lane)
{
	uint16_t v = o->kind == OPND_UNI ? (uint16_t)uniform_get(s->env, o->idx + i, 16) :
		     (uint16_t)reg_get(s, o->idx + i, 16, lane);

	return (double)bits_f32(f16_to_f32(v));
}

/* log2 of the longer side of a pixel's footprint, in texels */
static double footprint(const struct request *q, const double dx[3], const double dy[3])
{
	double size[3] = { q->img->width, q->img->height, q->img->depth };
	double lx = 0, ly = 0;

	for (unsigned int i = 0; i < spatial(q->img->dim); i++) {
		double k = q->smp.pixels ? 1 : size[i];

		lx += dx[i] * dx[i] * k * k;
		ly += dy[i] * dy[i] * k * k;
	}
	return 0.5 * log2(fmax(lx, ly)) - q->img->first_level;
}

static double lod_of(struct simd *s, const struct insn *in, const struct request *q,
		     unsigned int lane)
{
	const struct operand *l = &in->src[4], *c = &in->src[3];
	unsigned int n = spatial(in->dim), quad = lane & ~3u;
	double dx[3] = { 0 }, dy[3] = { 0 }, lod;

	switch (in->lod_type) {
	case LOD_MIN: case LOD_MIN_U:
		return half_at(s, l, 0, lane);
	case LOD_GRAD: case LOD_GRAD_MIN:
		for (unsigned int i = 0; i < n; i++) {
			dx[i] = (double)bits_f32(reg_get(s, l->idx + 4 * i, 32, lane));
			dy[i] = (double)bits_f32(reg_get(s, l->idx + 4 * i + 2, 32, lane));
		}
		return footprint(q, dx, dy);
	default:
		break;
	}
	for (unsigned int i = 0; i < n; i++) {
		dx[i] = coord(s, c, i, quad + 1) - coord(s, c, i, quad);
		dy[i] = coord(s, c, i, quad + 2) - coord(s, c, i, quad);
	}
	lod = footprint(q, dx, dy);
	if (in->lod_type == LOD_AUTO)
		return lod;
	lod += half_at(s, l, 0, lane);
	if (in->lod_type == LOD_BIAS_MIN || in->lod_type == LOD_BIAS_MIN_U)
		lod = fmax(lod, half_at(s, l, 1, lane));
	return lod;
}

/* Layer and sample follow the position: 16 bits each, the sample lower where both are. */
static void layer_and_sample(struct request *q, const struct insn *in, unsigned int lane)
{
	const struct operand *c = &in->src[3];
	unsigned int at = c->idx + spatial(in->dim) * (c->size / 16u);

	if (has_sample(in->dim)) {
		q->sample = reg_get(q->s, at, 16, lane);
		at++;
	}
	if (has_layer(in->dim))
		q->layer = reg_get(q->s, at, 16, lane);
}

static bool fetch(struct request *q, const struct insn *in, unsigned int lane, uint32_t out[4])
{
	const struct operand *c = &in->src[3], *l = &in->src[4];
	int64_t at[3] = { 0, 0, 0 };
	unsigned int level = q->img->first_level;

	for (unsigned int i = 0; i < spatial(in->dim); i++) {
		uint32_t v = reg_get(q->s, c->idx + i * (c->size / 16u), c->size, lane);

		at[i] = (c->size == 16 ? (int16_t)v : (int32_t)v) + (int64_t)q->offset[i];
	}
	if (in->lod_type == LOD_MIN)
		level += reg_get(q->s, l->idx, 16, lane);
	else if (in->lod_type == LOD_MIN_U)
		level += (uint32_t)uniform_get(q->s->env, l->idx, 16);
	else if (in->lod_type != LOD_AUTO)
		return fault_set(q->s->env->fault, FAULT_UNSUPPORTED, q->s->pc,
				 "fetch with level of detail %u at 0x%x", in->lod_type, q->s->pc);
	memset(&q->smp, 0, sizeof(q->smp));
	q->smp.wrap[0] = q->smp.wrap[1] = q->smp.wrap[2] = WRAP_BORDER;
	if (level > q->img->last_level) {
		memset(out, 0, 4 * sizeof(*out));
		return true;
	}
	if (in->dim == DIM_CUBE || in->dim == DIM_CUBE_ARRAY) {
		q->layer = q->layer * 6 + (uint32_t)at[2];
		at[2] = 0;
	}
	return texel(q, level, at, out);
}

static bool sample_lane(struct simd *s, const struct insn *in, unsigned int lane,
			uint32_t out[4])
{
	const struct operand *sp = &in->src[2], *x = &in->src[5];
	struct request q = { .s = s, .shadow = in->shadow };
	unsigned int nr, half;

	memset(out, 0, 4 * sizeof(*out));
	q.img = image_operand(s, &in->src[0], &in->src[1], lane, false);
	if (!q.img)
		return false;
	if (q.img->null)
		return true;
	if (q.img->dim != in->dim)
		return fault_set(s->env->fault, FAULT_STREAM, s->pc,
				 "texture of dimension %u sampled as %u at 0x%x", q.img->dim,
				 in->dim, s->pc);
	if (in->shadow)
		q.reference = bits_f32(reg_get(s, x->idx, 32, lane));
	if (x->kind && x->size == 16) {
		half = x->idx + (in->shadow ? 2 : 0);
		nr = reg_get(s, half, 16, lane);
		for (unsigned int i = 0; i < 3; i++)
			q.offset[i] = (int)((nr >> (4 * i) & 15) ^ 8) - 8;
	}
	layer_and_sample(&q, in, lane);
	if (in->flag_a)
		return fetch(&q, in, lane, out);

	nr = sp->kind == OPND_SS ? sp->idx : reg_get(s, sp->idx, 16, lane);
	if (nr >= SAMPLER_STATES)
		return fault_set(s->env->fault, FAULT_RANGE, s->pc, "sampler %u", nr);
	q.smp = sampler_from(s->env->sampler[nr]);
	for (unsigned int i = 0; i < spatial(in->dim); i++)
		q.c[i] = coord(s, &in->src[3], i, lane);
	if (q.smp.border == 3)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc, "custom border colour");
	{
		double lod = in->gather ? 0 : lod_of(s, in, &q, lane);

		if (in->dim == DIM_CUBE || in->dim == DIM_CUBE_ARRAY)
			cube_face(&q);
		if (in->gather)
			return gather(&q, (unsigned int)in->gather >> 1, out);
		return sample(&q, lod, out);
	}
}

bool exec_sample(struct simd *s, const struct insn *in)
{
	uint32_t texels[LANES][4];

	if (in->query_lod || in->sparse)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "query of %s at 0x%x", in->sparse ? "residency" : "the level",
				 s->pc);
	/* All lanes read before any writes: derivatives look at neighbours' coordinates. */
	for (unsigned int lane = 0; lane < LANES; lane++)
		if (s->exec >> lane & 1 && !sample_lane(s, in, lane, texels[lane]))
			return false;
	for (unsigned int lane = 0; lane < LANES; lane++) {
		const struct image *img;
		unsigned int half = in->dst.idx;

		if (!(s->exec >> lane & 1))
			continue;
		img = image_operand(s, &in->src[0], &in->src[1], lane, false);
		for (unsigned int c = 0; c < 4; c++) {
			uint32_t v = texels[lane][c];

			if (!(in->mask >> c & 1))
				continue;
			if (in->dst.size == 16 && !(img && image_is_integer(img)))
				v = f32_to_f16(v);
			reg_set(s, half, in->dst.size, lane, v);
			half += in->dst.size / 16u;
		}
	}
	return true;
}
