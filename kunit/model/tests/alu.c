// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* alu.c - each integer instruction against a C expression written for the test */

#include "machine.h"

typedef unsigned __int128 u128;
typedef __int128 s128;

#define ROUNDS	600

static struct rig *r;
static uint32_t a[LANES], b[LANES], c[LANES], d[LANES];
static uint32_t a2[LANES], b2[LANES];		/* high words of 64-bit operands */

/* Random operands in r1, r2, r3 (r5, r6 hold high words as r4:r5 and r6:r7) */
static void randomize(void)
{
	struct simd *s = r->simd;

	for (unsigned int i = 0; i < LANES; i++) {
		s->r[1][i] = a[i] = rnd32();
		s->r[2][i] = b[i] = rnd32();
		s->r[3][i] = c[i] = rnd32();
		s->r[4][i] = a[i];
		s->r[5][i] = a2[i] = rnd32();
		s->r[6][i] = b[i];
		s->r[7][i] = b2[i] = rnd32();
		s->r[8][i] = d[i] = (uint32_t)rnd();
		s->r[9][i] = (uint32_t)rnd();
	}
	s->exec = (uint32_t)rnd();
}

/* Execute, and compare each lane; inactive lanes keep their value. */
static bool agrees(const struct insn *in, uint64_t (*want)(unsigned int, const struct insn *))
{
	uint32_t before[2][LANES];
	bool good;

	memcpy(before, &r->simd->r[8], sizeof(before));
	good = exec_int(r->simd, in);
	for (unsigned int i = 0; i < LANES; i++) {
		uint64_t w = want(i, in);
		uint32_t lo = r->simd->r[8][i], hi = r->simd->r[9][i];
		uint32_t wlo = before[0][i], whi = before[1][i];

		if (r->simd->exec >> i & 1) {
			if (in->dst.size == 64) {
				wlo = (uint32_t)w;
				whi = (uint32_t)(w >> 32);
			} else if (in->dst.size == 32) {
				wlo = (uint32_t)w;
			} else if (in->dst.idx & 1) {
				wlo = (wlo & 0xffff) | (uint32_t)w << 16;
			} else {
				wlo = (wlo & 0xffff0000) | (w & 0xffff);
			}
		}
		if (lo != wlo || hi != whi) {
			if (good)
				printf("# lane %u: %08x %08x, not %08x %08x\n", i, hi, lo, whi,
				       wlo);
			good = false;
		}
	}
	return good;
}

static void check(const char *what, const struct insn *in,
		  uint64_t (*want)(unsigned int, const struct insn *))
{
	bool good = true;

	for (unsigned int i = 0; i < ROUNDS && good; i++) {
		randomize();
		good = agrees(in, want);
	}
	ok(good, "%s", what);
}

static s128 value(unsigned int lane, const struct operand *o)
{
	uint64_t v;

	if (o->kind == OPND_IMM)
		return o->imm;
	v = r->simd->r[o->idx / 2][lane];
	if (o->size == 16) {
		v = o->idx & 1 ? v >> 16 : v & 0xffff;
		return o->sx ? (s128)(int16_t)v : (s128)v;
	}
	if (o->size == 32)
		return o->sx ? (s128)(int32_t)v : (s128)v;
	v |= (uint64_t)r->simd->r[o->idx / 2 + 1][lane] << 32;
	return o->sx ? (s128)(int64_t)v : (s128)v;
}

static s128 saturated(s128 v, unsigned int bits, bool sg)
{
	s128 one = 1;
	s128 lo = sg ? -(one << (bits - 1)) : 0;
	s128 hi = (one << (bits - sg)) - 1;

	return v < lo ? lo : v > hi ? hi : v;
}

/* Destinations that overlap no source: r8, r9 */
static uint64_t want_add(unsigned int i, const struct insn *in)
{
	s128 x = value(i, &in->src[0]), y = value(i, &in->src[1]);

	if (in->src[1].neg)
		y = -y;
	y = in->shift > 4 ? 0 : y * (1 << in->shift);
	x += y;
	if (in->sat)
		x = saturated(x, in->dst.size, in->src[0].sx || in->src[1].sx);
	return (uint64_t)x;
}

