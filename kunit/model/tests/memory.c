// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* memory.c - loads, stores, formats, atomics, local memory, scratch */

#include <math.h>

#include "../format.h"
#include "../number.h"

#include "machine.h"

static struct rig *r;

/* u0..u1 = DATA; r1 = lane */
static struct code start(void)
{
	struct code c = { .n = 0 };
	uint64_t data = DATA, ro = RODATA;

	memcpy(&r->env.uniform[0], &data, 8);
	memcpy(&r->env.uniform[4], &ro, 8);
	as_sr(&c, 1, 52);
	return c;
}

static void test_device(void)
{
	struct code c = start();
	uint32_t *words = (uint32_t *)r->data;
	bool good;

	for (unsigned int i = 0; i < 256; i++)
		words[i] = 0x01010101 * i;
	as_load(&c, 2, U(0), R(1));
	as_iadd(&c, R(2), R(2), I(1), 0, false);
	as_iadd(&c, R(3), R(1), I(64), 0, false);
	as_store(&c, 2, U(0), R(3));
	as_stop(&c);
	good = rig_run(r, &c, 0x7fffffff);
	for (unsigned int i = 0; i < LANES; i++)
		good &= words[64 + i] == 0x01010101 * (i == 31 ? 95 : i) + (i != 31);
	ok(good, "load and store by register index, existing lanes only");

	/* Mask with a gap: registers are contiguous, memory is not. */
	c = start();
	as_load_fmt(&c, R(4), U(0), R(1), 2, 0xb, 2, false);
	as_load_fmt(&c, H(2 * 8 + 1), U(0), I(3), 0, 3, 0, false);
	as_stop(&c);
	good = rig_run(r, &c, 0xff);
	for (unsigned int i = 0; i < 8; i++)
		good &= r->simd->r[4][i] == 0x01010101 * (4 * i) &&
			r->simd->r[5][i] == 0x01010101 * (4 * i + 1) &&
			r->simd->r[6][i] == 0x01010101 * (4 * i + 3);
	ok(good, "mask with a gap, shift on top of the element size");
	ok(r->simd->r[8][0] >> 16 == 0 && (r->simd->r[9][0] & 0xffff) == 1,
	   "bytes to 16-bit registers, from an odd half");

	/* A negative index; an address is aligned down. */
	c = start();
	as_ldimm(&c, 2, 0xffffffff);
	as_ldimm(&c, 6, (uint32_t)DATA + 0x102);
	as_ldimm(&c, 7, (uint32_t)(DATA >> 32));
	as_load(&c, 3, D(6), RS(2));
	as_load(&c, 4, D(6), I(2));
	as_stop(&c);
	good = rig_run(r, &c, 1);
	ok(good && r->simd->r[3][0] == 0x01010101 * 63 && r->simd->r[4][0] == words[66],
	   "register base, index -1 sign-extended, unaligned addresses rounded down");
	c = start();
	as_ldimm(&c, 2, 0xffffffff);
	as_load(&c, 3, U(0), R(2));
	as_stop(&c);
	ok(!rig_run(r, &c, 1) && r->fault.kind == FAULT_READ &&
	   r->fault.addr == DATA + 4 * 0xffffffffull && r->fault.pc == 12,
	   "index zero-extended: the fault has address and instruction");
	c = start();
	as_store(&c, 1, U(4), I(0));
	as_stop(&c);
	ok(!rig_run(r, &c, 1) && r->fault.kind == FAULT_WRITE && r->fault.addr == RODATA,
	   "a store to a read-only page");
}

static void test_helper(void)
{
	struct code c = start();
	struct insn in = { .op = OP_STORE, .format = FMT_I32, .mask = 1, .src = {
		REG32(1), { .kind = OPND_UNI, .idx = 0, .size = 64, .count = 1 }, REG32(1) } };
	uint32_t *words = (uint32_t *)r->data;

	as_stop(&c);
	rig_run(r, &c, ALL_LANES);
	memset(r->data, 0xee, 256);
	mem_drop(r->mem);
	for (unsigned int i = 0; i < LANES; i++)
		r->simd->r[1][i] = i;
	r->simd->exec = 0xf;
	r->simd->helper = 0x3;
	exec_memory(r->simd, &in);
	mem_flush(r->mem, &r->fault);
	ok(words[0] == 0xeeeeeeee && words[1] == 0xeeeeeeee && words[2] == 2 && words[3] == 3 &&
	   words[4] == 0xeeeeeeee, "helper lanes store nothing");
	r->simd->helper = 0;
}

