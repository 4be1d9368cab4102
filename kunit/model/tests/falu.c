// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * falu.c - float instructions against the C library and exact integer arithmetic
 */

#include <math.h>

#include "../number.h"

#include "machine.h"

#define ROUNDS	2000

static struct rig *r;

/* Flushed, with abs and neg: what an operand of the 32-bit class means */
static float value(unsigned int lane, const struct operand *o)
{
	uint32_t v;
	float f;

	if (o->kind == OPND_FIMM) {
		v = f8_to_f32(o->imm);
	} else if (o->size == 16) {
		v = r->simd->r[o->idx / 2][lane];
		v = f16_to_f32((uint16_t)(o->idx & 1 ? v >> 16 : v));
	} else {
		v = r->simd->r[o->idx / 2][lane];
		if (!(v & 0x7f800000))
			v &= 0x80000000;
	}
	f = bits_f32(v);
	if (o->abs)
		f = fabsf(f);
	return o->neg ? -f : f;
}

static bool same(uint32_t got, float want)
{
	uint32_t w = f32_bits(want);

	if (isnan(want))
		return f32_is_nan(got);
	if (fabsf(want) < 0x1.000002p-126f && want != 0)
		return !(got & 0x7fffffff) || got == w;
	return got == w;
}

static void randomize(void)
{
	for (unsigned int reg = 1; reg < 4; reg++)
		for (unsigned int i = 0; i < LANES; i++)
			r->simd->r[reg][i] = rnd_float();
}

static void check_fused(const char *what, struct insn in)
{
	bool good = true;

	r->simd->exec = ALL_LANES;
	for (unsigned int n = 0; n < ROUNDS; n++) {
		randomize();
		exec_float(r->simd, &in);
		for (unsigned int i = 0; i < LANES; i++) {
			float a = value(i, &in.src[0]), b = value(i, &in.src[1]);
			float c = in.op == OP_FFMA ? value(i, &in.src[2]) : 0;
			float want = in.op == OP_FFMA ? fmaf(a, b, c) :
				     in.op == OP_FADD ? a + b : fmaf(a, b, 0);
			uint32_t got = r->simd->r[8][i];

			if (in.sat)
				want = want > 0 ? fminf(want, 1) : 0;
			if (in.dst.size == 32) {
				good &= same(got, want);
			} else if (isnan(want)) {
				good &= (got & 0xffff) == F16_NAN;
			} else {
				/* First to 32 bits, then to 16 */
				if (fabsf(want) < 0x1p-126f)
					want = copysignf(0, want);
				good &= (uint16_t)got == f64_to_f16((double)want);
			}
		}
	}
	ok(good, "%s", what);
}

static void test_fused(void)
{
	struct insn in = { .op = OP_FFMA, .dst = REG32(8),
			   .src = { REG32(1), REG32(2), REG32(3) } };

	check_fused("ffma", in);
	in.src[0].neg = in.src[1].abs = in.src[2].neg = in.src[2].abs = true;
	check_fused("ffma with abs and neg", in);
	in.sat = true;
	check_fused("ffma, saturated", in);
	in.dst = (struct operand)REG16(16);
	check_fused("ffma to 16 bits, saturated", in);
	in.sat = false;
	check_fused("ffma to 16 bits", in);
	in = (struct insn){ .op = OP_FADD, .dst = REG32(8), .src = { REG32(1), REG32(2) } };
	check_fused("fadd", in);
	in.src[1] = (struct operand)REG16(4);
	check_fused("fadd 32 + 16", in);
	in.src[1] = (struct operand){ .kind = OPND_FIMM, .imm = 0x80 };
	check_fused("fadd -0", in);
	in = (struct insn){ .op = OP_FMUL, .dst = REG32(8), .src = { REG32(1), REG32(2) } };
	check_fused("fmul", in);

	r->simd->r[1][0] = 0x80000000;
	in.src[1] = (struct operand){ .kind = OPND_FIMM, .imm = 0x30 };
	exec_float(r->simd, &in);
	ok(r->simd->r[8][0] == 0, "fmul: -0 * 1 + 0 is +0");
	in.op = OP_FADD;
	in.src[1].imm = 0x80;
	exec_float(r->simd, &in);
	ok(r->simd->r[8][0] == 0x80000000, "fadd: -0 + -0 is -0");
}

