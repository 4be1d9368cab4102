// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * memory.c - loads, stores and atomics: device, local and scratch memory
 *
 * Loads complete at once, so that waits do nothing. Lanes act in the order of their
 * numbers. Helper lanes load, but store nothing.
 */

#include "machine.h"

#include "format.h"

#include <stdlib.h>
#include <string.h>

static uint32_t writers(const struct simd *s)
{
	return s->exec & ~s->helper;
}

static bool is_set(uint32_t lanes, unsigned int lane)
{
	return lanes >> lane & 1;
}

static bool range(struct simd *s, const char *what, uint64_t at, uint32_t size)
{
	return fault_set(s->env->fault, FAULT_RANGE, s->pc,
			 "%s at byte 0x%llx of 0x%x (instruction at 0x%x)", what,
			 (unsigned long long)at, size, s->pc);
}

/* Where the lanes of load, store and atomic begin. */
static void addresses(struct simd *s, const struct operand *base, const struct operand *index,
		      unsigned int shift, uint64_t va[LANES])
{
	int64_t b[LANES], i64[LANES];
	struct operand idx = *index;

	fetch_s64(s, base, b);
	if (idx.kind == OPND_IMM) {
		/* Already extended to 32 bits */
		for (unsigned int i = 0; i < LANES; i++)
			i64[i] = (int32_t)idx.imm;
	} else {
		fetch_s64(s, &idx, i64);
	}
	for (unsigned int i = 0; i < LANES; i++)
		va[i] = (uint64_t)b[i] + ((uint64_t)i64[i] << shift);
}

static unsigned int log2_of(unsigned int size)
{
	return size == 1 ? 0 : size == 2 ? 1 : 2;
}

static bool device(struct simd *s, const struct insn *in)
{
	bool load = in->op == OP_LOAD;
	const struct operand *reg = load ? &in->dst : &in->src[0];
	unsigned int size = format_size(in->format), step = reg->size / 16;
	uint32_t lanes = load ? s->exec : writers(s);
	uint64_t va[LANES];

	addresses(s, &in->src[load ? 0 : 1], &in->src[load ? 1 : 2],
		  log2_of(size) + (format_packed(in->format) ? 0 : in->shift), va);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		unsigned int half = reg->idx;
		uint64_t at = va[lane] & ~(uint64_t)(size - 1);

		if (!is_set(lanes, lane))
			continue;
		if (format_packed(in->format)) {
			unsigned int n = format_components(in->format);
			uint32_t word, regs[4];

			if (reg->idx + n * step > 2 * REGS)
				return range(s, "register", reg->idx, 2 * REGS);
			if (load) {
				if (!mem_read_u32(s->env->mem, at, &word, s->env->fault))
					return false;
				format_unpack_word(in->format, word, reg->size, regs);
			}
			for (unsigned int c = 0; c < n; c++, half += step) {
				if (load)
					reg_set(s, half, reg->size, lane, regs[c]);
				else
					regs[c] = reg_get(s, half, reg->size, lane);
			}
			if (!load) {
				word = format_pack_word(in->format, regs, reg->size);
				if (!mem_write(s->env->mem, at, &word, 4, s->env->fault))
					return false;
			}
			continue;
		}
		for (unsigned int c = 0; c < 4; c++) {
			uint32_t raw = 0;

			if (!(in->mask >> c & 1))
				continue;
			if (load) {
				if (!mem_read(s->env->mem, at + c * size, &raw, size,
					      s->env->fault))
					return false;
				reg_set(s, half, reg->size, lane,
					format_unpack(in->format, raw, c, reg->size));
			} else {
				raw = format_pack(in->format,
						  reg_get(s, half, reg->size, lane), c,
						  reg->size);
				if (!mem_write(s->env->mem, at + c * size, &raw, size,
					       s->env->fault))
					return false;
			}
			half += step;
		}
	}
	return true;
}

