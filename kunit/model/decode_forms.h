/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * decode_forms.h - where the fields of each form of instruction are
 *
 * Part of decode.c, which includes it once; in a file of its own for its length only.
 */

static bool alu_fields(struct insn *in, struct bits *b, const struct desc *d)
{
	struct operand *s = in->src;
	unsigned int n = b->n;

	switch (d->form) {
	case F_LDIMM16:
		dst_std(b, &in->dst, 32);
		set_imm(&s[0], get(b, 16, 31));
		return true;
	case F_LDIMM32:
		dst_std(b, &in->dst, 32);
		set_imm(&s[0], get(b, 16, 47));
		return true;
	case F_MFSR:
		dst_std(b, &in->dst, 32);
		in->sub = (uint8_t)(get(b, 16, 21) | get(b, 26, 27) << 6);
		if (!special_register_name(in->sub))
			bad(b, "special register");
		return true;
	case F_IADD:
		dst_alu(b, &in->dst, 44, 64);
		src_int(b, &s[0], 16, 42, 64);
		src_int(b, &s[1], 28, 40, 64);
		s[1].neg = flag(b, 27);
		in->shift = (uint8_t)(get(b, 39, 39) | get(b, 52, 53) << 1);
		in->sat = flag(b, 6);
		return true;
	case F_IMADD:
		dst_alu(b, &in->dst, 60, 64);
		src_int(b, &s[0], 16, 58, 32);
		src_int(b, &s[1], 28, 56, 32);
		src_int(b, &s[2], 40, 54, 64);
		s[2].neg = flag(b, 27);
		in->shift = (uint8_t)(get(b, 39, 39) | get(b, 52, 53) << 1);
		in->sat = flag(b, 6);
		return true;
	case F_CONVERT:
		dst_std(b, &in->dst, 32);
		in->sub = (uint8_t)get(b, 16, 21);
		in->round = (uint8_t)get(b, 26, 27);
		src_alu(b, &s[0], 28, 40);
		if (in->sub > CVT_S32_F || in->sub == 2 || in->sub == 3)
			bad(b, "kind of conversion");
		if (in->round > 1)
			bad(b, "rounding");
		return true;
	case F_BITFIELD:
		dst_std(b, &in->dst, 32);
		src_alu(b, &s[0], 16, n - 6);
		src_alu(b, &s[1], 28, n - 8);
		src_alu(b, &s[2], 40, n - 10);
		in->imm = (int32_t)(get(b, 38, 39) | get(b, 50, 51) << 2 | get(b, 63, 63) << 4);
		return true;
	case F_FLOAT2:
	case F_FLOAT3:
		dst_std(b, &in->dst, 32);
		in->sat = flag(b, 6);
		src_float(b, &s[0], 16, n - 6);
		src_float(b, &s[1], 28, n - 8);
		if (d->form == F_FLOAT3)
			src_float(b, &s[2], 40, n - 10);
		return true;
	case F_HALF2:
	case F_HALF3:
		dst_std(b, &in->dst, 16);
		in->sat = flag(b, 6);
		src_half(b, &s[0], 16, n - 6);
		src_half(b, &s[1], 28, n - 8);
		if (d->form == F_HALF3)
			src_half(b, &s[2], 40, n - 10);
		return true;
	case F_FUNOP:
		dst_std(b, &in->dst, 32);
		in->sat = flag(b, 6);
		src_float(b, &s[0], 16, n - 6);
		in->sub = (uint8_t)get(b, 28, 33);
		switch (in->sub) {
		case FUNOP_DFDX:
		case FUNOP_DFDY:
			in->kill = in->len > 4 && flag(b, 46);
			break;
		case FUNOP_FLOOR: case FUNOP_RSQRTS: case FUNOP_RCP: case FUNOP_RSQRT:
		case FUNOP_SINR: case FUNOP_LOG2: case FUNOP_EXP2: case FUNOP_SINC:
		case FUNOP_CEIL: case FUNOP_TRUNC: case FUNOP_RINT:
			break;
		default:
			bad(b, "kind of float operation");
		}
		return true;
	case F_BITOP:
		dst_std(b, &in->dst, 32);
		src_alu(b, &s[0], 16, n - 6);
		src_alu(b, &s[1], 28, n - 8);
		in->imm = (int32_t)(get(b, 26, 27) | get(b, 38, 39) << 2);
		return true;
	case F_INT1:
		dst_std(b, &in->dst, 32);
		src_alu(b, &s[0], 16, n - 6);
		return true;
	case F_INTL:
		dst_std(b, &in->dst, 32);
		src_alu(b, &s[0], 16, n - 6);
		src_alu(b, &s[1], 28, n - 8);
		return true;
	case F_ICSEL:
	case F_FCSEL:
		dst_std(b, &in->dst, 32);
		if (d->form == F_ICSEL) {
			src_alu(b, &s[0], 16, n - 6);
			src_alu(b, &s[1], 28, n - 8);
		} else {
			src_float(b, &s[0], 16, n - 6);
			src_float(b, &s[1], 28, n - 8);
		}
		src_select(b, &s[2], 40, n - 10, in->dst.size);
		src_select(b, &s[3], 52, n - 12, in->dst.size);
		in->cond = (uint8_t)get(b, 61, 63);
		break;
	case F_IBALLOT:
	case F_FBALLOT:
		dst_alu(b, &in->dst, 44, 32);
		if (d->form == F_IBALLOT) {
			src_alu(b, &s[0], 16, 42);
			src_alu(b, &s[1], 28, 40);
		} else {
			src_float(b, &s[0], 16, 42);
			src_float(b, &s[1], 28, 40);
		}
		in->cond = (uint8_t)get(b, 61, 63);
		in->invert = flag(b, 47);
		in->simd = flag(b, 48);
		break;
	case F_SHUFFLE:
		dst_std(b, &in->dst, 32);
		src_alu(b, &s[0], 16, n - 6);
		src_alu(b, &s[1], 28, n - 8);
		in->simd = flag(b, 26);
		in->sub = (uint8_t)get(b, 38, 39);
		in->flag_a = flag(b, 47);
		return true;
	case F_REDUCE:
		dst_std(b, &in->dst, 32);
		src_alu(b, &s[0], 16, n - 6);
		in->simd = flag(b, 29);
		in->flag_a = flag(b, 30);
		in->sub = (uint8_t)(get(b, 28, 28) | get(b, 38, 40) << 1 | get(b, 47, 47) << 4);
		switch (in->sub) {
		case RED_AND: case RED_FADD: case RED_OR: case RED_FMUL: case RED_XOR:
		case RED_FMIN: case RED_FMAX: case RED_IADD: case RED_SMIN: case RED_SMAX:
		case RED_UMIN: case RED_UMAX:
			break;
		default:
			bad(b, "kind of reduction");
		}
		return true;
	case F_FLOW_I:
	case F_FLOW_F:
		in->flag_a = flag(b, 7);
		in->nest = (uint8_t)get(b, 11, 12);
		if (d->op == OP_POP_EXEC)
			return true;
		if (d->form == F_FLOW_I) {
			src_alu(b, &s[0], 16, 42);
			src_alu(b, &s[1], 28, 40);
		} else {
			src_float(b, &s[0], 16, 42);
			src_float(b, &s[1], 28, 40);
		}
		in->cond = (uint8_t)get(b, 13, 15);
		in->invert = flag(b, 8);
		break;
	default:
		return false;
	}
	/* What compares. Integers have no condition 3 and 7, floats no 4. */
	switch (d->form) {
	case F_FCSEL: case F_FBALLOT: case F_FLOW_F:
		if (in->cond == 4)
			bad(b, "condition");
		break;
	default:
		if ((in->cond & 3) == 3)
			bad(b, "condition");
	}
	return true;
}

