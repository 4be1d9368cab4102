// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* texel.c - what the bits of texels mean */

#include "decode.h"
#include "format.h"
#include "image.h"
#include "number.h"

#include <math.h>

/* Bits of each component, the first in the lowest bits; three ones have a word of their own. */
struct channels {
	uint8_t code, size, n;
	uint8_t bits[4];
	uint8_t packed;		/* a format of format.h, for floats and normalized values */
};

static const struct channels table[] = {
	{ 0x00, 1, 1, { 8 }, 0 },
	{ 0x09, 2, 1, { 16 }, 0 },
	{ 0x0a, 2, 2, { 8, 8 }, 0 },
	{ 0x0b, 2, 3, { 5, 6, 5 }, 0 },
	{ 0x0c, 2, 4, { 4, 4, 4, 4 }, 0 },
	{ 0x21, 4, 1, { 32 }, 0 },
	{ 0x23, 4, 2, { 16, 16 }, 0 },
	{ 0x25, 4, 3, { 11, 11, 10 }, FMT_RG11B10F },
	{ 0x26, 4, 4, { 10, 10, 10, 2 }, 0 },
	{ 0x27, 4, 3, { 9, 9, 9 }, FMT_RGB9E5 },
	{ 0x28, 4, 4, { 8, 8, 8, 8 }, 0 },
	{ 0x31, 8, 2, { 32, 32 }, 0 },
	{ 0x32, 8, 4, { 16, 16, 16, 16 }, 0 },
	{ 0x38, 16, 4, { 32, 32, 32, 32 }, 0 },
};

static const struct channels *find(unsigned int code)
{
	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].code == code)
			return &table[i];
	return NULL;
}

unsigned int texel_size(unsigned int channels)
{
	const struct channels *c = find(channels);

	return c ? c->size : 0;
}

static uint32_t get_bits(const uint8_t *raw, unsigned int at, unsigned int bits)
{
	uint64_t v = 0;

	memcpy(&v, raw + at / 8, (at % 8 + bits + 7) / 8);
	return (uint32_t)(v >> at % 8 & ((1ull << bits) - 1));
}

static void put_bits(uint8_t *raw, unsigned int at, unsigned int bits, uint32_t value)
{
	uint64_t v = 0, mask = ((1ull << bits) - 1) << at % 8;
	unsigned int len = (at % 8 + bits + 7) / 8;

	memcpy(&v, raw + at / 8, len);
	v = (v & ~mask) | ((uint64_t)value << at % 8 & mask);
	memcpy(raw + at / 8, &v, len);
}

static uint32_t from_bits(uint32_t v, unsigned int bits, unsigned int type, bool srgb)
{
	uint32_t max = (uint32_t)((1ull << bits) - 1);
	int32_t sv = (int32_t)(v << (32 - bits)) >> (32 - bits);
	int32_t smax = (int32_t)(max >> 1);
	double d;

	switch (type) {
	case TYPE_UNORM:
		if (bits == 8)
			return unorm8_to_f32((uint8_t)v, srgb);
		d = (double)v / max;
		return f64_to_f32_flush(srgb ? srgb_to_linear(d) : d);
	case TYPE_SNORM:
		return f64_to_f32_flush(sv <= -smax ? -1 : (double)sv / smax);
	case TYPE_SINT:
		return (uint32_t)sv;
	case TYPE_FLOAT:
		return bits == 16 ? f16_to_f32((uint16_t)v) : v;
	case TYPE_XR:		/* 10 bits: 384 is 0, 510 is 1 more */
		return f64_to_f32_flush(((double)v - 384) / 510);
	default:
		return v;
	}
}

static uint32_t to_bits(uint32_t v, unsigned int bits, unsigned int type, bool srgb)
{
	uint32_t max = (uint32_t)((1ull << bits) - 1);
	int32_t smax = (int32_t)(max >> 1);
	double d = (double)bits_f32(v);

	switch (type) {
	case TYPE_UNORM:
		d = saturate(d);
		return (uint32_t)round_even((srgb ? linear_to_srgb(d) : d) * max);
	case TYPE_SNORM:
		if (isnan(d))
			return 0;
		return (uint32_t)(int32_t)round_even((d < -1 ? -1 : d > 1 ? 1 : d) * smax) & max;
	case TYPE_UINT:
		return v > max ? max : v;
	case TYPE_SINT:
		if ((int32_t)v > smax)
			return (uint32_t)smax;
		return (uint32_t)((int32_t)v < -smax - 1 ? -smax - 1 : (int32_t)v) & max;
	case TYPE_FLOAT:
		return bits == 16 ? f64_to_f16(d) : v;
	case TYPE_XR:
		d = rint(d * 510 + 384);
		return d > 0 ? (d < max ? (uint32_t)d : max) : 0;
	default:
		return v;
	}
}

bool texel_same(unsigned int channels, unsigned int type, unsigned int format)
{
	const struct channels *c = find(channels);
	bool integer = type == TYPE_UINT || type == TYPE_SINT;

	if (!c || c->packed || c->bits[0] != 8 * format_size(format))
		return false;
	for (unsigned int i = 1; i < c->n; i++)
		if (c->bits[i] != c->bits[0])
			return false;
	switch (format) {
	case FMT_I8: case FMT_I16:
		return integer;
	case FMT_I32:
		return integer || type == TYPE_FLOAT;
	case FMT_F16:
		return type == TYPE_FLOAT;
	case FMT_U8NORM: case FMT_U16NORM: case FMT_SRGBA8:
		return type == TYPE_UNORM;
	case FMT_S8NORM: case FMT_S16NORM:
		return type == TYPE_SNORM;
	default:
		return false;
	}
}

void texel_unpack(unsigned int channels, unsigned int type, bool srgb, const uint8_t raw[16],
		  uint32_t out[4])
{
	const struct channels *c = find(channels);
	bool integer = type == TYPE_UINT || type == TYPE_SINT;
	unsigned int at = 0;
	uint32_t word;

	out[0] = out[1] = out[2] = 0;
	out[3] = integer ? 1 : 0x3f800000;
	if (!c)
		return;
	if (c->packed) {
		memcpy(&word, raw, 4);
		format_unpack_word(c->packed, word, 32, out);
		return;
	}
	for (unsigned int i = 0; i < c->n; i++) {
		out[i] = from_bits(get_bits(raw, at, c->bits[i]), c->bits[i], type,
				   srgb && i < 3);
		at += c->bits[i];
	}
}

void texel_pack(unsigned int channels, unsigned int type, bool srgb, const uint32_t in[4],
		uint8_t raw[16])
{
	const struct channels *c = find(channels);
	unsigned int at = 0;
	uint32_t word;

	if (!c)
		return;
	if (c->packed) {
		word = format_pack_word(c->packed, in, 32);
		memcpy(raw, &word, 4);
		return;
	}
	for (unsigned int i = 0; i < c->n; i++) {
		put_bits(raw, at, c->bits[i], to_bits(in[i], c->bits[i], type, srgb && i < 3));
		at += c->bits[i];
	}
}
