// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * mem.c - the GPU's memory, as a job sees it: a write-back cache over two callbacks
 *
 * Direct mapped. A line has one bit a byte for "written by this job".
 */

#include "mem.h"

#include <stdlib.h>
#include <string.h>

#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "The model reads the GPU's structures in place: only little-endian hosts."
#endif

#define LINE_SHIFT	12
#define LINE_SIZE	(1u << LINE_SHIFT)
#define LINES		1024u
#define DIRTY_WORDS	(LINE_SIZE / 64)

struct line {
	uint64_t tag;			/* va >> LINE_SHIFT */
	bool valid, writable, dirty;
	bool listed;			/* in mem.used */
	uint64_t written[DIRTY_WORDS];	/* one bit a byte */
	uint8_t data[LINE_SIZE];
};

struct mem {
	const struct mem_ops *ops;
	void *ctx;
	struct line *lines;
	uint16_t used[LINES];		/* slots that became valid since the last flush */
	unsigned int nr_used;
};

struct mem *mem_new(const struct mem_ops *ops, void *ctx)
{
	struct mem *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->ops = ops;
	m->ctx = ctx;
	m->lines = calloc(LINES, sizeof(*m->lines));
	if (!m->lines) {
		free(m);
		return NULL;
	}
	return m;
}

void mem_free(struct mem *m)
{
	if (!m)
		return;
	free(m->lines);
	free(m);
}

static struct line *line_slot(struct mem *m, uint64_t tag)
{
	/* The bits above the index take part, so that equal offsets of buffers differ. */
	return &m->lines[(tag ^ (tag >> 10) ^ (tag >> 20)) & (LINES - 1)];
}

static bool line_is_written(const struct line *l, unsigned int at)
{
	return l->written[at / 64] >> (at % 64) & 1;
}

static void line_mark(struct line *l, unsigned int at, size_t len)
{
	for (; len && at % 64; at++, len--)
		l->written[at / 64] |= 1ull << (at % 64);
	for (; len >= 64; at += 64, len -= 64)
		l->written[at / 64] = ~0ull;
	for (; len; at++, len--)
		l->written[at / 64] |= 1ull << (at % 64);
	l->dirty = true;
}

/* Write the runs of bytes that the job wrote; the line stays valid and clean. */
static bool line_clean(struct mem *m, struct line *l, struct fault *f)
{
	unsigned int at = 0;
	bool ok = true;

	if (!l->valid || !l->dirty)
		return true;
	while (at < LINE_SIZE) {
		unsigned int start;
		int err;

		if (at % 64 == 0 && !l->written[at / 64]) {
			at += 64;
			continue;
		}
		if (!line_is_written(l, at)) {
			at++;
			continue;
		}
		start = at;
		while (at < LINE_SIZE && line_is_written(l, at))
			at++;
		err = m->ops->write(m->ctx, (l->tag << LINE_SHIFT) + start,
				    l->data + start, at - start);
		if (err)
			ok = fault_set(f, FAULT_WRITE, (l->tag << LINE_SHIFT) + start,
				       "write of %u bytes back to memory: %s",
				       at - start, strerror(err));
	}
	memset(l->written, 0, sizeof(l->written));
	l->dirty = false;
	return ok;
}

/* Find or load the line of @va. A failed load says the address that was wanted. */
static struct line *line_get(struct mem *m, uint64_t va, size_t len, bool write,
			     struct fault *f)
{
	uint64_t tag = va >> LINE_SHIFT;
	struct line *l = line_slot(m, tag);
	int err;

	if (l->valid && l->tag == tag)
		return l;
	if (!line_clean(m, l, f))
		return NULL;
	if (!l->listed) {
		l->listed = true;
		m->used[m->nr_used++] = (uint16_t)(l - m->lines);
	}
	l->valid = false;
	err = m->ops->read(m->ctx, tag << LINE_SHIFT, l->data, LINE_SIZE);
	if (err) {
		fault_set(f, write ? FAULT_WRITE : FAULT_READ, va, "%s of %zu bytes: %s",
			  write ? "write" : "read", len, strerror(err));
		return NULL;
	}
	l->tag = tag;
	l->valid = true;
	l->writable = false;
	l->dirty = false;
	memset(l->written, 0, sizeof(l->written));
	return l;
}

static bool range_ok(uint64_t va, size_t len, enum fault_kind kind, struct fault *f)
{
	if (len && va + (len - 1) < va)
		return fault_set(f, kind, va, "range of %zu bytes wraps around", len);
	return true;
}

bool mem_read(struct mem *m, uint64_t va, void *buf, size_t len, struct fault *f)
{
	uint8_t *out = buf;

	if (!range_ok(va, len, FAULT_READ, f))
		return false;
	while (len) {
		unsigned int at = va & (LINE_SIZE - 1);
		size_t n = LINE_SIZE - at < len ? LINE_SIZE - at : len;
		struct line *l = line_get(m, va, n, false, f);

		if (!l)
			return false;
		memcpy(out, l->data + at, n);
		out += n;
		va += n;
		len -= n;
	}
	return true;
}

bool mem_write(struct mem *m, uint64_t va, const void *buf, size_t len, struct fault *f)
{
	const uint8_t *in = buf;

	if (!range_ok(va, len, FAULT_WRITE, f))
		return false;
	while (len) {
		unsigned int at = va & (LINE_SIZE - 1);
		size_t n = LINE_SIZE - at < len ? LINE_SIZE - at : len;
		struct line *l = line_get(m, va, n, true, f);

		if (!l)
			return false;
		if (!l->writable) {
			int err = m->ops->write(m->ctx, va, in, n);

			if (err)
				return fault_set(f, FAULT_WRITE, va, "write of %zu bytes: %s",
						 n, strerror(err));
			l->writable = true;
		} else {
			line_mark(l, at, n);
		}
		memcpy(l->data + at, in, n);
		in += n;
		va += n;
		len -= n;
	}
	return true;
}

bool mem_flush(struct mem *m, struct fault *f)
{
	bool ok = true;

	for (unsigned int i = 0; i < m->nr_used; i++)
		ok &= line_clean(m, &m->lines[m->used[i]], f);
	mem_drop(m);
	return ok;
}

void mem_drop(struct mem *m)
{
	for (unsigned int i = 0; i < m->nr_used; i++) {
		m->lines[m->used[i]].valid = false;
		m->lines[m->used[i]].listed = false;
	}
	m->nr_used = 0;
}

bool mem_read_u32(struct mem *m, uint64_t va, uint32_t *v, struct fault *f)
{
	return mem_read(m, va, v, sizeof(*v), f);
}

bool mem_read_u64(struct mem *m, uint64_t va, uint64_t *v, struct fault *f)
{
	return mem_read(m, va, v, sizeof(*v), f);
}