static uint32_t atomic_value(unsigned int op, uint32_t old, uint32_t a, uint32_t b)
{
	switch (op) {
	case ATOMIC_ADD:
		return old + a;
	case ATOMIC_SUB:
		return old - a;
	case ATOMIC_XCHG:
		return a;
	case ATOMIC_CMPXCHG:		/* the new value comes first */
		return old == b ? a : old;
	case ATOMIC_UMIN:
		return old < a ? old : a;
	case ATOMIC_IMIN:
		return (int32_t)old < (int32_t)a ? old : a;
	case ATOMIC_UMAX:
		return old > a ? old : a;
	case ATOMIC_IMAX:
		return (int32_t)old > (int32_t)a ? old : a;
	case ATOMIC_AND:
		return old & a;
	case ATOMIC_OR:
		return old | a;
	default:
		return old ^ a;
	}
}

static uint32_t atomic_operand(struct simd *s, const struct operand *o, unsigned int nr,
			       unsigned int lane)
{
	return nr < o->count ? reg_get(s, o->idx + 2 * nr, 32, lane) : 0;
}

static bool atomic(struct simd *s, const struct insn *in)
{
	const struct operand *src = &in->src[0];
	uint64_t va[LANES];
	uint32_t lanes = writers(s);

	addresses(s, &in->src[1], &in->src[2], 2, va);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint64_t at = va[lane] & ~3ull;
		uint32_t old, new;

		if (!is_set(lanes, lane))
			continue;
		if (!mem_read_u32(s->env->mem, at, &old, s->env->fault))
			return false;
		new = atomic_value(in->sub, old, atomic_operand(s, src, 0, lane),
				   atomic_operand(s, src, 1, lane));
		if (!mem_write(s->env->mem, at, &new, 4, s->env->fault))
			return false;
		if (in->dst.kind)
			reg_set(s, in->dst.idx, 32, lane, old);
	}
	return true;
}

/* Byte offsets of the lanes in local memory: base + index * size. */
static void local_offsets(struct simd *s, const struct operand *base,
			  const struct operand *index, unsigned int size, uint32_t at[LANES])
{
	uint32_t idx[LANES];

	fetch_u32(s, base, at);
	fetch_u32(s, index, idx);
	for (unsigned int i = 0; i < LANES; i++) {
		at[i] += idx[i] * size;
		at[i] &= ~(size - 1);
	}
}

static bool local(struct simd *s, const struct insn *in)
{
	bool load = in->op == OP_LLOAD;
	const struct operand *reg = load ? &in->dst : &in->src[0];
	unsigned int size = format_size(in->format), step = reg->size / 16;
	struct group *g = s->group;
	uint32_t at[LANES];
	uint32_t lanes = load ? s->exec : writers(s);

	if (format_packed(in->format))
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "local memory with a packed format at 0x%x", s->pc);
	local_offsets(s, &in->src[load ? 0 : 1], &in->src[load ? 1 : 2], size, at);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		unsigned int half = reg->idx;

		if (!is_set(lanes, lane))
			continue;
		for (unsigned int c = 0; c < 4; c++) {
			uint64_t where = (uint64_t)at[lane] + c * size;
			uint32_t raw = 0;

			if (!(in->mask >> c & 1))
				continue;
			if (where + size > g->local_size)
				return range(s, "local memory", where, g->local_size);
			if (load) {
				memcpy(&raw, g->local + where, size);
				reg_set(s, half, reg->size, lane,
					format_unpack(in->format, raw, c, reg->size));
			} else {
				raw = format_pack(in->format,
						  reg_get(s, half, reg->size, lane), c,
						  reg->size);
				memcpy(g->local + where, &raw, size);
			}
			half += step;
		}
	}
	return true;
}

static bool local_atomic(struct simd *s, const struct insn *in)
{
	struct group *g = s->group;
	uint32_t at[LANES];
	uint32_t lanes = writers(s);

	local_offsets(s, &in->src[1], &in->src[2], 4, at);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t old, new;

		if (!is_set(lanes, lane))
			continue;
		if ((uint64_t)at[lane] + 4 > g->local_size)
			return range(s, "local atomic", at[lane], g->local_size);
		memcpy(&old, g->local + at[lane], 4);
		new = atomic_value(in->sub, old, atomic_operand(s, &in->src[0], 0, lane),
				   atomic_operand(s, &in->src[0], 1, lane));
		memcpy(g->local + at[lane], &new, 4);
		if (in->dst.kind)
			reg_set(s, in->dst.idx, 32, lane, old);
	}
	return true;
}

/*
 * Scratch: a private array for each lane. The helper program that hands out blocks on
 * hardware does not run.
 */
