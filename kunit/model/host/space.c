// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * space.c - buffers and GPU address spaces on a plain host
 *
 * A buffer is a memfd, mapped here once. A space has two levels of tables with an entry
 * for each page of 16 KiB.
 */

#include "space.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEVEL_BITS	13
#define LEVEL_SIZE	(1u << LEVEL_BITS)

struct page {
	uint8_t *host;		/* NULL: not mapped */
	uint32_t handle;
	bool write;
};

struct space {
	struct page *level[LEVEL_SIZE];
};

static struct buffer *buffers;
static uint32_t next_buffer;

/* Take @fd, of @size bytes, into a free slot; its handle, or 0. */
static uint32_t buffer_add(int fd, uint64_t size)
{
	if (!buffers) {
		buffers = calloc(MAX_BUFFERS, sizeof(*buffers));
		for (uint32_t i = 0; buffers && i < MAX_BUFFERS; i++)
			buffers[i].fd = -1;
	}
	for (uint32_t n = 0; buffers && n < MAX_BUFFERS; n++) {
		uint32_t i = (next_buffer + n) % MAX_BUFFERS;
		struct buffer *b = &buffers[i];

		if (b->fd >= 0)
			continue;
		b->map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (b->map == MAP_FAILED)
			return 0;
		b->fd = fd;
		b->size = size;
		next_buffer = i + 1;
		return i + 1;
	}
	return 0;
}

uint32_t buffer_new(uint64_t size)
{
	uint32_t handle = 0;
	int fd;

	size = (size + GPU_PAGE - 1) & ~(GPU_PAGE - 1);
	if (!size || size > 1ull << 36)
		return 0;
	fd = memfd_create("agx-buffer", MFD_CLOEXEC);
	if (fd < 0)
		return 0;
	if (!ftruncate(fd, (off_t)size))
		handle = buffer_add(fd, size);
	if (!handle)
		close(fd);
	return handle;
}

uint32_t buffer_import(int fd)
{
	struct stat st, own;
	uint32_t handle;

	if (fstat(fd, &st) || st.st_size <= 0 || st.st_size % (off_t)GPU_PAGE)
		return 0;
	for (uint32_t i = 0; buffers && i < MAX_BUFFERS; i++)
		if (buffers[i].fd >= 0 && !fstat(buffers[i].fd, &own) && own.st_ino == st.st_ino &&
		    own.st_dev == st.st_dev)
			return i + 1;
	fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	handle = fd < 0 ? 0 : buffer_add(fd, (uint64_t)st.st_size);
	if (!handle && fd >= 0)
		close(fd);
	return handle;
}

struct buffer *buffer_get(uint32_t handle)
{
	if (!buffers || !handle || handle > MAX_BUFFERS || buffers[handle - 1].fd < 0)
		return NULL;
	return &buffers[handle - 1];
}

void buffer_free(uint32_t handle)
{
	struct buffer *b = buffer_get(handle);

	if (!b)
		return;
	munmap(b->map, b->size);
	close(b->fd);
	b->map = NULL;
	b->fd = -1;
}

struct space *space_new(void)
{
	return calloc(1, sizeof(struct space));
}

static struct page *page_of(struct space *s, uint64_t va, bool make)
{
	uint64_t index = va / GPU_PAGE;
	struct page **level;

	if (va >> GPU_VA_BITS)
		return NULL;
	level = &s->level[index >> LEVEL_BITS];
	if (!*level && make)
		*level = calloc(LEVEL_SIZE, sizeof(**level));
	return *level ? &(*level)[index & (LEVEL_SIZE - 1)] : NULL;
}

int space_bind(struct space *s, uint32_t handle, uint64_t offset, uint64_t range, uint64_t va,
	       bool write, bool single)
{
	struct buffer *b = buffer_get(handle);

	if ((offset | range | va) & (GPU_PAGE - 1) || !range || va + range < va ||
	    (va + range - 1) >> GPU_VA_BITS)
		return EINVAL;
	if (handle) {
		uint64_t need = single ? GPU_PAGE : range;

		if (!b)
			return ENOENT;
		if (offset > b->size || need > b->size - offset)
			return EINVAL;
	}
	for (uint64_t at = 0; at < range; at += GPU_PAGE) {
		struct page *p = page_of(s, va + at, handle);

		if (!p) {
			if (handle)
				return ENOMEM;
			continue;
		}
		p->host = handle ? b->map + offset + (single ? 0 : at) : NULL;
		p->handle = handle;
		p->write = write;
	}
	return 0;
}

void space_close(struct space *s, uint32_t handle)
{
	for (unsigned int i = 0; i < LEVEL_SIZE; i++)
		for (unsigned int j = 0; s->level[i] && j < LEVEL_SIZE; j++)
			if (s->level[i][j].handle == handle)
				memset(&s->level[i][j], 0, sizeof(struct page));
}

static int space_access(struct space *s, uint64_t va, uint8_t *out, const uint8_t *in, size_t len)
{
	while (len) {
		struct page *p = page_of(s, va, false);
		size_t at = va & (GPU_PAGE - 1);
		size_t n = GPU_PAGE - at < len ? GPU_PAGE - at : len;

		if (!p || !p->host)
			return EFAULT;
		if (in && !p->write)
			return EACCES;
		if (in) {
			memcpy(p->host + at, in, n);
			in += n;
		} else {
			memcpy(out, p->host + at, n);
			out += n;
		}
		va += n;
		len -= n;
	}
	return 0;
}

static int space_read(void *ctx, uint64_t va, void *buf, size_t len)
{
	return space_access(ctx, va, buf, NULL, len);
}

static int space_write(void *ctx, uint64_t va, const void *buf, size_t len)
{
	return space_access(ctx, va, NULL, buf, len);
}

const struct mem_ops space_mem = { .read = space_read, .write = space_write };
