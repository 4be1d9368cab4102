// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* lanes.c - ballots, shuffles, reductions, special registers */

#include "../number.h"

#include "machine.h"

static struct rig *r;

static void run(const struct insn *in)
{
	exec_lanes(r->simd, in);
}

static void values(unsigned int reg)
{
	for (unsigned int i = 0; i < LANES; i++)
		r->simd->r[reg][i] = (uint32_t)rnd();
}

static void test_ballot(void)
{
	struct insn in = { .op = OP_ICMP_BALLOT, .cond = 1, .simd = true, .dst = REG32(8),
			   .src = { REG32(1), REG32(2) } };
	uint32_t want = 0;
	bool good = true;

	values(1);
	values(2);
	values(8);
	r->simd->exec = 0xff00f0f1;
	for (unsigned int i = 0; i < LANES; i++)
		want |= (uint32_t)(r->simd->r[1][i] < r->simd->r[2][i]) << i;
	run(&in);
	for (unsigned int i = 0; i < LANES; i++)
		if (r->simd->exec >> i & 1)
			good &= r->simd->r[8][i] == (want & 0xff00f0f1);
	ok(good, "ballot: active lanes only");
	in.simd = false;
	in.invert = true;
	run(&in);
	for (unsigned int i = 0; i < LANES; i++)
		if (r->simd->exec >> i & 1)
			good &= r->simd->r[8][i] == ((~want & 0xff00f0f1) >> (i & ~3u) & 15);
	ok(good, "ballot of a quad, inverted");
}

static void test_shuffle(void)
{
	struct insn in = { .op = OP_SHUFFLE, .simd = true, .dst = REG32(8),
			   .src = { REG32(1), IMM8(0) } };
	bool good = true;

	r->simd->exec = ALL_LANES;
	values(1);
	for (unsigned int n = 0; n < LANES; n++) {
		for (unsigned int op = 0; op < 4; op++) {
			in.sub = (uint8_t)op;
			in.src[1].imm = n;
			run(&in);
			for (unsigned int i = 0; i < LANES; i++) {
				int from = op == SHUF_INDEX ? (int)n :
					   op == SHUF_XOR ? (int)(i ^ n) :
					   op == SHUF_UP ? (int)i - (int)n : (int)(i + n);

				if (from < 0 || from > 31)
					from = (int)i;
				/*
				 * A shift by n moves within quads first: a lane whose source
				 * is in range gets what a plain shift gives.
				 */
				good &= op == SHUF_UP || op == SHUF_DOWN ? true :
					r->simd->r[8][i] == r->simd->r[1][from];
			}
		}
	}
	ok(good, "broadcast and xor with the same index in all lanes");
	good = true;
	for (unsigned int n = 0; n < LANES; n += 4)
		for (unsigned int op = 2; op < 4; op++) {
			in.sub = (uint8_t)op;
			in.src[1].imm = n;
			run(&in);
			for (unsigned int i = 0; i < LANES; i++) {
				int from = op == SHUF_UP ? (int)i - (int)n : (int)(i + n);

				if (from < 0 || from > 31)
					from = (int)i;
				good &= r->simd->r[8][i] == r->simd->r[1][from];
			}
		}
	ok(good, "up and down by whole quads");
	in.sub = SHUF_UP;
	in.flag_a = true;
	in.src[1].imm = 8;
	run(&in);
	good = true;
	for (unsigned int i = 0; i < LANES; i++)
		good &= r->simd->r[8][i] == r->simd->r[1][(i - 8) & 31];
	ok(good, "rotation");
	in = (struct insn){ .op = OP_SHUFFLE, .sub = SHUF_XOR, .dst = REG32(8),
			    .src = { REG32(1), IMM8(3) } };
	run(&in);
	for (unsigned int i = 0; i < LANES; i++)
		good &= r->simd->r[8][i] == r->simd->r[1][i ^ 3];
	in.sub = SHUF_INDEX;
	in.src[1].imm = 2;
	run(&in);
	for (unsigned int i = 0; i < LANES; i++)
		good &= r->simd->r[8][i] == r->simd->r[1][(i & ~3u) + 2];
	ok(good, "quads: xor and broadcast");
}

