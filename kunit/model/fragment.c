// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * fragment.c - fragment jobs: for each tile the background program, the triangles of the
 * scene in order, the end-of-tile program; depth and stencil from and to memory
 *
 * Fragment programs run on eight quads at a time. Lanes that are not covered run along as
 * helpers.
 */

#include "raster.h"

#include "number.h"
#include "usc.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ZLS_STENCIL_LOAD	(1u << 14)
#define ZLS_DEPTH_LOAD		(1u << 15)
#define ZLS_STENCIL_STORE	(1u << 18)
#define ZLS_DEPTH_STORE		(1u << 19)

struct pass {
	struct env *e;
	const struct target *t;
	const struct scene *scene;
	struct setup *setup;
	struct simd *simd;
	struct group group;
	struct frag frag;
	struct usc usc;
	uint32_t loaded;		/* state whose program is loaded, or NONE */
	uint32_t tx, ty, layer;		/* tile */
	float *depth;
	uint8_t *stencil;
	struct image depth_image, stencil_image;
	struct coefficients cf[MAX_CF];
	struct { uint32_t binding[MAX_CF]; uint32_t n, registers; } cfs;
	unsigned int quads;		/* waiting in simd */
};

#define NONE	UINT32_MAX

static void begin(struct pass *p)
{
	simd_init(p->simd, p->e, &p->group, 0, 0);
	memset(p->simd->cover, 0, sizeof(p->simd->cover));
	p->simd->frag = &p->frag;
	p->quads = 0;
}

static bool flush(struct pass *p)
{
	struct simd *s = p->simd;
	bool ok = true;

	if (p->quads) {
		s->exec = s->live;
		ok = group_run(&p->group);
	}
	begin(p);
	return ok;
}

static void place_quad(struct pass *p, uint32_t x, uint32_t y)
{
	struct simd *s = p->simd;

	for (unsigned int i = 0; i < 4; i++) {
		unsigned int lane = 4 * p->quads + i;

		s->id[0][lane] = x + (i & 1);
		s->id[1][lane] = y + (i >> 1);
		s->pos[0][lane] = p->frag.x0 + x + (i & 1);
		s->pos[1][lane] = p->frag.y0 + y + (i >> 1);
		s->linear[lane] = s->id[1][lane] * p->group.tile_w + s->id[0][lane];
		s->live |= 1u << lane;
	}
}

/* Load a program for whole tiles: background or end of tile. */
static bool load_program(struct pass *p, uint32_t pointer)
{
	p->loaded = NONE;
	if (!usc_load(p->e, pointer, &p->usc))
		return false;
	usc_tile(&p->usc, &p->group);
	if (p->group.tile_w != p->t->tile_w || p->group.tile_h != p->t->tile_h)
		return fault_set(p->e->fault, FAULT_STREAM, p->e->exec_base + pointer,
				 "program for tiles of %u x %u in a job with %u x %u",
				 p->group.tile_w, p->group.tile_h, p->t->tile_w, p->t->tile_h);
	return true;
}

static bool background(struct pass *p)
{
	if (!(p->t->bg & ~0x3fu))
		return true;
	if (!load_program(p, p->t->bg))
		return false;
	p->frag.state = NULL;
	p->frag.early = true;
	p->frag.nr_cf = 0;
	begin(p);
	for (uint32_t y = 0; y < p->t->tile_h; y += 2)
		for (uint32_t x = 0; x < p->t->tile_w; x += 2) {
			place_quad(p, x, y);
			memset(&p->simd->cover[4 * p->quads], (1 << p->t->samples) - 1, 4);
			if (++p->quads == LANES / 4 && !flush(p))
				return false;
		}
	return flush(p);
}

static bool end_of_tile(struct pass *p)
{
	if (!(p->t->eot & ~0x3fu))
		return true;
	if (!load_program(p, p->t->eot))
		return false;
	simd_init(p->simd, p->e, &p->group, 0, 1);
	p->simd->frag = &p->frag;
	p->simd->cover[0] = (uint8_t)((1u << p->t->samples) - 1);
	return group_run(&p->group);
}

/* The program of a state, and how its coefficient registers are bound */
static bool load_fragment(struct pass *p, uint32_t state)
{
	const struct ppp *s = &p->scene->state[state];
	unsigned int n = s->fragment[0] >> 16 & 127;
	uint32_t header;
	uint64_t va = p->e->exec_base + (s->fragment[2] & ~3u);

	if (p->loaded == state)
		return true;
	p->loaded = NONE;
	if (!usc_load(p->e, s->fragment[1], &p->usc))
		return false;
	usc_tile(&p->usc, &p->group);
	p->cfs.n = n;
	p->cfs.registers = 0;
	if (n) {
		if (!mem_read_u32(p->e->mem, va, &header, p->e->fault) ||
		    !mem_read(p->e->mem, va + 4, p->cfs.binding, n * 4, p->e->fault))
			return false;
		p->cfs.registers = header >> 8 & 255;
	}
	p->frag.state = s;
	p->frag.early = p->usc.fragment >> 8 & 1;
	p->frag.occlusion = s->control >> 14 & 3 ?
			    p->t->occlusion + 8ull * (s->occlusion[0] >> 17) : 0;
	p->loaded = state;
	return true;
}

