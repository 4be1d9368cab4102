/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* space.h - buffers and GPU address spaces on a plain host */
#ifndef AGX_MODEL_SPACE_H
#define AGX_MODEL_SPACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../mem.h"

#define GPU_PAGE	0x4000ull
#define GPU_VA_BITS	40

struct buffer {
	int fd;			/* memfd; -1: the slot is free */
	uint64_t size;
	uint8_t *map;		/* how the model sees it */
};

/* Handles are indices + 1. */
#define MAX_BUFFERS	65536u

/* Returns a handle, or 0. */
uint32_t buffer_new(uint64_t size);
/* The handle of the buffer behind a descriptor, which may come from another process; or 0. */
uint32_t buffer_import(int fd);
/* NULL for a handle that does not exist. */
struct buffer *buffer_get(uint32_t handle);

struct space;

struct space *space_new(void);

/*
 * space_bind - map pages of a buffer; what was mapped there is replaced
 * @handle: 0 unmaps
 * @single: the one page at @offset over the whole range
 *
 * Returns 0 or an errno.
 */
int space_bind(struct space *s, uint32_t handle, uint64_t offset, uint64_t range, uint64_t va,
	       bool write, bool single);

/* space_close - unmap a buffer wherever it is mapped in @s. */
void space_close(struct space *s, uint32_t handle);

/* buffer_free - after space_close() in all spaces. */
void buffer_free(uint32_t handle);

extern const struct mem_ops space_mem;	/* the context is a struct space */

#endif