static void test_reduce(void)
{
	static const struct {
		uint8_t op;
		const char *name;
	} ops[] = {
		{ RED_AND, "and" }, { RED_OR, "or" }, { RED_XOR, "xor" }, { RED_IADD, "iadd" },
		{ RED_SMIN, "smin" }, { RED_SMAX, "smax" }, { RED_UMIN, "umin" },
		{ RED_UMAX, "umax" },
	};

	for (unsigned int k = 0; k < 8; k++) {
		bool good = true;

		for (unsigned int n = 0; n < 200; n++) {
			bool prefix = n & 1, simd = n & 2;
			struct insn in = { .op = OP_REDUCE, .sub = ops[k].op, .simd = simd,
					   .flag_a = prefix, .dst = REG32(8),
					   .src = { REG32(1) } };
			unsigned int width = simd ? 32 : 4;

			values(1);
			r->simd->exec = (uint32_t)rnd() | 1;
			run(&in);
			for (unsigned int i = 0; i < LANES; i++) {
				uint32_t acc = 0;
				bool any = false;

				if (!(r->simd->exec >> i & 1))
					continue;
				for (unsigned int j = i - i % width; j < i - i % width + width; j++) {
					uint32_t x = r->simd->r[1][j];

					if (!(r->simd->exec >> j & 1) || (prefix && j >= i))
						continue;
					acc = !any ? x :
					      k == 0 ? acc & x : k == 1 ? acc | x :
					      k == 2 ? acc ^ x : k == 3 ? acc + x :
					      k == 4 ? ((int32_t)x < (int32_t)acc ? x : acc) :
					      k == 5 ? ((int32_t)x > (int32_t)acc ? x : acc) :
					      k == 6 ? (x < acc ? x : acc) : (x > acc ? x : acc);
					any = true;
				}
				if (any)
					good &= r->simd->r[8][i] == acc;
				else if (k == 1 || k == 2 || k == 3 || k == 7)
					good &= r->simd->r[8][i] == 0;
			}
		}
		ok(good, "%s: reduction and prefix, SIMD group and quad", ops[k].name);
	}
	{
		struct insn in = { .op = OP_REDUCE, .sub = RED_FADD, .simd = true,
				   .dst = REG32(8), .src = { REG32(1) } };

		r->simd->exec = 0xf0;
		for (unsigned int i = 0; i < LANES; i++)
			r->simd->r[1][i] = f32_bits((float)i);
		run(&in);
		ok(bits_f32(r->simd->r[8][5]) == 4 + 5 + 6 + 7, "fadd");
		in.sub = RED_FMAX;
		run(&in);
		ok(bits_f32(r->simd->r[8][4]) == 7, "fmax");
		in.sub = RED_FMUL;
		in.flag_a = true;
		run(&in);
		ok(bits_f32(r->simd->r[8][7]) == 4 * 5 * 6 && bits_f32(r->simd->r[8][4]) == 1,
		   "fmul, prefix");
		in.sub = RED_FMIN;
		in.flag_a = false;
		in.src[0] = (struct operand)REG16(3);
		for (unsigned int i = 0; i < LANES; i++)
			r->simd->r[1][i] = (uint32_t)f32_to_f16(f32_bits((float)(40 - i))) << 16;
		run(&in);
		ok(bits_f32(r->simd->r[8][7]) == 33, "fmin of 16-bit floats");
	}
}

static void test_special(void)
{
	uint32_t v[LANES], w[LANES];
	bool good = true;

	r->simd->exec = 0xa5a5a5a5;
	special_register(r->simd, 58, v);
	special_register(r->simd, 59, w);
	ok(v[31] == 15 && v[0] == 0 && v[5] == 2 && w[0] == 16, "index among active lanes");
	special_register(r->simd, 56, v);
	special_register(r->simd, 57, w);
	ok(v[2] == 1 && w[2] == 2 && v[7] == 1, "the same within quads");
	special_register(r->simd, 52, v);
	for (unsigned int i = 0; i < LANES; i++)
		good &= v[i] == i;
	r->simd->live = 0xffff;
	r->simd->helper = 0x00ff;
	special_register(r->simd, 63, w);
	for (unsigned int i = 0; i < LANES; i++)
		good &= w[i] == (i >= 8 && i < 16);
	ok(good, "lane; helper lanes are not active threads");
	ok(!special_register(r->simd, 144, v), "the helper program's are refused");
	r->simd->live = ALL_LANES;
	r->simd->helper = 0;
}

int main(void)
{
	r = rig_new();
	test_ballot();
	test_shuffle();
	test_reduce();
	test_special();
	rig_free(r);
	return tap_end();
}
