/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* machine.h - a SIMD group for tests, with memory of its own */
#ifndef AGX_MODEL_TEST_MACHINE_H
#define AGX_MODEL_TEST_MACHINE_H

#include "../machine.h"

#include "asm.h"
#include "ram.h"
#include "tap.h"

#define EXEC_BASE	0x1100000000ull
#define CODE_SIZE	0x4000
#define DATA		0x2000000000ull
#define DATA_SIZE	0x10000
#define RODATA		0x2100000000ull

struct rig {
	struct ram ram;
	struct mem *mem;
	struct env env;
	struct fault fault;
	struct icache icache;
	struct group group;
	struct simd *simd;
	uint8_t *code, *data, *rodata;
};

__attribute__((unused))
static struct rig *rig_new(void)
{
	struct rig *r = calloc(1, sizeof(*r));

	r->code = ram_add(&r->ram, EXEC_BASE, CODE_SIZE, false);
	r->data = ram_add(&r->ram, DATA, DATA_SIZE, true);
	r->rodata = ram_add(&r->ram, RODATA, 0x1000, false);
	r->mem = mem_new(&ram_ops, &r->ram);
	r->env.mem = r->mem;
	r->env.fault = &r->fault;
	r->env.icache = &r->icache;
	r->env.exec_base = EXEC_BASE;
	r->env.budget = 1000000;
	r->simd = calloc(1, sizeof(*r->simd));
	r->group.simd = r->simd;
	r->group.nr_simd = 1;
	r->group.local = malloc(LOCAL_MAX);
	r->group.local_size = 1024;
	for (unsigned int d = 0; d < 3; d++)
		r->group.size[d] = r->group.full[d] = d ? 1 : LANES;
	simd_init(r->simd, &r->env, &r->group, 0, ALL_LANES);
	return r;
}

__attribute__((unused))
static void rig_free(struct rig *r)
{
	simd_release(r->simd);
	free(r->simd);
	free(r->group.local);
	mem_free(r->mem);
	ram_free(&r->ram);
	free(r);
}

/* Run a program from offset 0 with all of @live; r0l is 0 at the start. */
__attribute__((unused))
static bool rig_run(struct rig *r, const struct code *c, uint32_t live)
{
	memcpy(r->code, c->b, c->n);
	memset(&r->fault, 0, sizeof(r->fault));
	icache_reset(&r->icache, EXEC_BASE);
	mem_drop(r->mem);
	r->env.code = 0;
	r->env.budget = 1000000;
	simd_init(r->simd, &r->env, &r->group, 0, live);
	for (unsigned int lane = 0; lane < LANES; lane++) {
		r->simd->r[0][lane] = 0;
		r->simd->linear[lane] = r->simd->id[0][lane] = r->simd->pos[0][lane] = lane;
	}
	return group_run(&r->group) && mem_flush(r->mem, &r->fault);
}

/* Operands for instructions that a test makes itself */
#define REG32(n)	{ .kind = OPND_REG, .idx = 2 * (n), .size = 32, .count = 1 }
#define REG64(n)	{ .kind = OPND_REG, .idx = 2 * (n), .size = 64, .count = 1 }
#define REG16(h)	{ .kind = OPND_REG, .idx = (h), .size = 16, .count = 1 }
#define IMM8(v)		{ .kind = OPND_IMM, .imm = (v), .size = 16, .count = 1 }

#endif
