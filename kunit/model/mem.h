/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * mem.h - the GPU's memory, as a job sees it
 *
 * Every GPU address that the model uses goes through here. What lies behind is given by
 * two callbacks (the simulated MMU through a file, or an array in a test). Between them
 * and the model lies a write-back cache of 4 KiB lines: otherwise each lane of each load
 * would be a system call. The cache is emptied at the start and the end of a job, and
 * where programs and control streams ask for a flush. It never writes a byte that the
 * job did not write, so several jobs may write neighbouring bytes.
 *
 * The first write to a line goes through to the callback at once, so that a missing
 * write permission is reported at the instruction that lacked it.
 */
#ifndef AGX_MODEL_MEM_H
#define AGX_MODEL_MEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fault.h"

/* Both return 0, or an errno (positive) if any byte of the range is not accessible. */
struct mem_ops {
	int (*read)(void *ctx, uint64_t va, void *buf, size_t len);
	int (*write)(void *ctx, uint64_t va, const void *buf, size_t len);
};

struct mem;

/*
 * mem_new - a view of memory with an empty cache; NULL if there is no memory for it.
 * The view refers to @ops and @ctx until mem_free().
 */
struct mem *mem_new(const struct mem_ops *ops, void *ctx);

/* mem_free - throw the view away; what was not flushed is lost. NULL is allowed. */
void mem_free(struct mem *m);

/* Each returns true, or false with @f filled. A range that wraps around is a fault. */
bool mem_read(struct mem *m, uint64_t va, void *buf, size_t len, struct fault *f);
bool mem_write(struct mem *m, uint64_t va, const void *buf, size_t len, struct fault *f);

/* mem_flush - write what was written, forget what was read. */
bool mem_flush(struct mem *m, struct fault *f);

/* mem_drop - forget everything, including writes that were not flushed. */
void mem_drop(struct mem *m);

bool mem_read_u32(struct mem *m, uint64_t va, uint32_t *v, struct fault *f);
bool mem_read_u64(struct mem *m, uint64_t va, uint64_t *v, struct fault *f);

#endif
