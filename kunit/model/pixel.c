// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* pixel.c - instructions of vertex and fragment programs; depth and stencil tests */

#include "render.h"

#include "number.h"

static bool compares(unsigned int func, double a, double b)
{
	switch (func & 7) {
	case 0:
		return false;
	case 1:
		return a < b;
	case 2:
		return a == b;
	case 3:
		return a <= b;
	case 4:
		return a > b;
	case 5:
		return a != b;
	case 6:
		return a >= b;
	default:
		return true;
	}
}

static uint8_t stencil_op(unsigned int op, uint8_t v, uint8_t ref)
{
	switch (op & 7) {
	case 0:
		return v;
	case 1:
		return 0;
	case 2:
		return ref;
	case 3:
		return v == 255 ? 255 : (uint8_t)(v + 1);
	case 4:
		return v ? (uint8_t)(v - 1) : 0;
	case 5:
		return (uint8_t)~v;
	case 6:
		return (uint8_t)(v + 1);
	default:
		return (uint8_t)(v - 1);
	}
}

static void count(struct simd *s)
{
	struct frag *f = s->frag;
	struct env *e = s->env;
	uint64_t n = 0;

	if (!f->occlusion || !mem_read_u64(e->mem, f->occlusion, &n, e->fault))
		return;
	/* Mode 2 counts, mode 3 only says whether. */
	n = (f->state->control >> 14 & 3) == 2 ? n + 1 : 1;
	mem_write(e->mem, f->occlusion, &n, 8, e->fault);
}

bool depth_test(struct simd *s, unsigned int lane, unsigned int sample, float z)
{
	struct frag *f = s->frag;
	uint32_t face = f->state->face[f->back], face2 = f->state->face2[f->back];
	uint32_t st = f->state->stencil[f->back];
	uint32_t at = (s->id[1][lane] * s->group->tile_w + s->id[0][lane]) * f->samples + sample;
	bool stencil = f->state->control >> 18 & 1, pass, spass = true;
	uint8_t ref = face & 255, old = 0, new;

	if (!f->depth)
		return true;
	if (!(f->state->control >> 19 & 1)) {	/* one side's values for both */
		st = f->state->stencil[0];
		ref = f->state->face[0] & 255;
	}
	pass = compares(face >> 24, (double)z, (double)f->depth[at]) &&
	       compares(face2 >> 24, (double)z, (double)f->depth[at]);
	if (stencil) {
		uint8_t read = st >> 8 & 255, write = st & 255;

		old = f->stencil[at];
		spass = compares(st >> 25, ref & read, old & read);
		new = stencil_op(!spass ? st >> 22 : !pass ? st >> 19 : st >> 16, old, ref);
		f->stencil[at] = (uint8_t)((old & ~write) | (new & write));
	}
	if (!pass || !spass)
		return false;
	if (!(face >> 21 & 1) || !(face2 >> 21 & 1))
		f->depth[at] = z;
	count(s);
	return true;
}

/* @sample -1: the centre */
static double value_at(const struct simd *s, const struct coefficients *c, unsigned int lane,
		       int sample)
{
	double x = sample < 0 ? 0.5 : s->frag->px[sample & 3];
	double y = sample < 0 ? 0.5 : s->frag->py[sample & 3];

	return c->c + c->dx * (s->pos[0][lane] + x) + c->dy * (s->pos[1][lane] + y);
}

/* Where an iteration is wanted: the centre, a sample, or a covered one (centroid) */
static int place(struct simd *s, const struct insn *in, unsigned int lane)
{
	const struct operand *o = &in->src[in->op == OP_ITERPROJ ? 2 : 1];
	uint32_t all = (1u << s->frag->samples) - 1, cover = s->cover[lane] & all;

	switch (in->sub) {
	case 0:
		return -1;
	case 2:
		return cover == all || !cover ? -1 : __builtin_ctz(cover);
	default:
		return (int)(o->kind == OPND_IMM ? o->imm : reg_get(s, o->idx, 16, lane));
	}
}

static const struct coefficients *cf_of(struct simd *s, const struct operand *o, unsigned int i,
					unsigned int lane)
{
	unsigned int n = o->kind == OPND_CF ? o->idx : reg_get(s, o->idx, 16, lane);

	if (!s->frag || n + i >= s->frag->nr_cf) {
		fault_set(s->env->fault, FAULT_RANGE, s->pc,
			  "coefficient register %u at 0x%x", n + i, s->pc);
		return NULL;
	}
	return &s->frag->cf[n + i];
}

static void set_float(struct simd *s, const struct operand *d, unsigned int i, unsigned int lane,
		      double v)
{
	reg_set(s, d->idx + i * (d->size / 16u), d->size, lane,
		d->size == 16 ? f32_to_f16(f64_to_f32_flush(v)) : f64_to_f32_flush(v));
}

