// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* lanes.c - what lanes know of each other: ballots, shuffles, reductions, special registers */

#include "number.h"
#include "render.h"

static bool is_active(const struct simd *s, unsigned int lane)
{
	return s->exec >> lane & 1;
}

static void ballot(struct simd *s, const struct insn *in)
{
	uint32_t v[LANES];
	uint32_t set = in->op == OP_ICMP_BALLOT ? compare_int(s, in) : compare_float(s, in);

	set &= s->exec;
	for (unsigned int i = 0; i < LANES; i++)
		v[i] = in->simd ? set : set >> (i & ~3u) & 15;
	store_u32(s, &in->dst, v);
}

static void shuffle_quad(const struct insn *in, const uint32_t a[LANES],
			 const uint32_t b[LANES], uint32_t v[LANES])
{
	for (unsigned int i = 0; i < LANES; i++) {
		unsigned int quad = i & ~3u, at = i & 3;
		int from;

		switch (in->sub) {
		case SHUF_INDEX:
			from = (int)(b[i] & 3);
			break;
		case SHUF_XOR:
			from = (int)(at ^ (b[i] & 3));
			break;
		case SHUF_UP:
			from = (int)at - (int)(b[i] & 3);
			break;
		default:
			from = (int)(at + (b[i] & 3));
			break;
		}
		if (from < 0 || from > 3)
			v[i] = in->flag_a ? a[quad + ((unsigned int)from & 3)] : a[i];
		else
			v[i] = a[quad + (unsigned int)from];
	}
}

/*
 * Each quad first moves its values among its own lanes, by the low two bits of the index
 * (all lanes' bits ORed, inactive lanes' too); then lanes take from the quad that the
 * other bits say. Hence the index should be the same in all lanes.
 */
static void shuffle_simd(const struct insn *in, const uint32_t a[LANES],
			 const uint32_t b[LANES], uint32_t v[LANES])
{
	uint32_t moved[LANES];

	for (unsigned int quad = 0; quad < LANES; quad += 4) {
		unsigned int low = 0;

		for (unsigned int i = 0; i < 4; i++)
			low |= b[quad + i] & 3;
		for (unsigned int i = 0; i < 4; i++) {
			unsigned int from;

			switch (in->sub) {
			case SHUF_INDEX:
				from = low;
				break;
			case SHUF_XOR:
				from = i ^ low;
				break;
			case SHUF_UP:
				from = (i - low) & 3;
				break;
			default:
				from = (i + low) & 3;
				break;
			}
			moved[quad + i] = a[quad + from];
		}
	}
	for (unsigned int i = 0; i < LANES; i++) {
		int64_t from;

		switch (in->sub) {
		case SHUF_INDEX:
			from = b[i];
			break;
		case SHUF_XOR:
			from = i ^ b[i];
			break;
		case SHUF_UP:
			from = (int64_t)i - b[i];
			break;
		default:
			from = (int64_t)i + b[i];
			break;
		}
		if (in->flag_a)
			from &= LANES - 1;
		if (from < 0 || from >= LANES)
			v[i] = a[i];
		else if (in->sub == SHUF_INDEX)
			v[i] = moved[from];	/* the same in the whole quad */
		else
			v[i] = moved[(from & ~3) | (i & 3)];
	}
}

static void shuffle(struct simd *s, const struct insn *in)
{
	uint32_t a[LANES], b[LANES], v[LANES];

	fetch_u32(s, &in->src[0], a);
	fetch_u32(s, &in->src[1], b);
	if (in->simd)
		shuffle_simd(in, a, b, v);
	else
		shuffle_quad(in, a, b, v);
	store_u32(s, &in->dst, v);
}

static bool reduce_is_float(unsigned int op)
{
	return op == RED_FADD || op == RED_FMUL || op == RED_FMIN || op == RED_FMAX;
}

static uint32_t reduce_identity(unsigned int op)
{
	switch (op) {
	case RED_AND: case RED_UMIN:
		return 0xffffffff;
	case RED_FMUL:
		return 0x3f800000;
	case RED_FMIN:
		return 0x7f800000;
	case RED_FMAX:
		return 0xff800000;
	case RED_SMIN:
		return 0x7fffffff;
	case RED_SMAX:
		return 0x80000000;
	case RED_FADD:
		return 0x80000000;	/* -0 + x is x */
	default:
		return 0;
	}
}

static uint32_t float_step(unsigned int op, uint32_t va, uint32_t vb, bool half)
{
	float a = bits_f32(va), b = bits_f32(vb);
	double v;

	switch (op) {
	case RED_FMIN:
		return a < b || f32_is_nan(vb) ? va : vb;
	case RED_FMAX:
		return a > b || f32_is_nan(vb) ? va : vb;
	case RED_FADD:
		v = fma_odd((double)a, 1, (double)b);
		break;
	default:
		v = fma_odd((double)a, (double)b, 0);
		break;
	}
	return half ? f16_to_f32(f64_to_f16(v)) : f64_to_f32_flush(v);
}

