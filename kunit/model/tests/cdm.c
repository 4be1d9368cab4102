// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * cdm.c - whole compute dispatches: control stream, USC words, preamble, programs
 *
 * The large one sorts: each threadgroup sorts 64 numbers in local memory with barriers, in
 * a loop with divergent branches, and adds to global counters with atomics.
 */

#include "../cdm.h"

#include "machine.h"

#define STREAM		(DATA + 0x8000)
#define USC		0x3000u		/* relative to EXEC_BASE */
#define MAIN		0x1000u
#define PREAMBLE	0x2000u
#define ARGS		(DATA + 0x7000)

static struct rig *r;
static struct cdm_stats stats;
static uint32_t stream_at;

static void put32(uint32_t v)
{
	memcpy(r->data + (STREAM - DATA) + stream_at, &v, 4);
	stream_at += 4;
}

static void launch(uint32_t gx, uint32_t gy, uint32_t gz, uint32_t lx, uint32_t ly, uint32_t lz)
{
	put32(0);
	put32(USC);
	put32(gx);
	put32(gy);
	put32(gz);
	put32(lx);
	put32(ly);
	put32(lz);
}

static void terminate(void)
{
	put32(2u << 29);
	put32(0);
}

static uint8_t *word64(uint8_t *p, uint64_t v, unsigned int len)
{
	memcpy(p, &v, len);
	return p + len;
}

/* The usual words: 8 halves of uniforms from ARGS, local memory, code, preamble */
static void usc_words(bool preamble)
{
	uint8_t *p = r->code + USC;

	p = word64(p, 0x1d | 0 << 8 | 8 << 20 | (ARGS >> 2) << 26, 8);
	p = word64(p, 0x4d | 1 << 8 | 0x24 << 10 | 4u << 24, 4);
	p = word64(p, 0x0d | 3 << 10 | (uint64_t)MAIN << 16, 6);
	p = word64(p, 0x8d | 8 << 8, 4);
	if (preamble)
		word64(p, 0x38 | (uint64_t)PREAMBLE << 32, 8);
	else
		word64(p, 0x88, 2);
}

static void program(uint32_t at, const struct code *c)
{
	memcpy(r->code + at, c->b, c->n);
}

static bool go(void)
{
	memset(&r->fault, 0, sizeof(r->fault));
	r->env.budget = 2000000;
	icache_reset(&r->icache, EXEC_BASE);
	mem_drop(r->mem);
	return cdm_run(&r->env, STREAM, false, &stats) && mem_flush(r->mem, &r->fault);
}

static void reset(void)
{
	uint64_t data = DATA, counters = DATA + 0x6000;

	stream_at = 0;
	memset(r->data, 0, 0x8000);
	memcpy(r->data + 0x7000, &data, 8);
	memcpy(r->data + 0x7008, &counters, 8);
	usc_words(false);
}

/* out[x + 8 * (y + 8 * z)] = x | y << 8 | z << 16 | linear << 24, on an uneven grid */
static void test_grid(void)
{
	struct code c = { .n = 0 };
	uint32_t *out = (uint32_t *)r->data;
	bool good;
	unsigned int written = 0;

	reset();
	as_sr(&c, 1, 80);
	as_sr(&c, 2, 81);
	as_sr(&c, 3, 82);
	as_sr(&c, 4, 51);
	as_imadd(&c, R(5), R(3), I(8), R(2));
	as_imadd(&c, R(5), R(5), I(8), R(1));
	as_shl(&c, R(2), R(2), I(8));
	as_shl(&c, R(3), R(3), I(16));
	as_shl(&c, R(4), R(4), I(24));
	as_bitop(&c, R(1), R(1), R(2), 14);
	as_bitop(&c, R(1), R(1), R(3), 14);
	as_bitop(&c, R(1), R(1), R(4), 14);
	as_store(&c, 1, U(0), R(5));
	as_sr(&c, 6, 4);
	as_sr(&c, 7, 8);
	as_iadd(&c, R(6), R(6), R(7), 4, false);
	as_sr(&c, 8, 0);
	as_iadd(&c, R(8), R(8), I(0), 0, false);
	as_ldimm(&c, 9, 1);
	as_atomic(&c, -1, 9, U(4), R(8), 0);
	as_stop(&c);
	program(MAIN, &c);
	launch(7, 5, 3, 4, 2, 2);
	terminate();
	good = go();
	for (unsigned int z = 0; z < 8; z++)
		for (unsigned int y = 0; y < 8; y++)
			for (unsigned int x = 0; x < 8; x++) {
				uint32_t v = out[x + 8 * (y + 8 * z)];
				uint32_t w = x < 4 ? 4 : 3, h = y < 4 ? 2 : 1;
				uint32_t linear = x % 4 + w * (y % 2 + h * (z % 2));

				if (x >= 7 || y >= 5 || z >= 3) {
					good &= !v;
					continue;
				}
				good &= v == (x | y << 8 | z << 16 | linear << 24);
				written++;
			}
	ok(good && written == 105, "thread positions; threadgroups at the edge are cut");
	ok(ram_u32(&r->ram, DATA + 0x6000) == 60 && ram_u32(&r->ram, DATA + 0x6004) == 45,
	   "threads for each threadgroup in x");
	ok(stats.launches == 1 && stats.groups == 12, "counted");
}

