/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* ram.h - memory for tests: a few mapped ranges with permissions */
#ifndef AGX_MODEL_RAM_H
#define AGX_MODEL_RAM_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

#define RAM_RANGES	8

struct ram {
	struct {
		uint64_t va;
		size_t len;
		bool write;
		uint8_t *data;
	} range[RAM_RANGES];
	unsigned int n;
	unsigned int reads, writes;
};

__attribute__((unused))
static uint8_t *ram_add(struct ram *r, uint64_t va, size_t len, bool write)
{
	r->range[r->n].va = va;
	r->range[r->n].len = len;
	r->range[r->n].write = write;
	r->range[r->n].data = calloc(1, len);
	return r->range[r->n++].data;
}

static uint8_t *ram_at(struct ram *r, uint64_t va, size_t len, bool write)
{
	for (unsigned int i = 0; i < r->n; i++) {
		uint64_t off = va - r->range[i].va;

		if (va >= r->range[i].va && off + len <= r->range[i].len)
			return write && !r->range[i].write ? NULL : r->range[i].data + off;
	}
	return NULL;
}

static int ram_read(void *ctx, uint64_t va, void *buf, size_t len)
{
	struct ram *r = ctx;
	uint8_t *p = ram_at(r, va, len, false);

	r->reads++;
	if (!p)
		return EFAULT;
	memcpy(buf, p, len);
	return 0;
}

static int ram_write(void *ctx, uint64_t va, const void *buf, size_t len)
{
	struct ram *r = ctx;
	uint8_t *p = ram_at(r, va, len, true);

	r->writes++;
	if (!p)
		return ram_at(r, va, len, false) ? EACCES : EFAULT;
	memcpy(p, buf, len);
	return 0;
}

static const struct mem_ops ram_ops = { .read = ram_read, .write = ram_write };

__attribute__((unused))
static void ram_free(struct ram *r)
{
	for (unsigned int i = 0; i < r->n; i++)
		free(r->range[i].data);
	memset(r, 0, sizeof(*r));
}

__attribute__((unused))
static uint32_t ram_u32(struct ram *r, uint64_t va)
{
	uint32_t v = 0xdeadbeef;
	uint8_t *p = ram_at(r, va, 4, false);

	if (p)
		memcpy(&v, p, 4);
	return v;
}

#endif
