// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * cdm.c - compute control streams: launches, links, barriers
 *
 * A launch makes threadgroups in the order x, y, z, one after the other. Threadgroups at
 * the edge of the grid are cut to it.
 */

#include "cdm.h"

#include "usc.h"

#include <stdlib.h>
#include <string.h>

#define MAX_THREADS	1024u		/* of a threadgroup */
#define MAX_SIMDS	(MAX_THREADS / LANES)
#define MAX_COMMANDS	(1u << 20)
#define MAX_DEPTH	8

enum { CDM_LAUNCH, CDM_LINK, CDM_TERMINATE, CDM_BARRIER, CDM_RETURN };
enum { MODE_DIRECT, MODE_INDIRECT_GLOBAL, MODE_INDIRECT_LOCAL };

struct cdm {
	struct env *e;
	bool g14x;
	struct cdm_stats *stats;
	struct group group;
};

/* Fill the special registers of a SIMD group's lanes. */
static void place(struct simd *s, const struct group *g, const uint32_t base[3])
{
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t n = s->index * LANES + lane;

		s->linear[lane] = n;
		s->id[0][lane] = n % g->size[0];
		s->id[1][lane] = n / g->size[0] % g->size[1];
		s->id[2][lane] = n / g->size[0] / g->size[1];
		for (unsigned int d = 0; d < 3; d++)
			s->pos[d][lane] = base[d] + s->id[d][lane];
	}
}

static bool run_group(struct cdm *c, const uint32_t id[3], const uint32_t global[3])
{
	struct group *g = &c->group;
	uint32_t base[3], threads = 1;

	for (unsigned int d = 0; d < 3; d++) {
		g->id[d] = id[d];
		base[d] = id[d] * g->full[d];
		g->size[d] = global[d] - base[d] < g->full[d] ? global[d] - base[d] : g->full[d];
		threads *= g->size[d];
	}
	g->nr_simd = (threads + LANES - 1) / LANES;
	for (unsigned int i = 0; i < g->nr_simd; i++) {
		uint32_t left = threads - i * LANES;
		uint32_t live = left < LANES ? (1u << left) - 1 : ALL_LANES;

		simd_init(&g->simd[i], c->e, g, i, live);
		place(&g->simd[i], g, base);
	}
	/* Undefined on hardware */
	memset(g->local, 0xc9, g->local_size);
	c->stats->groups++;
	return group_run(g);
}

static bool dispatch(struct cdm *c, const uint32_t global[3], const uint32_t local[3],
		     uint64_t at)
{
	uint64_t threads = 1;
	uint32_t groups[3], id[3];

	for (unsigned int d = 0; d < 3; d++) {
		if (!local[d] || local[d] > MAX_THREADS)
			threads = 0;
		threads *= local[d];
		c->group.full[d] = local[d];
		groups[d] = local[d] ? global[d] / local[d] + !!(global[d] % local[d]) : 0;
	}
	if (!threads || threads > MAX_THREADS)
		return fault_set(c->e->fault, FAULT_STREAM, at, "threadgroup of %u x %u x %u",
				 local[0], local[1], local[2]);
	c->stats->launches++;
	for (id[2] = 0; id[2] < groups[2]; id[2]++)
		for (id[1] = 0; id[1] < groups[1]; id[1]++)
			for (id[0] = 0; id[0] < groups[0]; id[0]++)
				if (!run_group(c, id, global))
					return false;
	return true;
}

static bool read_words(struct env *e, uint64_t va, uint32_t *words, unsigned int n)
{
	return mem_read(e->mem, va, words, n * sizeof(*words), e->fault);
}

/* Threadgroup counts times their size; too large for the grid is malformed. */
static bool from_groups(struct env *e, uint64_t at, uint32_t global[3], const uint32_t local[3])
{
	for (unsigned int d = 0; d < 3; d++) {
		uint64_t n = (uint64_t)global[d] * local[d];

		if (n > UINT32_MAX)
			return fault_set(e->fault, FAULT_STREAM, at, "grid of %u groups of %u",
					 global[d], local[d]);
		global[d] = (uint32_t)n;
	}
	return true;
}