/* What a slot of the bindings means: slot 0 is w, then perhaps z, then outputs from 4 on. */
static struct coefficients slot_plane(struct pass *p, const struct setup *su,
				      const struct triangle *t, unsigned int slot,
				      unsigned int model)
{
	const struct ppp *s = &p->scene->state[t->state];
	bool has_z = s->output_select >> 21 & 1;
	struct coefficients c = { 0 };
	double v[3], w[3];
	unsigned int out;

	if (has_z && slot == 1)
		return su->z;
	out = slot ? 3 + slot - has_z : 3;
	if (out >= MAX_OUTPUTS)
		return c;
	for (unsigned int i = 0; i < 3; i++) {
		const uint32_t *vert = p->scene->vertex + t->vertex[i];

		v[i] = slot ? (double)bits_f32(vert[out]) : 1;
		w[i] = (double)bits_f32(vert[3]);
	}
	switch (model) {
	case 0: case 2: case 6:
		c.flat = true;
		c.bits = p->scene->vertex[t->vertex[model == 0 ? 0 : model == 6 ? 1 : 2] + out];
		c.c = (double)bits_f32(c.bits);
		return c;
	case 3:
		/* 1/w is linear on the screen; other values as if w did not matter. */
		for (unsigned int i = 0; slot && i < 3; i++)
			v[i] *= w[i];
		return raster_plane(su, v);
	default:
		return raster_plane(su, v);
	}
}

static bool bind_coefficients(struct pass *p, const struct setup *su, const struct triangle *t)
{
	p->frag.cf = p->cf;
	p->frag.nr_cf = p->cfs.registers;
	memset(p->cf, 0, sizeof(p->cf[0]) * p->cfs.registers);
	for (uint32_t i = 0; i < p->cfs.n; i++) {
		uint32_t b = p->cfs.binding[i];
		unsigned int n = (b & 3) + 1, model = b >> 2 & 7, source = b >> 5 & 7;
		unsigned int slot = b >> 8 & 255, first = b >> 16 & 255;

		for (unsigned int k = 0; k < n && first + k < MAX_CF; k++) {
			struct coefficients *c = &p->cf[first + k];

			switch (source) {
			case 0:
				*c = slot_plane(p, su, t, slot + k, model);
				break;
			case 1:
				*c = su->z;
				break;
			case 3:
				*c = (struct coefficients){ .flat = true, .bits = t->primitive,
							    .c = (double)bits_f32(t->primitive) };
				break;
			default:
				return fault_set(p->e->fault, FAULT_UNSUPPORTED, 0,
						 "coefficient source %u", source);
			}
		}
	}
	return true;
}

static bool emit_quad(struct pass *p, const struct setup *su, uint32_t x, uint32_t y,
		      const int32_t box[4])
{
	struct simd *s = p->simd;
	unsigned int first = 4 * p->quads;
	bool any = false;

	place_quad(p, x, y);
	for (unsigned int i = 0; i < 4; i++) {
		unsigned int lane = first + i;
		int32_t px = (int32_t)s->pos[0][lane], py = (int32_t)s->pos[1][lane];
		bool inside = px >= box[0] && py >= box[1] && px < box[2] && py < box[3];
		uint8_t covered = 0;

		for (unsigned int k = 0; inside && k < p->frag.samples; k++) {
			double x = p->frag.px[k], y = p->frag.py[k], z;

			if (!raster_covers(su, px * 256 + (int32_t)(x * 256),
					   py * 256 + (int32_t)(y * 256)))
				continue;
			z = su->z.c + su->z.dx * (px + x) + su->z.dy * (py + y);
			if (!p->frag.early || depth_test(s, lane, k, (float)fmin(fmax(z, 0), 1)))
				covered |= (uint8_t)(1u << k);
		}
		s->cover[lane] = covered;
		if (covered) {
			s->helper &= ~(1u << lane);
			any = true;
		} else {
			s->helper |= 1u << lane;
		}
	}
	if (!any) {
		s->live &= ~(0xfu << first);
		s->helper &= ~(0xfu << first);
		return true;
	}
	return ++p->quads < LANES / 4 || flush(p);
}

