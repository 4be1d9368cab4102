// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * falu.c - float arithmetic and conversions
 *
 * rcp, rsqrt, log2, exp2 and sin give the correctly rounded result; the hardware's last
 * bits are not known. Tests of programs that use them need a tolerance.
 */

#include "machine.h"
#include "number.h"

#include <math.h>

/* One fused operation of the 32-bit class: rounded, flushed. */
static uint32_t fma32(uint32_t va, uint32_t vb, uint32_t vc)
{
	double a = (double)bits_f32(va), b = (double)bits_f32(vb), c = (double)bits_f32(vc);
	double v = a * b + c;
	uint64_t bits;
	unsigned int e;

	/*
	 * Two roundings are as good as one unless the first ended just between two
	 * 32-bit floats. Those cases, small and large numbers take the exact way.
	 */
	memcpy(&bits, &v, sizeof(bits));
	e = bits >> 52 & 0x7ff;
	if (e > 1023 - 126 && e < 1023 + 127 && (bits & 0x1fffffff) != 0x10000000)
		return f32_bits((float)v);
	return f64_to_f32_flush(fma_odd(a, b, c));
}

/* Saturate and narrow a result of the 32-bit class. */
static void finish32(struct simd *s, const struct insn *in, uint32_t v[LANES])
{
	if (in->sat)
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = f32_bits((float)saturate((double)bits_f32(v[i])));
	if (in->dst.size == 16)
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = f32_to_f16(v[i]);
	store_u32(s, &in->dst, v);
}

static void fused(struct simd *s, const struct insn *in)
{
	uint32_t a[LANES], b[LANES], c[LANES];
	bool half = in->op == OP_HFMA || in->op == OP_HADD || in->op == OP_HMUL;

	fetch_f32(s, &in->src[0], a);
	fetch_f32(s, &in->src[1], in->op == OP_FADD || in->op == OP_HADD ? c : b);
	switch (in->op) {
	case OP_FADD: case OP_HADD:
		for (unsigned int i = 0; i < LANES; i++)
			b[i] = 0x3f800000;
		break;
	case OP_FMUL: case OP_HMUL:
		for (unsigned int i = 0; i < LANES; i++)
			c[i] = 0;
		break;
	default:
		fetch_f32(s, &in->src[2], c);
		break;
	}
	if (!half) {
		for (unsigned int i = 0; i < LANES; i++)
			a[i] = fma32(a[i], b[i], c[i]);
		finish32(s, in, a);
		return;
	}
	for (unsigned int i = 0; i < LANES; i++) {
		double v = fma_odd((double)bits_f32(a[i]), (double)bits_f32(b[i]),
				   (double)bits_f32(c[i]));

		a[i] = f64_to_f16(in->sat ? saturate(v) : v);
	}
	store_u32(s, &in->dst, a);
}

/* Folds a quadrant angle of [0, 4] into [-1, 1], with the sign of the sine. */
static double sin_fold(double q)
{
	return q <= 1 ? q : q <= 3 ? 2 - q : q - 4;
}

/* sin(t * pi / 2) / t */
static double sin_ratio(double t)
{
	const double half_pi = 1.57079632679489661923;

	return t == 0 ? half_pi : sin(t * half_pi) / t;
}

/* The factor that makes x * factor the square root, also of zero and infinity. */
static double rsqrt_special(double x)
{
	if (x == 0)
		return 0;
	if (isinf(x) && x > 0)
		return 1;
	return 1 / sqrt(x);
}

static double unary(unsigned int op, double x)
{
	switch (op) {
	case FUNOP_FLOOR:	return floor(x);
	case FUNOP_CEIL:	return ceil(x);
	case FUNOP_TRUNC:	return trunc(x);
	case FUNOP_RINT:	return rint(x);
	case FUNOP_RCP:		return 1 / x;
	case FUNOP_RSQRT:	return 1 / sqrt(x);
	case FUNOP_RSQRTS:	return rsqrt_special(x);
	case FUNOP_LOG2:	return log2(x);
	case FUNOP_EXP2:	return exp2(x);
	case FUNOP_SINR:	return sin_fold(x);
	default:		return sin_ratio(x);
	}
}

