/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * decode.h - one instruction of an AGX program, taken apart
 *
 * The decoder knows every bit of every instruction that it accepts. Unknown opcodes, and
 * bits that no field of an instruction explains, are errors: a guess would become a wrong
 * pixel far away from its cause.
 */
#ifndef AGX_MODEL_DECODE_H
#define AGX_MODEL_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

#define INSN_MAX_LEN	12

enum op {
	OP_INVALID,
	OP_LDIMM, OP_MFSR,
	OP_IADD, OP_IMADD, OP_CONVERT,
	OP_BFI, OP_BFEIL, OP_EXTR, OP_SHLHI, OP_SHRHI, OP_ASR, OP_ASRH,
	OP_FFMA, OP_HFMA, OP_FADD, OP_FMUL, OP_HADD, OP_HMUL, OP_FUNOP,
	OP_BITOP, OP_BITREV, OP_POPCNT, OP_FFS, OP_INTL,
	OP_ICSEL, OP_FCSEL, OP_ICMP_BALLOT, OP_FCMP_BALLOT, OP_SHUFFLE, OP_REDUCE,
	OP_IF_I, OP_ELSE_I, OP_WHILE_I, OP_POP_EXEC, OP_IF_F, OP_ELSE_F, OP_WHILE_F,
	OP_JMP_ANY, OP_JMP_NONE, OP_CALL, OP_CALL_REG, OP_RET, OP_STOP, OP_TRAP,
	OP_JMP_INCOMPLETE, OP_JMP_DOORBELL, OP_DOORBELL, OP_MAP, OP_UNMAP,
	OP_LOAD, OP_STORE, OP_UNIFORM_STORE, OP_TS_LOAD, OP_SS_LOAD, OP_ATOMIC,
	OP_LLOAD, OP_LSTORE, OP_LATOMIC, OP_STACK_LOAD, OP_STACK_STORE, OP_STACK_ADJUST,
	OP_WAIT, OP_BARRIER, OP_MEM_BARRIER, OP_PIXWAIT, OP_PIXREL,
	OP_SMP, OP_IMGW, OP_IMGWBLK,
	OP_ITER, OP_ITERPROJ, OP_LDCF, OP_LD_TILE, OP_ST_TILE, OP_SAMPLE_MASK, OP_ZS_EMIT,
	OP_ST_VAR, OP_NO_VAR,
	OP_COUNT,
};

enum operand_kind {
	OPND_NONE,
	OPND_IMM,		/* imm: a non-negative integer, or sign-extended to 32 bits */
	OPND_FIMM,		/* imm: an 8-bit float */
	OPND_REG,		/* idx: half index of the (first) register */
	OPND_UNI,		/* idx: half index of the uniform */
	OPND_TS, OPND_SS,	/* idx: texture or sampler state register */
	OPND_CF,		/* idx: coefficient register */
};

struct operand {
	uint8_t kind;
	uint8_t size;		/* bits: 16, 32 or 64 */
	uint8_t count;		/* contiguous registers, at least 1 */
	uint8_t hint;		/* 2 cache, 3 discard: for the printer only */
	bool abs, neg, sx;
	uint16_t idx;
	uint32_t imm;
};

enum mem_format {
	FMT_I8 = 0, FMT_I16 = 1, FMT_I32 = 2, FMT_F16 = 3, FMT_U8NORM = 4,
	FMT_S8NORM = 5, FMT_U16NORM = 6, FMT_S16NORM = 7, FMT_RGB10A2 = 8,
	FMT_SRGBA8 = 10, FMT_RG11B10F = 12, FMT_RGB9E5 = 13,
	FMT_RG11B10F_RTZ = 14, FMT_RGB9E5_RTZ = 15,
};

enum atomic_op {
	ATOMIC_ADD, ATOMIC_SUB, ATOMIC_XCHG, ATOMIC_CMPXCHG, ATOMIC_UMIN, ATOMIC_IMIN,
	ATOMIC_UMAX, ATOMIC_IMAX, ATOMIC_AND, ATOMIC_OR, ATOMIC_XOR, ATOMIC_OPS,
};

