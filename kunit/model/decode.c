// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * decode.c - one instruction of an AGX program, taken apart
 *
 * One table has an entry for each opcode: bits that must match, lengths, and the form,
 * which says where the fields are. Bit numbers are those of the long form; the short form
 * has the last bytes absent, which then read as zero. Each field that a form reads is
 * noted, and bits that nothing has read are an error in the end.
 */

#include "decode.h"

#include <stdio.h>
#include <string.h>

enum form {
	F_LDIMM16, F_LDIMM32, F_MFSR, F_IADD, F_IMADD, F_CONVERT, F_BITFIELD,
	F_FLOAT2, F_FLOAT3, F_HALF2, F_HALF3, F_FUNOP, F_BITOP, F_INT1, F_INTL,
	F_ICSEL, F_FCSEL, F_IBALLOT, F_FBALLOT, F_SHUFFLE, F_REDUCE,
	F_FLOW_I, F_FLOW_F, F_JUMP, F_JUMP_REG, F_JUMP_SHORT, F_NONE, F_BYTE,
	F_MEM_BARRIER, F_PIX, F_LOAD, F_STORE, F_USTORE, F_STATE_LOAD, F_ATOMIC,
	F_LOCAL, F_LATOMIC, F_STACK_LOAD, F_STACK_STORE, F_STACK_ADJUST, F_MAP,
	F_SMP, F_IMGW, F_IMGWBLK, F_ITER, F_ITERPROJ, F_LDCF, F_TILE_LOAD, F_TILE_STORE,
	F_SAMPLE_MASK, F_ZS_EMIT, F_ST_VAR,
};

struct desc {
	uint64_t mask, match;
	uint8_t op, form;
	uint8_t len, long_len;	/* bytes; equal if there is one form */
	uint8_t len_bit;
};

#define B(n)		(1ull << (n))
#define ONE(n)		(n), (n), 0
#define BY15(s, l)	(s), (l), 15
#define BY47(s, l)	(s), (l), 47
#define SHIFT_OP(b15, k) 0x0c00807f, 0x2e | (b15) << 15 | (uint64_t)(k) << 26
#define INT_OP(k)	0x0c00807f, 0x3e | (uint64_t)(k) << 26