static void test_formats(void)
{
	static const unsigned int simple[] = { FMT_U8NORM, FMT_S8NORM, FMT_U16NORM, FMT_S16NORM,
					       FMT_SRGBA8 };
	static const char *const names[] = { "u8norm", "s8norm", "u16norm", "s16norm", "srgba8" };
	uint32_t regs[4], word;
	bool good;

	for (unsigned int k = 0; k < 5; k++) {
		unsigned int bits = 8 * format_size(simple[k]);

		good = true;
		for (uint32_t raw = 0; raw < 1u << bits; raw++) {
			uint32_t v = format_unpack(simple[k], raw, 0, 32);
			uint32_t back = format_pack(simple[k], v, 0, 32);
			bool lowest = raw == 1u << (bits - 1);

			/* The lowest signed value is -1 like the one above it. */
			if (k == 1 || k == 3)
				good &= back == raw || (lowest && back == raw + 1);
			else
				good &= back == raw;
		}
		ok(good, "%s: every value there and back", names[k]);
	}
	ok(format_pack(FMT_U8NORM, 0x3f000000, 0, 32) == 128 &&
	   format_pack(FMT_U8NORM, 0x40000000, 0, 32) == 255 &&
	   format_pack(FMT_U8NORM, 0xbf800000, 0, 32) == 0 &&
	   format_pack(FMT_U8NORM, 0x7fc00000, 0, 32) == 0, "u8norm clamps; 0.5 is 128");
	ok(format_unpack(FMT_U8NORM, 255, 0, 16) == 0x3c00 &&
	   format_unpack(FMT_F16, 0x3c00, 0, 32) == 0x3f800000 &&
	   format_pack(FMT_F16, 0x3f800000, 0, 32) == 0x3c00 &&
	   format_unpack(FMT_I8, 0xff, 0, 32) == 0xff, "16-bit registers, f16, i8");
	ok(format_unpack(FMT_SRGBA8, 128, 3, 32) == format_unpack(FMT_U8NORM, 128, 3, 32) &&
	   fabsf(bits_f32(format_unpack(FMT_SRGBA8, 128, 0, 32)) - 0.2158605f) < 1e-6f,
	   "sRGB: the fourth component stays linear");

	good = true;
	for (unsigned int i = 0; i < 100000; i++) {
		word = (uint32_t)rnd();
		format_unpack_word(FMT_RGB10A2, word, 32, regs);
		good &= format_pack_word(FMT_RGB10A2, regs, 32) == word;
	}
	ok(good, "rgb10a2 there and back");
	good = true;
	for (unsigned int i = 0; i < 100000; i++) {
		word = (uint32_t)rnd();
		/* No NaN: those have many forms */
		if ((word >> 6 & 31) == 31 || (word >> 17 & 31) == 31 || word >> 27 == 31)
			continue;
		format_unpack_word(FMT_RG11B10F, word, 32, regs);
		good &= format_pack_word(FMT_RG11B10F, regs, 32) == word &&
			format_pack_word(FMT_RG11B10F_RTZ, regs, 32) == word;
	}
	ok(good, "rg11b10f there and back");
	for (unsigned int i = 0; i < 3; i++)
		regs[i] = f32_bits(1.01171875f);	/* 1 + 3/256: between 1 and 1 + 1/64 */
	ok((format_pack_word(FMT_RG11B10F, regs, 32) & 0x7ff) == 0x3c1 &&
	   (format_pack_word(FMT_RG11B10F_RTZ, regs, 32) & 0x7ff) == 0x3c0,
	   "rg11b10f: nearest, or towards zero");
	good = true;
	for (unsigned int i = 0; i < 100000; i++) {
		uint32_t again[3];

		word = (uint32_t)rnd();
		format_unpack_word(FMT_RGB9E5, word, 32, regs);
		word = format_pack_word(FMT_RGB9E5, regs, 32);
		format_unpack_word(FMT_RGB9E5, word, 32, again);
		good &= !memcmp(regs, again, sizeof(again));
	}
	for (unsigned int i = 0; i < 3; i++)
		regs[i] = f32_bits(0x1.ffcp0f);	/* rounds up to 2: the exponent has to grow */
	word = format_pack_word(FMT_RGB9E5, regs, 32);
	format_unpack_word(FMT_RGB9E5, word, 32, regs);
	good &= bits_f32(regs[0]) == 2 && bits_f32(regs[2]) == 2;
	ok(good, "rgb9e5: packing loses nothing of what was unpacked");
}

