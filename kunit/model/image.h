/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * image.h - images: descriptors, where texels lie, what their bits mean
 *
 * Texture and PBE descriptors become one struct image. Texels are read and written as four
 * 32-bit values: floats, or integers if the type is an integer one.
 */
#ifndef AGX_MODEL_IMAGE_H
#define AGX_MODEL_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "mem.h"

enum image_dim {
	DIM_1D, DIM_1D_ARRAY, DIM_2D, DIM_2D_ARRAY, DIM_2D_MS, DIM_3D, DIM_CUBE, DIM_CUBE_ARRAY,
	DIM_2D_MS_ARRAY,
};

enum image_type { TYPE_UNORM, TYPE_SNORM, TYPE_UINT, TYPE_SINT, TYPE_FLOAT, TYPE_XR };

#define IMAGE_LEVELS	16
#define SWIZZLE_ONE	4
#define SWIZZLE_ZERO	5

struct image {
	bool null, linear, compressed, srgb;
	uint8_t dim, channels, type, samples;
	uint8_t swizzle[4];	/* 0..3 components, SWIZZLE_ONE, SWIZZLE_ZERO */
	uint8_t first_level, last_level;
	uint8_t size;		/* bytes of a texel (of one sample) */
	uint32_t width, height;	/* at level 0 */
	uint32_t depth;		/* or layers, faces included */
	uint64_t addr, meta;
	uint64_t stride;	/* linear: bytes of a row */
	uint64_t layer_stride, meta_layer_stride;
	uint64_t level_offset[IMAGE_LEVELS], meta_offset[IMAGE_LEVELS];
};

/* Both return false with a fault recorded if the model does not know the format. */
bool image_from_texture(struct image *img, const uint8_t desc[24], struct fault *f);
/* The level to write, given by the descriptor, becomes first_level and last_level. */
bool image_from_pbe(struct image *img, const uint8_t desc[24], struct fault *f);

/* One level and layer, twiddled; @meta 0: not compressed. For depth and stencil. */
void image_plain(struct image *img, unsigned int channels, unsigned int type, uint32_t w,
		 uint32_t h, uint64_t addr, uint64_t meta, unsigned int samples);

/* Dimensions of a level, at least 1. */
static inline uint32_t image_minify(uint32_t size, unsigned int level)
{
	return size >> level ? size >> level : 1;
}

/*
 * image_read, image_write - one texel, which must exist
 * @z: layer, or slice of a 3D image
 *
 * Components are those of memory: no swizzle is applied. Missing ones read as 0, 0, 0, 1.
 * A read follows compression; a write to a compressed image leaves the 8x4 texels around it
 * uncompressed.
 */
bool image_read(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		uint32_t y, uint32_t z, unsigned int sample, uint32_t out[4], struct fault *f);
bool image_write(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		 uint32_t y, uint32_t z, unsigned int sample, const uint32_t in[4],
		 struct fault *f);

/* The same with the bytes of memory (image->size of them) */
bool image_write_raw(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		     uint32_t y, uint32_t z, unsigned int sample, const void *raw,
		     struct fault *f);

bool image_is_integer(const struct image *img);

/* texel_unpack, texel_pack - the bits of a texel, up to 16 bytes */
void texel_unpack(unsigned int channels, unsigned int type, bool srgb, const uint8_t raw[16],
		  uint32_t out[4]);
void texel_pack(unsigned int channels, unsigned int type, bool srgb, const uint32_t in[4],
		uint8_t raw[16]);
/* Are components of a texel the same bits as in a format of tile memory? */
bool texel_same(unsigned int channels, unsigned int type, unsigned int format);
/* Bytes of a texel; 0: a format that the model does not know. */
unsigned int texel_size(unsigned int channels);

#endif
