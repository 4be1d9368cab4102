// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * print.c - instructions as text
 *
 * The words, and their order, are those of Mesa's disassembler, so that the decoder can be
 * compared with it line by line.
 */

#include "decode.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct out {
	char *buf;
	size_t len, at;
	bool first;
};

static void put(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void put(struct out *o, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(o->buf + o->at, o->len - o->at, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	o->at += (size_t)n;
	if (o->at >= o->len)
		o->at = o->len - 1;
}

/* The next item of the list behind the mnemonic. */
static void item(struct out *o)
{
	put(o, o->first ? " " : ", ");
	o->first = false;
}

static void word(struct out *o, const char *text)
{
	item(o);
	put(o, "%s", text);
}

static void number(struct out *o, long long v)
{
	item(o);
	put(o, "%lld", v);
}

static const char *const op_names[OP_COUNT] = {
	[OP_LDIMM] = "ldimm", [OP_MFSR] = "mov", [OP_BFI] = "bfi", [OP_BFEIL] = "bfeil",
	[OP_EXTR] = "extr", [OP_SHLHI] = "shlhi", [OP_SHRHI] = "shrhi", [OP_ASR] = "asr",
	[OP_ASRH] = "asrh", [OP_FFMA] = "ffma", [OP_HFMA] = "hfma", [OP_FADD] = "fadd",
	[OP_FMUL] = "fmul", [OP_HADD] = "hadd", [OP_HMUL] = "hmul", [OP_BITREV] = "bitrev",
	[OP_POPCNT] = "popcnt", [OP_FFS] = "ffs", [OP_INTL] = "intl", [OP_ICSEL] = "csel",
	[OP_FCSEL] = "csel", [OP_ICMP_BALLOT] = "ballot", [OP_FCMP_BALLOT] = "ballot",
	[OP_SHUFFLE] = "shuffle", [OP_IF_I] = "if", [OP_ELSE_I] = "else",
	[OP_WHILE_I] = "while", [OP_POP_EXEC] = "pop_exec", [OP_IF_F] = "if",
	[OP_ELSE_F] = "else", [OP_WHILE_F] = "while", [OP_JMP_ANY] = "jmp_any",
	[OP_JMP_NONE] = "jmp_none", [OP_CALL] = "call", [OP_CALL_REG] = "call",
	[OP_RET] = "ret", [OP_STOP] = "stop", [OP_TRAP] = "trap",
	[OP_JMP_INCOMPLETE] = "jmp_incomplete",
	[OP_JMP_DOORBELL] = "jmp_if_skipping_doorbell", [OP_DOORBELL] = "doorbell",
	[OP_MAP] = "map", [OP_UNMAP] = "unmap", [OP_LOAD] = "load", [OP_STORE] = "store",
	[OP_UNIFORM_STORE] = "mov", [OP_TS_LOAD] = "load", [OP_SS_LOAD] = "load",
	[OP_ATOMIC] = "atomic", [OP_LLOAD] = "lload", [OP_LSTORE] = "lstore",
	[OP_LATOMIC] = "latomic", [OP_STACK_LOAD] = "stack_load",
	[OP_STACK_STORE] = "stack_store", [OP_STACK_ADJUST] = "stack_adjust",
	[OP_WAIT] = "wait", [OP_BARRIER] = "barrier", [OP_PIXWAIT] = "pixwait",
	[OP_PIXREL] = "pixrel", [OP_IMGW] = "imgw", [OP_IMGWBLK] = "imgwblk",
	[OP_ITER] = "iter", [OP_ITERPROJ] = "iter", [OP_LDCF] = "ldcf",
	[OP_LD_TILE] = "ld_tile", [OP_ST_TILE] = "st_tile",
	[OP_SAMPLE_MASK] = "sample_mask", [OP_ZS_EMIT] = "zs_emit", [OP_ST_VAR] = "st_var",
	[OP_NO_VAR] = "no_var",
};

/* Truth table: bits for (A, B) = 00, 10, 01, 11 */
static const char *const bitop_names[16] = {
	"zero", "nor", "andn2", "mov_a", "andn1", "not", "xor", "nand",
	"and", "xnor", "mov", "orn2", "not_a", "orn1", "or", "one",
};

static const char *const format_names[16] = {
	"i8", "i16", "i32", "f16", "u8norm", "s8norm", "u16norm", "s16norm", "rgb10a2", "9",
	"srgba8", "11", "rg11b10f", "rgb9e5", "rg11b10f_rtz", "rgb9e5_rtz",
};

static const char *const mask_names[16] = {
	"none", "x", "y", "xy", "z", "xz", "yz", "xyz",
	"w", "xw", "yw", "xyw", "zw", "xzw", "yzw", "xyzw",
};

static const char *const icond_names[16] = {
	"ieq", "ult", "ugt", "?", "seq", "slt", "sgt", "?",
	"ine", "ugte", "ulte", "?", "nseq", "sgte", "slte", "?",
};

static const char *const fcond_names[16] = {
	"feq", "flt", "fgt", "fltn", "?", "fgte", "flte", "fgtn",
	"fneq", "fnlt", "fngt", "fnltn", "?", "fngte", "fnlte", "fngtn",
};

static const char *const atomic_names[ATOMIC_OPS] = {
	"add", "sub", "xchg", "cmpxchg", "umin", "imin", "umax", "imax", "and", "or", "xor",
};

static const char *const coherency_names[4] = { NULL, "coherent1", "coherent2", "coherent" };

static const char *const dim_names[16] = {
	"1d", "1d_array", "2d", "2d_array", "2d_ms", "3d", "cube", "cube_array", "2d_ms_array",
	"9", "10", "11", "12", "13", "14", "15",
};

static const char *const lod_names[16] = {
	"auto_lod", "auto_lod_bias", "lod_min", "3", "lod_grad", "auto_lod_bias", "lod_min", "7",
	"8", "auto_lod_bias_min", "10", "11", "lod_grad_min", "auto_lod_bias_min", "14", "15",
};

static const char *funop_name(unsigned int sub)
{
	switch (sub) {
	case FUNOP_FLOOR:	return "floor";
	case FUNOP_RSQRTS:	return "rsqrts";
	case FUNOP_DFDX:	return "dfdx";
	case FUNOP_DFDY:	return "dfdy";
	case FUNOP_RCP:		return "rcp";
	case FUNOP_RSQRT:	return "rsqrt";
	case FUNOP_SINR:	return "sinr";
	case FUNOP_LOG2:	return "log2";
	case FUNOP_EXP2:	return "exp2";
	case FUNOP_SINC:	return "sinc";
	case FUNOP_CEIL:	return "ceil";
	case FUNOP_TRUNC:	return "trunc";
	case FUNOP_RINT:	return "rint";
	default:		return "?";
	}
}

static const char *convert_name(unsigned int sub)
{
	static const char *const names[12] = {
		"u8_to_f", "s8_to_f", "?", "?", "f_to_u16", "f_to_s16", "u16_to_f", "s16_to_f",
		"f_to_u32", "f_to_s32", "u32_to_f", "s32_to_f",
	};

	return sub < 12 ? names[sub] : "?";
}

static const char *reduce_name(unsigned int sub)
{
	switch (sub) {
	case RED_AND:	return "and";
	case RED_FADD:	return "fadd";
	case RED_OR:	return "or";
	case RED_FMUL:	return "fmul";
	case RED_XOR:	return "xor";
	case RED_FMIN:	return "fmin";
	case RED_FMAX:	return "fmax";
	case RED_IADD:	return "iadd";
	case RED_SMIN:	return "smin";
	case RED_SMAX:	return "smax";
	case RED_UMIN:	return "umin";
	case RED_UMAX:	return "umax";
	default:	return "?";
	}
}

static const char *barrier_name(unsigned int kind)
{
	switch (kind) {
	case 0x96: return "memory_barrier";
	case 0x99: return "memory_barrier_3";
	case 0x9a: return "memory_barrier_2";
	case 0x9d: return "device_barrier_1";
	case 0x9e: return "device_barrier_2";
	case 0xa9: return "image_barrier_3";
	case 0xaa: return "image_barrier_1";
	case 0xad: return "image_barrier_4";
	case 0xae: return "image_barrier_2";
	case 0x40: return "flush_memory_to_texture";
	case 0x33: return "unknown_barrier_1";
	case 0x03: return "unknown_barrier_2";
	default:   return "?";
	}
}

const char *special_register_name(unsigned int nr)
{
	static const char *const names[148] = {
		[0] = "threadgroup_in_grid_x", [1] = "threadgroup_in_grid_y",
		[2] = "threadgroup_in_grid_z", [4] = "threads_per_threadgroup_x",
		[5] = "threads_per_threadgroup_y", [6] = "threads_per_threadgroup_z",
		[8] = "dispatch_threads_per_threadgroup_x",
		[9] = "dispatch_threads_per_threadgroup_y",
		[10] = "dispatch_threads_per_threadgroup_z", [12] = "threadgroup_width",
		[13] = "threadgroup_height", [14] = "samples_log2", [20] = "core_index",
		[21] = "vm_slot", [48] = "thread_in_threadgroup_x",
		[49] = "thread_in_threadgroup_y", [50] = "thread_in_threadgroup_z",
		[51] = "thread_index_in_threadgroup", [52] = "thread_index_in_simdgroup",
		[53] = "simdgroup_index_in_threadgroup",
		[56] = "active_thread_index_in_quadgroup",
		[57] = "total_active_threads_in_quadgroup",
		[58] = "active_thread_index_in_simdgroup",
		[59] = "total_active_threads_in_simdgroup", [60] = "internal_coverage_mask",
		[62] = "backfacing", [63] = "is_active_thread", [80] = "thread_in_grid_x",
		[81] = "thread_in_grid_y", [82] = "thread_in_grid_z",
		[124] = "input_sample_mask", [144] = "helper_op", [146] = "helper_arg_l",
		[147] = "helper_arg_h",
	};

	return nr < 148 ? names[nr] : NULL;
}

static void put_file(struct out *o, char file, unsigned int idx, unsigned int size)
{
	if (size == 16)
		put(o, "%c%u%c", file, idx / 2, idx & 1 ? 'h' : 'l');
	else if (size == 32)
		put(o, "%c%u", file, idx / 2);
	else
		put(o, "d%c%u", file, idx / 2);
}

static void put_float8(struct out *o, unsigned int v)
{
	unsigned int e = v >> 4 & 7, m = v & 15;
	double x = e ? ldexp(16 + m, (int)e - 7) : m / 64.0;
	char text[32];

	snprintf(text, sizeof(text), "%s%g", v & 0x80 ? "-" : "", x);
	put(o, "%s%s", text, strchr(text, '.') ? "" : ".0");
}

static void operand(struct out *o, const struct operand *op)
{
	item(o);
	switch (op->kind) {
	case OPND_IMM:
		put(o, "%d", (int)op->imm);
		break;
	case OPND_FIMM:
		put_float8(o, op->imm);
		break;
	case OPND_REG:
	case OPND_UNI:
		if (op->hint > 1)
			put(o, op->hint == 2 ? "$" : "^");
		for (unsigned int i = 0; i < op->count; i++) {
			if (i)
				put(o, "_");
			put_file(o, op->kind == OPND_REG ? 'r' : 'u',
				 op->idx + i * op->size / 16, op->size);
		}
		break;
	case OPND_TS:
		put(o, "ts%u", op->idx);
		break;
	case OPND_SS:
		put(o, "ss%u", op->idx);
		break;
	case OPND_CF:
		put(o, "cf%u", op->idx);
		break;
	default:
		put(o, "_");
		break;
	}
	if (op->abs)
		put(o, ".abs");
	if (op->neg)
		put(o, ".neg");
	if (op->sx)
		put(o, ".sx");
}

/* Coordinates are written as their first register. */
static void first_register(struct out *o, const struct operand *op)
{
	struct operand one = *op;

	one.count = 1;
	operand(o, &one);
}

static void shift(struct out *o, const struct insn *in)
{
	if (!in->shift)
		return;
	item(o);
	put(o, "lsl %u", in->shift);
}

static void format_mask(struct out *o, const struct insn *in)
{
	word(o, format_names[in->format & 15]);
	word(o, mask_names[in->mask & 15]);
}

static void group(struct out *o, const struct insn *in)
{
	word(o, in->group ? "b" : "a");
}

static void sources(struct out *o, const struct insn *in, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		operand(o, &in->src[i]);
}

static const char *mnemonic(const struct insn *in)
{
	switch (in->op) {
	case OP_IADD:
		return in->src[1].neg ? "isub" : "iadd";
	case OP_IMADD:
		if (in->src[2].kind == OPND_IMM && !in->src[2].imm && !in->src[2].sx &&
		    !in->src[2].neg && !in->shift)
			return "imul";
		return in->src[2].neg ? "imsub" : "imadd";
	case OP_CONVERT:
		return convert_name(in->sub);
	case OP_FUNOP:
		return funop_name(in->sub);
	case OP_BITOP:
		return bitop_names[in->imm & 15];
	case OP_REDUCE:
		return in->simd ? "simd" : "quad";
	case OP_MEM_BARRIER:
		return barrier_name(in->sub);
	case OP_SMP:
		return in->flag_a ? "smpi" : "smpf";
	case OP_BFI:
	case OP_BFEIL:
		if (!in->imm && in->src[0].kind == OPND_IMM && !in->src[0].imm)
			return in->op == OP_BFI ? "shl" : "shr";
		break;
	case OP_IF_F:
		if (!in->cond && !in->invert && !in->nest && in->src[0].kind == OPND_FIMM &&
		    in->src[1].kind == OPND_FIMM && !in->src[0].imm && !in->src[1].imm)
			return "update_exec";
		break;
	default:
		break;
	}
	return op_names[in->op] ? op_names[in->op] : "?";
}

static void print_smp(struct out *o, const struct insn *in)
{
	static const char *const gathers[8] = {
		NULL, "gather_r", NULL, "gather_g", NULL, "gather_b", NULL, "gather_a",
	};
	const struct operand *s = in->src;

	operand(o, &in->dst);
	if (s[0].kind)
		operand(o, &s[0]);
	operand(o, &s[1]);
	operand(o, &s[2]);
	first_register(o, &s[3]);
	operand(o, &s[4]);
	if (s[5].kind)
		operand(o, &s[5]);
	if (in->shadow)
		word(o, "shadow");
	if (in->query_lod)
		word(o, "query_lod");
	if (in->rw)
		word(o, "rw");
	if (in->coherent)
		word(o, "coherent");
	if (in->sparse)
		word(o, "sparse");
	if (in->kill)
		word(o, "kill");
	word(o, dim_names[in->dim & 15]);
	word(o, mask_names[in->mask & 15]);
	word(o, lod_names[in->lod_type & 15]);
	if (gathers[in->gather & 7])
		word(o, gathers[in->gather & 7]);
	group(o, in);
}

static void print_image(struct out *o, const struct insn *in)
{
	operand(o, &in->src[0]);
	if (in->src[1].kind)
		operand(o, &in->src[1]);
	operand(o, &in->src[2]);
	first_register(o, &in->src[3]);
	operand(o, &in->src[4]);
	if (in->op == OP_IMGWBLK && in->flag_a)
		word(o, "explicit_coords");
	word(o, dim_names[in->dim & 15]);
	if (in->op == OP_IMGWBLK)
		word(o, format_names[in->format & 15]);
	if (in->op == OP_IMGW ? in->flag_a : in->flag_b)
		word(o, "rtz");
	if (in->op == OP_IMGW && coherency_names[in->coherency])
		word(o, coherency_names[in->coherency]);
}

static void print_memory(struct out *o, const struct insn *in)
{
	if (in->op == OP_ATOMIC || in->op == OP_LATOMIC) {
		operand(o, &in->dst);
		operand(o, &in->src[0]);
		if (in->src[1].kind != OPND_IMM)	/* the local base zero */
			operand(o, &in->src[1]);
		operand(o, &in->src[2]);
		word(o, atomic_names[in->sub]);
		if (in->op == OP_LATOMIC)
			return;
	} else {
		if (in->dst.kind)
			operand(o, &in->dst);
		sources(o, in, in->nr_src);
		shift(o, in);
		format_mask(o, in);
	}
	if (coherency_names[in->coherency])
		word(o, coherency_names[in->coherency]);
	group(o, in);
}

static void print_interpolation(struct out *o, const struct insn *in)
{
	operand(o, &in->dst);
	sources(o, in, in->nr_src);
	if (in->op == OP_LDCF)
		return;
	if (in->flag_a)
		word(o, "fwd");
	if (in->flag_b)
		word(o, "elide");
	if (in->sub)
		word(o, in->sub == 2 ? "centroid" : "sample");
	if (in->kill)
		word(o, "kill");
}

/* Local memory with the base zero does not show the base. */
static void print_local(struct out *o, const struct insn *in)
{
	unsigned int base = in->op == OP_LSTORE ? 1 : 0;

	if (in->dst.kind)
		operand(o, &in->dst);
	for (unsigned int i = 0; i < in->nr_src; i++)
		if (i != base || in->src[i].kind != OPND_IMM)
			operand(o, &in->src[i]);
	format_mask(o, in);
}

static void print_alu(struct out *o, const struct insn *in, bool alias)
{
	unsigned int n = in->nr_src;
	unsigned int tt = (unsigned int)in->imm;

	if (in->dst.kind)
		operand(o, &in->dst);
	if (in->op == OP_ICMP_BALLOT && in->simd && in->invert && !in->cond &&
	    in->src[0].kind == OPND_IMM && in->src[0].imm == 1 &&
	    in->src[1].kind == OPND_IMM && !in->src[1].imm)
		return;				/* 1 != 0: the active lanes */
	switch (in->op) {
	case OP_MFSR:
		word(o, special_register_name(in->sub));
		return;
	case OP_IADD:
	case OP_IMADD:
		for (unsigned int i = 0; i < (alias ? 2 : n); i++) {
			struct operand s = in->src[i];

			s.neg = false;		/* in the mnemonic */
			operand(o, &s);
		}
		shift(o, in);
		break;
	case OP_BFI: case OP_BFEIL: case OP_EXTR: case OP_SHLHI: case OP_SHRHI:
	case OP_ASR: case OP_ASRH:
		for (unsigned int i = alias ? 1 : 0; i < n; i++)
			operand(o, &in->src[i]);
		if (!alias)
			number(o, in->imm);
		break;
	case OP_BITOP:
		if (tt == 5 || tt == 10)
			n = 1;
		/* fallthrough */
	default:
		sources(o, in, n);
		break;
	}
	switch (in->op) {
	case OP_CONVERT:
		word(o, in->round ? "rte" : "rtz");
		break;
	case OP_SHUFFLE:
		if (!in->simd)
			word(o, "quad");
		if (in->flag_a)
			word(o, "rotate");
		if (in->sub)
			word(o, in->sub == SHUF_XOR ? "xor" : in->sub == SHUF_UP ? "up" : "down");
		break;
	case OP_REDUCE:
		if (in->flag_a)
			word(o, "prefix");
		word(o, reduce_name(in->sub));
		break;
	case OP_ICSEL:
		word(o, icond_names[in->cond]);
		break;
	case OP_FCSEL:
		word(o, fcond_names[in->cond]);
		break;
	case OP_ICMP_BALLOT:
	case OP_FCMP_BALLOT:
		if (!in->simd)
			word(o, "quad");
		word(o, (in->op == OP_ICMP_BALLOT ? icond_names : fcond_names)
			[in->cond + 8 * in->invert]);
		break;
	default:
		break;
	}
	if (in->sat)
		word(o, "sat");
}

/* Two or four halves from an even one are written as one wider register. */
static void halves(struct out *o, const struct operand *op)
{
	struct operand wide = *op;

	if (!(op->idx & 1) && (op->count == 2 || op->count == 4)) {
		wide.size = (uint8_t)(16 * op->count);
		wide.count = 1;
	}
	operand(o, &wide);
}

static void print_tile(struct out *o, const struct insn *in)
{
	operand(o, in->op == OP_LD_TILE ? &in->dst : &in->src[0]);
	sources(o, &(struct insn){ .src = {
		in->op == OP_LD_TILE ? in->src[0] : in->src[1],
		in->op == OP_LD_TILE ? in->src[1] : in->src[2] } }, 2);
	number(o, in->imm);
	if (in->op == OP_ST_TILE && in->flag_a)
		word(o, "explicit_coords");
	format_mask(o, in);
}

void insn_print(const struct insn *in, char *buf, size_t len)
{
	struct out o = { .buf = buf, .len = len, .first = true };
	const char *name = mnemonic(in);
	bool alias = op_names[in->op] ? strcmp(name, op_names[in->op]) : !strcmp(name, "imul");

	if (!len)
		return;
	put(&o, "%-8s", name);
	switch (in->op) {
	case OP_SMP:
		print_smp(&o, in);
		break;
	case OP_IMGW:
	case OP_IMGWBLK:
		print_image(&o, in);
		break;
	case OP_LOAD: case OP_STORE: case OP_STACK_LOAD: case OP_STACK_STORE:
	case OP_ATOMIC: case OP_LATOMIC:
		print_memory(&o, in);
		break;
	case OP_LLOAD: case OP_LSTORE:
		print_local(&o, in);
		break;
	case OP_ITER: case OP_ITERPROJ: case OP_LDCF:
		print_interpolation(&o, in);
		break;
	case OP_LD_TILE: case OP_ST_TILE:
		print_tile(&o, in);
		break;
	case OP_IF_I: case OP_ELSE_I: case OP_WHILE_I:
	case OP_IF_F: case OP_ELSE_F: case OP_WHILE_F:
		if (!alias) {
			sources(&o, in, 2);
			number(&o, in->nest);
		}
		if (in->flag_a)
			word(&o, "cache");
		if (!alias)
			word(&o, (in->op < OP_IF_F ? icond_names : fcond_names)
				 [in->cond + 8 * in->invert]);
		break;
	case OP_POP_EXEC:
		number(&o, in->nest);
		if (in->flag_a)
			word(&o, "cache");
		break;
	case OP_JMP_ANY: case OP_JMP_NONE: case OP_CALL: case OP_JMP_INCOMPLETE:
	case OP_JMP_DOORBELL: case OP_DOORBELL:
		number(&o, in->imm);
		break;
	case OP_PIXWAIT: case OP_PIXREL:
		number(&o, in->imm);
		number(&o, in->sub);
		break;
	case OP_MAP: case OP_UNMAP:
		operand(&o, &in->src[0]);
		number(&o, in->sub);
		number(&o, in->imm);
		break;
	case OP_WAIT:
		word(&o, in->imm ? "b" : "a");
		break;
	case OP_TS_LOAD: case OP_SS_LOAD:
		operand(&o, &in->dst);
		sources(&o, in, 2);
		group(&o, in);
		break;
	case OP_LDIMM:
		operand(&o, &in->dst);
		number(&o, in->src[0].imm);
		break;
	case OP_STOP: case OP_TRAP: case OP_BARRIER: case OP_MEM_BARRIER: case OP_NO_VAR:
		break;
	case OP_UNIFORM_STORE:
		halves(&o, &in->dst);
		halves(&o, &in->src[0]);
		break;
	case OP_ST_VAR:
		sources(&o, in, 2);
		if (in->flag_a)
			word(&o, "last");
		break;
	default:
		print_alu(&o, in, alias);
		break;
	}
	/* The mnemonic is padded for what follows it; without that, it ends here. */
	while (o.at && buf[o.at - 1] == ' ')
		buf[--o.at] = 0;
}