static const struct desc table[] = {
	{ 0x17f, 0x062, OP_LDIMM, F_LDIMM16, BY15(4, 6) },
	{ 0x17f, 0x162, OP_LDIMM, F_LDIMM32, BY15(6, 8) },
	{ 0x807f, 0x72, OP_MFSR, F_MFSR, ONE(4) },
	{ 0x803f, 0x0e, OP_IADD, F_IADD, ONE(8) },
	{ 0x803f, 0x1e, OP_IMADD, F_IMADD, ONE(8) },
	{ 0x807f, 0x803e, OP_CONVERT, F_CONVERT, ONE(6) },
	{ SHIFT_OP(0, 0), OP_BFI, F_BITFIELD, ONE(8) },
	{ SHIFT_OP(1, 0), OP_BFEIL, F_BITFIELD, ONE(8) },
	{ SHIFT_OP(0, 1), OP_EXTR, F_BITFIELD, ONE(8) },
	{ SHIFT_OP(0, 2), OP_SHLHI, F_BITFIELD, ONE(8) },
	{ SHIFT_OP(1, 2), OP_SHRHI, F_BITFIELD, ONE(8) },
	{ SHIFT_OP(1, 1), OP_ASR, F_BITFIELD, ONE(8) },
	{ SHIFT_OP(1, 3), OP_ASRH, F_BITFIELD, ONE(8) },
	{ 0x3f, 0x3a, OP_FFMA, F_FLOAT3, BY15(6, 8) },
	{ 0x3f, 0x36, OP_HFMA, F_HALF3, BY15(6, 8) },
	{ 0x3f, 0x2a, OP_FADD, F_FLOAT2, BY15(4, 6) },
	{ 0x3f, 0x1a, OP_FMUL, F_FLOAT2, BY15(4, 6) },
	{ 0x3f, 0x26, OP_HADD, F_HALF2, BY15(4, 6) },
	{ 0x3f, 0x16, OP_HMUL, F_HALF2, BY15(4, 6) },
	{ 0x3f, 0x0a, OP_FUNOP, F_FUNOP, BY15(4, 6) },
	{ 0x807f, 0x7e, OP_BITOP, F_BITOP, ONE(6) },
	{ INT_OP(0), OP_INTL, F_INTL, ONE(6) },
	{ INT_OP(1), OP_BITREV, F_INT1, ONE(6) },
	{ INT_OP(2), OP_POPCNT, F_INT1, ONE(6) },
	{ INT_OP(3), OP_FFS, F_INT1, ONE(6) },
	{ 0x7f, 0x12, OP_ICSEL, F_ICSEL, BY15(8, 10) },
	{ 0x7f, 0x02, OP_FCSEL, F_FCSEL, BY15(8, 10) },
	{ 0x7f, 0x32, OP_ICMP_BALLOT, F_IBALLOT, ONE(8) },
	{ 0x7f, 0x22, OP_FCMP_BALLOT, F_FBALLOT, ONE(8) },
	{ 0x0800807f, 0x6f, OP_SHUFFLE, F_SHUFFLE, ONE(6) },
	{ 0x0c00807f, 0x806f, OP_REDUCE, F_REDUCE, ONE(6) },
	{ 0x67f, 0x052, OP_IF_I, F_FLOW_I, ONE(6) },
	{ 0x67f, 0x252, OP_ELSE_I, F_FLOW_I, ONE(6) },
	{ 0x67f, 0x452, OP_WHILE_I, F_FLOW_I, ONE(6) },
	{ 0x67f, 0x652, OP_POP_EXEC, F_FLOW_I, ONE(6) },
	{ 0x67f, 0x042, OP_IF_F, F_FLOW_F, ONE(6) },
	{ 0x67f, 0x242, OP_ELSE_F, F_FLOW_F, ONE(6) },
	{ 0x67f, 0x442, OP_WHILE_F, F_FLOW_F, ONE(6) },
	{ 0xffff, 0xc000, OP_JMP_ANY, F_JUMP, ONE(6) },
	{ 0xffff, 0xc010, OP_CALL, F_JUMP, ONE(6) },
	{ 0xffff, 0xc020, OP_JMP_NONE, F_JUMP, ONE(6) },
	{ 0x7f, 0x04, OP_CALL_REG, F_JUMP_REG, ONE(2) },
	{ 0x7f, 0x14, OP_RET, F_JUMP_REG, ONE(2) },
	{ 0xffff, 0x0000, OP_JMP_INCOMPLETE, F_JUMP_SHORT, ONE(4) },
	{ 0xffff, 0x0020, OP_JMP_DOORBELL, F_JUMP_SHORT, ONE(4) },
	{ 0xffff, 0x0088, OP_STOP, F_NONE, ONE(2) },
	{ 0xffff, 0x0008, OP_TRAP, F_NONE, ONE(2) },
	{ 0x7f | B(26) | B(46), 0x05 | B(26) | B(46), OP_LOAD, F_LOAD, BY47(6, 8) },
	{ 0x7f | 0xfull << 26, 0x45 | 0xfull << 26, OP_UNIFORM_STORE, F_USTORE, BY47(6, 8) },
	/* 28:29 may be anything but 3, which the line above takes */
	{ 0x7f | B(26) | B(46), 0x45 | B(26) | B(46), OP_STORE, F_STORE, BY47(6, 8) },
	{ 0xff | B(20), 0xed | B(20), OP_TS_LOAD, F_STATE_LOAD, ONE(8) },
	{ 0xff | B(20), 0xad | B(20), OP_SS_LOAD, F_STATE_LOAD, ONE(8) },
	{ 0x3f | B(26) | B(31) | B(46), 0x15 | B(26) | B(31) | B(46), OP_ATOMIC, F_ATOMIC, ONE(8) },
	{ 0x7f, 0x69, OP_LLOAD, F_LOCAL, BY15(6, 8) },
	{ 0x7f, 0x29, OP_LSTORE, F_LOCAL, BY15(6, 8) },
	{ 0x3f | B(36) | B(47), 0x19 | B(36) | B(47), OP_LATOMIC, F_LATOMIC, BY15(6, 10) },
	{ 0xff | B(26) | 7ull << 44, 0x35 | B(26) | B(46), OP_STACK_LOAD, F_STACK_LOAD,
	  BY47(6, 8) },
	{ 0xff | B(26) | 7ull << 44, 0xb5 | B(26) | B(46), OP_STACK_STORE, F_STACK_STORE,
	  BY47(6, 8) },
	{ 0xff | B(16) | B(26) | 7ull << 36 | 7ull << 44, 0xb5 | B(16) | B(26) | B(37),
	  OP_STACK_ADJUST, F_STACK_ADJUST, BY47(6, 8) },
	{ 0xff, 0x38, OP_WAIT, F_BYTE, ONE(2) },
	{ 0xff, 0x68, OP_BARRIER, F_NONE, ONE(2) },
	{ 0xff, 0x28, OP_DOORBELL, F_BYTE, ONE(2) },
	{ 0xff, 0xf5, OP_MEM_BARRIER, F_MEM_BARRIER, ONE(2) },
	{ 0xff, 0x48, OP_PIXWAIT, F_PIX, ONE(4) },
	{ 0xff, 0x58, OP_PIXREL, F_PIX, ONE(4) },
	{ 0xff | 0xfull << 16 | 7ull << 24 | 0x3full << 42 | 0xffull << 48,
	  0x75 | B(24) | B(26) | B(46) | B(47) | B(52), OP_UNMAP, F_MAP, ONE(8) },
	{ 0xff | 0xfull << 16 | 7ull << 24 | 0x3full << 42 | 0xffull << 48,
	  0x75 | B(16) | B(24) | B(26) | B(46) | B(47) | B(52), OP_MAP, F_MAP, ONE(8) },
	{ 0xbf | 3ull << 45, 0x31 | 3ull << 45, OP_SMP, F_SMP, BY15(8, 12) },
	{ 0xff | B(23) | B(43) | B(46), 0xf1 | B(23) | B(43) | B(46), OP_IMGW, F_IMGW, BY15(6, 8) },
	{ 0xff | B(43) | B(46), 0xb1 | B(43) | B(46), OP_IMGWBLK, F_IMGWBLK, BY15(6, 10) },
	{ 0xff, 0x21, OP_ITER, F_ITER, BY15(4, 8) },
	{ 0xff, 0x61, OP_ITERPROJ, F_ITERPROJ, BY15(4, 8) },
	{ 0xff, 0xa1, OP_LDCF, F_LDCF, BY15(4, 8) },
	{ 0x7f | B(35), 0x49 | B(35), OP_LD_TILE, F_TILE_LOAD, BY15(8, 10) },
	{ 0x7f, 0x09, OP_ST_TILE, F_TILE_STORE, BY15(8, 10) },
	{ 0xff, 0xc1, OP_SAMPLE_MASK, F_SAMPLE_MASK, ONE(4) },
	{ 0xff, 0x41, OP_ZS_EMIT, F_ZS_EMIT, ONE(4) },
	{ 0x7f | B(31), 0x11 | B(31), OP_ST_VAR, F_ST_VAR, ONE(4) },
	{ 0x3ff | B(22) | B(31), 0x51 | B(31), OP_NO_VAR, F_NONE, ONE(4) },
};

