// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * number.c - tests of rounding and conversion of floats
 *
 * References: a search over all 16-bit floats; fmaf() of the C library.
 */

#include "../number.h"

#include <math.h>

#include "tap.h"

/* The value of a 16-bit float from its definition */
static double half_value(unsigned int v)
{
	double s = v & 0x8000 ? -1 : 1;
	int e = v >> 10 & 31, m = v & 0x3ff;

	return s * (e ? ldexp(1024 + m, e - 25) : ldexp(m, -24));
}

/* The nearest finite 16-bit float, ties to even, by search; beyond 65520: infinity */
static unsigned int nearest_half(double v)
{
	double a = fabs(v);
	unsigned int lo = 0, hi = 0x7c00, sign = signbit(v) ? 0x8000 : 0;
	double dlo, dhi;

	while (hi - lo > 1) {		/* value(lo) <= a < value(hi) */
		unsigned int mid = (lo + hi) / 2;

		if (half_value(mid) <= a)
			lo = mid;
		else
			hi = mid;
	}
	if (a >= 65520)
		return sign | 0x7c00;
	dlo = a - half_value(lo);
	dhi = (hi == 0x7c00 ? 65536 : half_value(hi)) - a;
	if (dlo < dhi || (dlo == dhi && !(lo & 1)))
		return sign | lo;
	return sign | hi;
}

static double rnd_double(int emin, int emax)
{
	double m = 1 + (double)(rnd() >> 12) / (double)(1ull << 52);

	/* Often few bits, so that there are ties */
	if (rnd() & 1)
		m = floor(m * 4096) / 4096;
	m = ldexp(m, emin + (int)(rnd() % (uint64_t)(emax - emin + 1)));
	return rnd() & 1 ? m : -m;
}

int main(void)
{
	bool good = true;

	for (unsigned int v = 0; v < 0x10000; v++) {
		uint32_t f = f16_to_f32((uint16_t)v);

		if ((v & 0x7fff) > 0x7c00)
			good &= f32_is_nan(f) && f32_to_f16(f) == F16_NAN;
		else if ((v & 0x7fff) == 0x7c00)
			good &= isinf(bits_f32(f)) && f32_to_f16(f) == v;
		else
			good &= (double)bits_f32(f) == half_value(v) && f32_to_f16(f) == v;
	}
	ok(good, "all 16-bit floats there and back");

	good = true;
	for (unsigned int i = 0; i < 300000; i++) {
		double v = rnd_double(-30, 18);

		good &= f64_to_f16(v) == nearest_half(v);
	}
	ok(good, "double to 16 bits: nearest, ties to even, denormals, overflow");
	good = true;
	for (unsigned int i = 0; i < 100000; i++) {
		double v = rnd_double(-26, 15);
		uint16_t h = f64_to_f16_rtz(v);
		double back = (double)bits_f32(f16_to_f32(h));

		good &= fabs(back) <= fabs(v) && (h & 0x7fff) < 0x7c00 &&
			((h & 0x7fff) == 0x7bff || half_value((h & 0x7fff) + 1) > fabs(v));
	}
	ok(good && f64_to_f16_rtz(1e9) == 0x7bff && f64_to_f16_rtz(INFINITY) == 0x7c00,
	   "double to 16 bits: towards zero");

	good = true;
	for (unsigned int i = 0; i < 300000; i++) {
		double v = rnd_double(-130, 128);
		float f = (float)v;
		uint32_t bits = f64_to_f32_flush(v);

		if (fabs(v) < 0x1p-126)
			good &= bits == (signbit(v) ? 0x80000000 : 0);
		else
			good &= bits == f32_bits(f);
	}
	ok(good, "double to 32 bits: as the CPU, denormals to signed zero");
	ok(f64_to_f32_flush(0x1p-126) == 0x00800000 &&
	   f64_to_f32_flush(0x1p-126 * (1 - 0x1p-30)) == 0,
	   "denormal is what is below before rounding");
	ok(f64_to_f32_rtz(0x1.fffffffp0) == 0x3fffffff && f64_to_f32_rtz(0x1p128) == 0x7f7fffff,
	   "double to 32 bits: towards zero");

	good = true;
	for (unsigned int i = 0; i < 1000000; i++) {
		float a = bits_f32(rnd_float()), b = bits_f32(rnd_float()), c = bits_f32(rnd_float());
		float want = fmaf(a, b, c);
		uint32_t got = f64_to_f32_flush(fma_odd((double)a, (double)b, (double)c));

		if (isnan(want))
			good &= f32_is_nan(got);
		else if (fabsf(want) >= 0x1.000002p-126f || want == 0)
			good &= got == f32_bits(want);
		else
			good &= !(got & 0x7fffffff) || got == f32_bits(want);
	}
	ok(good, "fused multiply-add: one rounding, a million cases against fmaf()");
	ok(f64_to_f32_flush(fma_odd(1, 1, 0x1p-60)) == 0x3f800000 &&
	   f64_to_f32_flush(fma_odd(0x1.000001p0, 1, 0x1p-60)) == 0x3f800001 &&
	   f64_to_f32_flush(fma_odd(0x1.000001p0, 1, -0x1p-60)) == 0x3f800000,
	   "what decides a tie is not lost");
	ok(f32_bits((float)saturate(NAN)) == 0 && saturate(2) == 1 && saturate(-1) == 0 &&
	   saturate(0.25) == 0.25, "saturation; NaN becomes 0");
	ok(f8_to_f32(0x30) == 0x3f800000 && f8_to_f32(0xb8) == 0xbfc00000 &&
	   f8_to_f32(0x7f) == 0x41f80000 && f8_to_f32(1) == 0x3c800000 &&
	   f8_to_f32(0x80) == 0x80000000, "8-bit immediates: 1, -1.5, 31, 1/64, -0");
	return tap_end();
}