static bool memory_fields(struct insn *in, struct bits *b, const struct desc *d)
{
	struct operand *s = in->src;
	unsigned int v;

	switch (d->form) {
	case F_LOAD:
	case F_STORE:
		if (d->form == F_LOAD) {
			op_mreg(b, in, &in->dst);
			op_mbase(b, &s[0]);
			op_mindex(b, &s[1]);
		} else {
			op_mreg(b, in, &s[0]);
			op_mbase(b, &s[1]);
			op_mindex(b, &s[2]);
		}
		in->shift = (uint8_t)get(b, 42, 43);
		in->format = (uint8_t)(get(b, 7, 9) | get(b, 48, 48) << 3);
		in->coherency = (uint8_t)get(b, 44, 45);
		in->group = (uint8_t)flag(b, 30);
		if (in->format == 9 || in->format == 11)
			bad(b, "format");
		return true;
	case F_USTORE:
		if ((get(b, 7, 9) | get(b, 48, 48) << 3) != FMT_I16)
			bad(b, "format of a move to uniforms");
		op_mreg(b, in, &s[0]);
		v = get(b, 20, 23) | get(b, 32, 35) << 4 | get(b, 56, 63) << 8;
		if (!flag(b, 24))
			bad(b, "move to a variable uniform");
		if (in->mask & (in->mask + 1))
			bad(b, "mask with a gap");
		in->dst.kind = OPND_UNI;
		in->dst.idx = (uint16_t)v;
		in->dst.size = 16;
		in->dst.count = (uint8_t)popcount4(in->mask);
		if (v + in->dst.count > 512)
			bad(b, "uniform beyond u255");
		/* The size bit reads as "16 bits"; the mask counts halves all the same. */
		if (s[0].size != 16)
			bad(b, "size of a move to uniforms");
		return true;
	case F_STATE_LOAD:
		in->dst.kind = d->op == OP_TS_LOAD ? OPND_TS : OPND_SS;
		in->dst.idx = (uint16_t)get(b, 8, 14);
		in->dst.count = 1;
		set_uni(b, &s[0], get(b, 59, 63) << 2, 64);
		v = get(b, 26, 56);
		if (flag(b, 58))
			set_imm(&s[1], v);
		else if (v > 255)
			bad(b, "index register beyond r127");
		else
			set_reg(b, &s[1], v, 32, 1);
		in->group = (uint8_t)flag(b, 16);
		return true;
	case F_ATOMIC:
	case F_LATOMIC:
		if (d->form == F_ATOMIC) {
			in->sub = (uint8_t)get(b, 6, 9);
			v = get(b, 10, 15) | get(b, 40, 41) << 6;
			if (flag(b, 47))
				set_reg(b, &in->dst, v, 32, 1);
			else if (v)
				bad(b, "unused result register");
			set_reg(b, &s[0], get(b, 48, 55), 32, in->sub == ATOMIC_CMPXCHG ? 2 : 1);
			op_mbase(b, &s[1]);
			op_mindex(b, &s[2]);
			in->coherency = (uint8_t)get(b, 44, 45);
			in->group = (uint8_t)flag(b, 30);
		} else {
			in->sub = (uint8_t)get(b, 24, 27);
			v = get(b, 9, 14) | get(b, 60, 61) << 6;
			if (flag(b, 38)) {
				if (!flag(b, 8))
					bad(b, "16-bit local atomic");
				set_reg(b, &in->dst, v, 32, 1);
			} else if (v | get(b, 8, 8)) {
				bad(b, "unused result register");
			}
			set_reg(b, &s[0], get(b, 64, 71), 32, in->sub == ATOMIC_CMPXCHG ? 2 : 1);
			op_lbase(b, &s[1]);
			op_lindex(b, &s[2]);
		}
		if (in->sub >= ATOMIC_OPS)
			bad(b, "kind of atomic");
		return true;
	case F_LOCAL:
		if (d->op == OP_LLOAD) {
			op_lreg(b, in, &in->dst);
			op_lbase(b, &s[0]);
			op_lindex(b, &s[1]);
		} else {
			op_lreg(b, in, &s[0]);
			op_lbase(b, &s[1]);
			op_lindex(b, &s[2]);
		}
		in->format = (uint8_t)get(b, 24, 27);
		if (in->format == 9 || in->format == 11)
			bad(b, "format");
		return true;
	case F_STACK_LOAD:
	case F_STACK_STORE:
		if (d->form == F_STACK_LOAD) {
			op_mreg(b, in, &in->dst);
			op_mindex(b, &s[0]);
		} else {
			op_mreg(b, in, &s[0]);
			op_mindex(b, &s[1]);
		}
		in->shift = (uint8_t)get(b, 42, 43);
		in->format = (uint8_t)(get(b, 8, 9) | get(b, 50, 51) << 2);
		in->group = (uint8_t)flag(b, 30);
		if (in->format > FMT_I32)
			bad(b, "format");
		return true;
	case F_STACK_ADJUST:
		op_mindex(b, &s[0]);
		return true;
	case F_MAP:
		set_reg(b, &s[0], (get(b, 11, 15) | get(b, 40, 41) << 5) << 1, 32, 1);
		in->sub = (uint8_t)get(b, 36, 36);
		in->imm = (int32_t)(get(b, 20, 23) | get(b, 32, 35) << 4 | get(b, 56, 63) << 8);
		return true;
	case F_PIX:
		in->imm = (int32_t)get(b, 8, 17);
		in->sub = (uint8_t)get(b, 22, 23);
		return true;
	default:
		return false;
	}
}

