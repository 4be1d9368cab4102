// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* usc.c - the words that set up a program: uniforms, textures, local memory, code */

#include "usc.h"

#include <stdlib.h>
#include <string.h>

#define MAX_WORDS	256

static uint64_t field(uint64_t v, unsigned int lo, unsigned int hi)
{
	return v >> lo & ((1ull << (hi - lo + 1)) - 1);
}

static bool load_uniforms(struct env *e, uint64_t word, unsigned int high, uint64_t at)
{
	unsigned int first = (unsigned int)field(word, 8, 15) + high;
	unsigned int count = (unsigned int)field(word, 20, 25);

	if (!count)
		count = 64;
	if (first + count > UNIFORM_HALVES)
		return fault_set(e->fault, FAULT_STREAM, at, "uniforms %u..%u of %u", first,
				 first + count - 1, UNIFORM_HALVES);
	return mem_read(e->mem, field(word, 26, 63) << 2, &e->uniform[first], count * 2,
			e->fault);
}

/* Textures and samplers have one form; @states is the number of registers. */
static bool load_states(struct env *e, uint64_t word, void *to, unsigned int size,
			unsigned int states, uint64_t at)
{
	unsigned int first = (unsigned int)field(word, 8, 15);
	unsigned int count = (unsigned int)field(word, 20, 26);

	if (!count || first + count > states)
		return fault_set(e->fault, FAULT_STREAM, at, "states %u, %u of them, of %u",
				 first, count, states);
	return mem_read(e->mem, field(word, 27, 62) << 3, (uint8_t *)to + first * size,
			(size_t)count * size, e->fault);
}

/* The preamble: one lane with registers of its own, which may write uniforms. */
static bool run_preamble(struct env *e, const struct usc *u)
{
	struct simd *s = calloc(1, sizeof(*s));
	struct group g = { .size = { 1, 1, 1 }, .full = { 1, 1, 1 }, .simd = s, .nr_simd = 1 };
	bool ok;

	if (!s)
		return fault_set(e->fault, FAULT_RANGE, 0, "no memory for a preamble");
	e->code = u->preamble;
	e->preamble = true;
	simd_init(s, e, &g, 0, 1);
	ok = group_run(&g);
	e->preamble = false;
	simd_release(s);
	free(s);
	return ok;
}

/* Bytes of the word with a tag; 0: unknown */
static unsigned int word_size(unsigned int tag)
{
	switch (tag) {
	case 0x1d: case 0x3d: case 0xdd: case 0x9d: case 0x38:
		return 8;
	case 0x4d: case 0x8d: case 0x58:
		return 4;
	case 0x0d:
		return 6;
	case 0x88:
		return 2;
	default:
		return 0;
	}
}

bool usc_load(struct env *e, uint32_t pointer, struct usc *u)
{
	uint64_t at = e->exec_base + (pointer & ~0x3fu);
	unsigned int tag;

	memset(u, 0, sizeof(*u));
	memset(e->uniform, 0xb7, sizeof(e->uniform));
	memset(e->tex, 0, sizeof(e->tex));
	memset(e->sampler, 0, sizeof(e->sampler));

	for (unsigned int n = 0; n < MAX_WORDS; n++) {
		uint64_t word = 0;
		unsigned int size;
		bool ok = true;

		if (!mem_read(e->mem, at, &word, 2, e->fault))
			return false;
		tag = word & 0xff;
		size = word_size(tag);
		if (!size)
			return fault_set(e->fault, FAULT_STREAM, at, "USC word 0x%x", tag);
		if (!mem_read(e->mem, at, &word, size, e->fault))
			return false;

		switch (tag) {
		case 0x1d:
		case 0x3d:
			ok = load_uniforms(e, word, tag == 0x3d ? 256 : 0, at);
			break;
		case 0xdd:
			ok = load_states(e, word, e->tex, TEX_STATE_SIZE, TEX_STATES, at);
			break;
		case 0x9d:
			ok = load_states(e, word, e->sampler, SAMPLER_STATE_SIZE,
					 SAMPLER_STATES, at);
			break;
		case 0x4d:
			u->uses_local = field(word, 8, 8);
			u->layout = (uint8_t)field(word, 10, 15);
			u->samples_log2 = (uint8_t)field(word, 16, 17);
			u->sample_stride = (uint8_t)(field(word, 20, 23) * 8);
			u->local_size = (uint32_t)field(word, 24, 31) * 256;
			if (!u->local_size)
				u->local_size = LOCAL_MAX;
			break;
		case 0x0d:
			u->loads_varyings = field(word, 8, 8);
			u->code = (uint32_t)field(word, 16, 47);
			u->has_code = true;
			break;
		case 0x8d:
			u->registers = (uint32_t)field(word, 8, 12) * 8;
			if (!u->registers)
				u->registers = 256;
			u->scratch = (uint32_t)field(word, 18, 21);
			break;
		case 0x58:
			u->fragment = (uint32_t)word;
			break;
		case 0x38:
			u->preamble = (uint32_t)field(word, 32, 63);
			u->has_preamble = true;
			break;
		default:
			break;
		}
		if (!ok)
			return false;
		if (tag != 0x38 && tag != 0x88) {
			at += size;
			continue;
		}
		if (!u->has_code)
			return fault_set(e->fault, FAULT_STREAM, at, "USC words without a program");
		if (u->has_preamble && !run_preamble(e, u))
			return false;
		e->code = u->code;
		return true;
	}
	return fault_set(e->fault, FAULT_STREAM, at, "more than %u USC words", MAX_WORDS);
}

void usc_tile(const struct usc *u, struct group *g)
{
	g->tile_w = g->tile_h = 0;
	switch (u->layout) {
	case 0x2f:
		g->tile_w = g->tile_h = 32;
		break;
	case 0x3f:
		g->tile_w = 32;
		g->tile_h = 16;
		break;
	case 0x36:
		g->tile_w = g->tile_h = 16;
		break;
	default:
		break;
	}
	g->tile_samples = 1u << u->samples_log2;
	g->tile_stride = u->sample_stride;
}
