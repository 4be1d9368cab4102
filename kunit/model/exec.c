// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * exec.c - fetching instructions, flow of control and the execution mask, threadgroups
 *
 * r0l of each lane holds how many pops the lane needs to wake up. The execution mask is
 * a state of its own: only flow instructions change it, from r0l.
 */

#include "machine.h"

#include <stdlib.h>
#include <string.h>

#define UNDEFINED	0xa5c35a3cu	/* what registers hold before the first write */

void icache_reset(struct icache *c, uint64_t base)
{
	c->base = base;
	for (unsigned int i = 0; i < ICACHE_SLOTS; i++)
		c->slot[i].valid = false;
}

/* The instruction at @pc; NULL with a fault recorded. */
static const struct insn *fetch(struct env *e, uint32_t pc)
{
	struct icache_slot *slot = &e->icache->slot[(pc / 2) % ICACHE_SLOTS];
	uint64_t va = e->exec_base + pc;
	/* What follows a program's last page need not be mapped. */
	size_t avail = 4096 - (va & 4095);
	uint8_t bytes[INSN_MAX_LEN];
	struct fault f = { 0 };

	if (slot->valid && slot->pc == pc)
		return &slot->in;
	slot->valid = false;
	if (pc & 1) {
		fault_set(e->fault, FAULT_FETCH, va, "odd program counter 0x%x", pc);
		return NULL;
	}
	if (avail > sizeof(bytes))
		avail = sizeof(bytes);
	if (!mem_read(e->mem, va, bytes, avail, &f)) {
		fault_set(e->fault, FAULT_FETCH, va, "instruction: %s", f.text);
		return NULL;
	}
	if (!insn_decode(&slot->in, bytes, avail, pc, &f)) {
		if (f.kind == FAULT_FETCH) {
			/* Cut off by the page: now the rest is needed. */
			memset(&f, 0, sizeof(f));
			if (mem_read(e->mem, va, bytes, sizeof(bytes), &f))
				insn_decode(&slot->in, bytes, sizeof(bytes), pc, &f);
		}
		if (f.kind != FAULT_NONE) {
			if (f.kind == FAULT_READ)
				f.kind = FAULT_FETCH;
			fault_set(e->fault, f.kind, va, "%s", f.text);
			return NULL;
		}
	}
	slot->pc = pc;
	slot->valid = true;
	return &slot->in;
}

static uint32_t pops(const struct simd *s, unsigned int lane)
{
	return s->r[0][lane] & 0xffff;
}

/* if, else, while, pop: all lanes take part, also inactive ones. */
static void flow(struct simd *s, const struct insn *in)
{
	uint32_t cond = 0, exec = 0;
	uint32_t n = in->nest;

	switch (in->op) {
	case OP_IF_I: case OP_ELSE_I: case OP_WHILE_I:
		cond = compare_int(s, in);
		break;
	case OP_IF_F: case OP_ELSE_F: case OP_WHILE_F:
		cond = compare_float(s, in);
		break;
	default:
		break;
	}
	for (unsigned int lane = 0; lane < LANES; lane++) {
		uint32_t v = pops(s, lane);
		bool c = cond >> lane & 1;

		switch (in->op) {
		case OP_IF_I: case OP_IF_F:
			if (v)
				v += n;
			else if (!c)
				v = 1;
			break;
		case OP_ELSE_I: case OP_ELSE_F:
			if (!v)
				v = n;
			else if (v == 1)
				v = c ? 0 : 1;
			break;
		case OP_WHILE_I: case OP_WHILE_F:
			if (v < n)
				v = c ? 0 : n;
			break;
		default:
			v = v > n ? v - n : 0;
			break;
		}
		s->r[0][lane] = (s->r[0][lane] & 0xffff0000) | (v & 0xffff);
		exec |= (uint32_t)!v << lane;
	}
	s->exec = exec & s->live;
}

/* Returns false at the end, at a barrier and at a fault; moves the program counter. */
static bool control(struct simd *s, const struct insn *in)
{
	struct env *e = s->env;
	uint32_t next = s->pc + in->len;
	char text[160];

	switch (in->op) {
	case OP_IF_I: case OP_ELSE_I: case OP_WHILE_I: case OP_POP_EXEC:
	case OP_IF_F: case OP_ELSE_F: case OP_WHILE_F:
		flow(s, in);
		break;
	case OP_JMP_ANY:
		if (s->exec)
			next = s->pc + (uint32_t)in->imm;
		break;
	case OP_JMP_NONE:
		if (!s->exec)
			next = s->pc + (uint32_t)in->imm;
		break;
	case OP_CALL: case OP_CALL_REG:
		for (unsigned int lane = 0; lane < LANES; lane++)
			if (s->exec >> lane & 1)
				s->r[1][lane] = next;
		if (in->op == OP_CALL) {
			next = s->pc + (uint32_t)in->imm;
			break;
		}
		/* fallthrough */
	case OP_RET:
		if (s->exec)
			next = reg_get(s, in->src[0].idx, 32,
				       (unsigned int)__builtin_ctz(s->exec));
		break;
	case OP_JMP_INCOMPLETE: case OP_JMP_DOORBELL: case OP_WAIT:
	case OP_PIXWAIT: case OP_PIXREL:
		break;
	case OP_STOP:
		s->state = SIMD_STOPPED;
		return false;
	case OP_BARRIER:
		s->pc = next;
		s->state = SIMD_BARRIER;
		return false;
	case OP_TRAP:
		return fault_set(e->fault, FAULT_TRAP, s->pc, "trap at 0x%x", s->pc);
	default:
		insn_print(in, text, sizeof(text));
		return fault_set(e->fault, FAULT_UNSUPPORTED, e->exec_base + s->pc,
				 "not executed here: \"%s\" at 0x%x", text, s->pc);
	}
	s->pc = next;
	return true;
}

