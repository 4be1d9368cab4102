// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* alu.c - moves, integers, shifts, bits, selects and comparisons */

#include "machine.h"
#include "number.h"

#include <string.h>

uint32_t compare_int(const struct simd *s, const struct insn *in)
{
	uint32_t a[LANES], b[LANES], out = 0;
	bool is_signed = in->cond & 4;
	struct operand oa = in->src[0], ob = in->src[1];

	oa.sx = ob.sx = is_signed;
	fetch_u32(s, &oa, a);
	fetch_u32(s, &ob, b);
	if (is_signed)
		/* Moves the order of signed numbers onto that of unsigned ones. */
		for (unsigned int i = 0; i < LANES; i++) {
			a[i] ^= 0x80000000;
			b[i] ^= 0x80000000;
		}
	for (unsigned int i = 0; i < LANES; i++) {
		bool r;

		switch (in->cond & 3) {
		case 0:
			r = a[i] == b[i];
			break;
		case 1:
			r = a[i] < b[i];
			break;
		default:
			r = a[i] > b[i];
			break;
		}
		out |= (uint32_t)r << i;
	}
	return in->invert ? ~out : out;
}

uint32_t compare_float(const struct simd *s, const struct insn *in)
{
	uint32_t va[LANES], vb[LANES], out = 0;

	fetch_f32(s, &in->src[0], va);
	fetch_f32(s, &in->src[1], vb);
	for (unsigned int i = 0; i < LANES; i++) {
		float a = bits_f32(va[i]), b = bits_f32(vb[i]);
		bool number_wins = f32_is_nan(vb[i]) && !f32_is_nan(va[i]);
		bool r;

		switch (in->cond) {
		case 0:
			r = a == b;
			break;
		case 1:
			r = a < b;
			break;
		case 2:
			r = a > b;
			break;
		case 3:
			r = a < b || number_wins;
			break;
		case 5:
			r = a >= b;
			break;
		case 6:
			r = a <= b;
			break;
		default:
			r = a > b || number_wins;
			break;
		}
		out |= (uint32_t)r << i;
	}
	return in->invert ? ~out : out;
}

static int64_t clamp_to(__int128 v, unsigned int bits, bool is_signed)
{
	__int128 lo = is_signed ? -((__int128)1 << (bits - 1)) : 0;
	__int128 hi = ((__int128)1 << (is_signed ? bits - 1 : bits)) - 1;

	return (int64_t)(v < lo ? lo : v > hi ? hi : v);
}

static void add(struct simd *s, const struct insn *in)
{
	const struct operand *oa = &in->src[0], *ob = &in->src[1];
	int64_t a[LANES], b[LANES];
	uint64_t v[LANES];
	bool wide = oa->size > 32 || ob->size > 32 || in->dst.size > 32;
	unsigned int shift = in->shift;

	if (!wide && !in->sat) {
		uint32_t x[LANES], y[LANES];

		fetch_u32(s, oa, x);
		fetch_u32(s, ob, y);
		for (unsigned int i = 0; i < LANES; i++) {
			uint32_t t = ob->neg ? -y[i] : y[i];

			x[i] += shift < 5 ? t << shift : 0;
		}
		store_u32(s, &in->dst, x);
		return;
	}
	fetch_s64(s, oa, a);
	fetch_s64(s, ob, b);
	for (unsigned int i = 0; i < LANES; i++) {
		uint64_t t = ob->neg ? -(uint64_t)b[i] : (uint64_t)b[i];

		if (in->sat && !wide && !shift)
			v[i] = (uint64_t)clamp_to((__int128)a[i] + (int64_t)t, in->dst.size,
						  oa->sx || ob->sx);
		else
			v[i] = (uint64_t)a[i] + (shift < 5 ? t << shift : 0);
	}
	store_u64(s, &in->dst, v);
}