/* A finite 16-bit float times 2^24, an integer */
static __int128 scaled(unsigned int h)
{
	int e = h >> 10 & 31, m = h & 0x3ff;
	__int128 v = e ? (__int128)(1024 + m) << (e - 1) : m;

	return h & 0x8000 ? -v : v;
}

/* Round an integer that counts 2^-48 to 16 bits: by search, ties to even */
static unsigned int nearest(__int128 v, bool zero_sign)
{
	__int128 x = v < 0 ? -v : v, lo_d, hi_d;
	unsigned int sign = v < 0 || (v == 0 && zero_sign) ? 0x8000 : 0, lo = 0, hi = 0x7c00;

	while (hi - lo > 1) {
		unsigned int mid = (lo + hi) / 2;

		if (scaled(mid) << 24 <= x)
			lo = mid;
		else
			hi = mid;
	}
	if (x >= (__int128)65520 << 48)
		return sign | 0x7c00;
	lo_d = x - (scaled(lo) << 24);
	hi_d = (hi == 0x7c00 ? (__int128)65536 << 48 : scaled(hi) << 24) - x;
	return sign | (lo_d < hi_d || (lo_d == hi_d && !(lo & 1)) ? lo : hi);
}

static void test_half(void)
{
	static const uint8_t ops[] = { OP_HFMA, OP_HADD, OP_HMUL };
	static const char *const names[] = { "hfma", "hadd", "hmul" };

	for (unsigned int k = 0; k < 3; k++) {
		struct insn in = { .op = ops[k], .dst = REG16(17),
				   .src = { REG16(2), REG16(5), REG16(6) } };
		bool good = true;

		for (unsigned int n = 0; n < ROUNDS; n++) {
			for (unsigned int i = 0; i < LANES; i++) {
				r->simd->r[1][i] = (uint32_t)rnd() & 0xbfffbfff;
				r->simd->r[2][i] = (uint32_t)rnd() & 0xbfffbfff;
				r->simd->r[3][i] = (uint32_t)rnd() & 0xbfffbfff;
			}
			exec_float(r->simd, &in);
			for (unsigned int i = 0; i < LANES; i++) {
				unsigned int a = r->simd->r[1][i] & 0xffff;
				unsigned int b = r->simd->r[2][i] >> 16;
				unsigned int c = r->simd->r[3][i] & 0xffff;
				__int128 v;
				bool minus;

				if (k == 1) {
					c = b;
					b = 0x3c00;
				} else if (k == 2) {
					c = 0;
				}
				v = scaled(a) * scaled(b) + scaled(c) * ((__int128)1 << 24);
				/* A zero sum is negative only of two negative zeros. */
				minus = (a ^ b) & 0x8000 && c & 0x8000;
				good &= r->simd->r[8][i] >> 16 == nearest(v, minus);
			}
		}
		ok(good, "%s: one rounding, denormals kept", names[k]);
	}
}

static void check_unary(const char *what, unsigned int sub, double (*want)(double),
			double from, double to, double tolerance)
{
	struct insn in = { .op = OP_FUNOP, .sub = (uint8_t)sub, .dst = REG32(8),
			   .src = { REG32(1) } };
	bool good = true;

	for (unsigned int n = 0; n < ROUNDS; n++) {
		for (unsigned int i = 0; i < LANES; i++) {
			double t = (double)(rnd() >> 11) / (double)(1ull << 53);

			r->simd->r[1][i] = f32_bits((float)(from + t * (to - from)));
		}
		exec_float(r->simd, &in);
		for (unsigned int i = 0; i < LANES; i++) {
			double w = want((double)bits_f32(r->simd->r[1][i]));
			double got = (double)bits_f32(r->simd->r[8][i]);

			if (fabs(w) < 0x1p-126)
				w = 0;
			good &= fabs(got - w) <= tolerance * fabs(w);
		}
	}
	ok(good, "%s", what);
}

static double rcp(double x) { return 1 / x; }
static double rsqrt(double x) { return 1 / sqrt(x); }
static double root(double x) { return sqrt(x) / x; }
static double quarter_sine(double x) { return x == 0 ? M_PI / 2 : sin(x * M_PI / 2) / x; }

static uint32_t unary(unsigned int sub, uint32_t v)
{
	struct insn in = { .op = OP_FUNOP, .sub = (uint8_t)sub, .dst = REG32(8),
			   .src = { REG32(1) } };

	r->simd->r[1][0] = v;
	exec_float(r->simd, &in);
	return r->simd->r[8][0];
}