static uint32_t int_step(unsigned int op, uint32_t a, uint32_t b)
{
	switch (op) {
	case RED_AND:
		return a & b;
	case RED_OR:
		return a | b;
	case RED_XOR:
		return a ^ b;
	case RED_IADD:
		return a + b;
	case RED_SMIN:
		return (int32_t)a < (int32_t)b ? a : b;
	case RED_SMAX:
		return (int32_t)a > (int32_t)b ? a : b;
	case RED_UMIN:
		return a < b ? a : b;
	default:
		return a > b ? a : b;
	}
}

/* Over the active lanes of the SIMD group or of each quad, in the order of the lanes. */
static void reduce(struct simd *s, const struct insn *in)
{
	unsigned int width = in->simd ? LANES : 4;
	bool is_float = reduce_is_float(in->sub);
	bool half = in->src[0].size == 16;
	struct operand src = in->src[0];
	uint32_t a[LANES], v[LANES];

	src.sx = in->sub == RED_SMIN || in->sub == RED_SMAX;
	if (is_float)
		fetch_f32(s, &src, a);
	else
		fetch_u32(s, &src, a);
	for (unsigned int start = 0; start < LANES; start += width) {
		uint32_t acc = reduce_identity(in->sub);

		for (unsigned int i = start; i < start + width; i++) {
			v[i] = acc;
			if (!is_active(s, i))
				continue;
			acc = is_float ? float_step(in->sub, acc, a[i], half) :
					 int_step(in->sub, acc, a[i]);
		}
		if (!in->flag_a)
			for (unsigned int i = start; i < start + width; i++)
				v[i] = acc;
	}
	if (is_float && in->dst.size == 16)
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = f32_to_f16(v[i]);
	/* The identities of signed minimum and maximum in 16 bits */
	if (half && in->flag_a && src.sx)
		for (unsigned int i = 0; i < LANES; i++)
			if (v[i] == reduce_identity(in->sub))
				v[i] = in->sub == RED_SMIN ? 0x7fff : 0x8000;
	store_u32(s, &in->dst, v);
}

bool exec_lanes(struct simd *s, const struct insn *in)
{
	switch (in->op) {
	case OP_ICMP_BALLOT: case OP_FCMP_BALLOT:
		ballot(s, in);
		return true;
	case OP_SHUFFLE:
		shuffle(s, in);
		return true;
	case OP_REDUCE:
		reduce(s, in);
		return true;
	default:
		return false;
	}
}

static void fill(uint32_t v[LANES], uint32_t x)
{
	for (unsigned int i = 0; i < LANES; i++)
		v[i] = x;
}

bool special_register(struct simd *s, unsigned int nr, uint32_t v[LANES])
{
	const struct group *g = s->group;

	switch (nr) {
	case 0: case 1: case 2:
		fill(v, g->id[nr]);
		return true;
	case 4: case 5: case 6:
		fill(v, g->size[nr - 4]);
		return true;
	case 8: case 9: case 10:
		fill(v, g->full[nr - 8]);
		return true;
	case 20:		/* core index: there is one */
	case 21:		/* VM slot: programs cannot tell it from another */
		fill(v, 0);
		return true;
	case 48: case 49: case 50:
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = s->id[nr - 48][i];
		return true;
	case 51:
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = s->linear[i];
		return true;
	case 52:
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = i;
		return true;
	case 53:
		fill(v, s->index);
		return true;
	case 56: case 57: case 58: case 59:
		for (unsigned int i = 0; i < LANES; i++) {
			uint32_t among = nr < 58 ? s->exec >> (i & ~3u) & 15 : s->exec;
			uint32_t at = nr < 58 ? i & 3 : i;

			if (!(nr & 1))
				among &= (1u << at) - 1;
			v[i] = (uint32_t)__builtin_popcount(among);
		}
		return true;
	case 14:
		fill(v, (uint32_t)__builtin_ctz(g->tile_samples | 8));
		return true;
	case 60: case 124:
		if (!s->frag)
			return false;
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = s->cover[i];
		return true;
	case 62:
		fill(v, s->frag && s->frag->back);
		return s->frag;
	case 63:
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = s->live >> i & ~(s->helper >> i) & 1;
		return true;
	case 80: case 81: case 82:
		for (unsigned int i = 0; i < LANES; i++)
			v[i] = s->pos[nr - 80][i];
		return true;
	default:
		return false;
	}
}
