// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * transport.c - jobs through a file
 *
 * The file is a sparse memfd that plays the device: memory lies at its offsets as the
 * protocol has them, one job waits, and the result is found in the file afterwards.
 */

#include "../transport.h"

#include <sys/mman.h>
#include <unistd.h>

#include "asm.h"
#include "ram.h"
#include "tap.h"

#define EXEC_BASE	0x1100000000ull
#define STREAM		0x2000000000ull
#define OUT		0x2000010000ull
#define CONTEXT		5u

static int fd;

static void poke(uint64_t va, const void *buf, size_t len)
{
	ssize_t n = pwrite(fd, buf, len, (off_t)((uint64_t)CONTEXT << 40 | va));

	if (n != (ssize_t)len)
		perror("pwrite");
}

static uint32_t peek(uint64_t va)
{
	uint32_t v = 0xffffffff;

	return pread(fd, &v, 4, (off_t)((uint64_t)CONTEXT << 40 | va)) == 4 ? v : 0xffffffff;
}

struct record {
	struct transport_job head;
	struct transport_reg regs[8];
};

static struct record compute_job(void)
{
	struct record rec = { .head = {
		.magic = TRANSPORT_JOB_MAGIC, .sequence = 77, .pipe = PIPE_COMPUTE,
		.context = CONTEXT, .generation = 13, .clusters = 1, .count = 3 } };

	rec.head.size = sizeof(rec.head) + 3 * sizeof(rec.regs[0]);
	rec.regs[0].reg = 0x1a440;
	rec.regs[0].value = 0x24201;
	rec.regs[1].reg = REG_CDM_STREAM;
	rec.regs[1].value = STREAM;
	rec.regs[2].reg = REG_CDM_EXEC_BASE;
	rec.regs[2].value = EXEC_BASE;
	return rec;
}

static int next(const struct record *rec, size_t len, struct job *job)
{
	const char *why;

	if (pwrite(fd, rec, len, (off_t)TRANSPORT_JOBS) != (ssize_t)len)
		perror("pwrite");
	return transport_next(fd, job, &why);
}

/* A program that stores its thread number to OUT + 4 * thread */
static void setup(void)
{
	static const uint32_t stream[] = { 0, 0x100, 100, 1, 1, 64, 1, 1, 2u << 29, 0 };
	struct code c = { .n = 0 };
	uint8_t page[4096] = { 0 };
	uint64_t w;

	as_sr(&c, 1, 80);
	as_ldimm(&c, 2, (uint32_t)OUT);
	as_ldimm(&c, 3, (uint32_t)(OUT >> 32));
	as_store(&c, 1, D(2), R(1));
	as_stop(&c);
	memcpy(page + 0x400, c.b, c.n);
	w = 0x0d | (uint64_t)0x400 << 16;
	memcpy(page + 0x100, &w, 6);
	page[0x106] = 0x88;
	poke(EXEC_BASE, page, sizeof(page));
	memset(page, 0, sizeof(page));
	memcpy(page, stream, sizeof(stream));
	poke(STREAM, page, sizeof(page));
	memset(page, 0xff, sizeof(page));
	poke(OUT, page, sizeof(page));
}