static void test_unary(void)
{
	const double ulp = 0x1p-24;
	bool good = true;

	r->simd->exec = ALL_LANES;
	check_unary("floor", FUNOP_FLOOR, floor, -1000, 1000, 0);
	check_unary("ceil", FUNOP_CEIL, ceil, -1000, 1000, 0);
	check_unary("trunc", FUNOP_TRUNC, trunc, -1000, 1000, 0);
	check_unary("rint", FUNOP_RINT, rint, -1000, 1000, 0);
	check_unary("rcp", FUNOP_RCP, rcp, -10, 10, ulp);
	check_unary("rsqrt", FUNOP_RSQRT, rsqrt, 1e-6, 1e6, ulp);
	check_unary("rsqrts", FUNOP_RSQRTS, root, 1e-6, 1e6, 2 * ulp);
	check_unary("log2", FUNOP_LOG2, log2, 1e-3, 1e6, ulp);
	check_unary("exp2", FUNOP_EXP2, exp2, -140, 127, ulp);
	check_unary("sinc", FUNOP_SINC, quarter_sine, -1, 1, ulp);
	ok(unary(FUNOP_RINT, 0x3f000000) == 0 && unary(FUNOP_RINT, 0x3fc00000) == 0x40000000 &&
	   unary(FUNOP_RINT, 0x40200000) == 0x40000000, "rint: ties to even");
	ok(unary(FUNOP_RCP, 0) == 0x7f800000 && unary(FUNOP_RCP, 0x80000000) == 0xff800000 &&
	   unary(FUNOP_RCP, 1) == 0x7f800000 && unary(FUNOP_RCP, 0x7f800000) == 0,
	   "rcp of zeros, a denormal and infinity");
	ok(f32_is_nan(unary(FUNOP_LOG2, 0xbf800000)) && unary(FUNOP_LOG2, 0) == 0xff800000 &&
	   unary(FUNOP_EXP2, 0xc3000000) == 0, "log2 of -1 and 0, exp2 that flushes");
	ok(unary(FUNOP_RSQRTS, 0) == 0 && unary(FUNOP_RSQRTS, 0x7f800000) == 0x3f800000,
	   "x * rsqrts(x) is the root of zero and infinity");
	/* sin(x) as programs do it: q = 4 fract(x / 2 pi), sinr(q) * sinc(sinr(q)) */
	for (double x = -20; x < 20; x += 0.01) {
		double t = x / (2 * M_PI);
		uint32_t q = f32_bits((float)(4 * (t - floor(t))));
		uint32_t fold = unary(FUNOP_SINR, q);
		double got = (double)bits_f32(fold) * (double)bits_f32(unary(FUNOP_SINC, fold));

		good &= fabs(got - sin(x)) < 1e-6;
	}
	ok(good, "sinr and sinc make a sine");
}

static uint32_t convert(unsigned int mode, unsigned int round, unsigned int size, uint32_t v)
{
	struct insn in = { .op = OP_CONVERT, .sub = (uint8_t)mode, .round = (uint8_t)round,
			   .dst = REG32(8), .src = { REG32(1) } };

	if (size == 16)
		in.dst = (struct operand)REG16(16);
	r->simd->r[1][0] = v;
	r->simd->r[8][0] = 0;
	exec_float(r->simd, &in);
	return r->simd->r[8][0];
}

