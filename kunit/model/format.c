// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * format.c - formats of device, local and tile memory
 *
 * Normalized values are clamped, and rounded to nearest even (0.5 becomes 128 in 8 bits).
 */

#include "format.h"

#include "decode.h"
#include "number.h"

#include <math.h>

unsigned int format_size(unsigned int format)
{
	switch (format) {
	case FMT_I8: case FMT_U8NORM: case FMT_S8NORM: case FMT_SRGBA8:
		return 1;
	case FMT_I16: case FMT_F16: case FMT_U16NORM: case FMT_S16NORM:
		return 2;
	default:
		return 4;
	}
}

bool format_packed(unsigned int format)
{
	return format == FMT_RGB10A2 || format >= FMT_RG11B10F;
}

unsigned int format_components(unsigned int format)
{
	return format == FMT_RGB10A2 ? 4 : 3;
}

static uint32_t to_reg(double v, unsigned int size)
{
	return size == 16 ? f64_to_f16(v) : f64_to_f32_flush(v);
}

static double from_reg(uint32_t reg, unsigned int size)
{
	return (double)bits_f32(size == 16 ? f16_to_f32((uint16_t)reg) : reg);
}

static double unorm(double v, unsigned int max)
{
	return round_even(saturate(v) * max);
}

static double snorm(double v, int max)
{
	if (isnan(v))
		return 0;
	return round_even((v < -1 ? -1 : v > 1 ? 1 : v) * max);
}

static double snorm_value(int v, int max)
{
	return v <= -max ? -1 : (double)v / max;
}

uint32_t format_unpack(unsigned int format, uint32_t raw, unsigned int comp, unsigned int size)
{
	switch (format) {
	case FMT_F16:
		return size == 16 ? raw : f16_to_f32((uint16_t)raw);
	case FMT_U8NORM:
		if (size == 32)
			return unorm8_to_f32((uint8_t)raw, false);
		return to_reg(raw / 255.0, size);
	case FMT_S8NORM:
		return to_reg(snorm_value((int8_t)raw, 127), size);
	case FMT_U16NORM:
		return to_reg(raw / 65535.0, size);
	case FMT_S16NORM:
		return to_reg(snorm_value((int16_t)raw, 32767), size);
	case FMT_SRGBA8:
		return to_reg(comp == 3 ? raw / 255.0 : srgb_to_linear(raw / 255.0), size);
	default:
		return raw;
	}
}

uint32_t format_pack(unsigned int format, uint32_t reg, unsigned int comp, unsigned int size)
{
	double v = from_reg(reg, size);

	switch (format) {
	case FMT_I8:
		return reg & 0xff;
	case FMT_I16:
		return reg & 0xffff;
	case FMT_F16:
		return size == 16 ? reg : f64_to_f16(v);
	case FMT_U8NORM:
		return (uint32_t)unorm(v, 255);
	case FMT_S8NORM:
		return (uint32_t)(int32_t)snorm(v, 127) & 0xff;
	case FMT_U16NORM:
		return (uint32_t)unorm(v, 65535);
	case FMT_S16NORM:
		return (uint32_t)(int32_t)snorm(v, 32767) & 0xffff;
	case FMT_SRGBA8:
		return (uint32_t)unorm(comp == 3 ? v : linear_to_srgb(saturate(v)), 255);
	default:
		return reg;
	}
}

/* An unsigned float of 5 bits of exponent and @frac of fraction: the top of a 16-bit one. */
static double small_float(uint32_t raw, unsigned int frac)
{
	return (double)bits_f32(f16_to_f32((uint16_t)(raw << (10 - frac))));
}

static uint32_t to_small_float(double v, unsigned int frac, bool rtz)
{
	unsigned int drop = 10 - frac;
	uint32_t inf = 31u << frac;
	uint32_t kept, rest, half = 1u << (drop - 1);
	uint16_t h;

	if (isnan(v))
		return inf | 1u << (frac - 1);
	if (!(v > 0))
		return 0;
	if (isinf(v))
		return inf;
	/* Two roundings: the first towards zero keeps a sticky bit out of the way. */
	h = f64_to_f16_rtz(v);
	kept = h >> drop;
	rest = h & ((1u << drop) - 1);
	if (!rtz) {
		bool sticky = (double)bits_f32(f16_to_f32(h)) < v;

		if (rest > half || (rest == half && (sticky || kept & 1)))
			kept++;
	}
	return kept;
}

static void unpack_rgb9e5(uint32_t raw, double v[3])
{
	int e = (int)(raw >> 27) - 15 - 9;

	for (unsigned int i = 0; i < 3; i++)
		v[i] = ldexp(raw >> (9 * i) & 0x1ff, e);
}

static uint32_t pack_rgb9e5(const double in[3], bool rtz)
{
	const double most = 511.0 / 512 * 65536;
	double v[3], max = 0;
	int e, exp2;
	uint32_t word = 0;

	for (unsigned int i = 0; i < 3; i++) {
		v[i] = in[i] > 0 ? (in[i] > most ? most : in[i]) : 0;
		if (v[i] > max)
			max = v[i];
	}
	frexp(max, &exp2);		/* max = m * 2^exp2, m in [0.5, 1) */
	e = max > 0 && exp2 > -15 ? exp2 : -15;
	if (!rtz && rint(ldexp(max, 9 - e)) >= 512)
		e++;
	for (unsigned int i = 0; i < 3; i++) {
		double m = ldexp(v[i], 9 - e);

		word |= (uint32_t)(rtz ? trunc(m) : rint(m)) << (9 * i);
	}
	return word | (uint32_t)(e + 15) << 27;
}

void format_unpack_word(unsigned int format, uint32_t raw, unsigned int size, uint32_t *regs)
{
	double v[4] = { 0 };

	switch (format) {
	case FMT_RGB10A2:
		for (unsigned int i = 0; i < 3; i++)
			v[i] = (raw >> (10 * i) & 0x3ff) / 1023.0;
		v[3] = (raw >> 30) / 3.0;
		break;
	case FMT_RG11B10F: case FMT_RG11B10F_RTZ:
		v[0] = small_float(raw & 0x7ff, 6);
		v[1] = small_float(raw >> 11 & 0x7ff, 6);
		v[2] = small_float(raw >> 22, 5);
		break;
	default:
		unpack_rgb9e5(raw, v);
		break;
	}
	for (unsigned int i = 0; i < format_components(format); i++)
		regs[i] = to_reg(v[i], size);
}

uint32_t format_pack_word(unsigned int format, const uint32_t *regs, unsigned int size)
{
	bool rtz = format == FMT_RG11B10F_RTZ || format == FMT_RGB9E5_RTZ;
	double v[4];

	for (unsigned int i = 0; i < format_components(format); i++)
		v[i] = from_reg(regs[i], size);
	switch (format) {
	case FMT_RGB10A2:
		return (uint32_t)unorm(v[0], 1023) | (uint32_t)unorm(v[1], 1023) << 10 |
		       (uint32_t)unorm(v[2], 1023) << 20 | (uint32_t)unorm(v[3], 3) << 30;
	case FMT_RG11B10F: case FMT_RG11B10F_RTZ:
		return to_small_float(v[0], 6, rtz) | to_small_float(v[1], 6, rtz) << 11 |
		       to_small_float(v[2], 5, rtz) << 22;
	default:
		return pack_rgb9e5(v, rtz);
	}
}