static uint64_t want_madd(unsigned int i, const struct insn *in)
{
	s128 x = value(i, &in->src[0]), y = value(i, &in->src[1]), z = value(i, &in->src[2]);

	if (in->src[2].neg)
		z = -z;
	z = in->shift > 4 ? 0 : z * (1 << in->shift);
	x = x * y + z;
	if (in->sat)
		x = saturated(x, in->dst.size,
			      in->src[0].sx || in->src[1].sx || in->src[2].sx);
	return (uint64_t)x;
}

static uint64_t want_shift(unsigned int i, const struct insn *in)
{
	u128 x = (u128)value(i, &in->src[0]), y = (u128)value(i, &in->src[1]);
	unsigned int n = (unsigned int)value(i, &in->src[2]) & 127;
	u128 mask = in->imm ? ((u128)1 << in->imm) - 1 : 0xffffffff, m;

	switch (in->op) {
	case OP_BFI:
		return (uint64_t)((x & ~(mask << n)) | ((y & mask) << n));
	case OP_BFEIL:
		return (uint64_t)((x & ~mask) | ((y >> n) & mask));
	case OP_EXTR:
		return (uint64_t)(((y << 32 | x) >> n) & mask);
	case OP_SHLHI:
		m = mask << (n > 32 ? n - 32 : 0);
		/* 32 bits shifted by up to 127 do not fit: what leaves is not looked at */
		y = n > 95 ? 0 : (y << n) >> 32;
		return (uint64_t)((y & m) | (x & ~m));
	default:
		m = (mask << 32) >> (n < 32 ? n : 32);
		return (uint64_t)(((y << 32 >> n) & m) | (x & ~m));
	}
}

static uint64_t want_asr(unsigned int i, const struct insn *in)
{
	s128 x = value(i, &in->src[0]);
	unsigned int n = (unsigned int)value(i, &in->src[1]) & 127;

	if (in->src[0].size == 16)
		x = (int16_t)x;
	else
		x = (int32_t)x;
	if (in->op == OP_ASRH)
		x *= (s128)1 << 32;
	return (uint64_t)(x >> n);
}

static uint64_t want_bitop(unsigned int i, const struct insn *in)
{
	uint32_t x = (uint32_t)value(i, &in->src[0]), y = (uint32_t)value(i, &in->src[1]);
	uint32_t v = 0;

	for (unsigned int bit = 0; bit < 32; bit++) {
		unsigned int row = (x >> bit & 1) | (y >> bit & 1) << 1;

		v |= ((uint32_t)in->imm >> row & 1) << bit;
	}
	return v;
}

static uint64_t want_bits(unsigned int i, const struct insn *in)
{
	uint32_t x = (uint32_t)value(i, &in->src[0]), y = (uint32_t)value(i, &in->src[1]);
	uint32_t v = 0, count = 0, high = 0xffffffff;

	for (uint32_t bit = 0; bit < 32; bit++) {
		bool set = x >> bit & 1;

		if (in->op == OP_BITREV)
			v |= (uint32_t)set << (31 - bit);
		if (in->op == OP_INTL && bit < 16)
			v |= (uint32_t)set << (2 * bit) | (y >> bit & 1) << (2 * bit + 1);
		count += set;
		if (set)
			high = bit;
	}
	return in->op == OP_POPCNT ? count : in->op == OP_FFS ? high : v;
}

static uint64_t want_select(unsigned int i, const struct insn *in)
{
	struct operand oa = in->src[0], ob = in->src[1];
	s128 x, y;
	bool yes;

	oa.sx = ob.sx = in->cond & 4;
	x = value(i, &oa);
	y = value(i, &ob);
	yes = (in->cond & 3) == 0 ? x == y : (in->cond & 3) == 1 ? x < y : x > y;
	return (uint64_t)value(i, &in->src[yes ? 2 : 3]);
}