/*
 * Odd-even transposition sort of 64 numbers by 64 threads, in local memory:
 *   local[t] = in[64 * group + t]
 *   for (i = 0; i < 64; i++) {
 *	barrier
 *	if ((t + i) even && t < 63) swap local[t], local[t + 1] if out of order
 *   }
 *   out = local; swaps are counted with a global atomic, and with a local one
 */
static void test_sort(void)
{
	struct code c = { .n = 0 };
	uint32_t *data = (uint32_t *)r->data;
	uint32_t in[1024], count = 0;
	unsigned int top;
	bool good;

	reset();
	for (unsigned int i = 0; i < 1024; i++)
		data[i] = in[i] = (uint32_t)rnd() >> (i & 15);

	as_ldimm16(&c, 0, 0);			/* r0l */
	as_sr(&c, 1, 51);			/* r1 = t */
	as_sr(&c, 2, 80);			/* r2 = thread in grid */
	as_load(&c, 3, U(0), R(2));
	as_shl(&c, R(4), R(1), I(2));		/* r4l = byte offset */
	as_lstore(&c, 3, H(8), 0);
	as_ldimm(&c, 5, 0);			/* r5 = i */
	as_ldimm(&c, 12, 1);
	top = c.n;
	as_barrier(&c);
	as_iadd(&c, R(6), R(1), R(5), 0, false);
	as_bitop(&c, R(6), R(6), I(1), 8);
	as_flow(&c, 0, 1, R(6), I(0), IEQ, false);
	as_flow(&c, 0, 1, R(1), I(63), ULT, false);
	as_lload(&c, 7, H(8), 0);
	as_lload(&c, 8, H(8), 1);
	as_flow(&c, 0, 1, R(7), R(8), UGT, false);
	as_lstore(&c, 8, H(8), 0);
	as_lstore(&c, 7, H(8), 1);
	as_atomic(&c, -1, 12, U(4), I(0), 0);
	as_pop(&c, 3);
	as_iadd(&c, R(5), R(5), I(1), 0, false);
	as_barrier(&c);
	/* All lanes count alike: a plain loop on a level of its own */
	as_flow(&c, 0, 1, R(5), I(64), ULT, false);
	as_jmp_any(&c, top);
	as_pop(&c, 1);
	as_lload(&c, 9, H(8), 0);
	as_store(&c, 9, U(0), R(2));
	as_stop(&c);
	program(MAIN, &c);
	launch(1024, 1, 1, 64, 1, 1);
	put32(3u << 29);			/* a barrier */
	terminate();
	good = go();
	if (!good)
		printf("# %s\n", r->fault.text);
	for (unsigned int g = 0; g < 16; g++) {
		uint32_t *v = in + 64 * g;

		for (unsigned int i = 1; i < 64; i++)
			for (unsigned int j = i; j && v[j - 1] > v[j]; j--) {
				uint32_t t = v[j];

				v[j] = v[j - 1];
				v[j - 1] = t;
				count++;
			}
	}
	ok(good && !memcmp(in, data, sizeof(in)), "16 threadgroups sort 64 numbers each");
	ok(ram_u32(&r->ram, DATA + 0x6000) == count, "the number of swaps, by global atomics");
}

static void test_preamble(void)
{
	struct code pre = { .n = 0 }, c = { .n = 0 };

	reset();
	/* u10 = u0 + 0x1000, the pointer's low word; u11 = its high word */
	as_ldimm(&pre, 2, 0x1000);
	as_iadd(&pre, R(2), U(0), R(2), 0, false);
	as_mov(&pre, R(3), U(2));
	as_ustore(&pre, 20, 4, 4);
	as_stop(&pre);
	as_sr(&c, 1, 80);
	as_store(&c, 1, U(20), R(1));
	as_stop(&c);
	program(PREAMBLE, &pre);
	program(MAIN, &c);
	usc_words(true);
	launch(40, 1, 1, 40, 1, 1);
	terminate();
	ok(go() && ram_u32(&r->ram, DATA + 0x1000 + 4 * 39) == 39,
	   "a preamble computes a uniform once");
}