/* The part of the tile that a state lets through: scissor and region clip */
static bool limits(struct pass *p, const struct ppp *s, unsigned int viewport, int32_t box[4])
{
	if (s->control >> 16 & 1) {
		uint32_t w[2];

		uint64_t va = p->t->scissor + 16ull * ((s->indices & 0xffff) + viewport);

		if (!mem_read(p->e->mem, va, w, 8, p->e->fault))
			return false;
		for (unsigned int i = 0; i < 2; i++) {
			int32_t lo = (int32_t)(w[i] >> 16), hi = (int32_t)(w[i] & 0xffff);

			box[i] = box[i] > lo ? box[i] : lo;
			box[i + 2] = box[i + 2] < hi ? box[i + 2] : hi;
		}
	}
	if (s->clip[viewport][0] >> 31)
		for (unsigned int i = 0; i < 2; i++) {
			int32_t lo = (int32_t)(s->clip[viewport][i] >> 16 & 0x1ff) * 32;
			int32_t hi = ((int32_t)(s->clip[viewport][i] & 0x1ff) + 1) * 32;

			box[i] = box[i] > lo ? box[i] : lo;
			box[i + 2] = box[i + 2] < hi ? box[i + 2] : hi;
		}
	return true;
}

static bool draw_triangle(struct pass *p, uint32_t n)
{
	const struct triangle *t = &p->scene->tri[n];
	const struct setup *su = &p->setup[n];
	const struct ppp *s = &p->scene->state[t->state];
	int32_t x0 = (int32_t)p->frag.x0, y0 = (int32_t)p->frag.y0;
	int32_t box[4] = { su->x0 > x0 ? su->x0 : x0, su->y0 > y0 ? su->y0 : y0,
			   su->x1, su->y1 };

	box[2] = box[2] < x0 + (int32_t)p->t->tile_w ? box[2] : x0 + (int32_t)p->t->tile_w;
	box[3] = box[3] < y0 + (int32_t)p->t->tile_h ? box[3] : y0 + (int32_t)p->t->tile_h;
	if (!su->visible || t->layer != p->layer || box[0] >= box[2] || box[1] >= box[3])
		return true;
	if (s->control >> 17 & 1)
		return fault_set(p->e->fault, FAULT_UNSUPPORTED, 0, "depth bias");
	if (!limits(p, s, t->viewport, box) || box[0] >= box[2] || box[1] >= box[3])
		return p->e->fault->kind == FAULT_NONE;
	if (!load_fragment(p, t->state) || !bind_coefficients(p, su, t))
		return false;
	p->frag.z = su->z;
	p->frag.back = su->back;
	begin(p);
	for (int32_t y = (box[1] - y0) & ~1; y < box[3] - y0; y += 2)
		for (int32_t x = (box[0] - x0) & ~1; x < box[2] - x0; x += 2)
			if (!emit_quad(p, su, (uint32_t)x, (uint32_t)y, box))
				return false;
	return flush(p) && p->e->fault->kind == FAULT_NONE;
}

/* Depth and stencil of the tile from or to memory, or from the clear values */
static bool depth_tile(struct pass *p, bool store)
{
	const struct target *t = p->t;
	uint64_t ctl = t->zls_ctrl;
	bool zmem = ctl & (store ? ZLS_DEPTH_STORE : ZLS_DEPTH_LOAD);
	bool smem = ctl & (store ? ZLS_STENCIL_STORE : ZLS_STENCIL_LOAD);
	bool z16 = (ctl >> 25 & 3) == 2;
	struct env *e = p->e;

	for (uint32_t y = 0; y < t->tile_h; y++)
		for (uint32_t i = 0; i < t->tile_w * t->samples; i++) {
			uint32_t x = i / t->samples, k = i % t->samples;
			uint32_t px = p->frag.x0 + x, py = p->frag.y0 + y, v[4] = { 0 };
			float *z = &p->depth[y * t->tile_w * t->samples + i];
			uint8_t *s = &p->stencil[y * t->tile_w * t->samples + i];
			bool in = px < p->depth_image.width && py < p->depth_image.height;
			bool sin = px < p->stencil_image.width && py < p->stencil_image.height;

			if (store) {
				v[0] = f32_bits(*z);
				if (zmem && in &&
				    !image_write(e->mem, &p->depth_image, 0, px, py, p->layer, k, v,
						 e->fault))
					return false;
				v[0] = *s;
				if (smem && sin &&
				    !image_write(e->mem, &p->stencil_image, 0, px, py, p->layer, k, v,
						 e->fault))
					return false;
				continue;
			}
			*z = z16 ? (float)((t->bg_depth & 0xffff) / 65535.0) :
				   bits_f32(t->bg_depth);
			*s = t->bg_stencil & 0xff;
			if (zmem && in) {
				if (!image_read(e->mem, &p->depth_image, 0, px, py, p->layer, k, v,
						e->fault))
					return false;
				*z = bits_f32(v[0]);
			}
			if (smem && sin) {
				if (!image_read(e->mem, &p->stencil_image, 0, px, py, p->layer, k, v,
						e->fault))
					return false;
				*s = (uint8_t)v[0];
			}
		}
	return true;
}

