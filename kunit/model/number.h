/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * number.h - how the ALU represents and rounds floats
 *
 * Values are passed as bits. 32-bit denormals become zero with their sign, on the way in
 * and on the way out, and a result counts as denormal by its value before rounding. 16-bit
 * denormals are kept. Rounding is to nearest even. NaN has one representation each.
 */
#ifndef AGX_MODEL_NUMBER_H
#define AGX_MODEL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define F32_NAN		0x7fc00000u
#define F16_NAN		0x7e00u

static inline float bits_f32(uint32_t v)
{
	float f;

	memcpy(&f, &v, sizeof(f));
	return f;
}

static inline uint32_t f32_bits(float f)
{
	uint32_t v;

	memcpy(&v, &f, sizeof(v));
	return v;
}

static inline uint32_t flush_f32(uint32_t v)
{
	return v & 0x7f800000 ? v : v & 0x80000000;
}

static inline bool f32_is_nan(uint32_t v)
{
	return (v & 0x7fffffff) > 0x7f800000;
}

/* An 8-bit float immediate as a 32-bit float; exact. */
uint32_t f8_to_f32(unsigned int v);

/* 16 bits to 32 bits; exact, denormals become normal numbers. */
uint32_t f16_to_f32(uint16_t v);

/* A double to 16 bits, one rounding, denormals kept. */
uint16_t f64_to_f16(double v);

/* A double to 16 bits, cut off towards zero (what overflows becomes the largest number). */
uint16_t f64_to_f16_rtz(double v);

/* A double, exact or rounded to odd, to 32 bits: flushed by its value before rounding. */
uint32_t f64_to_f32_flush(double v);

/* The same, cut off towards zero. */
uint32_t f64_to_f32_rtz(double v);

static inline uint16_t f32_to_f16(uint32_t v)
{
	return f64_to_f16((double)bits_f32(v));
}

/*
 * fma_odd - a * b + c where the product is exact in a double (both factors have 24 bits at
 * most), rounded to odd: a later rounding to 32 or 16 bits is then as if done once.
 */
double fma_odd(double a, double b, double c);

/* Saturate to [0, 1]; NaN becomes 0. */
static inline double saturate(double v)
{
	return v > 0 ? (v < 1 ? v : 1) : 0;
}

/* To the nearest integer, ties to even, for what is far below 2^51; libm's is a call. */
static inline double round_even(double v)
{
	return v + 0x1.8p52 - 0x1.8p52;
}

/* 8 bits as a normalized 32-bit float, or as a linear one from sRGB */
uint32_t unorm8_to_f32(uint8_t v, bool srgb);

/* 8 bits of sRGB from and to a linear value of 0 to 1. */
double srgb_to_linear(double v);
double linear_to_srgb(double v);

#endif