/* The second byte of memory barriers: kinds that are known. */
static const uint8_t barrier_kinds[] = {
	0x96, 0x99, 0x9a, 0x9d, 0x9e, 0xa9, 0xaa, 0xad, 0xae, 0x40, 0x33, 0x03,
};

struct bits {
	uint64_t w[2], used[2];
	unsigned int n;		/* length of the long form */
	const char *bad;
};

static uint32_t get(struct bits *b, unsigned int lo, unsigned int hi)
{
	uint32_t v = 0;

	for (unsigned int i = lo; i <= hi; i++) {
		b->used[i / 64] |= B(i % 64);
		v |= (uint32_t)(b->w[i / 64] >> (i % 64) & 1) << (i - lo);
	}
	return v;
}

static bool flag(struct bits *b, unsigned int bit)
{
	return get(b, bit, bit);
}

static void bad(struct bits *b, const char *why)
{
	if (!b->bad)
		b->bad = why;
}

static uint32_t sext(uint32_t v, unsigned int bits)
{
	uint32_t sign = 1u << (bits - 1);

	return (v ^ sign) - sign;
}

static void set_reg(struct bits *b, struct operand *o, unsigned int idx, unsigned int size,
		    unsigned int count)
{
	o->kind = OPND_REG;
	o->idx = (uint16_t)idx;
	o->size = (uint8_t)size;
	o->count = (uint8_t)(count ? count : 1);
	if (size > 16 && idx & 1)
		bad(b, "32-bit register with an odd half index");
	if (idx + (size / 16) * o->count > 256)
		bad(b, "register beyond r127");
}

