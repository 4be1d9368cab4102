/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * asm.h - a small assembler for tests
 *
 * It sets bits as the description of the instruction set has them, without a line of the
 * decoder. Registers: R(n) 32 bits, H(n) 16 bits by half index, D(n) 64 bits; U(h) 32-bit
 * uniform by half index, I(v) immediate.
 */
#ifndef AGX_MODEL_ASM_H
#define AGX_MODEL_ASM_H

#include <stdbool.h>
#include <stdint.h>

struct code {
	uint8_t b[4096];
	unsigned int n;
};

struct arg {
	uint8_t v;
	uint8_t flags;		/* 6:9 of a source */
	bool sx;
};

#define R(n)	((struct arg){ 2 * (n), 9, false })
#define RS(n)	((struct arg){ 2 * (n), 9, true })
#define H(h)	((struct arg){ (h), 1, false })
#define D(n)	((struct arg){ 2 * (n), 13, false })
#define U(h)	((struct arg){ (h) & 255, (h) > 255 ? 7 : 6, false })
#define I(v)	((struct arg){ (v), 0, false })

/* Conditions of integers */
enum { IEQ, ULT, UGT, SLT = 5, SGT = 6 };

void as_ldimm(struct code *c, unsigned int reg, uint32_t imm);
void as_ldimm16(struct code *c, unsigned int half, uint16_t imm);
void as_sr(struct code *c, unsigned int reg, unsigned int nr);
/* dst = a + (+-b << shift) */
void as_iadd(struct code *c, struct arg dst, struct arg a, struct arg b, unsigned int shift,
	     bool negate);
void as_imadd(struct code *c, struct arg dst, struct arg a, struct arg b, struct arg d);
void as_bitop(struct code *c, struct arg dst, struct arg a, struct arg b, unsigned int table);
#define as_mov(c, dst, a)	as_bitop(c, dst, a, I(0), 10)
void as_shl(struct code *c, struct arg dst, struct arg a, struct arg n);
void as_icsel(struct code *c, struct arg dst, struct arg a, struct arg b, struct arg x,
	      struct arg y, unsigned int cond);
void as_fadd(struct code *c, struct arg dst, struct arg a, struct arg b);
/* if, else and while (op 0, 1, 2) on integers */
void as_flow(struct code *c, unsigned int op, unsigned int nest, struct arg a, struct arg b,
	     unsigned int cond, bool invert);
void as_pop(struct code *c, unsigned int nest);
/* Jumps to a place in the code; returns where the offset is, for as_patch(). */
unsigned int as_jmp_any(struct code *c, unsigned int to);
unsigned int as_jmp_none(struct code *c, unsigned int to);
unsigned int as_call(struct code *c, unsigned int to);
void as_patch(struct code *c, unsigned int jump);	/* to here */
void as_ret(struct code *c, unsigned int reg);
/* format i32, one component, address = pair or uniform pair + index * 4 */
void as_load(struct code *c, unsigned int reg, struct arg base, struct arg index);
void as_store(struct code *c, unsigned int reg, struct arg base, struct arg index);
void as_load_fmt(struct code *c, struct arg reg, struct arg base, struct arg index,
		 unsigned int format, unsigned int mask, unsigned int shift, bool store);
/* @result -1: none */
void as_atomic(struct code *c, int result, unsigned int reg, struct arg base, struct arg index,
	       unsigned int op);
/* base: H(n) or I(0); format i32 */
void as_lload(struct code *c, unsigned int reg, struct arg base, int imm);
void as_lstore(struct code *c, unsigned int reg, struct arg base, int imm);
void as_latomic(struct code *c, int result, unsigned int reg, struct arg base, int imm,
		unsigned int op);
void as_ustore(struct code *c, unsigned int uniform, unsigned int half, unsigned int count);
void as_barrier(struct code *c);
void as_stop(struct code *c);

#endif