static void test_add(void)
{
	struct insn in = { .op = OP_IADD, .dst = REG32(8), .src = { REG32(1), REG32(2) } };

	check("iadd 32", &in, want_add);
	in.src[1].neg = true;
	check("isub 32", &in, want_add);
	for (in.shift = 1; in.shift < 8; in.shift++)
		check("isub 32, shifted", &in, want_add);
	in.shift = 0;
	in.sat = true;
	check("isub 32, unsigned saturation", &in, want_add);
	in.src[1].neg = false;
	check("iadd 32, unsigned saturation", &in, want_add);
	in.src[0].sx = in.src[1].sx = true;
	check("iadd 32, signed saturation", &in, want_add);
	in.src[0] = in.src[1] = (struct operand)REG16(3);
	in.src[1].idx = 4;
	in.dst = (struct operand)REG16(17);
	check("iadd 16, unsigned saturation", &in, want_add);
	in.src[1].sx = true;
	check("iadd 16, signed saturation", &in, want_add);
	in.sat = false;
	check("iadd 16, mixed", &in, want_add);
	in.dst = (struct operand)REG16(16);
	check("iadd 16 to a low half", &in, want_add);
	in = (struct insn){ .op = OP_IADD, .dst = REG64(8), .src = { REG64(4), REG64(6) } };
	check("iadd 64", &in, want_add);
	in.src[1] = (struct operand)REG32(2);
	in.src[1].sx = true;
	in.shift = 3;
	check("iadd 64 + 32 sign-extended, shifted", &in, want_add);
	in.src[1].neg = true;
	check("isub 64 - 32", &in, want_add);
	in.dst = (struct operand)REG32(8);
	check("isub 64 - 32, cut to 32", &in, want_add);
	in = (struct insn){ .op = OP_IADD, .dst = REG32(8), .src = { REG32(1), IMM8(255) } };
	in.src[1].sx = true;
	check("iadd with an immediate, never sign-extended", &in, want_add);
}

static void test_madd(void)
{
	struct insn in = { .op = OP_IMADD, .dst = REG32(8),
			   .src = { REG32(1), REG32(2), REG32(3) } };

	check("imadd 32", &in, want_madd);
	in.src[2].neg = true;
	in.shift = 2;
	check("imsub 32, shifted", &in, want_madd);
	in.shift = 5;
	check("imsub 32, shift 5 gives 0", &in, want_madd);
	in.shift = 0;
	in.sat = true;
	check("imsub 32, unsigned saturation", &in, want_madd);
	in.src[0].sx = in.src[1].sx = in.src[2].sx = true;
	check("imsub 32, signed saturation", &in, want_madd);
	in.sat = false;
	in.dst = (struct operand)REG64(8);
	check("imsub 32 x 32 to 64, signed", &in, want_madd);
	in.src[0].sx = in.src[1].sx = false;
	in.src[2] = (struct operand)REG64(4);
	check("imadd 32 x 32 + 64, unsigned", &in, want_madd);
	in.src[0] = (struct operand)REG16(2);
	in.src[0].sx = true;
	in.shift = 4;
	check("imadd 16 x 32 + 64, shifted", &in, want_madd);
	in.dst = (struct operand)REG16(16);
	check("imadd cut to 16", &in, want_madd);
}

static void test_shifts(void)
{
	static const uint8_t ops[] = { OP_BFI, OP_BFEIL, OP_EXTR, OP_SHLHI, OP_SHRHI };
	static const char *const names[] = { "bfi", "bfeil", "extr", "shlhi", "shrhi" };
	static const int masks[] = { 0, 1, 7, 16, 31 };

	for (unsigned int i = 0; i < 5; i++)
		for (unsigned int m = 0; m < 5; m++) {
			struct insn in = { .op = ops[i], .dst = REG32(8), .imm = masks[m],
					   .src = { REG32(1), REG32(2), REG32(3) } };
			char name[40];

			snprintf(name, sizeof(name), "%s, mask of %d bits", names[i], masks[m]);
			check(name, &in, want_shift);
		}
	for (unsigned int i = 0; i < 2; i++) {
		struct insn in = { .op = i ? OP_ASRH : OP_ASR, .dst = REG32(8),
				   .src = { REG32(1), REG32(2), IMM8(0) } };

		check(i ? "asrh 32" : "asr 32", &in, want_asr);
		in.src[0] = (struct operand)REG16(3);
		check(i ? "asrh 16" : "asr 16", &in, want_asr);
	}
}