static void multiply_add(struct simd *s, const struct insn *in)
{
	const struct operand *oa = &in->src[0], *ob = &in->src[1], *oc = &in->src[2];
	int64_t a[LANES], b[LANES], c[LANES];
	uint64_t v[LANES];
	bool wide = oc->size > 32 || in->dst.size > 32;
	unsigned int shift = in->shift;

	if (!wide && !in->sat) {
		uint32_t x[LANES], y[LANES], z[LANES];

		fetch_u32(s, oa, x);
		fetch_u32(s, ob, y);
		fetch_u32(s, oc, z);
		for (unsigned int i = 0; i < LANES; i++) {
			uint32_t t = oc->neg ? -z[i] : z[i];

			x[i] = x[i] * y[i] + (shift < 5 ? t << shift : 0);
		}
		store_u32(s, &in->dst, x);
		return;
	}
	fetch_s64(s, oa, a);
	fetch_s64(s, ob, b);
	fetch_s64(s, oc, c);
	for (unsigned int i = 0; i < LANES; i++) {
		uint64_t t = oc->neg ? -(uint64_t)c[i] : (uint64_t)c[i];

		if (in->sat && !wide && !shift)
			v[i] = (uint64_t)clamp_to((__int128)a[i] * b[i] + (int64_t)t,
						  in->dst.size, oa->sx || ob->sx || oc->sx);
		else
			v[i] = (uint64_t)a[i] * (uint64_t)b[i] + (shift < 5 ? t << shift : 0);
	}
	store_u64(s, &in->dst, v);
}

static uint32_t shl32(uint32_t v, unsigned int n)
{
	return n < 32 ? v << n : 0;
}

static uint32_t shr32(uint32_t v, unsigned int n)
{
	return n < 32 ? v >> n : 0;
}

static uint64_t shr64(uint64_t v, unsigned int n)
{
	return n < 64 ? v >> n : 0;
}

static uint32_t bitfield(unsigned int op, uint32_t a, uint32_t b, unsigned int c, uint32_t mask)
{
	unsigned int n = c & 127;
	unsigned int high = n > 32 ? n - 32 : 0;
	uint32_t m;

	switch (op) {
	case OP_BFI:
		m = shl32(mask, n);
		return (a & ~m) | shl32(b & mask, n);
	case OP_BFEIL:
		return (a & ~mask) | (shr32(b, n) & mask);
	case OP_EXTR:
		return (uint32_t)shr64((uint64_t)b << 32 | a, n) & mask;
	case OP_SHLHI:
		/* The high half of b << n in 64 bits and more */
		m = shl32(mask, high);
		return ((n >= 32 ? shl32(b, high) : n ? b >> (32 - n) : 0) & m) | (a & ~m);
	default:		/* OP_SHRHI: b << 32 >> n, cut to 32 bits */
		m = (uint32_t)(((uint64_t)mask << 32) >> (n < 32 ? n : 32));
		return ((uint32_t)shr64((uint64_t)b << 32, n) & m) | (a & ~m);
	}
}

static void shifts(struct simd *s, const struct insn *in)
{
	uint32_t a[LANES], b[LANES], c[LANES];
	unsigned int m = (unsigned int)in->imm;
	uint32_t mask = m ? (1u << m) - 1 : 0xffffffff;
	struct operand oa = in->src[0];

	if (in->op == OP_ASR || in->op == OP_ASRH) {
		/* A is shifted by B. */
		oa.sx = true;
		fetch_u32(s, &oa, a);
		fetch_u32(s, &in->src[1], b);
		for (unsigned int i = 0; i < LANES; i++) {
			int64_t v = (int32_t)a[i];
			unsigned int n = b[i] & 127;

			if (in->op == OP_ASRH)
				v = (int64_t)((uint64_t)v << 32);
			a[i] = (uint32_t)(v >> (n < 63 ? n : 63));
		}
		store_u32(s, &in->dst, a);
		return;
	}
	fetch_u32(s, &in->src[0], a);
	fetch_u32(s, &in->src[1], b);
	fetch_u32(s, &in->src[2], c);
	for (unsigned int i = 0; i < LANES; i++)
		a[i] = bitfield(in->op, a[i], b[i], c[i], mask);
	store_u32(s, &in->dst, a);
}

