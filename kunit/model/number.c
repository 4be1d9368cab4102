// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* number.c - how the ALU represents and rounds floats */

#include "number.h"

#include <math.h>

#define F64_EXP_BIAS	1023
#define F64_FRAC	52

uint32_t f8_to_f32(unsigned int v)
{
	unsigned int e = v >> 4 & 7, m = v & 15;
	float f = e ? ldexpf((float)(16 + m), (int)e - 7) : (float)m / 64;

	return f32_bits(v & 0x80 ? -f : f);
}

uint32_t f16_to_f32(uint16_t v)
{
	uint32_t sign = (uint32_t)(v & 0x8000) << 16;
	uint32_t e = v >> 10 & 31, m = v & 0x3ff;

	if (e == 31)
		return m ? F32_NAN : sign | 0x7f800000;
	if (e)
		return sign | (e + 112) << 23 | m << 13;
	return sign | f32_bits(ldexpf((float)m, -24));
}

static uint64_t f64_bits(double d)
{
	uint64_t v;

	memcpy(&v, &d, sizeof(v));
	return v;
}

static double bits_f64(uint64_t v)
{
	double d;

	memcpy(&d, &v, sizeof(d));
	return d;
}

/*
 * The general narrowing: @frac bits of fraction, exponents of normal numbers from
 * @emin up to @emax, denormals kept.
 */
static uint32_t narrow(uint64_t mant, int exp, unsigned int frac, int emin, int emax, bool rtz)
{
	unsigned int drop = F64_FRAC - frac;
	uint64_t kept, rest, half;

	/* mant has its leading one at bit 52; the value is mant * 2^(exp - 52) */
	if (exp < emin) {
		unsigned int more = (unsigned int)(emin - exp);

		drop = more > 64 ? 64 : drop + more;
	}
	if (drop > 63)
		return 0;
	kept = mant >> drop;
	rest = mant & ((1ull << drop) - 1);
	half = 1ull << (drop - 1);
	if (!rtz && (rest > half || (rest == half && kept & 1)))
		kept++;
	/* A carry moves into the exponent, from denormal to normal and up to infinity. */
	if (exp >= emin)
		kept += (uint64_t)(exp - emin) << frac;
	if (kept >> frac > (uint64_t)(emax - emin + 1))
		kept = rtz ? ((uint64_t)(emax - emin + 2) << frac) - 1 :
			     (uint64_t)(emax - emin + 2) << frac;
	return (uint32_t)kept;
}

static uint16_t to_f16(double v, bool rtz)
{
	uint64_t bits = f64_bits(v);
	uint16_t sign = (uint16_t)(bits >> 48 & 0x8000);
	int e = (int)(bits >> F64_FRAC & 0x7ff);
	uint64_t m = bits & ((1ull << F64_FRAC) - 1);

	if (e == 0x7ff)
		return m ? F16_NAN : sign | 0x7c00;
	if (!e)
		return sign;
	return sign | (uint16_t)narrow(m | 1ull << F64_FRAC, e - F64_EXP_BIAS, 10, -14, 15, rtz);
}

uint16_t f64_to_f16(double v)
{
	return to_f16(v, false);
}

uint16_t f64_to_f16_rtz(double v)
{
	return to_f16(v, true);
}

static uint32_t to_f32(double v, bool rtz)
{
	uint64_t bits = f64_bits(v);
	uint32_t sign = (uint32_t)(bits >> 32 & 0x80000000);
	int e = (int)(bits >> F64_FRAC & 0x7ff);
	uint64_t m = bits & ((1ull << F64_FRAC) - 1);

	if (e == 0x7ff)
		return m ? F32_NAN : sign | 0x7f800000;
	if (e - F64_EXP_BIAS < -126)
		return sign;
	return sign | narrow(m | 1ull << F64_FRAC, e - F64_EXP_BIAS, 23, -126, 127, rtz);
}

uint32_t f64_to_f32_flush(double v)
{
	return to_f32(v, false);
}

uint32_t f64_to_f32_rtz(double v)
{
	return to_f32(v, true);
}

double fma_odd(double a, double b, double c)
{
	double p = a * b;		/* exact: 48 bits at most */
	double s = p + c;
	double t, err;
	uint64_t bits;

	if (!isfinite(s) || s == 0)
		return s;
	/* What the addition lost (Knuth): exact, since nothing is near overflow. */
	t = s - p;
	err = (p - (s - t)) + (c - t);
	if (err == 0)
		return s;
	bits = f64_bits(s);
	if (bits & 1)
		return s;
	/* Even, hence rounded: go to the odd neighbour on the side of the exact value. */
	if ((err > 0) == (s > 0))
		bits++;
	else
		bits--;
	return bits_f64(bits);
}

double srgb_to_linear(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double linear_to_srgb(double v)
{
	return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

uint32_t unorm8_to_f32(uint8_t v, bool srgb)
{
	static uint32_t table[2][256];
	static bool made;

	if (!made) {
		for (unsigned int i = 0; i < 256; i++) {
			table[0][i] = f64_to_f32_flush(i / 255.0);
			table[1][i] = f64_to_f32_flush(srgb_to_linear(i / 255.0));
		}
		made = true;
	}
	return table[srgb][v];
}