static void set_uni(struct bits *b, struct operand *o, unsigned int idx, unsigned int size)
{
	o->kind = OPND_UNI;
	o->idx = (uint16_t)idx;
	o->size = (uint8_t)size;
	o->count = 1;
	if (size > 16 && idx & 1)
		bad(b, "32-bit uniform with an odd half index");
	if (idx + size / 16 > 512)
		bad(b, "uniform beyond u255");
}

static void set_imm(struct operand *o, uint32_t imm)
{
	o->kind = OPND_IMM;
	o->imm = imm;
	o->size = 16;
	o->count = 1;
}

/* The destination: 7:14, and two more bits at @top. */
static void dst_alu(struct bits *b, struct operand *o, unsigned int top, unsigned int max)
{
	unsigned int v = get(b, 7, 14) | get(b, top, top + 1) << 8;
	unsigned int reg = v >> 2;

	o->hint = v & 1 ? 2 : 0;
	if (!(v & 2))
		set_reg(b, o, reg, 16, 1);
	else if (max == 16)
		bad(b, "32-bit destination of a 16-bit instruction");
	else if (max == 64 && reg & 1)
		set_reg(b, o, reg & ~1u, 64, 1);
	else
		set_reg(b, o, reg, 32, 1);
}

static void dst_std(struct bits *b, struct operand *o, unsigned int max)
{
	dst_alu(b, o, b->n - 4, max);
}

/* A source: value @v of 8 bits with flags @fl as they stand in 6:9 of the operand. */
static void src_flags(struct bits *b, struct operand *o, unsigned int v, unsigned int fl,
		      unsigned int max)
{
	if (fl == 0) {
		set_imm(o, v);
		return;
	}
	if (fl >> 2 == 1) {
		unsigned int size = fl & 2 ? 32 : 16;

		if (size > max)
			bad(b, "32-bit uniform in a 16-bit instruction");
		set_uni(b, o, v | (fl & 1) << 8, size);
		return;
	}
	o->hint = fl & 3;
	if (!o->hint)
		bad(b, "register without a hint");
	if (fl >> 2 == 0) {
		set_reg(b, o, v, 16, 1);
	} else if (fl >> 2 == 2 && max >= 32) {
		set_reg(b, o, v, 32, 1);
	} else if (fl >> 2 == 3 && max >= 64) {
		set_reg(b, o, v, 64, 1);
	} else {
		bad(b, "register size");
	}
}

static void src_alu(struct bits *b, struct operand *o, unsigned int lo, unsigned int ext)
{
	src_flags(b, o, get(b, lo, lo + 5) | get(b, ext, ext + 1) << 6,
		  get(b, lo + 6, lo + 9), 32);
}

/* Sources of iadd and imadd: bit 10 sign-extends. */
static void src_int(struct bits *b, struct operand *o, unsigned int lo, unsigned int ext,
		    unsigned int max)
{
	src_flags(b, o, get(b, lo, lo + 5) | get(b, ext, ext + 1) << 6,
		  get(b, lo + 6, lo + 9), max);
	o->sx = flag(b, lo + 10);
}

