/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * job.h - a job as the GPU gets it: a list of register values for one pipe
 *
 * Register numbers are those of the G14X register arrays, whatever the chip is.
 */
#ifndef AGX_MODEL_JOB_H
#define AGX_MODEL_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "mem.h"

#define JOB_MAX_REGS	128u
#define JOB_DEFAULT_LIMIT 2000000000ull	/* instructions of SIMD groups */

enum pipe { PIPE_VERTEX, PIPE_FRAGMENT, PIPE_COMPUTE, PIPES };

/* Registers that the model reads */
enum job_register {
	REG_CDM_STREAM = 0x1a420,
	REG_CDM_EXEC_BASE = 0x10071,
	REG_VDM_STREAM = 0x1c880,
	REG_VDM_EXEC_BASE = 0x10061,
	REG_VDM_LAYERS = 0x10169,		/* less one, in the low 11 bits */
	REG_VDM_SCENE = 0x1c031,		/* heapmeta, with bit 63 set */
	REG_FRAG_EXEC_BASE = 0x10069,
	REG_FRAG_SCENE = 0x16098,		/* heapmeta */
	REG_FRAG_SIZE = 0x15211,		/* height << 32 | width */
	REG_FRAG_UTILE = 0x10009,
	REG_FRAG_LAYERS = 0x10039,		/* bit 0: more than one */
	REG_FRAG_BG = 0x15371,
	REG_FRAG_EOT = 0x15381,
	REG_FRAG_SCISSOR = 0x15109,
	REG_FRAG_DBIAS = 0x15101,
	REG_FRAG_OCCLUSION = 0x15311,
	REG_FRAG_ZLS_PIXELS = 0x15321,
	REG_FRAG_ZLS_CTRL = 0x15319,
	REG_FRAG_BG_DEPTH = 0x15301,
	REG_FRAG_BG_VALUES = 0x15309,
	REG_FRAG_DEPTH = 0x15329,
	REG_FRAG_STENCIL = 0x15339,
	REG_FRAG_DEPTH_STRIDE = 0x15401,
	REG_FRAG_STENCIL_STRIDE = 0x15409,
	REG_FRAG_DEPTH_META = 0x153c1,
	REG_FRAG_DEPTH_META_STRIDE = 0x15411,
	REG_FRAG_MULTISAMPLE = 0x10019,
};

struct job_reg {
	uint32_t reg;
	uint64_t value;
};

struct job {
	uint64_t sequence;
	uint32_t pipe;		/* enum pipe */
	uint32_t context;	/* address space */
	uint32_t generation;	/* 13, 14 */
	uint32_t clusters;	/* more than one changes the format of compute streams on 14 */
	uint32_t count;
	struct job_reg regs[JOB_MAX_REGS];
};

enum verdict {
	VERDICT_EXECUTED,
	VERDICT_SKIPPED,	/* asks for what this model does not do (FAULT_UNSUPPORTED) */
	VERDICT_FAULT,
};

struct job_result {
	enum verdict verdict;
	struct fault fault;
	uint64_t instructions;
	uint64_t launches, groups;
	uint64_t vertices, triangles;
};

struct model;

/* model_new - what jobs reuse (caches of decoded instructions); NULL without memory. */
struct model *model_new(void);
void model_free(struct model *m);

/* job_register - the last value given for @reg; false if there is none. */
bool job_register(const struct job *job, uint32_t reg, uint64_t *value);

/*
 * job_run - execute a job
 * @limit: of instructions; a job that needs more is a fault
 *
 * @mem must be empty (new, flushed or dropped). It is flushed when the job was executed; a
 * fault leaves what was written before, as on hardware.
 */
void job_run(struct model *m, const struct job *job, struct mem *mem, uint64_t limit,
	     struct job_result *result);

#endif