/* A texture operand: @lo..@lo+5 with two more bits at @ext, kind at 38:39. */
static void op_texture(struct bits *b, struct operand *heap, struct operand *tex,
		       unsigned int ext, unsigned int heap_lo)
{
	unsigned int v = get(b, 32, 37) | get(b, ext, ext + 1) << 6;
	unsigned int h = get(b, heap_lo, heap_lo + 4);

	switch (get(b, 38, 39)) {
	case 0:
		tex->kind = OPND_TS;
		tex->idx = (uint16_t)v;
		tex->count = 1;
		break;
	case 1:
		set_reg(b, tex, v, 16, 1);
		break;
	case 3:
		set_uni(b, heap, h << 2, 64);
		set_reg(b, tex, v, 32, 1);
		return;
	default:
		bad(b, "kind of texture operand");
	}
	if (h)
		bad(b, "texture heap without a bindless texture");
}

static unsigned int coord_count(unsigned int dim)
{
	static const uint8_t counts[9] = { 1, 2, 2, 3, 3, 3, 3, 4, 3 };

	return dim < 9 ? counts[dim] : 1;
}

static void smp_fields(struct insn *in, struct bits *b)
{
	struct operand *s = in->src;
	unsigned int v;

	v = get(b, 9, 14) | get(b, 72, 73) << 6;
	in->mask = (uint8_t)get(b, 48, 51);
	in->sparse = flag(b, 70);
	set_reg(b, &in->dst, v, flag(b, 8) ? 32 : 16, popcount4(in->mask));
	op_texture(b, &s[0], &s[1], 78, 64);

	v = get(b, 56, 61) | get(b, 92, 93) << 6;
	if (flag(b, 62)) {
		set_reg(b, &s[2], v, 16, 1);
	} else {
		s[2].kind = OPND_SS;
		s[2].idx = (uint16_t)v;
		s[2].count = 1;
	}

	in->dim = (uint8_t)(get(b, 40, 42) | get(b, 71, 71) << 3);
	if (in->dim > 8)
		bad(b, "texture dimension");
	reg_or_imm(b, &s[3], 16, 74, false, flag(b, 47) ? 16 : 32, coord_count(in->dim));
	s[3].hint = flag(b, 22) ? 3 : 0;

	v = get(b, 24, 29) | get(b, 76, 77) << 6;
	in->lod_type = (uint8_t)get(b, 52, 55);
	switch (in->lod_type) {
	case LOD_AUTO:
		set_imm(&s[4], v);
		break;
	case LOD_BIAS_U:
	case LOD_MIN_U:
		set_uni(b, &s[4], v, 16);
		break;
	case LOD_BIAS_MIN_U:
		set_uni(b, &s[4], v, 16);
		s[4].count = 2;
		break;
	case LOD_GRAD:
		set_reg(b, &s[4], v, 32, 2);
		break;
	case LOD_BIAS:
	case LOD_MIN:
		set_reg(b, &s[4], v, 16, 1);
		break;
	case LOD_BIAS_MIN:
		set_reg(b, &s[4], v, 16, 2);
		break;
	case LOD_GRAD_MIN:
		set_reg(b, &s[4], v, 16, 5);
		break;
	default:
		bad(b, "kind of level of detail");
	}

	in->shadow = flag(b, 23);
	v = get(b, 80, 85) | get(b, 94, 95) << 6;
	if (flag(b, 91))
		set_reg(b, &s[5], v, 16, in->shadow ? 3 : 1);
	else if (in->shadow)
		set_reg(b, &s[5], v, 32, 1);
	else if (v)
		bad(b, "compare operand of a sample without one");

	in->flag_a = flag(b, 6);
	in->query_lod = flag(b, 31);
	in->rw = flag(b, 43);
	in->coherent = flag(b, 44);
	in->kill = flag(b, 69);
	in->gather = (uint8_t)get(b, 87, 90);
	if (in->gather && (in->gather > 7 || !(in->gather & 1)))
		bad(b, "gather");
	in->group = (uint8_t)flag(b, 63);
}