static bool tile(struct pass *p)
{
	p->frag.x0 = p->tx * p->t->tile_w;
	p->frag.y0 = p->ty * p->t->tile_h;
	p->group.id[0] = p->tx;
	p->group.id[1] = p->ty;
	p->group.id[2] = p->layer;
	p->frag.depth = p->depth;
	p->frag.stencil = p->stencil;
	if (!depth_tile(p, false) || !background(p))
		return false;
	p->loaded = NONE;
	for (uint32_t i = 0; i < p->scene->nr_tri; i++)
		if (!draw_triangle(p, i))
			return false;
	return depth_tile(p, true) && end_of_tile(p);
}

static bool tiles(struct pass *p)
{
	const struct target *t = p->t;
	uint64_t ctl = t->zls_ctrl;
	uint32_t w = (uint32_t)(t->zls_pixels & 0x7fff) + 1;
	uint32_t h = (uint32_t)(t->zls_pixels >> 15 & 0x7fff) + 1;

	/* Channels of one component: 32-bit float or 16-bit normalized; 8-bit integers */
	image_plain(&p->depth_image, (ctl >> 25 & 3) == 2 ? 0x09 : 0x21,
		    (ctl >> 25 & 3) == 2 ? TYPE_UNORM : TYPE_FLOAT, w, h, t->depth,
		    ctl & (1u << 2 | 1u << 4) ? t->depth_meta : 0, t->samples);
	image_plain(&p->stencil_image, 0x00, TYPE_UINT, w, h, t->stencil, 0, t->samples);
	/* Strides count pages of 16 KiB, or lines of 128 bytes of metadata, less one. */
	p->depth_image.layer_stride = ((uint64_t)(t->depth_stride >> 14) + 1) * 0x4000;
	p->depth_image.meta_layer_stride = ((uint64_t)(t->depth_meta_stride >> 14) + 1) * 0x80;
	p->stencil_image.layer_stride = ((uint64_t)(t->stencil_stride >> 14) + 1) * 0x4000;
	for (uint32_t i = 0; i < p->scene->nr_tri; i++)
		raster_setup(p->scene, &p->scene->tri[i], t, &p->setup[i]);
	for (p->layer = 0; p->layer < t->layers; p->layer++)
		for (p->ty = 0; p->ty * t->tile_h < t->height; p->ty++)
			for (p->tx = 0; p->tx * t->tile_w < t->width; p->tx++)
				if (!tile(p))
					return false;
	return true;
}

bool fragment_run(struct env *e, const struct target *t, const struct scene *scene)
{
	struct pass *p = calloc(1, sizeof(*p));
	bool ok = false;

	if (!p)
		return fault_set(e->fault, FAULT_RANGE, 0, "no memory for a tile");
	p->e = e;
	p->t = t;
	p->scene = scene;
	p->simd = calloc(1, sizeof(*p->simd));
	p->setup = calloc(scene->nr_tri + 1, sizeof(*p->setup));
	p->depth = calloc(32 * 32 * 4, sizeof(*p->depth));
	p->stencil = calloc(32, 32 * 4);
	p->group.simd = p->simd;
	p->group.nr_simd = 1;
	p->group.size[0] = p->group.full[0] = t->tile_w;
	p->group.size[1] = p->group.full[1] = t->tile_h;
	p->group.size[2] = p->group.full[2] = 1;
	p->frag.samples = t->samples;
	for (unsigned int i = 0; i < 4; i++) {
		p->frag.px[i] = (double)(t->multisample >> (8 * i) & 15) / 16;
		p->frag.py[i] = (double)(t->multisample >> (8 * i + 4) & 15) / 16;
		if (t->samples == 1)
			p->frag.px[i] = p->frag.py[i] = 0.5;
	}
	if (p->simd && p->setup && p->depth && p->stencil)
		ok = tiles(p);
	else
		fault_set(e->fault, FAULT_RANGE, 0, "no memory for a tile");
	if (p->simd)
		simd_release(p->simd);
	free(p->group.tile);
	free(p->simd);
	free(p->setup);
	free(p->depth);
	free(p->stencil);
	free(p);
	return ok;
}
