/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * machine.h - the state in which AGX programs run
 *
 *   struct env	what all SIMD groups of a program share: memory, uniforms, texture
 *			and sampler state, the code
 *   struct group	a threadgroup: local memory and its SIMD groups
 *   struct simd	32 lanes with one program counter and their registers
 */
#ifndef AGX_MODEL_MACHINE_H
#define AGX_MODEL_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "decode.h"
#include "image.h"
#include "mem.h"

#define LANES		32
#define REGS		128
#define UNIFORM_HALVES	512
#define TEX_STATES	128
#define SAMPLER_STATES	64
#define TEX_STATE_SIZE	24
#define SAMPLER_STATE_SIZE 8
#define LOCAL_MAX	65536u
#define SCRATCH_MAX	65536u		/* bytes a lane */
#define ALL_LANES	0xffffffffu
/* Bytes of a tile: 128 for each pixel, samples included */
#define TILE_MAX	(32u * 32 * 128)

/* Decoded instructions by their place; emptied by each job, since programs change. */
#define ICACHE_SLOTS	4096u

struct icache_slot {
	bool valid;
	uint32_t pc;
	struct insn in;
};

struct icache {
	uint64_t base;
	struct icache_slot slot[ICACHE_SLOTS];
};

/* Descriptors that were taken apart, by their bytes */
#define IMAGE_SLOTS	8u

struct image_slot {
	bool valid, pbe;
	uint8_t desc[TEX_STATE_SIZE];
	struct image img;
};

struct env {
	struct mem *mem;
	struct fault *fault;
	struct icache *icache;
	uint64_t exec_base;	/* programs' addresses are 32-bit offsets to it */
	uint64_t budget;	/* instructions that the job may still execute */
	uint32_t code;
	uint16_t uniform[UNIFORM_HALVES];
	uint8_t tex[TEX_STATES][TEX_STATE_SIZE];
	uint8_t sampler[SAMPLER_STATES][SAMPLER_STATE_SIZE];
	bool preamble;		/* uniforms and states may be written */
	struct image_slot image[IMAGE_SLOTS];
	unsigned int next_image;
};

struct simd;
struct frag;

struct group {
	uint8_t *local;		/* LOCAL_MAX bytes */
	uint32_t local_size;
	uint8_t *tile;		/* imageblock: TILE_MAX bytes, NULL until used */
	uint32_t tile_w, tile_h, tile_stride, tile_samples;
	uint32_t id[3];		/* threadgroup in grid */
	uint32_t size[3];	/* threads of this threadgroup */
	uint32_t full[3];	/* threads of a threadgroup that is not cut */
	struct simd *simd;
	unsigned int nr_simd;
};

enum simd_state { SIMD_RUNS, SIMD_BARRIER, SIMD_STOPPED };

struct simd {
	uint32_t r[REGS][LANES];
	uint32_t exec;		/* lanes that are active */
	uint32_t live;		/* lanes that exist */
	uint32_t helper;	/* lanes that run for derivatives only: no side effects */
	uint32_t pc;
	uint8_t state;		/* enum simd_state */
	unsigned int index;	/* SIMD group in threadgroup */
	struct env *env;
	struct group *group;
	uint32_t id[3][LANES];		/* thread in threadgroup */
	uint32_t pos[3][LANES];		/* thread in grid */
	uint32_t linear[LANES];		/* index in threadgroup */
	uint32_t (*var)[128];	/* vertex outputs of the lanes, NULL: no vertex program */
	struct frag *frag;	/* NULL: no fragment program */
	uint8_t cover[LANES];	/* fragment programs: samples that are still alive */
	uint8_t *scratch;	/* LANES * SCRATCH_MAX bytes, NULL until used */
	uint32_t sp;
};

/* operand.c */

/* All lanes, also inactive ones. Integers are zero-extended, or sign-extended with sx. */
void fetch_u32(const struct simd *s, const struct operand *o, uint32_t v[LANES]);
void fetch_s64(const struct simd *s, const struct operand *o, int64_t v[LANES]);
/* As 32-bit float bits, denormals of 32-bit sources flushed, abs and neg applied. */
void fetch_f32(const struct simd *s, const struct operand *o, uint32_t v[LANES]);
/* Write the active lanes; the value is cut to the destination's size. */
void store_u32(struct simd *s, const struct operand *o, const uint32_t v[LANES]);
void store_u64(struct simd *s, const struct operand *o, const uint64_t v[LANES]);
/* One lane, register by half index: 16 or 32 bits. */
uint32_t reg_get(const struct simd *s, unsigned int half, unsigned int size, unsigned int lane);
void reg_set(struct simd *s, unsigned int half, unsigned int size, unsigned int lane,
	     uint32_t v);
uint64_t uniform_get(const struct env *e, unsigned int half, unsigned int size);

/* Each part executes its instructions; false: not one of them, or a fault was recorded. */
bool exec_int(struct simd *s, const struct insn *in);
bool exec_float(struct simd *s, const struct insn *in);
bool exec_lanes(struct simd *s, const struct insn *in);
bool exec_memory(struct simd *s, const struct insn *in);
bool exec_sample(struct simd *s, const struct insn *in);
bool exec_tile(struct simd *s, const struct insn *in);
bool exec_pixel(struct simd *s, const struct insn *in);

/*
 * image_operand - the image that a texture operand means in a lane
 * @heap, @tex: as decoded
 * @pbe: the descriptor is one for writing
 *
 * NULL with a fault recorded.
 */
const struct image *image_operand(struct simd *s, const struct operand *heap,
				  const struct operand *tex, unsigned int lane, bool pbe);

/* compare.c: one bit a lane, for all lanes. */
uint32_t compare_int(const struct simd *s, const struct insn *in);
uint32_t compare_float(const struct simd *s, const struct insn *in);

/* The value of a special register in a lane. */
bool special_register(struct simd *s, unsigned int nr, uint32_t v[LANES]);

/* exec.c */

/*
 * Prepare a SIMD group for the start of env->code. Registers get a pattern: a program that
 * reads what it never wrote is wrong on hardware, and should be wrong here.
 */
void simd_init(struct simd *s, struct env *e, struct group *g, unsigned int index,
	       uint32_t live);
void simd_release(struct simd *s);

/* Run until a barrier or the end; false with a fault recorded. */
bool simd_run(struct simd *s);

/* Run all SIMD groups of a threadgroup to their end, barriers included. */
bool group_run(struct group *g);

void icache_reset(struct icache *c, uint64_t base);

#endif