static void src_float(struct bits *b, struct operand *o, unsigned int lo, unsigned int ext)
{
	src_alu(b, o, lo, ext);
	if (o->kind == OPND_IMM)
		o->kind = OPND_FIMM;
	o->abs = flag(b, lo + 10);
	o->neg = flag(b, lo + 11);
}

/* A 16-bit float source has no bit for the size of a register. */
static void src_half(struct bits *b, struct operand *o, unsigned int lo, unsigned int ext)
{
	unsigned int fl = get(b, lo + 6, lo + 8);

	src_flags(b, o, get(b, lo, lo + 5) | get(b, ext, ext + 1) << 6, fl, 16);
	if (o->kind == OPND_IMM)
		o->kind = OPND_FIMM;
	o->abs = flag(b, lo + 9);
	o->neg = flag(b, lo + 10);
}

/* What csel selects: the size is that of the destination. */
static void src_select(struct bits *b, struct operand *o, unsigned int lo, unsigned int ext,
		       unsigned int size)
{
	unsigned int v = get(b, lo, lo + 5) | get(b, ext, ext + 1) << 6;
	unsigned int fl = get(b, lo + 6, lo + 8);

	if (fl == 4) {
		set_imm(o, v);
	} else if (fl >> 1 == 3) {
		set_uni(b, o, v | (fl & 1) << 8, size);
	} else if (fl >> 2 == 0 && fl) {
		o->hint = fl & 3;
		set_reg(b, o, v, size, 1);
	} else {
		bad(b, "operand of a select");
	}
}

static unsigned int popcount4(unsigned int v)
{
	return (unsigned int)__builtin_popcount(v & 15);
}

/* Registers of load and store: 10:15 40:41, size 49, mask 52:55. */
static void op_mreg(struct bits *b, struct insn *in, struct operand *o)
{
	unsigned int idx = get(b, 10, 15) | get(b, 40, 41) << 6;

	in->mask = (uint8_t)get(b, 52, 55);
	if (!in->mask)
		bad(b, "empty mask");
	set_reg(b, o, idx, flag(b, 49) ? 32 : 16, popcount4(in->mask));
}

static void op_mbase(struct bits *b, struct operand *o)
{
	unsigned int idx = get(b, 16, 19) | get(b, 36, 39) << 4;

	if (flag(b, 27))
		set_uni(b, o, idx, 64);
	else
		set_reg(b, o, idx, 64, 1);
}

static void op_mindex(struct bits *b, struct operand *o)
{
	unsigned int v = get(b, 20, 23) | get(b, 32, 35) << 4 | get(b, 56, 63) << 8;
	bool zext = flag(b, 25);

	if (flag(b, 24)) {
		set_imm(o, zext ? v : sext(v, 16));
		return;
	}
	if (v > 255)
		bad(b, "index register beyond r127");
	set_reg(b, o, v & 255, 32, 1);
	o->sx = !zext;
}

/* Registers of local and tile memory: 9:14 60:61, size 8, mask 36:39. */
static void op_lreg(struct bits *b, struct insn *in, struct operand *o)
{
	unsigned int idx = get(b, 9, 14) | get(b, 60, 61) << 6;

	in->mask = (uint8_t)get(b, 36, 39);
	if (!in->mask)
		bad(b, "empty mask");
	set_reg(b, o, idx, flag(b, 8) ? 32 : 16, popcount4(in->mask));
}

static void op_lbase(struct bits *b, struct operand *o)
{
	unsigned int v = get(b, 16, 21) | get(b, 58, 59) << 6;

	switch (get(b, 22, 23)) {
	case 0:
		set_reg(b, o, v, 16, 1);
		break;
	case 1:
		set_uni(b, o, v, 16);
		break;
	case 2:
		if (v)
			bad(b, "local base zero with a value");
		set_imm(o, 0);
		break;
	default:
		set_uni(b, o, v + 256, 16);
		break;
	}
}

static void op_lindex(struct bits *b, struct operand *o)
{
	unsigned int v = get(b, 28, 33) | get(b, 48, 57) << 6;

	if (flag(b, 34)) {
		set_imm(o, sext(v, 16));
		return;
	}
	if (v > 255)
		bad(b, "index register beyond r127");
	set_reg(b, o, v & 255, 16, 1);
}