static void bitop(struct simd *s, const struct insn *in)
{
	uint32_t a[LANES], b[LANES], v[LANES];
	unsigned int tt = (unsigned int)in->imm;
	uint32_t m00 = -(tt & 1), m10 = -(tt >> 1 & 1), m01 = -(tt >> 2 & 1), m11 = -(tt >> 3 & 1);

	fetch_u32(s, &in->src[0], a);
	fetch_u32(s, &in->src[1], b);
	for (unsigned int i = 0; i < LANES; i++)
		v[i] = (~a[i] & ~b[i] & m00) | (a[i] & ~b[i] & m10) | (~a[i] & b[i] & m01) |
		       (a[i] & b[i] & m11);
	store_u32(s, &in->dst, v);
}

static uint32_t reverse(uint32_t v)
{
	v = (v >> 1 & 0x55555555) | (v & 0x55555555) << 1;
	v = (v >> 2 & 0x33333333) | (v & 0x33333333) << 2;
	v = (v >> 4 & 0x0f0f0f0f) | (v & 0x0f0f0f0f) << 4;
	return __builtin_bswap32(v);
}

/* 16 bits spread to the even bits of 32 */
static uint32_t spread(uint32_t v)
{
	v &= 0xffff;
	v = (v | v << 8) & 0x00ff00ff;
	v = (v | v << 4) & 0x0f0f0f0f;
	v = (v | v << 2) & 0x33333333;
	return (v | v << 1) & 0x55555555;
}

static void bits(struct simd *s, const struct insn *in)
{
	uint32_t a[LANES], b[LANES];

	fetch_u32(s, &in->src[0], a);
	if (in->op == OP_INTL)
		fetch_u32(s, &in->src[1], b);
	for (unsigned int i = 0; i < LANES; i++) {
		switch (in->op) {
		case OP_INTL:
			a[i] = spread(a[i]) | spread(b[i]) << 1;
			break;
		case OP_BITREV:
			a[i] = reverse(a[i]);
			break;
		case OP_POPCNT:
			a[i] = (uint32_t)__builtin_popcount(a[i]);
			break;
		default:	/* the highest set bit, in spite of the name */
			a[i] = a[i] ? 31 - (uint32_t)__builtin_clz(a[i]) : 0xffffffff;
			break;
		}
	}
	store_u32(s, &in->dst, a);
}

static void select_lanes(struct simd *s, const struct insn *in)
{
	uint32_t x[LANES], y[LANES];
	uint32_t cond = in->op == OP_ICSEL ? compare_int(s, in) : compare_float(s, in);

	fetch_u32(s, &in->src[2], x);
	fetch_u32(s, &in->src[3], y);
	for (unsigned int i = 0; i < LANES; i++)
		x[i] = cond >> i & 1 ? x[i] : y[i];
	store_u32(s, &in->dst, x);
}

bool exec_int(struct simd *s, const struct insn *in)
{
	uint32_t v[LANES];

	switch (in->op) {
	case OP_LDIMM:
		fetch_u32(s, &in->src[0], v);
		store_u32(s, &in->dst, v);
		return true;
	case OP_MFSR:
		if (!special_register(s, in->sub, v))
			return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
					 "special register %s",
					 special_register_name(in->sub));
		store_u32(s, &in->dst, v);
		return true;
	case OP_IADD:
		add(s, in);
		return true;
	case OP_IMADD:
		multiply_add(s, in);
		return true;
	case OP_BFI: case OP_BFEIL: case OP_EXTR: case OP_SHLHI: case OP_SHRHI:
	case OP_ASR: case OP_ASRH:
		shifts(s, in);
		return true;
	case OP_BITOP:
		bitop(s, in);
		return true;
	case OP_INTL: case OP_BITREV: case OP_POPCNT: case OP_FFS:
		bits(s, in);
		return true;
	case OP_ICSEL: case OP_FCSEL:
		select_lanes(s, in);
		return true;
	default:
		return false;
	}
}
