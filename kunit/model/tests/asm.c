// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* asm.c - a small assembler for tests; always the long form */

#include "asm.h"

#include <string.h>

typedef unsigned __int128 u128;

static u128 f(unsigned int lo, u128 v)
{
	return v << lo;
}

static void emit(struct code *c, u128 v, unsigned int len)
{
	memcpy(c->b + c->n, &v, len);
	c->n += len;
}

static u128 src(unsigned int lo, unsigned int ext, struct arg a)
{
	return f(lo, a.v & 63) | f(lo + 6, a.flags) | f(ext, a.v >> 6);
}

static u128 src_int(unsigned int lo, unsigned int ext, struct arg a)
{
	return src(lo, ext, a) | f(lo + 10, a.sx);
}

/* 7: cache hint, 8: 32 bits, 9..: register; the top two bits elsewhere */
static u128 dst(unsigned int ext, struct arg d)
{
	unsigned int v = d.flags == 13 ? d.v | 1 : d.v;
	unsigned int bits = (d.flags != 1) << 1 | v << 2;

	return f(7, bits & 255) | f(ext, bits >> 8);
}

static u128 select(unsigned int lo, unsigned int ext, struct arg a)
{
	unsigned int flags = a.flags == 0 ? 4 : a.flags & 4 ? 6 | (a.flags & 1) : 1;

	return f(lo, a.v & 63) | f(lo + 6, flags) | f(ext, a.v >> 6);
}

void as_ldimm(struct code *c, unsigned int reg, uint32_t imm)
{
	emit(c, f(0, 0x162 & 0x7f) | f(15, 1) | dst(60, R(reg)) | f(16, imm), 8);
}

void as_ldimm16(struct code *c, unsigned int half, uint16_t imm)
{
	emit(c, f(0, 0x62) | f(15, 1) | dst(44, H(half)) | f(16, imm), 6);
}

void as_sr(struct code *c, unsigned int reg, unsigned int nr)
{
	emit(c, f(0, 0x72) | dst(28, R(reg)) | f(16, nr & 63) | f(26, nr >> 6), 4);
}

void as_iadd(struct code *c, struct arg d, struct arg a, struct arg b, unsigned int shift,
	     bool negate)
{
	emit(c, f(0, 0x0e) | dst(44, d) | src_int(16, 42, a) | src_int(28, 40, b) |
	     f(27, negate) | f(39, shift & 1) | f(52, shift >> 1), 8);
}

void as_imadd(struct code *c, struct arg d, struct arg a, struct arg b, struct arg e)
{
	emit(c, f(0, 0x1e) | dst(60, d) | src_int(16, 58, a) | src_int(28, 56, b) |
	     src_int(40, 54, e), 8);
}

void as_bitop(struct code *c, struct arg d, struct arg a, struct arg b, unsigned int table)
{
	emit(c, f(0, 0x7e) | dst(44, d) | src(16, 42, a) | src(28, 40, b) | f(26, table & 3) |
	     f(38, table >> 2), 6);
}

void as_shl(struct code *c, struct arg d, struct arg a, struct arg n)
{
	emit(c, f(0, 0x2e) | dst(60, d) | src(16, 58, I(0)) | src(28, 56, a) | src(40, 54, n), 8);
}

void as_icsel(struct code *c, struct arg d, struct arg a, struct arg b, struct arg x,
	      struct arg y, unsigned int cond)
{
	emit(c, f(0, 0x12) | f(15, 1) | dst(76, d) | src(16, 74, a) | src(28, 72, b) |
	     select(40, 70, x) | select(52, 68, y) | f(61, cond), 10);
}

void as_fadd(struct code *c, struct arg d, struct arg a, struct arg b)
{
	emit(c, f(0, 0x2a) | f(15, 1) | dst(44, d) | src(16, 42, a) | src(28, 40, b), 6);
}

void as_flow(struct code *c, unsigned int op, unsigned int nest, struct arg a, struct arg b,
	     unsigned int cond, bool invert)
{
	emit(c, f(0, 0x52) | f(9, op) | f(11, nest) | f(13, cond) | f(8, invert) |
	     src(16, 42, a) | src(28, 40, b), 6);
}

void as_pop(struct code *c, unsigned int nest)
{
	emit(c, f(0, 0x52) | f(9, 3) | f(11, nest), 6);
}

static unsigned int jump(struct code *c, unsigned int op, unsigned int to)
{
	unsigned int at = c->n;

	emit(c, f(0, op) | f(16, (uint32_t)(to - at)), 6);
	return at;
}