static void test_atomics(void)
{
	static const uint32_t start_value = 0x80000010;
	bool good = true;

	for (unsigned int op = 0; op < 11; op++) {
		struct code c = start();
		uint32_t v = start_value, old[LANES];
		uint32_t *words = (uint32_t *)r->data;

		words[5] = v;
		as_imadd(&c, R(2), R(1), I(37), I(3));
		/* cmpxchg: r2 is new, r3 compares */
		as_ldimm(&c, 3, start_value);
		if (op == 3)
			as_ldimm(&c, 2, 77);
		as_atomic(&c, 4, 2, U(0), I(5), op);
		as_stop(&c);
		good &= rig_run(r, &c, ALL_LANES);
		for (uint32_t i = 0; i < LANES; i++) {
			uint32_t a = op == 3 ? 77 : i * 37 + 3;

			old[i] = v;
			switch (op) {
			case 0: v += a; break;
			case 1: v -= a; break;
			case 2: v = a; break;
			case 3: v = v == start_value ? a : v; break;
			case 4: v = a < v ? a : v; break;
			case 5: v = (int32_t)a < (int32_t)v ? a : v; break;
			case 6: v = a > v ? a : v; break;
			case 7: v = (int32_t)a > (int32_t)v ? a : v; break;
			case 8: v &= a; break;
			case 9: v |= a; break;
			default: v ^= a; break;
			}
			good &= r->simd->r[4][i] == old[i];
		}
		good &= words[5] == v;
	}
	ok(good, "all atomics: memory, and the old value in each lane");
}

static void test_local(void)
{
	struct code c = start();
	bool good;

	/* Lanes write lane * 3 at lane * 4, and read their neighbour's. */
	as_imadd(&c, R(2), R(1), I(3), I(0));
	as_shl(&c, R(3), R(1), I(2));
	as_lstore(&c, 2, H(6), 4);
	as_lload(&c, 4, H(6), 5);
	as_ldimm(&c, 5, 1);
	as_latomic(&c, 6, 5, I(0), 100, 0);
	as_latomic(&c, -1, 5, I(0), 100, 0);
	as_lload(&c, 7, I(0), 100);
	as_stop(&c);
	memset(r->group.local, 0, 1024);
	good = rig_run(r, &c, ALL_LANES);
	for (unsigned int i = 0; i < LANES; i++)
		good &= r->simd->r[4][i] == (i < 31 ? 3 * (i + 1) : 0) &&
			r->simd->r[6][i] == i && r->simd->r[7][i] == 64;
	ok(good, "local loads, stores and atomics");
	c = start();
	as_lload(&c, 2, I(0), 255);
	as_lload(&c, 2, I(0), 256);
	as_stop(&c);
	ok(!rig_run(r, &c, 1) && r->fault.kind == FAULT_RANGE && r->fault.addr == 12,
	   "local memory beyond its size");
}

static void test_stack(void)
{
	struct insn store = { .op = OP_STACK_STORE, .format = FMT_I32, .mask = 3,
			      .src = { { .kind = OPND_REG, .idx = 4, .size = 32, .count = 2 },
				       { .kind = OPND_IMM, .imm = 16, .size = 16 } } };
	struct insn load = { .op = OP_STACK_LOAD, .format = FMT_I32, .mask = 3,
			     .dst = { .kind = OPND_REG, .idx = 8, .size = 32, .count = 2 },
			     .src = { { .kind = OPND_IMM, .imm = 0, .size = 16 } } };
	struct insn adjust = { .op = OP_STACK_ADJUST,
			       .src = { { .kind = OPND_IMM, .imm = 16, .size = 16 } } };
	struct code c = { .n = 0 };
	bool good;

	as_stop(&c);
	rig_run(r, &c, ALL_LANES);
	for (unsigned int i = 0; i < LANES; i++) {
		r->simd->r[2][i] = 1000 + i;
		r->simd->r[3][i] = 2000 + i;
	}
	good = exec_memory(r->simd, &store) && exec_memory(r->simd, &adjust) &&
	       exec_memory(r->simd, &load);
	for (unsigned int i = 0; i < LANES; i++)
		good &= r->simd->r[4][i] == 1000 + i && r->simd->r[5][i] == 2000 + i;
	ok(good, "scratch: each lane its own, relative to the stack pointer");
	load.src[0].imm = SCRATCH_MAX - 20;
	ok(!exec_memory(r->simd, &load) && r->fault.kind == FAULT_RANGE, "scratch has an end");
}

static void test_uniforms(void)
{
	struct code c = start();

	as_ldimm(&c, 2, 0xaabbccdd);
	as_ustore(&c, 301, 4, 2);
	as_stop(&c);
	r->env.preamble = true;
	ok(rig_run(r, &c, 1) && r->env.uniform[301] == 0xccdd && r->env.uniform[302] == 0xaabb,
	   "a preamble moves registers to uniforms");
	r->env.preamble = false;
	ok(!rig_run(r, &c, 1) && r->fault.kind == FAULT_UNSUPPORTED,
	   "uniforms are constant outside preambles");
}

int main(void)
{
	r = rig_new();
	test_device();
	test_helper();
	test_formats();
	test_atomics();
	test_local();
	test_stack();
	test_uniforms();
	rig_free(r);
	return tap_end();
}
