// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* operand.c - reading and writing registers, uniforms and immediates */

#include "machine.h"
#include "number.h"

#include <string.h>

uint64_t uniform_get(const struct env *e, unsigned int half, unsigned int size)
{
	uint64_t v = 0;

	memcpy(&v, &e->uniform[half], size / 8);
	return v;
}

uint32_t reg_get(const struct simd *s, unsigned int half, unsigned int size, unsigned int lane)
{
	uint32_t v = s->r[half / 2][lane];

	if (size == 32)
		return v;
	return half & 1 ? v >> 16 : v & 0xffff;
}

void reg_set(struct simd *s, unsigned int half, unsigned int size, unsigned int lane,
	     uint32_t v)
{
	uint32_t *r = &s->r[half / 2][lane];

	if (size == 32)
		*r = v;
	else if (half & 1)
		*r = (*r & 0xffff) | v << 16;
	else
		*r = (*r & 0xffff0000) | (v & 0xffff);
}

static void fill(uint32_t v[LANES], uint32_t x)
{
	for (unsigned int i = 0; i < LANES; i++)
		v[i] = x;
}

/* The bits as they are, zero-extended; for 64 bits only the low half. */
static void fetch_raw(const struct simd *s, const struct operand *o, uint32_t v[LANES])
{
	const uint32_t *r;

	switch (o->kind) {
	case OPND_REG:
		r = s->r[o->idx / 2];
		if (o->size != 16)
			memcpy(v, r, sizeof(s->r[0]));
		else if (o->idx & 1)
			for (unsigned int i = 0; i < LANES; i++)
				v[i] = r[i] >> 16;
		else
			for (unsigned int i = 0; i < LANES; i++)
				v[i] = r[i] & 0xffff;
		break;
	case OPND_UNI:
		fill(v, (uint32_t)uniform_get(s->env, o->idx, o->size > 32 ? 32 : o->size));
		break;
	default:
		fill(v, o->imm);
		break;
	}
}

/* Immediates are 8 bits, zero-extended to 16: a sign extension changes nothing. */
static bool sign_extends(const struct operand *o)
{
	return o->sx && o->kind != OPND_IMM;
}

void fetch_u32(const struct simd *s, const struct operand *o, uint32_t v[LANES])
{
	fetch_raw(s, o, v);
	if (o->size == 16 && sign_extends(o))
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = (uint32_t)(int16_t)v[i];
}

void fetch_s64(const struct simd *s, const struct operand *o, int64_t v[LANES])
{
	uint32_t lo[LANES];

	if (o->size == 64) {
		if (o->kind == OPND_UNI) {
			for (unsigned int i = 0; i < LANES; i++)
				v[i] = (int64_t)uniform_get(s->env, o->idx, 64);
			return;
		}
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = (int64_t)(s->r[o->idx / 2][i] |
					 (uint64_t)s->r[o->idx / 2 + 1][i] << 32);
		return;
	}
	fetch_u32(s, o, lo);
	if (sign_extends(o))
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = (int32_t)lo[i];
	else
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = lo[i];
}

void fetch_f32(const struct simd *s, const struct operand *o, uint32_t v[LANES])
{
	fetch_raw(s, o, v);
	if (o->kind == OPND_FIMM)
		fill(v, f8_to_f32(o->imm));
	else if (o->kind == OPND_UNI && o->size == 16)
		fill(v, f16_to_f32((uint16_t)v[0]));
	else if (o->size == 16)
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = f16_to_f32((uint16_t)v[i]);
	else
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = flush_f32(v[i]);
	if (o->abs)
		for (unsigned int i = 0; i < LANES; i++)
			v[i] &= 0x7fffffff;
	if (o->neg)
		for (unsigned int i = 0; i < LANES; i++)
			v[i] ^= 0x80000000;
}

/* All ones for an active lane. */
static inline uint32_t lane_mask(uint32_t exec, unsigned int lane)
{
	return -(exec >> lane & 1);
}

void store_u32(struct simd *s, const struct operand *o, const uint32_t v[LANES])
{
	uint32_t *r = s->r[o->idx / 2];
	uint32_t part = o->size != 16 ? 0xffffffff : o->idx & 1 ? 0xffff0000 : 0xffff;
	unsigned int up = o->size == 16 && o->idx & 1 ? 16 : 0;

	if (o->kind != OPND_REG)
		return;
	for (unsigned int i = 0; i < LANES; i++) {
		uint32_t m = part & lane_mask(s->exec, i);

		r[i] = (r[i] & ~m) | (v[i] << up & m);
	}
}

void store_u64(struct simd *s, const struct operand *o, const uint64_t v[LANES])
{
	uint32_t half[LANES];
	struct operand word = *o;

	for (unsigned int i = 0; i < LANES; i++)
		half[i] = (uint32_t)v[i];
	if (o->size == 64)
		word.size = 32;
	store_u32(s, &word, half);
	if (o->size != 64)
		return;
	for (unsigned int i = 0; i < LANES; i++)
		half[i] = (uint32_t)(v[i] >> 32);
	word.idx += 2;
	store_u32(s, &word, half);
}