/* An 8-bit register or immediate with two more bits at @ext. */
static void reg_or_imm(struct bits *b, struct operand *o, unsigned int lo, unsigned int ext,
		       bool imm, unsigned int size, unsigned int count)
{
	unsigned int v = get(b, lo, lo + 5) | get(b, ext, ext + 1) << 6;

	if (imm)
		set_imm(o, v);
	else
		set_reg(b, o, v, size, count);
}

#include "decode_forms.h"

static bool fields(struct insn *in, struct bits *b, const struct desc *d)
{
	switch (d->form) {
	case F_NONE:
		break;
	case F_BYTE:
		in->imm = (int32_t)get(b, 8, 15);
		if (d->op == OP_WAIT && in->imm > 1)
			bad(b, "wait group");
		break;
	case F_MEM_BARRIER:
		in->sub = (uint8_t)get(b, 8, 15);
		if (!memchr(barrier_kinds, in->sub, sizeof(barrier_kinds)))
			bad(b, "kind of barrier");
		break;
	case F_JUMP:
		in->imm = (int32_t)get(b, 16, 47);
		break;
	case F_JUMP_REG:
		set_reg(b, &in->src[0], get(b, 9, 15) << 1, 32, 1);
		break;
	case F_JUMP_SHORT:
		in->imm = (int32_t)get(b, 16, 23);
		break;
	default:
		if (!alu_fields(in, b, d) && !memory_fields(in, b, d))
			pixel_fields(in, b, d);
		break;
	}
	return !b->bad;
}

bool insn_decode(struct insn *in, const uint8_t *bytes, size_t avail, uint32_t pc,
		 struct fault *f)
{
	uint8_t raw[16] = { 0 };
	char hex[3 * INSN_MAX_LEN + 1] = "";
	struct bits b = { .n = 0 };
	const struct desc *d = NULL;
	unsigned int len = 0;
	uint64_t unknown[2];

	memset(in, 0, sizeof(*in));
	memcpy(raw, bytes, avail < INSN_MAX_LEN ? avail : INSN_MAX_LEN);
	memcpy(b.w, raw, sizeof(b.w));
	for (unsigned int i = 0; i < INSN_MAX_LEN; i++)
		snprintf(hex + 3 * i, 4, "%02x ", raw[i]);

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if ((b.w[0] & table[i].mask) != table[i].match)
			continue;
		d = &table[i];
		break;
	}
	if (!d) {
		fault_set(f, FAULT_DECODE, pc, "unknown instruction at 0x%x: %s", pc, hex);
		return false;
	}

	len = d->len;
	if (d->len_bit) {
		b.used[0] |= B(d->len_bit);
		if (b.w[0] >> d->len_bit & 1)
			len = d->long_len;
	}
	if (len > avail) {
		fault_set(f, FAULT_FETCH, pc, "instruction at 0x%x is cut off: %s", pc, hex);
		return false;
	}
	memset(raw + len, 0, sizeof(raw) - len);
	memcpy(b.w, raw, sizeof(b.w));
	b.n = d->long_len * 8u;
	b.used[0] |= d->mask;
	in->op = d->op;
	in->len = (uint8_t)len;

	if (!fields(in, &b, d)) {
		fault_set(f, FAULT_DECODE, pc, "%s in the instruction at 0x%x: %s", b.bad, pc,
			  hex);
		return false;
	}
	unknown[0] = b.w[0] & ~b.used[0];
	unknown[1] = b.w[1] & ~b.used[1];
	if (unknown[0] || unknown[1]) {
		unsigned int bit = unknown[0] ? (unsigned int)__builtin_ctzll(unknown[0]) :
				   64 + (unsigned int)__builtin_ctzll(unknown[1]);

		fault_set(f, FAULT_DECODE, pc, "unknown bit %u in the instruction at 0x%x: %s",
			  bit, pc, hex);
		return false;
	}
	for (in->nr_src = INSN_SRCS; in->nr_src; in->nr_src--)
		if (in->src[in->nr_src - 1].kind != OPND_NONE)
			break;
	return true;
}
