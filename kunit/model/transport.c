// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* transport.c - how jobs reach the model, and memory and results go back */

#include "transport.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define VA_BITS		40

_Static_assert(sizeof(struct transport_job) == 40, "record of a job");
_Static_assert(sizeof(struct transport_reg) == 16, "register of a job");
_Static_assert(sizeof(struct transport_result) == 40, "record of a result");

/* Addresses have 40 bits; the kernel half is sign-extended. */
static bool offset_of(const struct transport_space *s, uint64_t va, size_t len, off_t *off)
{
	uint64_t top = va >> (VA_BITS - 1);

	if (top && top != (1ull << (64 - VA_BITS + 1)) - 1)
		return false;
	va &= (1ull << VA_BITS) - 1;
	if (len > (1ull << VA_BITS) - va)
		return false;
	*off = (off_t)((uint64_t)s->context << VA_BITS | va);
	return true;
}

static int space_read(void *ctx, uint64_t va, void *buf, size_t len)
{
	const struct transport_space *s = ctx;
	ssize_t n;
	off_t off;

	if (!offset_of(s, va, len, &off))
		return EFAULT;
	do {
		n = pread(s->fd, buf, len, off);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	return (size_t)n == len ? 0 : EFAULT;
}

static int space_write(void *ctx, uint64_t va, const void *buf, size_t len)
{
	const struct transport_space *s = ctx;
	ssize_t n;
	off_t off;

	if (!offset_of(s, va, len, &off))
		return EFAULT;
	do {
		n = pwrite(s->fd, buf, len, off);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno;
	return (size_t)n == len ? 0 : EFAULT;
}

const struct mem_ops transport_mem = { .read = space_read, .write = space_write };

static int malformed(const char **why, const char *text)
{
	*why = text;
	return -EPROTO;
}

int transport_next(int fd, struct job *job, const char **why)
{
	struct {
		struct transport_job head;
		struct transport_reg regs[JOB_MAX_REGS];
	} rec;
	ssize_t n;

	*why = "";
	do {
		n = pread(fd, &rec, sizeof(rec), (off_t)TRANSPORT_JOBS);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (!n)
		return 0;
	if ((size_t)n < sizeof(rec.head) || rec.head.magic != TRANSPORT_JOB_MAGIC)
		return malformed(why, "not a job");
	if (rec.head.count > JOB_MAX_REGS)
		return malformed(why, "too many registers");
	if (rec.head.size != sizeof(rec.head) + rec.head.count * sizeof(rec.regs[0]) ||
	    (size_t)n < rec.head.size)
		return malformed(why, "size does not fit the registers");
	if (rec.head.pipe >= PIPES || rec.head.context >= TRANSPORT_CONTEXTS || rec.head.zero)
		return malformed(why, "pipe, context or padding");

	job->sequence = rec.head.sequence;
	job->pipe = rec.head.pipe;
	job->context = rec.head.context;
	job->generation = rec.head.generation;
	job->clusters = rec.head.clusters;
	job->count = rec.head.count;
	for (uint32_t i = 0; i < job->count; i++) {
		if (rec.regs[i].zero)
			return malformed(why, "padding of a register");
		job->regs[i].reg = rec.regs[i].reg;
		job->regs[i].value = rec.regs[i].value;
	}
	return 1;
}

int transport_finish(int fd, const struct job *job, const struct job_result *result)
{
	const struct transport_result rec = {
		.magic = TRANSPORT_RESULT_MAGIC,
		.verdict = result->verdict,
		.sequence = job->sequence,
		.fault = result->fault.kind,
		.pc = result->fault.pc,
		.addr = result->fault.addr,
		.instructions = result->instructions,
	};
	ssize_t n;

	do {
		n = pwrite(fd, &rec, sizeof(rec), (off_t)TRANSPORT_RESULTS);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return (size_t)n == sizeof(rec) ? 0 : -EIO;
}
