// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * image.c - images: descriptors, and where texels lie
 *
 * Twiddled: tiles of 16 KiB one after the other, Morton order within. From the level on
 * that is smaller than a tile, tiles are the largest squares that fit.
 */

#include "image.h"

#include <string.h>

#define PAGE		0x4000u
#define LINE		0x80u
#define LAYOUT_NULL	1
#define LAYOUT_TWIDDLED	2
#define COMPRESSED_DIM	16	/* texels of a side that one metadata word covers */

static uint64_t field(const uint64_t d[3], unsigned int lo, unsigned int hi)
{
	unsigned int w = lo / 64, at = lo % 64, n = hi - lo + 1;
	uint64_t v = d[w] >> at;

	if (at + n > 64)
		v |= d[w + 1] << (64 - at);
	return n < 64 ? v & ((1ull << n) - 1) : v;
}

static uint64_t align(uint64_t v, uint64_t to)
{
	return (v + to - 1) & ~(to - 1);
}

static uint32_t next_pot(uint32_t v)
{
	uint32_t p = 1;

	while (p < v)
		p <<= 1;
	return p;
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Tile sides for the bytes of an element (samples included) */
static void tile_size(unsigned int bytes, uint32_t *w, uint32_t *h)
{
	*w = 128;
	*h = 128;
	for (unsigned int n = 1, i = 0; n < bytes; n <<= 1, i++) {
		if (i & 1)
			*w >>= 1;
		else
			*h >>= 1;
	}
}

/* The tile sides of a level */
static void level_tile(const struct image *img, unsigned int level, uint32_t *w, uint32_t *h)
{
	uint32_t lw = image_minify(img->width, level), lh = image_minify(img->height, level);

	tile_size(img->size * img->samples, w, h);
	if (lw < *w || lh < *h)
		*w = *h = next_pot(min_u32(lw, lh));
}

/* Offsets of levels, as the hardware computes them from the first level's size */
static void lay_out(struct image *img, unsigned int levels, bool page_aligned)
{
	uint32_t bytes = img->size * img->samples, tw, th, stx, sty, potw, poth;
	uint32_t mw, mh;
	uint64_t at = 0, meta = 0;
	unsigned int pot = 0;

	tile_size(bytes, &tw, &th);
	stx = (img->width + tw - 1) / tw;
	sty = (img->height + th - 1) / th;
	while (pot < levels && image_minify(img->width, pot) >= tw &&
	       image_minify(img->height, pot) >= th)
		pot++;
	for (unsigned int l = 0; l < pot; l++) {
		uint32_t part = (1u << l) - 1;
		uint64_t tiles = (uint64_t)stx * sty >> (2 * l);

		/* Bits that drop out cost a row, a column and a corner. */
		if (stx & part)
			tiles += sty >> l;
		if (sty & part)
			tiles += stx >> l;
		if (stx & part && sty & part)
			tiles++;
		img->level_offset[l] = at;
		at = align(at + tiles * tw * th * bytes, LINE);
	}
	potw = next_pot(image_minify(img->width, pot));
	poth = next_pot(image_minify(img->height, pot));
	for (unsigned int l = pot; l < levels; l++) {
		img->level_offset[l] = at;
		at = align(at + (uint64_t)potw * poth * bytes, LINE);
		potw = image_minify(potw, 1);
		poth = image_minify(poth, 1);
	}
	img->layer_stride = page_aligned ? align(at, PAGE) : at;

	mw = (uint32_t)align(img->width * (img->samples == 4 ? 2 : 1), COMPRESSED_DIM);
	mh = (uint32_t)align(img->height * (img->samples >= 2 ? 2 : 1), COMPRESSED_DIM);
	for (unsigned int l = 0; img->compressed && l < levels; l++) {
		uint32_t w = (next_pot(mw) + COMPRESSED_DIM - 1) / COMPRESSED_DIM;
		uint32_t h = (next_pot(mh) + COMPRESSED_DIM - 1) / COMPRESSED_DIM;

		img->meta_offset[l] = meta;
		meta += align((uint64_t)w * h * 8, LINE);
		mw = (mw + 1) / 2;
		mh = (mh + 1) / 2;
	}
	img->meta_layer_stride = meta;
}

static unsigned int full_chain(const struct image *img)
{
	uint32_t most = img->width > img->height ? img->width : img->height;
	unsigned int n = 1;

	if (img->dim == DIM_3D && img->depth > most)
		most = img->depth;
	while (most >>= 1)
		n++;
	return n > IMAGE_LEVELS ? IMAGE_LEVELS : n;
}

static bool known(struct image *img, struct fault *f)
{
	img->size = (uint8_t)texel_size(img->channels);
	if (!img->size || img->type > TYPE_XR || img->dim > DIM_2D_MS_ARRAY)
		return fault_set(f, FAULT_UNSUPPORTED, img->addr,
				 "image with channels 0x%x, type %u, dimension %u",
				 img->channels, img->type, img->dim);
	return true;
}

static bool is_ms(unsigned int dim)
{
	return dim == DIM_2D_MS || dim == DIM_2D_MS_ARRAY;
}

bool image_from_texture(struct image *img, const uint8_t desc[24], struct fault *f)
{
	uint64_t d[3];
	unsigned int layout;

	memcpy(d, desc, sizeof(d));
	memset(img, 0, sizeof(*img));
	layout = (unsigned int)field(d, 4, 5);
	if (layout == LAYOUT_NULL || field(d, 105, 105)) {
		img->null = true;
		return true;
	}
	img->dim = (uint8_t)field(d, 0, 3);
	img->channels = (uint8_t)field(d, 6, 12);
	img->type = (uint8_t)field(d, 13, 15);
	for (unsigned int i = 0; i < 4; i++)
		img->swizzle[i] = (uint8_t)field(d, 16 + 3 * i, 18 + 3 * i);
	img->width = (uint32_t)field(d, 28, 41) + 1;
	img->height = (uint32_t)field(d, 42, 55) + 1;
	img->first_level = (uint8_t)field(d, 56, 59);
	img->last_level = (uint8_t)field(d, 60, 63);
	img->samples = is_ms(img->dim) ? (field(d, 64, 64) ? 4 : 2) : 1;
	img->addr = field(d, 66, 101) << 4;
	img->compressed = field(d, 103, 103);
	img->srgb = field(d, 108, 108);
	img->linear = layout == 0;
	img->depth = 1;
	if (!known(img, f))
		return false;
	if (img->linear) {
		img->stride = (field(d, 110, 126) << 4) + 16;
		if (field(d, 127, 127)) {
			img->depth = (uint32_t)field(d, 128, 138) + 1;
			img->layer_stride = field(d, 139, 165) << 7;
		}
		img->last_level = img->first_level;
		return true;
	}
	img->depth = (uint32_t)field(d, 110, 123) + 1;
	if (img->dim == DIM_CUBE || img->dim == DIM_CUBE_ARRAY)
		img->depth *= 6;
	if (img->compressed)
		img->meta = d[2] << 4;
	lay_out(img, field(d, 102, 102) || img->last_level ? full_chain(img) : 1,
		field(d, 126, 126));
	return true;
}

bool image_from_pbe(struct image *img, const uint8_t desc[24], struct fault *f)
{
	uint64_t d[3];

	memcpy(d, desc, sizeof(d));
	memset(img, 0, sizeof(*img));
	img->dim = (uint8_t)field(d, 0, 3);
	img->channels = (uint8_t)field(d, 6, 12);
	img->type = (uint8_t)field(d, 13, 15);
	for (unsigned int i = 0; i < 4; i++)
		img->swizzle[i] = (uint8_t)field(d, 16 + 2 * i, 17 + 2 * i);
	img->width = (uint32_t)field(d, 24, 37) + 1;
	img->height = (uint32_t)field(d, 38, 51) + 1;
	img->samples = is_ms(img->dim) ? (field(d, 56, 56) ? 4 : 2) : 1;
	img->compressed = field(d, 59, 59);
	img->addr = field(d, 64, 99) << 4;
	img->linear = field(d, 4, 5) == 0;
	img->srgb = field(d, 125, 125);
	img->depth = 1;
	if (field(d, 4, 5) == LAYOUT_NULL) {
		img->null = true;
		return true;
	}
	if (field(d, 53, 54))
		return fault_set(f, FAULT_UNSUPPORTED, img->addr, "rotated or flipped image");
	if (!known(img, f))
		return false;
	if (img->linear) {
		img->stride = field(d, 104, 124) + 4;
		if (field(d, 127, 127)) {
			img->depth = (uint32_t)field(d, 128, 138) + 1;
			img->layer_stride = field(d, 139, 165) << 7;
		}
		return true;
	}
	img->first_level = img->last_level = (uint8_t)field(d, 100, 103);
	img->depth = (uint32_t)field(d, 108, 121) + 1;
	if (img->compressed)
		img->meta = d[2] << 4;
	lay_out(img, field(d, 104, 107) || img->first_level ? full_chain(img) : 1,
		field(d, 124, 124));
	return true;
}

void image_plain(struct image *img, unsigned int channels, unsigned int type, uint32_t w,
		 uint32_t h, uint64_t addr, uint64_t meta, unsigned int samples)
{
	memset(img, 0, sizeof(*img));
	img->dim = DIM_2D;
	img->channels = (uint8_t)channels;
	img->type = (uint8_t)type;
	img->size = (uint8_t)texel_size(channels);
	img->samples = (uint8_t)samples;
	img->width = w;
	img->height = h;
	img->depth = 1;
	img->addr = addr;
	img->meta = meta;
	img->compressed = meta;
	lay_out(img, 1, false);
}

bool image_is_integer(const struct image *img)
{
	return img->type == TYPE_UINT || img->type == TYPE_SINT;
}

/*
 * x and y interleaved, x lowest, for a rectangle of powers of two; what is left over of the
 * longer side lies on top.
 */
static uint32_t twiddle(uint32_t x, uint32_t y, uint32_t w, uint32_t h)
{
	uint32_t v = 0;
	unsigned int at = 0;

	while (w > 1 || h > 1) {
		if (w > 1) {
			v |= (x & 1) << at++;
			x >>= 1;
			w >>= 1;
		}
		if (h > 1) {
			v |= (y & 1) << at++;
			y >>= 1;
			h >>= 1;
		}
	}
	return v;
}

static uint64_t texel_address(const struct image *img, unsigned int level, uint32_t x, uint32_t y,
			      uint32_t z, unsigned int sample)
{
	uint32_t tw, th, per_row, bytes = img->size * img->samples;
	uint64_t tile;

	if (img->linear)
		return img->addr + z * img->layer_stride + y * img->stride +
		       (uint64_t)x * img->size;
	level_tile(img, level, &tw, &th);
	per_row = (image_minify(img->width, level) + tw - 1) / tw;
	tile = (uint64_t)(y / th) * per_row + x / tw;
	return img->addr + z * img->layer_stride + img->level_offset[level] +
	       (tile * tw * th + twiddle(x & (tw - 1), y & (th - 1), tw, th)) * bytes +
	       (uint64_t)sample * img->size;
}

#define MODE_SOLID	0x03

/* Samples count as more columns (four) and rows (two, four). */
static unsigned int wide(const struct image *img)
{
	return img->samples == 4;
}

static unsigned int high(const struct image *img)
{
	return img->samples >= 2;
}

static uint8_t mode_uncompressed(unsigned int size)
{
	return size == 1 ? 0x1f : size == 2 ? 0x3f : size == 4 ? 0x7f : 0xff;
}

/*
 * Where the mode of the 8x4 samples around those of texel x, y is; false: the level is not
 * compressed.
 */
static bool mode_address(const struct image *img, unsigned int level, uint32_t x, uint32_t y,
			 uint32_t z, uint64_t *va)
{
	uint32_t w = (uint32_t)align(img->width << wide(img), COMPRESSED_DIM);
	uint32_t h = (uint32_t)align(img->height << high(img), COMPRESSED_DIM);
	uint32_t most = w > h ? w : h;

	x <<= wide(img);
	y <<= high(img);
	if (!img->compressed || image_minify(most, level) < COMPRESSED_DIM)
		return false;
	for (unsigned int l = 0; l < level; l++) {
		w = (w + 1) / 2;
		h = (h + 1) / 2;
	}
	w = (next_pot(w) + COMPRESSED_DIM - 1) / COMPRESSED_DIM;
	h = (next_pot(h) + COMPRESSED_DIM - 1) / COMPRESSED_DIM;
	/* Within the 16x16 texels: taken to be the order of the body, where y comes first. */
	*va = img->meta + z * img->meta_layer_stride + img->meta_offset[level] +
	      (uint64_t)twiddle(x / 16, y / 16, w, h) * 8 +
	      ((y / 4 & 1) | (x / 8 & 1) << 1 | (y / 8 & 1) << 2);
	return true;
}

/* The first texel of the 8x4 samples, which holds the colour of a solid subtile */
static uint64_t subtile(const struct image *img, unsigned int level, uint32_t x, uint32_t y,
			uint32_t z)
{
	return texel_address(img, level, x & ~(7u >> wide(img)), y & ~(3u >> high(img)), z, 0);
}

static bool read_raw(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		     uint32_t y, uint32_t z, unsigned int sample, uint8_t raw[16],
		     struct fault *f)
{
	uint64_t va = texel_address(img, level, x, y, z, sample), mode_va;
	uint8_t mode;

	if (mode_address(img, level, x, y, z, &mode_va)) {
		if (!mem_read(m, mode_va, &mode, 1, f))
			return false;
		if (mode == MODE_SOLID)
			va = subtile(img, level, x, y, z);
		else if (mode && mode != mode_uncompressed(img->size))
			return fault_set(f, FAULT_UNSUPPORTED, mode_va,
					 "compression mode 0x%02x", mode);
	}
	return mem_read(m, va, raw, img->size, f);
}

bool image_read(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		uint32_t y, uint32_t z, unsigned int sample, uint32_t out[4], struct fault *f)
{
	uint8_t raw[16] = { 0 };

	if (!read_raw(m, img, level, x, y, z, sample, raw, f))
		return false;
	texel_unpack(img->channels, img->type, img->srgb, raw, out);
	return true;
}

/* Make the subtile around x, y one that holds its texels as they are. */
static bool uncompress(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		       uint32_t y, uint32_t z, struct fault *f)
{
	uint8_t mode, want = mode_uncompressed(img->size), colour[16];
	uint64_t mode_va, va;

	if (!mode_address(img, level, x, y, z, &mode_va))
		return true;
	if (!mem_read(m, mode_va, &mode, 1, f))
		return false;
	if (mode == want)
		return true;
	if (mode == MODE_SOLID && img->samples == 2)
		return fault_set(f, FAULT_UNSUPPORTED, mode_va, "solid colour with two samples");
	if (mode == MODE_SOLID) {
		va = subtile(img, level, x, y, z);
		if (!mem_read(m, va, colour, img->size, f))
			return false;
		for (unsigned int i = 1; i < 32; i++)
			if (!mem_write(m, va + i * img->size, colour, img->size, f))
				return false;
	}
	return mem_write(m, mode_va, &want, 1, f);
}

bool image_write_raw(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		     uint32_t y, uint32_t z, unsigned int sample, const void *raw,
		     struct fault *f)
{
	return uncompress(m, img, level, x, y, z, f) &&
	       mem_write(m, texel_address(img, level, x, y, z, sample), raw, img->size, f);
}

bool image_write(struct mem *m, const struct image *img, unsigned int level, uint32_t x,
		 uint32_t y, uint32_t z, unsigned int sample, const uint32_t in[4],
		 struct fault *f)
{
	uint8_t raw[16] = { 0 };

	texel_pack(img->channels, img->type, img->srgb, in, raw);
	return image_write_raw(m, img, level, x, y, z, sample, raw, f);
}
