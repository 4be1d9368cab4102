/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * transport.h - how jobs reach the model, and memory and results go back
 *
 * One file for each device (of the simulator's debugfs). Opening it attaches the model.
 * All is done with pread() and pwrite(); the offset says what is meant:
 *
 *   TRANSPORT_JOBS	pread() waits for the next job and returns one record: struct
 *			transport_job and its registers. 0: the device is gone.
 *   TRANSPORT_RESULTS	pwrite() of one struct transport_result completes the job with
 *			that sequence number, or makes it fault. ESTALE: the driver has taken
 *			the job away in the meantime. The model goes on with the next one.
 *   below 2^60		memory: context << 40 | the low 40 bits of a GPU address, through
 *			the MMU with its permissions. All bytes, or an error. An access does
 *			not cross a page of 4 KiB. ESTALE: no job of this context is in flight.
 *
 * Several jobs may be in flight, one a pipe; a model may finish them in any order. All
 * fields are little-endian. Fields named zero are zero, and checked.
 */
#ifndef AGX_MODEL_TRANSPORT_H
#define AGX_MODEL_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "job.h"

#define TRANSPORT_JOBS		(1ull << 62)
#define TRANSPORT_RESULTS	((1ull << 62) + (1ull << 20))
#define TRANSPORT_CONTEXTS	(1u << 20)
#define TRANSPORT_JOB_MAGIC	0x4a584741u	/* "AGXJ" */
#define TRANSPORT_RESULT_MAGIC	0x52584741u	/* "AGXR" */

struct transport_reg {
	uint32_t reg;
	uint32_t zero;
	uint64_t value;
};

struct transport_job {
	uint32_t magic;
	uint32_t size;		/* of the record, registers included */
	uint64_t sequence;
	uint32_t pipe;		/* enum pipe */
	uint32_t context;
	uint32_t generation;
	uint32_t clusters;
	uint32_t count;		/* of the registers that follow */
	uint32_t zero;
};

struct transport_result {
	uint32_t magic;
	uint32_t verdict;	/* enum verdict */
	uint64_t sequence;
	uint32_t fault;		/* enum fault_kind */
	uint32_t pc;
	uint64_t addr;		/* of the fault */
	uint64_t instructions;
};

/* The context of transport_mem's callbacks */
struct transport_space {
	int fd;
	uint32_t context;
};

extern const struct mem_ops transport_mem;

/*
 * transport_next - wait for a job
 *
 * Returns 1 with @job filled, 0 if the device is gone, or a negative errno: -EPROTO with a
 * sentence in @why if the record is malformed.
 */
int transport_next(int fd, struct job *job, const char **why);

/* transport_finish - hand back a result; 0 or a negative errno. */
int transport_finish(int fd, const struct job *job, const struct job_result *result);

#endif
