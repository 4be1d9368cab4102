// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * tile.c - tile memory and writes to images
 *
 * How tile memory is laid out cannot be seen by programs: here a pixel's samples lie one
 * after the other, rows follow each other.
 */

#include "machine.h"

#include "format.h"
#include "number.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of a sample at a place in the tile; NULL with a fault recorded. */
static uint8_t *tile_sample(struct simd *s, uint32_t x, uint32_t y, uint32_t sample)
{
	struct group *g = s->group;
	uint64_t at;

	if (!g->tile_w || x >= g->tile_w || y >= g->tile_h || sample >= g->tile_samples) {
		fault_set(s->env->fault, FAULT_RANGE, s->pc,
			  "tile memory at %u, %u, sample %u, of %u x %u at 0x%x", x, y, sample,
			  g->tile_w, g->tile_h, s->pc);
		return NULL;
	}
	if (!g->tile)
		g->tile = calloc(1, TILE_MAX);
	at = (((uint64_t)y * g->tile_w + x) * g->tile_samples + sample) * g->tile_stride;
	if (!g->tile || at + g->tile_stride > TILE_MAX) {
		fault_set(s->env->fault, FAULT_RANGE, s->pc, "tile memory is too large");
		return NULL;
	}
	return g->tile + at;
}

/* One sample: registers from or to memory in the instruction's format */
static bool transfer(struct simd *s, const struct insn *in, unsigned int lane, uint8_t *p,
		     bool load)
{
	const struct operand *reg = load ? &in->dst : &in->src[0];
	unsigned int size = format_size(in->format), step = reg->size / 16;
	unsigned int half = reg->idx, at = (unsigned int)in->imm;
	uint32_t word, regs[4];

	if (format_packed(in->format)) {
		unsigned int n = format_components(in->format);

		if (at + 4 > s->group->tile_stride || half + n * step > 2 * REGS)
			return fault_set(s->env->fault, FAULT_RANGE, s->pc,
					 "tile memory beyond the sample at 0x%x", s->pc);
		if (load) {
			memcpy(&word, p + at, 4);
			format_unpack_word(in->format, word, reg->size, regs);
			for (unsigned int c = 0; c < n; c++)
				reg_set(s, half + c * step, reg->size, lane, regs[c]);
			return true;
		}
		for (unsigned int c = 0; c < n; c++)
			regs[c] = reg_get(s, half + c * step, reg->size, lane);
		word = format_pack_word(in->format, regs, reg->size);
		memcpy(p + at, &word, 4);
		return true;
	}
	for (unsigned int c = 0; c < 4; c++) {
		uint32_t raw = 0;

		if (!(in->mask >> c & 1))
			continue;
		/*
		 * Mesa's copies store four components whatever the format has. What lies
		 * beyond the sample cannot be meant to reach the next one.
		 */
		if (!load && at + (c + 1) * size > s->group->tile_stride)
			break;
		if (at + (c + 1) * size > s->group->tile_stride)
			return fault_set(s->env->fault, FAULT_RANGE, s->pc,
					 "tile memory beyond the sample at 0x%x", s->pc);
		if (load) {
			memcpy(&raw, p + at + c * size, size);
			reg_set(s, half, reg->size, lane,
				format_unpack(in->format, raw, c, reg->size));
		} else {
			raw = format_pack(in->format, reg_get(s, half, reg->size, lane), c,
					  reg->size);
			memcpy(p + at + c * size, &raw, size);
		}
		half += step;
	}
	return true;
}