/* The operation of OP_FUNOP */
enum funop {
	FUNOP_FLOOR = 0, FUNOP_RSQRTS = 1, FUNOP_DFDX = 4, FUNOP_DFDY = 6, FUNOP_RCP = 8,
	FUNOP_RSQRT = 9, FUNOP_SINR = 10, FUNOP_LOG2 = 12, FUNOP_EXP2 = 13, FUNOP_SINC = 14,
	FUNOP_CEIL = 16, FUNOP_TRUNC = 32, FUNOP_RINT = 48,
};

/* The mode of OP_CONVERT */
enum convert_mode {
	CVT_U8_F = 0, CVT_S8_F = 1, CVT_F_U16 = 4, CVT_F_S16 = 5, CVT_U16_F = 6,
	CVT_S16_F = 7, CVT_F_U32 = 8, CVT_F_S32 = 9, CVT_U32_F = 10, CVT_S32_F = 11,
};

/* The operation of OP_REDUCE */
enum reduce_op {
	RED_AND = 0, RED_FADD = 1, RED_OR = 2, RED_FMUL = 3, RED_XOR = 4, RED_FMIN = 5,
	RED_FMAX = 7, RED_IADD = 16, RED_SMIN = 20, RED_SMAX = 22, RED_UMIN = 28,
	RED_UMAX = 30,
};

/* The operation of OP_SHUFFLE */
enum shuffle_op { SHUF_INDEX, SHUF_XOR, SHUF_UP, SHUF_DOWN };

enum lod_type {
	LOD_AUTO = 0, LOD_BIAS_U = 1, LOD_MIN_U = 2, LOD_GRAD = 4, LOD_BIAS = 5,
	LOD_MIN = 6, LOD_BIAS_MIN_U = 9, LOD_GRAD_MIN = 12, LOD_BIAS_MIN = 13,
};

/*
 * Which sources an instruction has, in order:
 *   ALU, compare		as written in the instruction
 *   load, store, atomic	load: base, index; store and atomic: value, base, index
 *   local ones			the same
 *   stack			load: offset; store: value, offset; adjust: offset
 *   ts, ss load		heap, offset
 *   smp			heap, texture, sampler, coordinates, lod, compare and offset
 *   imgw			value, heap, texture, coordinates, lod
 *   imgwblk			offset in sample, heap, texture, coordinates, lod
 *   iter			coefficient, sample; iterproj: coefficient, 1/w, sample
 *   ld_tile			coordinates, samples; st_tile: value, coordinates, samples
 */
#define INSN_SRCS	6

struct insn {
	uint8_t op;
	uint8_t len;		/* bytes */
	uint8_t sub;		/* funop, convert, reduce, shuffle, atomic, barrier kind ... */
	uint8_t cond;		/* 0..7 */
	bool invert;		/* of cond */
	bool sat;
	uint8_t shift;
	uint8_t nest;
	uint8_t format, mask;
	uint8_t round;		/* 0 to zero, 1 to nearest even */
	bool simd;		/* shuffle, ballot, reduce: 32 lanes rather than a quad */
	bool flag_a, flag_b;	/* see below */
	uint8_t group;
	uint8_t coherency;
	uint8_t nr_src;
	struct operand dst;
	struct operand src[INSN_SRCS];
	int32_t imm;		/* jump offset, bit mask, byte offset, truth table, ... */
	/* texture instructions */
	uint8_t dim, lod_type, gather;
	bool shadow, query_lod, rw, sparse, kill, coherent;
};

/*
 * flag_a: reduce = exclusive prefix; shuffle = rotate; if/pop = cache; index of a load =
 * zero-extended (in the operand: sx false); st_tile = bit 35; iter = forward; st_var =
 * last; imgw = round to zero; imgwblk = explicit coordinates; smp = integer coordinates;
 * funop and others = kill helpers.
 * flag_b: iter = elide; imgwblk = round to zero.
 */

/*
 * insn_decode - take apart the instruction at the start of @bytes
 * @bytes: at least @avail bytes of the program
 * @pc: of the instruction, for messages
 *
 * Returns true, or false with @f filled (FAULT_DECODE).
 */
bool insn_decode(struct insn *in, const uint8_t *bytes, size_t avail, uint32_t pc,
		 struct fault *f);

/* insn_print - the instruction as text, in the words of Mesa's disassembler. */
void insn_print(const struct insn *in, char *buf, size_t len);

/* special_register_name - NULL if the number means nothing. */
const char *special_register_name(unsigned int nr);

#endif
