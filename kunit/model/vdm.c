// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * vdm.c - draw streams: state, vertices, primitives
 *
 * Each draw runs its vertex program for every vertex, 32 at a time, in the order of the
 * index list, without a vertex cache. Triangles are kept for the fragment job.
 */

#include "render.h"

#include "usc.h"

#include <stdlib.h>
#include <string.h>

#define MAX_COMMANDS	(1u << 20)
#define MAX_DEPTH	8
#define MAX_VERTEX_WORDS (1u << 28)

enum { VDM_PPP, VDM_BARRIER, VDM_STATE, VDM_INDEX_LIST, VDM_LINK, VDM_TESSELLATE, VDM_TERMINATE };

enum {
	PRIM_POINTS = 0, PRIM_LINES = 1, PRIM_TRIANGLES = 6, PRIM_STRIP = 9, PRIM_FAN = 11,
	PRIM_QUADS = 14,
};

struct vdm {
	struct env *e;
	struct scene *scene;
	struct ppp ppp;
	bool ppp_changed;
	uint32_t restart, vertex_counts, vertex_usc, outputs;
	struct simd *simd;
	struct group group;
	uint32_t (*var)[MAX_OUTPUTS];
};

struct draw {
	uint64_t indices;
	uint32_t index_size, index_bytes;	/* size 1, 2, 4; 0: not indexed */
	uint32_t primitive, count, instances;
	uint32_t start;				/* first vertex, or index bias */
	uint32_t first_index, first_instance;
	bool restart;
};

void scene_reset(struct scene *s)
{
	free(s->state);
	free(s->vertex);
	free(s->tri);
	memset(s, 0, sizeof(*s));
}

static bool grow(void **p, uint32_t *max, uint32_t need, size_t size, uint32_t limit)
{
	uint32_t n = *max ? *max : 256;
	void *q;

	if (need <= *max)
		return true;
	while (n < need)
		n *= 2;
	if (n > limit)
		return false;
	q = realloc(*p, n * size);
	if (!q)
		return false;
	*p = q;
	*max = n;
	return true;
}

static bool full(struct vdm *v)
{
	return fault_set(v->e->fault, FAULT_LONG, 0, "the scene is too large");
}

static bool add_state(struct vdm *v)
{
	struct scene *s = v->scene;

	if (!v->ppp_changed && s->nr_state)
		return true;
	if (!grow((void **)&s->state, &s->max_state, s->nr_state + 1, sizeof(*s->state), 1u << 20))
		return full(v);
	s->state[s->nr_state++] = v->ppp;
	v->ppp_changed = false;
	return true;
}

/*
 * Layer and viewport of a primitive: a word of its first vertex, behind the varyings and
 * the point size
 */
static void destination(const struct vdm *v, struct triangle *t)
{
	uint32_t select = v->ppp.output_select, n = v->ppp.varyings[0];
	uint32_t at = 4 + (n & 255) + (n >> 8 & 255) + (n >> 16 & 255) + (select >> 18 & 1);
	uint32_t w = at < MAX_OUTPUTS ? v->scene->vertex[t->vertex[0] + at] : 0;

	t->layer = select >> 20 & 1 ? (uint16_t)w : 0;
	t->viewport = select >> 19 & 1 ? (uint16_t)(w >> 16) : 0;
	if (t->viewport >= MAX_VIEWPORTS)
		t->viewport = 0;
}

static bool add_triangle(struct vdm *v, uint32_t a, uint32_t b, uint32_t c, uint32_t prim,
			 unsigned int provoking)
{
	struct scene *s = v->scene;
	struct triangle *t;

	if (!grow((void **)&s->tri, &s->max_tri, s->nr_tri + 1, sizeof(*s->tri), 1u << 26))
		return full(v);
	t = &s->tri[s->nr_tri++];
	t->state = s->nr_state - 1;
	t->vertex[0] = a * MAX_OUTPUTS;
	t->vertex[1] = b * MAX_OUTPUTS;
	t->vertex[2] = c * MAX_OUTPUTS;
	t->primitive = prim;
	t->provoking = (uint8_t)provoking;
	destination(v, t);
	return true;
}

/* Run the vertex program for up to 32 vertices; they are appended to the scene. */
static bool shade(struct vdm *v, const uint32_t *ids, uint32_t n, uint32_t instance)
{
	struct scene *s = v->scene;
	struct simd *simd = v->simd;
	uint32_t need = (s->nr_vertex + n) * MAX_OUTPUTS;

	if (!grow((void **)&s->vertex, &s->max_vertex, need, 4, MAX_VERTEX_WORDS))
		return full(v);
	simd_init(simd, v->e, &v->group, 0, n < LANES ? (1u << n) - 1 : ALL_LANES);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		simd->r[5][lane] = lane < n ? ids[lane] : 0;
		simd->r[6][lane] = instance;
	}
	memset(v->var, 0, LANES * sizeof(*v->var));
	simd->var = v->var;
	if (!group_run(&v->group))
		return false;
	memcpy(s->vertex + (size_t)s->nr_vertex * MAX_OUTPUTS, v->var, n * sizeof(*v->var));
	s->nr_vertex += n;
	return true;
}