enum unit {
	UNIT_CONTROL, UNIT_INT, UNIT_FLOAT, UNIT_LANES, UNIT_MEMORY, UNIT_SAMPLE, UNIT_TILE,
	UNIT_PIXEL,
};

static enum unit unit_of(unsigned int op)
{
	switch (op) {
	case OP_LDIMM: case OP_MFSR: case OP_IADD: case OP_IMADD:
	case OP_BFI: case OP_BFEIL: case OP_EXTR: case OP_SHLHI: case OP_SHRHI: case OP_ASR:
	case OP_ASRH: case OP_BITOP: case OP_BITREV: case OP_POPCNT: case OP_FFS: case OP_INTL:
	case OP_ICSEL: case OP_FCSEL:
		return UNIT_INT;
	case OP_CONVERT: case OP_FFMA: case OP_HFMA: case OP_FADD: case OP_FMUL: case OP_HADD:
	case OP_HMUL: case OP_FUNOP:
		return UNIT_FLOAT;
	case OP_ICMP_BALLOT: case OP_FCMP_BALLOT: case OP_SHUFFLE: case OP_REDUCE:
		return UNIT_LANES;
	case OP_LOAD: case OP_STORE: case OP_UNIFORM_STORE: case OP_TS_LOAD: case OP_SS_LOAD:
	case OP_ATOMIC: case OP_LLOAD: case OP_LSTORE: case OP_LATOMIC: case OP_STACK_LOAD:
	case OP_STACK_STORE: case OP_STACK_ADJUST: case OP_MEM_BARRIER:
		return UNIT_MEMORY;
	case OP_SMP:
		return UNIT_SAMPLE;
	case OP_IMGW: case OP_IMGWBLK: case OP_LD_TILE: case OP_ST_TILE:
		return UNIT_TILE;
	case OP_ITER: case OP_ITERPROJ: case OP_LDCF: case OP_SAMPLE_MASK: case OP_ZS_EMIT:
	case OP_ST_VAR: case OP_NO_VAR:
		return UNIT_PIXEL;
	default:
		return UNIT_CONTROL;
	}
}

static bool run(struct simd *s)
{
	struct env *e = s->env;

	s->state = SIMD_RUNS;
	for (;;) {
		const struct insn *in;
		bool ok;

		if (!e->budget)
			return fault_set(e->fault, FAULT_LONG, e->exec_base + s->pc,
					 "runs too long, stopped at 0x%x", s->pc);
		e->budget--;
		in = fetch(e, s->pc);
		if (!in)
			return false;
		switch (unit_of(in->op)) {
		case UNIT_INT:
			ok = exec_int(s, in);
			break;
		case UNIT_FLOAT:
			ok = exec_float(s, in);
			break;
		case UNIT_LANES:
			ok = exec_lanes(s, in);
			break;
		case UNIT_MEMORY:
			ok = exec_memory(s, in);
			break;
		case UNIT_SAMPLE:
			ok = exec_sample(s, in);
			break;
		case UNIT_TILE:
			ok = exec_tile(s, in);
			break;
		case UNIT_PIXEL:
			ok = exec_pixel(s, in);
			break;
		default:
			if (control(s, in))
				continue;
			return e->fault->kind == FAULT_NONE;
		}
		if (!ok)
			return false;
		s->pc += in->len;
	}
}

bool simd_run(struct simd *s)
{
	if (run(s))
		return true;
	if (!s->env->fault->pc)
		s->env->fault->pc = s->pc;
	return false;
}

bool group_run(struct group *g)
{
	for (;;) {
		bool waits = false;

		for (unsigned int i = 0; i < g->nr_simd; i++) {
			struct simd *s = &g->simd[i];

			if (s->state == SIMD_STOPPED)
				continue;
			if (!simd_run(s))
				return false;
			waits |= s->state == SIMD_BARRIER;
		}
		if (!waits)
			return true;
	}
}

void simd_init(struct simd *s, struct env *e, struct group *g, unsigned int index, uint32_t live)
{
	uint8_t *scratch = s->scratch;

	memset(s, 0, sizeof(*s));
	s->scratch = scratch;
	for (unsigned int r = 0; r < REGS; r++)
		for (unsigned int lane = 0; lane < LANES; lane++)
			s->r[r][lane] = UNDEFINED;
	s->env = e;
	s->group = g;
	s->index = index;
	s->live = live;
	s->exec = live;
	s->pc = e->code;
}

void simd_release(struct simd *s)
{
	free(s->scratch);
	s->scratch = NULL;
}