static bool iterate(struct simd *s, const struct insn *in)
{
	for (unsigned int lane = 0; lane < LANES; lane++) {
		double w = 1;
		int sample;

		if (!(s->exec >> lane & 1))
			continue;
		sample = s->frag ? place(s, in, lane) : -1;
		if (in->op == OP_ITERPROJ) {
			const struct coefficients *cw = cf_of(s, &in->src[1], 0, lane);

			if (!cw)
				return false;
			w = value_at(s, cw, lane, sample);
		}
		for (unsigned int i = 0; i < in->dst.count; i++) {
			const struct coefficients *c = cf_of(s, &in->src[0], i, lane);

			if (!c)
				return false;
			set_float(s, &in->dst, i, lane, value_at(s, c, lane, sample) / w);
		}
	}
	return true;
}

/* dx, dy and the value at the tile's origin; constants keep their bits. */
static bool load_coefficients(struct simd *s, const struct insn *in)
{
	for (unsigned int lane = 0; lane < LANES; lane++) {
		const struct coefficients *c;

		if (!(s->exec >> lane & 1))
			continue;
		c = cf_of(s, &in->src[0], 0, lane);
		if (!c)
			return false;
		set_float(s, &in->dst, 0, lane, c->dx);
		set_float(s, &in->dst, 1, lane, c->dy);
		if (c->flat)
			reg_set(s, in->dst.idx + 2 * (in->dst.size / 16u), in->dst.size, lane,
				in->dst.size == 16 ? f32_to_f16(c->bits) : c->bits);
		else
			set_float(s, &in->dst, 2, lane, c->c + c->dx * (s->frag->x0 & ~31u) +
				  c->dy * (s->frag->y0 & ~31u));
	}
	return true;
}

static uint32_t samples(struct simd *s, const struct operand *o, unsigned int lane)
{
	return o->kind == OPND_IMM ? o->imm : reg_get(s, o->idx, 16, lane);
}

/* Samples that are named and not live die; those that live run the tests now. */
static bool sample_mask(struct simd *s, const struct insn *in)
{
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t target, live, alive;

		if (!(s->exec >> lane & 1))
			continue;
		target = samples(s, &in->src[0], lane);
		live = samples(s, &in->src[1], lane);
		s->cover[lane] &= (uint8_t)~(target & ~live);
		alive = s->cover[lane] & target & live;
		if (!alive || s->frag->early || s->helper >> lane & 1)
			continue;
		for (unsigned int i = 0; i < s->frag->samples; i++) {
			int at = s->frag->samples > 1 ? (int)i : -1;
			double z = value_at(s, &s->frag->z, lane, at);

			z = z > 0 ? z < 1 ? z : 1 : 0;
			if (alive >> i & 1 && !depth_test(s, lane, i, (float)z))
				s->cover[lane] &= (uint8_t)~(1u << i);
		}
	}
	return s->env->fault->kind == FAULT_NONE;
}

static bool zs_emit(struct simd *s, const struct insn *in)
{
	if (in->sub != 1)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "stencil written by a program at 0x%x", s->pc);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t target;
		float z;

		if (!((s->exec & ~s->helper) >> lane & 1))
			continue;
		target = samples(s, &in->src[0], lane);
		z = bits_f32(reg_get(s, in->src[1].idx, 32, lane));
		z = z > 0 ? (z < 1 ? z : 1) : 0;
		for (unsigned int i = 0; i < s->frag->samples; i++)
			if ((s->cover[lane] & target) >> i & 1 && !depth_test(s, lane, i, z))
				s->cover[lane] &= (uint8_t)~(1u << i);
	}
	return s->env->fault->kind == FAULT_NONE;
}

static bool store_varying(struct simd *s, const struct insn *in)
{
	if (!s->var)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "varying stored outside a vertex program at 0x%x", s->pc);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t slot;

		if (!(s->exec >> lane & 1))
			continue;
		slot = samples(s, &in->src[1], lane);
		if (slot >= MAX_OUTPUTS)
			return fault_set(s->env->fault, FAULT_RANGE, s->pc,
					 "vertex output %u at 0x%x", slot, s->pc);
		s->var[lane][slot] = reg_get(s, in->src[0].idx, 32, lane);
	}
	return true;
}

bool exec_pixel(struct simd *s, const struct insn *in)
{
	if (in->op == OP_ST_VAR)
		return store_varying(s, in);
	if (in->op == OP_NO_VAR)
		return true;
	if (!s->frag)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "instruction for fragment programs at 0x%x", s->pc);
	switch (in->op) {
	case OP_ITER: case OP_ITERPROJ:
		return iterate(s, in);
	case OP_LDCF:
		return load_coefficients(s, in);
	case OP_SAMPLE_MASK:
		return sample_mask(s, in);
	case OP_ZS_EMIT:
		return zs_emit(s, in);
	default:
		return false;
	}
}