/* Triangles of vertices @first.. of a run without restart */
static bool assemble(struct vdm *v, unsigned int primitive, uint32_t first, uint32_t n,
		     uint32_t *prim)
{
	unsigned int pv = v->ppp.cull >> 7 & 3;	/* provoking vertex, counted from 0 */
	bool ok = true;

	switch (primitive) {
	case PRIM_TRIANGLES:
		for (uint32_t i = 0; ok && i + 2 < n; i += 3)
			ok = add_triangle(v, first + i, first + i + 1, first + i + 2, (*prim)++,
					  pv);
		return ok;
	case PRIM_STRIP:
		for (uint32_t i = 0; ok && i + 2 < n; i++) {
			uint32_t a = first + i;

			/* Odd ones swap two vertices, so that all face the same way. */
			if (i & 1 && pv == 2)
				ok = add_triangle(v, a + 1, a, a + 2, (*prim)++, 2);
			else if (i & 1)
				ok = add_triangle(v, a, a + 2, a + 1, (*prim)++, pv ? 2 : 0);
			else
				ok = add_triangle(v, a, a + 1, a + 2, (*prim)++, pv);
		}
		return ok;
	case PRIM_FAN:
		for (uint32_t i = 0; ok && i + 2 < n; i++)
			ok = add_triangle(v, first, first + i + 1, first + i + 2, (*prim)++,
					  pv == 0 ? 1 : pv);
		return ok;
	case PRIM_QUADS:
		for (uint32_t i = 0; ok && i + 3 < n; i += 4) {
			uint32_t a = first + i;

			ok = add_triangle(v, a, a + 1, a + 3, *prim, pv) &&
			     add_triangle(v, a + 1, a + 2, a + 3, *prim, pv);
			++*prim;
		}
		return ok;
	default:
		return fault_set(v->e->fault, FAULT_UNSUPPORTED, 0, "primitive %u", primitive);
	}
}

static bool index_at(struct vdm *v, const struct draw *d, uint32_t i, uint32_t *id, bool *restart)
{
	uint32_t mask = d->index_size == 4 ? 0xffffffff : (1u << (8 * d->index_size)) - 1;
	uint64_t at = ((uint64_t)d->first_index + i) * d->index_size;

	*restart = false;
	*id = 0;
	/* Beyond the buffer the index is zero. */
	if (at + d->index_size <= d->index_bytes &&
	    !mem_read(v->e->mem, d->indices + at, id, d->index_size, v->e->fault))
		return false;
	if (d->restart && *id == (v->restart & mask))
		*restart = true;
	*id += d->start;
	return true;
}

static bool run_instance(struct vdm *v, const struct draw *d, uint32_t instance)
{
	uint32_t ids[LANES], n = 0, prim = 0;
	uint32_t first = v->scene->nr_vertex;

	for (uint32_t i = 0; i <= d->count; i++) {
		bool end = i == d->count, restart = false;
		uint32_t id = d->start + i;

		if (!end && d->index_size && !index_at(v, d, i, &id, &restart))
			return false;
		if (!end && !restart)
			ids[n++] = id;
		if (n == LANES || ((end || restart) && n)) {
			if (!shade(v, ids, n, instance))
				return false;
			n = 0;
		}
		if (end || restart) {
			if (!assemble(v, d->primitive, first, v->scene->nr_vertex - first, &prim))
				return false;
			first = v->scene->nr_vertex;
		}
	}
	return true;
}

static bool draw(struct vdm *v, const struct draw *d)
{
	struct usc usc;

	if (!d->count || !d->instances)
		return true;
	if (!add_state(v) || !usc_load(v->e, v->vertex_usc, &usc))
		return false;
	v->group.local_size = 0;
	for (uint32_t i = 0; i < d->instances; i++)
		if (!run_instance(v, d, d->first_instance + i))
			return false;
	return true;
}

static bool read_words(struct env *e, uint64_t va, uint32_t *w, unsigned int n)
{
	return mem_read(e->mem, va, w, n * 4, e->fault);
}