static void test_bits(void)
{
	struct insn in = { .op = OP_BITOP, .dst = REG32(8), .src = { REG32(1), REG32(2) } };
	bool good = true;

	for (in.imm = 0; in.imm < 16; in.imm++)
		for (unsigned int i = 0; i < 40; i++) {
			randomize();
			good &= agrees(&in, want_bitop);
		}
	ok(good, "bitop: all 16 truth tables");
	in.imm = 6;
	in.dst = (struct operand)REG16(17);
	in.src[0] = (struct operand)REG16(2);
	check("xor 16 to a high half", &in, want_bitop);
	in = (struct insn){ .op = OP_BITREV, .dst = REG32(8), .src = { REG32(1) } };
	check("bitrev", &in, want_bits);
	in.op = OP_POPCNT;
	check("popcnt", &in, want_bits);
	in.op = OP_FFS;
	check("ffs: the highest set bit", &in, want_bits);
	in = (struct insn){ .op = OP_INTL, .dst = REG32(8), .src = { REG32(1), REG32(2) } };
	check("intl", &in, want_bits);
}

static void test_select(void)
{
	static const uint8_t conds[] = { 0, 1, 2, 4, 5, 6 };
	struct insn in = { .op = OP_ICSEL, .dst = REG32(8),
			   .src = { REG32(1), REG32(2), REG32(3), IMM8(77) } };

	for (unsigned int i = 0; i < 6; i++) {
		in.cond = conds[i];
		check("csel on 32-bit integers", &in, want_select);
	}
	in.src[0] = (struct operand)REG16(2);
	in.src[1] = (struct operand)REG16(5);
	for (unsigned int i = 0; i < 6; i++) {
		in.cond = conds[i];
		check("csel on 16-bit integers", &in, want_select);
	}
	in.dst = (struct operand)REG16(17);
	in.src[2] = (struct operand)REG16(6);
	in.src[3] = (struct operand)REG16(7);
	check("csel of 16-bit registers", &in, want_select);
}

static void test_moves(void)
{
	struct insn in = { .op = OP_LDIMM, .dst = REG32(8),
			   .src = { { .kind = OPND_IMM, .imm = 0xdeadbeef, .size = 32 } } };
	struct insn mov = { .op = OP_BITOP, .imm = 10, .dst = REG32(8),
			    .src = { { .kind = OPND_UNI, .idx = 300, .size = 32 }, IMM8(0) } };
	bool good = true;

	randomize();
	r->simd->exec = 0x80000001;
	exec_int(r->simd, &in);
	for (unsigned int i = 0; i < LANES; i++)
		good &= r->simd->r[8][i] == (i % 31 ? d[i] : 0xdeadbeef);
	ok(good, "ldimm writes active lanes only");
	r->env.uniform[300] = 0x1234;
	r->env.uniform[301] = 0x5678;
	exec_int(r->simd, &mov);
	ok(r->simd->r[8][0] == 0x56781234, "mov from a 32-bit uniform");
	mov.src[0].size = 16;
	mov.src[0].idx = 301;
	exec_int(r->simd, &mov);
	ok(r->simd->r[8][31] == 0x5678, "mov from a 16-bit uniform");
}

int main(void)
{
	r = rig_new();
	test_moves();
	test_add();
	test_madd();
	test_shifts();
	test_bits();
	test_select();
	rig_free(r);
	return tap_end();
}