static void test_convert(void)
{
	bool good = true;

	for (unsigned int n = 0; n < 20000; n++) {
		uint32_t v = rnd32(), f = rnd_float();
		double d = (double)bits_f32(f & 0x7f800000 ? f : 0);

		good &= convert(CVT_U32_F, 1, 32, v) == f32_bits((float)v);
		good &= convert(CVT_S32_F, 1, 32, v) == f32_bits((float)(int32_t)v);
		good &= convert(CVT_U16_F, 1, 32, v) == f32_bits((float)(uint16_t)v);
		good &= convert(CVT_S16_F, 1, 32, v) == f32_bits((float)(int16_t)v);
		good &= convert(CVT_U8_F, 1, 32, v) == f32_bits((float)(uint8_t)v);
		good &= convert(CVT_S8_F, 1, 32, v) == f32_bits((float)(int8_t)v);
		if (isnan(d))
			d = 0;
		d = trunc(d);
		good &= convert(CVT_F_U32, 0, 32, f) ==
			(d <= 0 ? 0 : d >= 4294967295.0 ? 0xffffffff : (uint32_t)d);
		good &= convert(CVT_F_S32, 0, 32, f) ==
			(uint32_t)(d <= -2147483648.0 ? INT32_MIN :
				   d >= 2147483647.0 ? INT32_MAX : (int32_t)d);
		good &= convert(CVT_F_U16, 0, 32, f) ==
			(d <= 0 ? 0 : d >= 65535 ? 65535 : (uint32_t)d);
		good &= (int32_t)convert(CVT_F_S16, 0, 32, f) ==
			(d <= -32768 ? -32768 : d >= 32767 ? 32767 : (int32_t)d);
	}
	ok(good, "convert: integers to floats, floats to integers towards zero");
	ok(convert(CVT_F_S32, 1, 32, 0x40200000) == 2 && convert(CVT_F_S32, 1, 32, 0x40600000) == 4 &&
	   convert(CVT_F_S32, 1, 32, 0xc0200000) == 0xfffffffe, "convert: to nearest even");
	ok(convert(CVT_U32_F, 0, 32, 0xffffffff) == 0x4f7fffff &&
	   convert(CVT_U32_F, 1, 32, 0xffffffff) == 0x4f800000,
	   "convert: an integer with more than 24 bits, both roundings");
	ok(convert(CVT_U32_F, 1, 16, 2049) == 0x6800 && convert(CVT_U32_F, 1, 16, 70000) == 0x7c00 &&
	   convert(CVT_U32_F, 0, 16, 70000) == 0x7bff, "convert: to 16 bits");
}

static void test_compare(void)
{
	struct insn in = { .op = OP_FCSEL, .dst = REG32(8),
			   .src = { REG32(1), REG32(2), REG32(1), REG32(2) } };
	bool good = true, bits = true;

	for (unsigned int n = 0; n < ROUNDS; n++) {
		randomize();
		for (unsigned int cond = 0; cond < 8; cond++) {
			uint32_t got;

			if (cond == 4)
				continue;
			in.cond = (uint8_t)cond;
			got = compare_float(r->simd, &in);
			for (unsigned int i = 0; i < LANES; i++) {
				float a = value(i, &in.src[0]), b = value(i, &in.src[1]);
				bool w = cond == 0 ? a == b : cond == 1 ? a < b :
					 cond == 2 ? a > b : cond == 5 ? a >= b :
					 cond == 6 ? a <= b :
					 cond == 3 ? a < b || (isnan(b) && !isnan(a)) :
						     a > b || (isnan(b) && !isnan(a));

				good &= (got >> i & 1) == w;
			}
		}
		/* A minimum as programs write it; the value is selected as it is. */
		in.cond = 3;
		exec_int(r->simd, &in);
		for (unsigned int i = 0; i < LANES; i++) {
			uint32_t x = r->simd->r[1][i], y = r->simd->r[2][i];
			uint32_t w = r->simd->r[8][i];

			bits &= w == x || w == y;
			if (!isnan(bits_f32(x)) && isnan(bits_f32(y)))
				bits &= w == x;
			if (isnan(bits_f32(x)) && !isnan(bits_f32(y)))
				bits &= w == y;
		}
	}
	ok(good, "float comparisons, NaN and denormals among them");
	ok(bits, "csel as minimum: a number beats NaN, selected bits are not touched");
}

static void test_derivative(void)
{
	struct insn in = { .op = OP_FUNOP, .sub = FUNOP_DFDX, .dst = REG32(8),
			   .src = { REG32(1) } };
	bool good = true;

	for (unsigned int i = 0; i < LANES; i++)
		r->simd->r[1][i] = f32_bits((float)(i * i));
	exec_float(r->simd, &in);
	for (unsigned int i = 0; i < LANES; i++) {
		unsigned int hi = i | 1, lo = i & ~1u;

		good &= bits_f32(r->simd->r[8][i]) == (float)(hi * hi - lo * lo);
	}
	in.sub = FUNOP_DFDY;
	exec_float(r->simd, &in);
	for (unsigned int i = 0; i < LANES; i++) {
		unsigned int hi = i | 2, lo = i & ~2u;

		good &= bits_f32(r->simd->r[8][i]) == (float)(hi * hi - lo * lo);
	}
	ok(good, "dfdx and dfdy within quads");
}

int main(void)
{
	r = rig_new();
	test_fused();
	test_half();
	test_unary();
	test_convert();
	test_compare();
	test_derivative();
	rig_free(r);
	return tap_end();
}