static bool index_list(struct vdm *v, uint64_t *at)
{
	struct draw d = { .instances = 1 };
	uint64_t start = *at, indirect = 0;
	uint32_t head, w[2];

	if (!read_words(v->e, *at, &head, 1))
		return false;
	*at += 4;
	d.primitive = head >> 8 & 255;
	d.restart = head >> 16 & 1;
	if (head >> 21 & 1) {
		if (!read_words(v->e, *at, w, 1))
			return false;
		*at += 4;
		d.indices = (uint64_t)(head & 255) << 32 | w[0];
		d.index_size = 1u << (head >> 17 & 7);
		if (d.index_size > 4)
			return fault_set(v->e->fault, FAULT_STREAM, start,
					 "index list 0x%08x", head);
		d.index_bytes = UINT32_MAX;
	}
	for (unsigned int bit = 22; bit <= 28; bit++) {
		unsigned int item = bit == 28 ? 20 : bit;	/* the size comes last */
		unsigned int n = item == 25 || item == 26 ? 2 : 1;

		if (!(head >> item & 1))
			continue;
		if (!read_words(v->e, *at, w, n))
			return false;
		*at += 4 * n;
		switch (item) {
		case 22:
			d.count = w[0];
			break;
		case 23:
			d.instances = w[0];
			break;
		case 24:
			d.start = w[0];
			break;
		case 26:
			indirect = (uint64_t)(w[0] & 255) << 32 | w[1];
			break;
		case 20:
			d.index_bytes = w[0] * 4;
			break;
		default:
			return fault_set(v->e->fault, FAULT_UNSUPPORTED, start,
					 "index list 0x%08x", head);
		}
	}
	if (indirect) {
		uint32_t args[4];

		if (!read_words(v->e, indirect, args, d.index_size ? 4 : 3))
			return false;
		d.count = args[0];
		d.instances = args[1];
		if (d.index_size) {
			d.first_index = args[2];
			d.start = args[3];
		} else {
			d.start = args[2];
		}
	}
	return draw(v, &d);
}

static bool vdm_state(struct vdm *v, uint64_t *at)
{
	static const uint8_t words[8] = { 1, 1, 1, 1, 1, 1, 0, 1 };
	uint64_t start = *at;
	uint32_t head, w;

	if (!read_words(v->e, *at, &head, 1))
		return false;
	*at += 4;
	for (unsigned int bit = 0; bit < 8; bit++) {
		if (!(head >> bit & 1) || !words[bit])
			continue;
		if (!read_words(v->e, *at, &w, 1))
			return false;
		*at += 4;
		switch (bit) {
		case 0:
			v->restart = w;
			break;
		case 1:
			v->vertex_counts = w;
			break;
		case 2:
			v->vertex_usc = w;
			break;
		case 3:
			v->outputs = w;
			break;
		default:
			break;
		}
	}
	if (!(head & 0x80))
		*at = start + ((*at - start + 7) & ~7ull);
	return true;
}

static bool stream(struct vdm *v, uint64_t at)
{
	struct env *e = v->e;
	uint64_t stack[MAX_DEPTH];
	unsigned int depth = 0;

	for (unsigned int n = 0; n < MAX_COMMANDS; n++) {
		uint32_t w[2] = { 0 };
		bool returns = false;

		if (!read_words(e, at, w, 1))
			return false;
		switch (w[0] >> 29) {
		case VDM_PPP:
			if (!read_words(e, at, w, 2) ||
			    !ppp_update(e, (uint64_t)(w[0] & 255) << 32 | w[1], w[0] >> 8 & 255,
					&v->ppp))
				return false;
			v->ppp_changed = true;
			at += 8;
			break;
		case VDM_BARRIER:
			returns = w[0] >> 27 & 1;
			at += 4;
			break;
		case VDM_STATE:
			if (!vdm_state(v, &at))
				return false;
			break;
		case VDM_INDEX_LIST:
			if (!index_list(v, &at))
				return false;
			break;
		case VDM_LINK:
			if (!read_words(e, at, w, 2))
				return false;
			if (w[0] >> 28 & 1) {
				if (depth == MAX_DEPTH)
					return fault_set(e->fault, FAULT_STREAM, at,
							 "links nested too deeply");
				stack[depth++] = at + 8;
			}
			at = (uint64_t)(w[0] & 255) << 32 | w[1];
			break;
		case VDM_TERMINATE:
			return true;
		default:
			return fault_set(e->fault, FAULT_STREAM, at, "VDM command 0x%08x", w[0]);
		}
		if (returns) {
			if (!depth)
				return fault_set(e->fault, FAULT_STREAM, at,
						 "return without a call");
			at = stack[--depth];
		}
	}
	return fault_set(e->fault, FAULT_LONG, at, "more than %u commands", MAX_COMMANDS);
}

bool vdm_run(struct env *e, uint64_t base, struct scene *scene)
{
	struct vdm v = { .e = e, .scene = scene };
	bool ok;

	v.simd = calloc(1, sizeof(*v.simd));
	v.var = calloc(LANES, sizeof(*v.var));
	v.group.simd = v.simd;
	v.group.nr_simd = 1;
	for (unsigned int d = 0; d < 3; d++)
		v.group.size[d] = v.group.full[d] = d ? 1 : LANES;
	if (v.simd && v.var)
		ok = stream(&v, base);
	else
		ok = fault_set(e->fault, FAULT_RANGE, 0, "no memory for vertices");
	if (v.simd)
		simd_release(v.simd);
	free(v.simd);
	free(v.var);
	return ok;
}