static bool stack(struct simd *s, const struct insn *in)
{
	bool load = in->op == OP_STACK_LOAD;
	const struct operand *reg = load ? &in->dst : &in->src[0];
	const struct operand *index = &in->src[load ? 0 : 1];
	unsigned int size = format_size(in->format), step = reg->size / 16;
	uint32_t idx[LANES];

	if (in->shift)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "scratch with a shift at 0x%x", s->pc);
	if (!s->scratch)
		s->scratch = calloc(LANES, SCRATCH_MAX);
	if (!s->scratch)
		return fault_set(s->env->fault, FAULT_RANGE, s->pc, "no memory for scratch");
	fetch_u32(s, index, idx);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		unsigned int half = reg->idx;

		if (!is_set(s->exec, lane))
			continue;
		for (unsigned int c = 0; c < 4; c++) {
			uint64_t at = (uint64_t)(uint32_t)(s->sp + idx[lane]) + c * size;
			uint8_t *p = s->scratch + (size_t)lane * SCRATCH_MAX + at;
			uint32_t raw = 0;

			if (!(in->mask >> c & 1))
				continue;
			if (at + size > SCRATCH_MAX)
				return range(s, "scratch", at, SCRATCH_MAX);
			if (load) {
				memcpy(&raw, p, size);
				reg_set(s, half, reg->size, lane, raw);
			} else {
				raw = reg_get(s, half, reg->size, lane);
				memcpy(p, &raw, size);
			}
			half += step;
		}
	}
	return true;
}

/* The value of the first active lane; uniform stores have one lane. */
static unsigned int first_lane(const struct simd *s)
{
	return s->exec ? (unsigned int)__builtin_ctz(s->exec) : 0;
}

static bool uniform_store(struct simd *s, const struct insn *in)
{
	unsigned int lane = first_lane(s);

	if (!s->env->preamble)
		return fault_set(s->env->fault, FAULT_UNSUPPORTED, s->pc,
				 "uniforms written outside a preamble at 0x%x", s->pc);
	if (!s->exec)
		return true;
	for (unsigned int i = 0; i < in->dst.count; i++)
		s->env->uniform[in->dst.idx + i] =
			(uint16_t)reg_get(s, in->src[0].idx + i, 16, lane);
	return true;
}

static bool state_load(struct simd *s, const struct insn *in)
{
	struct env *e = s->env;
	uint64_t va = uniform_get(e, in->src[0].idx, 64);
	bool tex = in->op == OP_TS_LOAD;

	if (!e->preamble)
		return fault_set(e->fault, FAULT_UNSUPPORTED, s->pc,
				 "texture state written outside a preamble at 0x%x", s->pc);
	if (!s->exec)
		return true;
	va += in->src[1].kind == OPND_IMM ? in->src[1].imm :
	      reg_get(s, in->src[1].idx, 32, first_lane(s));
	if (in->dst.idx >= (tex ? TEX_STATES : SAMPLER_STATES))
		return range(s, "state register", in->dst.idx, SAMPLER_STATES);
	if (tex)
		return mem_read(e->mem, va, e->tex[in->dst.idx], TEX_STATE_SIZE, e->fault);
	return mem_read(e->mem, va, e->sampler[in->dst.idx], SAMPLER_STATE_SIZE, e->fault);
}

bool exec_memory(struct simd *s, const struct insn *in)
{
	uint32_t v[LANES];

	switch (in->op) {
	case OP_LOAD: case OP_STORE:
		return device(s, in);
	case OP_ATOMIC:
		return atomic(s, in);
	case OP_LLOAD: case OP_LSTORE:
		return local(s, in);
	case OP_LATOMIC:
		return local_atomic(s, in);
	case OP_STACK_LOAD: case OP_STACK_STORE:
		return stack(s, in);
	case OP_STACK_ADJUST:
		/* The same for all lanes */
		fetch_u32(s, &in->src[0], v);
		s->sp += v[first_lane(s)];
		return true;
	case OP_UNIFORM_STORE:
		return uniform_store(s, in);
	case OP_TS_LOAD: case OP_SS_LOAD:
		return state_load(s, in);
	case OP_MEM_BARRIER:
		return true;
	default:
		return false;
	}
}