/* Differences within the quad, each row and column for itself. Bit 0 is x, bit 1 is y. */
static void derivative(struct simd *s, const struct insn *in)
{
	unsigned int step = in->sub == FUNOP_DFDX ? 1 : 2;
	uint32_t a[LANES], v[LANES];

	fetch_f32(s, &in->src[0], a);
	for (unsigned int i = 0; i < LANES; i++)
		v[i] = fma32(a[i | step], 0x3f800000, a[i & ~step] ^ 0x80000000);
	finish32(s, in, v);
}

static void float_unary(struct simd *s, const struct insn *in)
{
	uint32_t a[LANES];

	fetch_f32(s, &in->src[0], a);
	for (unsigned int i = 0; i < LANES; i++)
		if (s->exec >> i & 1)
			a[i] = f64_to_f32_flush(unary(in->sub, (double)bits_f32(a[i])));
	finish32(s, in, a);
}

/* A float to an integer of @lo..@hi: out of range clamps, NaN is 0. */
static int64_t to_integer(double v, int round, int64_t lo, int64_t hi)
{
	if (isnan(v))
		return 0;
	v = round ? rint(v) : trunc(v);
	if (v <= (double)lo)
		return lo;
	return v >= (double)hi ? hi : (int64_t)v;
}

static uint32_t from_integer(int64_t v, const struct insn *in)
{
	double d = (double)v;		/* exact: 33 bits at most */

	if (in->dst.size == 16)
		return in->round ? f64_to_f16(d) : f64_to_f16_rtz(d);
	return in->round ? f64_to_f32_flush(d) : f64_to_f32_rtz(d);
}

static void convert(struct simd *s, const struct insn *in)
{
	bool from_float = in->sub == CVT_F_U16 || in->sub == CVT_F_S16 ||
			  in->sub == CVT_F_U32 || in->sub == CVT_F_S32;
	uint32_t a[LANES];

	if (from_float)
		fetch_f32(s, &in->src[0], a);
	else
		fetch_u32(s, &in->src[0], a);
	for (unsigned int i = 0; i < LANES; i++) {
		double f = (double)bits_f32(a[i]);

		switch (in->sub) {
		case CVT_U8_F:
			a[i] = from_integer((uint8_t)a[i], in);
			break;
		case CVT_S8_F:
			a[i] = from_integer((int8_t)a[i], in);
			break;
		case CVT_U16_F:
			a[i] = from_integer((uint16_t)a[i], in);
			break;
		case CVT_S16_F:
			a[i] = from_integer((int16_t)a[i], in);
			break;
		case CVT_U32_F:
			a[i] = from_integer(a[i], in);
			break;
		case CVT_S32_F:
			a[i] = from_integer((int32_t)a[i], in);
			break;
		case CVT_F_U16:
			a[i] = (uint32_t)to_integer(f, in->round, 0, UINT16_MAX);
			break;
		case CVT_F_S16:
			a[i] = (uint32_t)to_integer(f, in->round, INT16_MIN, INT16_MAX);
			break;
		case CVT_F_U32:
			a[i] = (uint32_t)to_integer(f, in->round, 0, UINT32_MAX);
			break;
		default:
			a[i] = (uint32_t)to_integer(f, in->round, INT32_MIN, INT32_MAX);
			break;
		}
	}
	store_u32(s, &in->dst, a);
}

bool exec_float(struct simd *s, const struct insn *in)
{
	switch (in->op) {
	case OP_FFMA: case OP_FADD: case OP_FMUL: case OP_HFMA: case OP_HADD: case OP_HMUL:
		fused(s, in);
		return true;
	case OP_FUNOP:
		if (in->sub == FUNOP_DFDX || in->sub == FUNOP_DFDY)
			derivative(s, in);
		else
			float_unary(s, in);
		return true;
	case OP_CONVERT:
		convert(s, in);
		return true;
	default:
		return false;
	}
}