static void test_indirect(void)
{
	static const uint32_t groups[3] = { 3, 1, 1 }, threads[6] = { 17, 1, 1, 8, 1, 1 };
	struct code c = { .n = 0 };
	uint64_t ptr = DATA + 0x5000;

	reset();
	memcpy(r->data + 0x5000, groups, sizeof(groups));
	memcpy(r->data + 0x5100, threads, sizeof(threads));
	as_ldimm(&c, 9, 1);
	as_atomic(&c, -1, 9, U(4), I(0), 0);
	as_stop(&c);
	program(MAIN, &c);
	put32(1u << 27);
	put32(USC);
	put32((uint32_t)(ptr >> 32));
	put32((uint32_t)ptr);
	put32(10);
	put32(1);
	put32(1);
	put32(2u << 27);
	put32(USC);
	ptr += 0x100;
	put32((uint32_t)(ptr >> 32));
	put32((uint32_t)ptr);
	terminate();
	ok(go() && ram_u32(&r->ram, DATA + 0x6000) == 47 && stats.groups == 6,
	   "indirect: groups with a direct size, threads with an indirect one");
	reset();
	put32(1u << 27);
	put32(USC);
	put32(0);
	put32(0);
	put32(10);
	put32(1);
	put32(1);
	terminate();
	ok(!go() && r->fault.kind == FAULT_READ && !r->fault.addr, "indirect from nowhere");
}

static void test_links(void)
{
	struct code c = { .n = 0 };
	uint64_t target = STREAM + 0x100;

	reset();
	as_ldimm(&c, 9, 1);
	as_atomic(&c, -1, 9, U(4), I(0), 0);
	as_stop(&c);
	program(MAIN, &c);
	/* Call at 0; behind it one launch, then a link to 0x200, which ends. */
	put32(1u << 29 | 1u << 28 | (uint32_t)(target >> 32));
	put32((uint32_t)target);
	launch(1, 1, 1, 1, 1, 1);
	put32(1u << 29 | (uint32_t)(target >> 32));
	put32((uint32_t)target + 0x100);
	stream_at = 0x100;
	launch(10, 1, 1, 1, 1, 1);
	put32(4u << 29);
	put32(0);
	stream_at = 0x200;
	launch(100, 1, 1, 1, 1, 1);
	terminate();
	ok(go() && ram_u32(&r->ram, DATA + 0x6000) == 111 && stats.launches == 3,
	   "links with and without return");
	stream_at = 0;
	put32(1u << 29 | (uint32_t)(STREAM >> 32));
	put32((uint32_t)STREAM);
	ok(!go() && r->fault.kind == FAULT_LONG, "a stream that links to itself ends");
	stream_at = 0;
	put32(1u << 29 | 1u << 28 | (uint32_t)(STREAM >> 32));
	put32((uint32_t)STREAM);
	ok(!go() && r->fault.kind == FAULT_STREAM, "calls without end are refused");
	stream_at = 0;
	put32(4u << 29);
	put32(0);
	ok(!go() && r->fault.kind == FAULT_STREAM && r->fault.addr == STREAM,
	   "a return without a call");
	stream_at = 0;
	put32(7u << 29);
	ok(!go() && r->fault.kind == FAULT_STREAM, "an unknown command");
}

static void test_bad(void)
{
	struct code c = { .n = 0 };

	reset();
	as_stop(&c);
	program(MAIN, &c);
	launch(1, 1, 1, 0, 1, 1);
	terminate();
	ok(!go() && r->fault.kind == FAULT_STREAM, "a threadgroup of no threads");
	stream_at = 0;
	launch(4096, 1, 1, 1025, 1, 1);
	ok(!go() && r->fault.kind == FAULT_STREAM, "a threadgroup of too many threads");
	stream_at = 0;
	launch(0, 1, 1, 64, 1, 1);
	terminate();
	ok(go() && stats.groups == 0, "an empty grid");
	stream_at = 0;
	launch(0xffffffff, 0xffffffff, 0xffffffff, 1, 1, 1);
	terminate();
	ok(!go() && r->fault.kind == FAULT_LONG, "the largest grid runs too long");
	r->code[USC] = 0xfe;
	stream_at = 0;
	launch(1, 1, 1, 1, 1, 1);
	terminate();
	ok(!go() && r->fault.kind == FAULT_STREAM && r->fault.addr == EXEC_BASE + USC,
	   "an unknown USC word");
	word64(r->code + USC, 0x1d | 250 << 8 | 0u << 20 | (RODATA >> 2) << 26, 8);
	ok(go(), "64 uniforms from 250 on");
	word64(r->code + USC, 0x3d | 200 << 8 | 0u << 20 | (RODATA >> 2) << 26, 8);
	ok(!go() && r->fault.kind == FAULT_STREAM, "uniforms beyond the last");
	word64(r->code + USC, 0x88, 2);
	ok(!go() && r->fault.kind == FAULT_STREAM, "no program");
}

int main(void)
{
	r = rig_new();
	test_grid();
	test_sort();
	test_preamble();
	test_indirect();
	test_links();
	test_bad();
	rig_free(r);
	return tap_end();
}