static bool tile_access(struct simd *s, const struct insn *in)
{
	bool load = in->op == OP_LD_TILE;
	const struct operand *place = &in->src[load ? 0 : 1], *which = &in->src[load ? 1 : 2];
	uint32_t lanes = load ? s->exec : s->exec & ~s->helper;

	if (!s->group->tile_w)
		return fault_set(s->env->fault, FAULT_RANGE, s->pc, "no tile memory at 0x%x",
				 s->pc);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t x = s->id[0][lane], y = s->id[1][lane], samples;

		if (!(lanes >> lane & 1))
			continue;
		if (place->kind == OPND_REG) {
			x = reg_get(s, place->idx, 16, lane);
			y = reg_get(s, place->idx + 1u, 16, lane);
		}
		samples = which->kind == OPND_IMM ? which->imm : reg_get(s, which->idx, 16, lane);
		if (s->frag && !load)
			samples &= s->cover[lane];
		for (uint32_t i = 0; i < s->group->tile_samples; i++) {
			uint8_t *p;

			if (!(samples >> i & 1))
				continue;
			p = tile_sample(s, x, y, i);
			if (!p || !transfer(s, in, lane, p, load))
				return false;
			/* A load of several samples: they would be averaged; one is taken. */
			if (load)
				break;
		}
	}
	return true;
}

static bool is_array(unsigned int dim)
{
	return dim == DIM_1D_ARRAY || dim == DIM_2D_ARRAY || dim == DIM_2D_MS_ARRAY ||
	       dim == DIM_CUBE || dim == DIM_CUBE_ARRAY;
}

static bool image_write_lanes(struct simd *s, const struct insn *in)
{
	const struct operand *reg = &in->src[0], *c = &in->src[3], *l = &in->src[4];
	unsigned int step = c->size / 16u;

	if (in->flag_a)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "image write that rounds to zero at 0x%x", s->pc);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t at[4] = { 0 }, in_regs[4], out[4] = { 0 }, lod, z;
		const struct image *img;
		unsigned int n, level;

		if (!((s->exec & ~s->helper) >> lane & 1))
			continue;
		img = image_operand(s, &in->src[1], &in->src[2], lane, true);
		if (!img)
			return false;
		lod = l->kind == OPND_IMM ? l->imm : reg_get(s, l->idx, 16, lane);
		level = img->first_level + lod;
		n = in->dim == DIM_1D || in->dim == DIM_1D_ARRAY ? 1 : in->dim == DIM_3D ? 3 : 2;
		for (unsigned int i = 0; i < n; i++)
			at[i] = reg_get(s, c->idx + i * step, c->size, lane);
		z = n == 3 ? at[2] : 0;
		if (is_array(in->dim))
			z = reg_get(s, c->idx + n * step, 16, lane);
		/* What lies outside is not written. */
		if (img->null || level >= IMAGE_LEVELS || z >= img->depth ||
		    at[0] >= image_minify(img->width, level) ||
		    (n > 1 && at[1] >= image_minify(img->height, level)))
			continue;
		for (unsigned int i = 0; i < 4; i++) {
			uint32_t v = reg_get(s, reg->idx + i * (reg->size / 16u), reg->size, lane);

			if (reg->size == 16 && !image_is_integer(img))
				v = f16_to_f32((uint16_t)v);
			else if (reg->size == 16 && img->type == TYPE_SINT)
				v = (uint32_t)(int16_t)v;
			in_regs[i] = v;
		}
		/* The swizzle says which register feeds which component of memory. */
		for (unsigned int i = 0; i < 4; i++)
			out[i] = in_regs[img->swizzle[i] & 3];
		if (!image_write(s->env->mem, img, level, at[0], at[1], z, 0, out, s->env->fault))
			return false;
	}
	return true;
}