static void op_iter(struct bits *b, struct insn *in)
{
	struct operand *s = &in->src[in->op == OP_ITERPROJ ? 2 : 1];
	unsigned int v = get(b, 16, 21) | get(b, 58, 59) << 6;
	unsigned int kind = get(b, 48, 49), sample = get(b, 32, 39);

	if (flag(b, 23)) {
		set_reg(b, &in->src[0], v, 16, 1);
	} else {
		in->src[0].kind = OPND_CF;
		in->src[0].idx = (uint16_t)v;
		in->src[0].count = 1;
	}
	in->sub = (uint8_t)kind;
	if (kind == 3)
		set_reg(b, s, sample, 16, 1);
	else if (kind == 1)
		set_imm(s, sample);
	else if (sample)
		bad(b, "sample of an interpolation without one");
}

static void pixel_fields(struct insn *in, struct bits *b, const struct desc *d)
{
	struct operand *s = in->src;
	unsigned int v, count;

	switch (d->form) {
	case F_SMP:
		smp_fields(in, b);
		break;
	case F_IMGW:
		v = get(b, 9, 14) | get(b, 56, 57) << 6;
		set_reg(b, &s[0], v, flag(b, 8) ? 32 : 16, 4);
		op_texture(b, &s[1], &s[2], 62, 48);
		in->dim = (uint8_t)(get(b, 40, 42) | get(b, 55, 55) << 3);
		reg_or_imm(b, &s[3], 16, 58, false, flag(b, 47) ? 16 : 32, coord_count(in->dim));
		s[3].hint = flag(b, 22) ? 3 : 0;
		reg_or_imm(b, &s[4], 24, 60, flag(b, 31), 16, 1);
		in->flag_a = flag(b, 53);
		in->coherency = (uint8_t)get(b, 44, 45);
		break;
	case F_IMGWBLK:
		set_reg(b, &s[0], get(b, 9, 14) | get(b, 56, 57) << 6, 16, 1);
		op_texture(b, &s[1], &s[2], 78, 48);
		in->dim = (uint8_t)(get(b, 40, 42) | get(b, 55, 55) << 3);
		reg_or_imm(b, &s[3], 16, 58, false, flag(b, 47) ? 16 : 32, 1);
		s[3].hint = flag(b, 22) ? 3 : 0;
		reg_or_imm(b, &s[4], 24, 60, flag(b, 31), 16, 1);
		in->flag_a = flag(b, 23);
		in->flag_b = flag(b, 53);
		in->format = (uint8_t)(get(b, 8, 8) | get(b, 64, 66) << 1);
		if (!flag(b, 67))
			bad(b, "block write without bit 67");
		break;
	case F_ITER:
	case F_ITERPROJ:
		v = get(b, 9, 14) | get(b, 56, 57) << 6;
		count = get(b, 30, 31);
		set_reg(b, &in->dst, v, flag(b, 8) ? 32 : 16, count ? count : 4);
		op_iter(b, in);
		if (d->form == F_ITERPROJ) {
			s[1].kind = OPND_CF;
			s[1].idx = (uint16_t)(get(b, 24, 29) | get(b, 60, 61) << 6);
			s[1].count = 1;
		}
		in->flag_a = flag(b, 22);
		in->flag_b = flag(b, 46);
		in->kill = flag(b, 52);
		break;
	case F_LDCF:
		v = get(b, 9, 14) | get(b, 56, 57) << 6;
		if (get(b, 30, 31) != 1)
			bad(b, "count of ldcf");
		set_reg(b, &in->dst, v, flag(b, 8) ? 32 : 16, 3);
		op_iter(b, in);
		break;
	case F_TILE_LOAD:
	case F_TILE_STORE:
		if (d->form == F_TILE_LOAD) {
			op_lreg(b, in, &in->dst);
		} else {
			op_lreg(b, in, s++);
			in->flag_a = flag(b, 35);
		}
		v = get(b, 16, 21) | get(b, 58, 59) << 6;
		if (flag(b, 55))
			set_reg(b, &s[0], v, 16, 2);
		else
			set_imm(&s[0], v);
		reg_or_imm(b, &s[1], 42, 56, !flag(b, 22), 16, 1);
		in->imm = (int32_t)(get(b, 28, 34) | get(b, 40, 41) << 7);
		in->format = (uint8_t)get(b, 24, 27);
		if (in->format == 9 || in->format == 11)
			bad(b, "format");
		break;
	case F_SAMPLE_MASK:
	case F_ZS_EMIT:
		reg_or_imm(b, &s[0], 9, 24, flag(b, 8), 16, 1);
		if (d->form == F_SAMPLE_MASK) {
			reg_or_imm(b, &s[1], 16, 26, flag(b, 23), 16, 1);
			break;
		}
		v = get(b, 16, 21) | get(b, 26, 27) << 6;
		in->sub = (uint8_t)get(b, 29, 30);
		if (in->sub == 1)
			set_reg(b, &s[1], v, 32, 1);
		else if (in->sub == 2)
			set_reg(b, &s[1], v, 16, 1);
		else if (in->sub == 3)
			set_reg(b, &s[1], v, 16, 3);
		else
			bad(b, "emits neither depth nor stencil");
		break;
	case F_ST_VAR:
		set_reg(b, &s[0], (get(b, 10, 14) | get(b, 24, 25) << 5) << 1, 32, 1);
		reg_or_imm(b, &s[1], 16, 26, flag(b, 23), 16, 1);
		in->flag_a = flag(b, 7);
		break;
	default:
		bad(b, "form");
	}
}