unsigned int as_jmp_any(struct code *c, unsigned int to)
{
	return jump(c, 0xc000, to);
}

unsigned int as_jmp_none(struct code *c, unsigned int to)
{
	return jump(c, 0xc020, to);
}

unsigned int as_call(struct code *c, unsigned int to)
{
	return jump(c, 0xc010, to);
}

void as_patch(struct code *c, unsigned int at)
{
	uint32_t off = c->n - at;

	memcpy(c->b + at + 2, &off, 4);
}

void as_ret(struct code *c, unsigned int reg)
{
	emit(c, f(0, 0x14) | f(9, reg), 2);
}

static u128 base_index(struct arg base, struct arg index)
{
	bool imm = !index.flags;
	unsigned int idx = index.v;

	return f(16, base.v & 15) | f(36, base.v >> 4) | f(27, base.flags != 13 && base.flags != 9) |
	       f(20, idx & 15) | f(32, idx >> 4) | f(24, imm) | f(25, !imm && !index.sx);
}

void as_load_fmt(struct code *c, struct arg reg, struct arg base, struct arg index,
		 unsigned int format, unsigned int mask, unsigned int shift, bool store)
{
	emit(c, f(0, store ? 0x45 : 0x05) | f(26, 1) | f(46, 1) | f(47, 1) |
	     base_index(base, index) | f(7, format & 7) | f(48, format >> 3) | f(42, shift) |
	     f(10, reg.v & 63) | f(40, reg.v >> 6) | f(49, reg.flags == 9) | f(52, mask), 8);
}

void as_load(struct code *c, unsigned int reg, struct arg base, struct arg index)
{
	as_load_fmt(c, R(reg), base, index, 2, 1, 0, false);
}

void as_store(struct code *c, unsigned int reg, struct arg base, struct arg index)
{
	as_load_fmt(c, R(reg), base, index, 2, 1, 0, true);
}

void as_atomic(struct code *c, int result, unsigned int reg, struct arg base, struct arg index,
	       unsigned int op)
{
	unsigned int res = result < 0 ? 0 : 2 * (unsigned int)result;

	emit(c, f(0, 0x15) | f(6, op) | f(26, 1) | f(31, 1) | f(46, 1) | f(47, result >= 0) |
	     f(10, res & 63) | f(40, res >> 6) | f(48, 2 * reg) | base_index(base, index), 8);
}

static u128 local_place(struct arg base, int imm)
{
	unsigned int v = (unsigned int)imm & 0xffff;

	return f(16, base.v & 63) | f(58, base.v >> 6) | f(22, base.flags ? 0 : 2) |
	       f(34, 1) | f(28, v & 63) | f(48, v >> 6);
}

static void local(struct code *c, unsigned int op, unsigned int reg, struct arg base, int imm)
{
	unsigned int v = 2 * reg;

	emit(c, f(0, op) | f(15, 1) | local_place(base, imm) | f(9, v & 63) | f(60, v >> 6) |
	     f(8, 1) | f(36, 1) | f(24, 2), 8);
}

void as_lload(struct code *c, unsigned int reg, struct arg base, int imm)
{
	local(c, 0x69, reg, base, imm);
}

void as_lstore(struct code *c, unsigned int reg, struct arg base, int imm)
{
	local(c, 0x29, reg, base, imm);
}

void as_latomic(struct code *c, int result, unsigned int reg, struct arg base, int imm,
		unsigned int op)
{
	unsigned int res = result < 0 ? 0 : 2 * (unsigned int)result;

	emit(c, f(0, 0x19) | f(15, 1) | f(36, 1) | f(47, 1) | local_place(base, imm) |
	     f(9, res & 63) | f(60, res >> 6) | f(38, result >= 0) | f(8, result >= 0) |
	     f(24, op) | f(64, 2 * reg), 10);
}

void as_ustore(struct code *c, unsigned int uniform, unsigned int half, unsigned int count)
{
	emit(c, f(0, 0x45) | f(7, 1) | f(26, 3) | f(28, 3) | f(24, 1) | f(47, 1) |
	     f(20, uniform & 15) | f(32, uniform >> 4 & 15) | f(56, uniform >> 8) |
	     f(10, half & 63) | f(40, half >> 6) | f(52, (1u << count) - 1), 8);
}

void as_barrier(struct code *c)
{
	emit(c, 0x68, 2);
}

void as_stop(struct code *c)
{
	emit(c, 0x88, 2);
	for (unsigned int i = 0; i < 8; i++)
		emit(c, 0x08, 2);
}