/* The bytes of tile memory in the instruction's format become the image's texel. */
static bool block_texel(struct simd *s, const struct insn *in, const struct image *img,
			uint32_t x, uint32_t y, uint32_t z, unsigned int sample,
			const uint8_t *p, unsigned int left)
{
	unsigned int size = format_size(in->format);
	uint32_t regs[4] = { 0 }, out[4];
	bool norm = in->format >= FMT_F16;

	/* Nothing to convert, nearly always: components move to where the swizzle says. */
	if (left >= 4 * size && texel_same(img->channels, img->type, in->format)) {
		uint8_t raw[16];

		for (unsigned int i = 0; i < img->size / size; i++)
			memcpy(raw + i * size, p + (img->swizzle[i] & 3) * size, size);
		return image_write_raw(s->env->mem, img, img->first_level, x, y, z, sample, raw,
				       s->env->fault);
	}
	if (format_packed(in->format)) {
		uint32_t word;

		if (left < 4)
			return fault_set(s->env->fault, FAULT_RANGE, s->pc,
					 "block beyond the sample");
		memcpy(&word, p, 4);
		format_unpack_word(in->format, word, 32, regs);
	} else {
		for (unsigned int c = 0; c < 4 && (c + 1) * size <= left; c++) {
			uint32_t raw = 0;

			memcpy(&raw, p + c * size, size);
			/* sRGB was applied when the tile was written. */
			regs[c] = format_unpack(in->format == FMT_SRGBA8 ? FMT_U8NORM : in->format,
						raw, c, 32);
			if (!norm && img->type == TYPE_SINT && size < 4)
				regs[c] = (uint32_t)((int32_t)(raw << (32 - 8 * size)) >>
						     (32 - 8 * size));
		}
	}
	for (unsigned int i = 0; i < 4; i++)
		out[i] = regs[img->swizzle[i] & 3];
	return image_write(s->env->mem, img, img->first_level, x, y, z, sample, out,
			   s->env->fault);
}

/* The whole tile to an image, clipped to it; once, by the first lane */
static bool block_write(struct simd *s, const struct insn *in)
{
	const struct operand *c = &in->src[3];
	struct group *g = s->group;
	unsigned int lane;
	uint32_t offset, x0, y0, z = 0;
	const struct image *found;
	struct image img;

	if (!s->exec)
		return true;
	lane = (unsigned int)__builtin_ctz(s->exec);
	if (in->flag_b)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "block write that rounds to zero at 0x%x", s->pc);
	found = image_operand(s, &in->src[1], &in->src[2], lane, true);
	if (!found)
		return false;
	img = *found;
	img.srgb = false;
	if (img.null)
		return true;
	offset = reg_get(s, in->src[0].idx, 16, lane);
	if (in->flag_a) {
		x0 = reg_get(s, c->idx, c->size, lane);
		y0 = reg_get(s, c->idx + c->size / 16u, c->size, lane);
		if (is_array(in->dim))
			z = reg_get(s, c->idx + c->size / 8u, 16, lane);
	} else {
		x0 = g->id[0] * g->tile_w;
		y0 = g->id[1] * g->tile_h;
		if (is_array(in->dim))
			z = reg_get(s, c->idx, 16, lane);
	}
	if (z >= img.depth)
		return true;
	for (uint32_t y = 0; y < g->tile_h; y++)
		for (uint32_t x = 0; x < g->tile_w; x++)
			for (uint32_t i = 0; i < img.samples; i++) {
				uint8_t *p;

				if ((uint64_t)x0 + x >= image_minify(img.width, img.first_level) ||
				    (uint64_t)y0 + y >= image_minify(img.height, img.first_level))
					continue;
				p = tile_sample(s, x, y, i);
				if (!p)
					return false;
				if (offset >= g->tile_stride)
					return fault_set(s->env->fault, FAULT_RANGE, s->pc,
							 "block beyond the sample");
				if (!block_texel(s, in, &img, x0 + x, y0 + y, z, i, p + offset,
						 g->tile_stride - offset))
					return false;
			}
	return true;
}

bool exec_tile(struct simd *s, const struct insn *in)
{
	switch (in->op) {
	case OP_LD_TILE: case OP_ST_TILE:
		return tile_access(s, in);
	case OP_IMGW:
		return image_write_lanes(s, in);
	case OP_IMGWBLK:
		return block_write(s, in);
	default:
		return false;
	}
}