/* *@at is behind the launch afterwards. */
static bool launch(struct cdm *c, uint64_t *at)
{
	struct env *e = c->e;
	uint64_t start = *at, ptr;
	uint32_t head[2], global[3], local[3], words[6];
	struct usc usc;
	unsigned int mode;

	if (!read_words(e, *at, head, 2))
		return false;
	*at += c->g14x ? 16 : 8;
	mode = head[0] >> 27 & 3;
	switch (mode) {
	case MODE_DIRECT:
		if (!read_words(e, *at, words, 6))
			return false;
		*at += 24;
		memcpy(global, words, sizeof(global));
		memcpy(local, words + 3, sizeof(local));
		break;
	case MODE_INDIRECT_GLOBAL:
		if (!read_words(e, *at, words, 5))
			return false;
		*at += 20;
		ptr = (uint64_t)(words[0] & 0xff) << 32 | words[1];
		memcpy(local, words + 2, sizeof(local));
		if (!read_words(e, ptr, global, 3) || !from_groups(e, start, global, local))
			return false;
		break;
	case MODE_INDIRECT_LOCAL:
		if (!read_words(e, *at, words, 2))
			return false;
		*at += 8;
		ptr = (uint64_t)(words[0] & 0xff) << 32 | words[1];
		if (!read_words(e, ptr, words, 6))
			return false;
		memcpy(global, words, sizeof(global));
		memcpy(local, words + 3, sizeof(local));
		break;
	default:
		return fault_set(e->fault, FAULT_STREAM, start, "mode %u of a launch", mode);
	}
	if (!usc_load(e, head[1], &usc))
		return false;
	c->group.local_size = usc.uses_local ? usc.local_size : 0;
	usc_tile(&usc, &c->group);
	return dispatch(c, global, local, start);
}

static bool stream(struct cdm *c, uint64_t at)
{
	struct env *e = c->e;
	uint64_t stack[MAX_DEPTH];
	unsigned int depth = 0;

	for (unsigned int n = 0; n < MAX_COMMANDS; n++) {
		uint32_t word[2] = { 0 };
		bool returns = false;

		if (!read_words(e, at, word, 1))
			return false;
		switch (word[0] >> 29) {
		case CDM_LAUNCH:
			if (!launch(c, &at))
				return false;
			break;
		case CDM_LINK:
			if (!read_words(e, at, word, 2))
				return false;
			if (word[0] >> 28 & 1) {
				if (depth == MAX_DEPTH)
					return fault_set(e->fault, FAULT_STREAM, at,
							 "links nested too deeply");
				stack[depth++] = at + 8;
			}
			at = (uint64_t)(word[0] & 0xff) << 32 | word[1];
			break;
		case CDM_TERMINATE:
			return true;
		case CDM_BARRIER:
			if (!mem_flush(e->mem, e->fault))
				return false;
			returns = word[0] >> 27 & 1;
			at += 4;
			break;
		case CDM_RETURN:
			returns = true;
			break;
		default:
			return fault_set(e->fault, FAULT_STREAM, at, "CDM command 0x%08x",
					 word[0]);
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

bool cdm_run(struct env *e, uint64_t base, bool g14x, struct cdm_stats *stats)
{
	struct cdm c = { .e = e, .g14x = g14x, .stats = stats };
	bool ok;

	memset(stats, 0, sizeof(*stats));
	c.group.local = malloc(LOCAL_MAX);
	c.group.simd = calloc(MAX_SIMDS, sizeof(*c.group.simd));
	if (c.group.local && c.group.simd)
		ok = stream(&c, base);
	else
		ok = fault_set(e->fault, FAULT_RANGE, 0, "no memory for a threadgroup");
	for (unsigned int i = 0; c.group.simd && i < MAX_SIMDS; i++)
		simd_release(&c.group.simd[i]);
	free(c.group.simd);
	free(c.group.tile);
	free(c.group.local);
	return ok;
}