static void test_run(void)
{
	struct record rec = compute_job();
	struct transport_space space = { .fd = fd, .context = CONTEXT };
	struct mem *mem = mem_new(&transport_mem, &space);
	struct model *model = model_new();
	struct transport_result res;
	struct job_result result;
	struct job job;
	bool good;

	good = next(&rec, sizeof(rec), &job) == 1 && job.sequence == 77 && job.count == 3 &&
	       job.context == CONTEXT;
	ok(good, "a job is read");
	job_run(model, &job, mem, JOB_DEFAULT_LIMIT, &result);
	ok(result.verdict == VERDICT_EXECUTED && result.groups == 2 && result.launches == 1,
	   "it is executed: %s", result.fault.text);
	good = true;
	for (uint32_t i = 0; i < 128; i++)
		good &= peek(OUT + 4 * i) == (i < 100 ? i : 0xffffffff);
	ok(good, "its results are in the context's memory");
	ok(!transport_finish(fd, &job, &result) &&
	   pread(fd, &res, sizeof(res), (off_t)TRANSPORT_RESULTS) == sizeof(res) &&
	   res.magic == TRANSPORT_RESULT_MAGIC && res.sequence == 77 && !res.verdict &&
	   res.instructions == 5 * 4, "the result is written");

	job_run(model, &job, mem, 3, &result);
	ok(result.verdict == VERDICT_FAULT && result.fault.kind == FAULT_LONG, "a limit");
	mem_drop(mem);
	job.regs[1].value = 0x7f00000000ull;
	space.context = CONTEXT + 1;
	job_run(model, &job, mem, JOB_DEFAULT_LIMIT, &result);
	transport_finish(fd, &job, &result);
	ok(result.verdict == VERDICT_FAULT &&
	   pread(fd, &res, sizeof(res), (off_t)TRANSPORT_RESULTS) == sizeof(res) &&
	   res.verdict == VERDICT_FAULT && res.fault == result.fault.kind,
	   "a fault is written");
	job.pipe = PIPES;
	job_run(model, &job, mem, JOB_DEFAULT_LIMIT, &result);
	ok(result.verdict == VERDICT_SKIPPED, "what the model does not do is skipped");
	job.pipe = PIPE_COMPUTE;
	job.count = 1;
	job_run(model, &job, mem, JOB_DEFAULT_LIMIT, &result);
	ok(result.verdict == VERDICT_FAULT && result.fault.kind == FAULT_STREAM,
	   "a job without a stream");
	model_free(model);
	mem_free(mem);
}

static void test_hostile(void)
{
	struct record rec = compute_job();
	struct transport_space space = { .fd = fd, .context = CONTEXT };
	struct fault f = { 0 };
	struct mem *mem = mem_new(&transport_mem, &space);
	struct job job;
	uint32_t v;

	rec.head.magic++;
	ok(next(&rec, sizeof(rec), &job) == -EPROTO, "magic");
	rec = compute_job();
	rec.head.size++;
	ok(next(&rec, sizeof(rec), &job) == -EPROTO, "size");
	rec = compute_job();
	rec.head.count = 0x10000001;
	rec.head.size = sizeof(rec.head) + 16;
	ok(next(&rec, sizeof(rec), &job) == -EPROTO, "a count that overflows the size");
	rec = compute_job();
	rec.head.pipe = 3;
	ok(next(&rec, sizeof(rec), &job) == -EPROTO, "pipe");
	rec = compute_job();
	rec.head.context = TRANSPORT_CONTEXTS;
	ok(next(&rec, sizeof(rec), &job) == -EPROTO, "context");
	rec = compute_job();
	rec.regs[1].zero = 1;
	ok(next(&rec, sizeof(rec), &job) == -EPROTO, "padding");
	ok(!mem_read_u32(mem, 1ull << 40, &v, &f) && f.kind == FAULT_READ,
	   "an address of more than 40 bits would be another context's");
	f = (struct fault){ 0 };
	ok(mem_read_u32(mem, 0xffffff8000000000ull, &v, &f), "the kernel half is sign-extended");
	mem_free(mem);
}

static void test_gone(void)
{
	struct job job;
	const char *why;
	int empty = memfd_create("gone", 0);

	ok(transport_next(empty, &job, &why) == 0, "an empty read: the device is gone");
	close(empty);
	ok(transport_next(empty, &job, &why) == -EBADF, "errors are passed on");
}

int main(void)
{
	fd = memfd_create("device", 0);
	/* The file's length: all of it reads as zeroes. */
	if (fd < 0 || ftruncate(fd, (off_t)(TRANSPORT_RESULTS + 0x100000)))
		perror("memfd");
	setup();
	test_run();
	test_hostile();
	test_gone();
	close(fd);
	return tap_end();
}
