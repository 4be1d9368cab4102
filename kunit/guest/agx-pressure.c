// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Idle processes with more memory in buffers than the machine has.
 *
 *   agx-pressure [-c CLIENTS] [-j PARALLEL] [-x PERCENT] [-r ROUNDS] [-m MIB] [-d DEVICE]
 *		  [COMMAND...]
 *
 * The machine needs swap for most of them. These are the parts:
 *
 *   1. CLIENTS processes bind buffers until together they have PERCENT of the machine's
 *      memory (default: 200). Half of the buffers are mapped write-combined, half cached.
 *      Each page has contents of its own. Then the processes are idle.
 *   2. A new process makes an address space, binds buffers, and submits jobs. COMMAND, if
 *      there is one, is another new program.
 *   3. Each idle process reads a word of a buffer that is not in memory. That brings back
 *      16 KiB.
 *   4. All processes read their buffers at the same time.
 *   5. ROUNDS times, each process submits a job, reads all of its buffers, and changes some
 *      pages. Half of the processes do the first two the other way round. PARALLEL of them do
 *      so at a time, since the memory of an address space that has a job stays.
 *
 * If the GPU is simulated, this program executes the jobs: for each page of the GPU it looks
 * at a word that the CPU has written, and counts in another one. So it sees what a GPU would
 * see through the page tables, and what it writes must be in the buffers afterwards.
 *
 * agx-pressure fails in these cases: a call returns an error, also ENOMEM; a process is
 * killed, or does not go on; a word is wrong, for the CPU or for the GPU; a job does not end,
 * or its fence has an error; the kernel has killed a process for want of memory, or has logged
 * an error; or after the end of all processes the driver has more objects than before, or
 * memory is not back. The kernel's own objects may take MIB more (default: 32).
 *
 * Prints one line per step; exits with 0 if all steps passed. Every wait ends. Wants root.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <drm/asahi_drm.h>
#include <drm/drm.h>
#include <linux/sync_file.h>

#include "agx-guest.h"

#define KIB 1024ull
#define MIB (1024 * KIB)
#define PAGE (16 * KIB)		/* the GPU's */
#define CPU_PAGE (4 * KIB)	/* by which contents differ; the CPU's may be larger */
#define RW (DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_WRITE)

#define MAX_CLIENTS	60	/* the GPU knows 63 address spaces at once */
#define MAX_PROBLEMS	32
#define MAX_BUFFERS	128
#define MAX_ATTACHMENTS	8

/* A step of a process that takes longer than this hangs. */
#define WAIT_SECONDS	60

/* Where the buffers are in each address space */
#define TABLE_AT	(1ull << 32)
#define BUFFERS_AT	(2ull << 32)
#define BUFFER_STEP	(16 * MIB)
#define USC_AT		(0x11ull << 32)

static const uint64_t sizes[] = {
	4 * MIB, 16 * KIB, 2 * MIB, 272 * KIB, 1 * MIB, 48 * KIB, 64 * KIB,
};

/* What the new process has */
#define NEW_BYTES	(24 * MIB)
#define NEW_JOBS	10

/*
 * The control stream of a job, as far as this program executes it: what the CPU has in its
 * buffers. Here the job leaves what the GPU has found.
 */
#define TABLE_MAGIC	0x6572757373657270ull

struct table {
	uint64_t magic;
	uint64_t count;		/* of buffers */
	uint64_t changes;	/* times that some pages were changed */
	uint64_t jobs;		/* that have counted in the buffers */
	uint64_t pages, wrong;	/* looked at by the job, and wrong ones among them */
	uint64_t wrong_addr, wrong_word;
	struct entry {
		uint64_t addr, size, seed;
	} entries[MAX_BUFFERS];
};

#define TABLE_BYTES	PAGE

_Static_assert(sizeof(struct table) <= TABLE_BYTES, "the table is a page");

enum command { BIND, REPORT, TOUCH, READ, ROUND, NEW, QUIT };

struct problem {
	char text[200];
};

/* Shared by all processes */
static struct everything {
	_Atomic int attached;		/* the GPU, and -errno if it cannot be simulated here */
	_Atomic uint64_t executed;	/* jobs that this program has executed */
	_Atomic uint64_t looked;	/* pages that it has looked at */
	_Atomic unsigned int num_problems;
	struct problem problems[MAX_PROBLEMS];
	_Atomic unsigned int touched;	/* words that were read of memory that was not there */
	struct {
		_Atomic unsigned int wanted, done;	/* numbers of commands */
		_Atomic int command;
		_Atomic unsigned int progress;
		_Atomic uint64_t bytes, resident, pages;
	} client[MAX_CLIENTS + 1];
} *all;

static struct drm_asahi_params_global params;
static const char *device;
static unsigned int clients = 32, parallel = 4, percent = 200, rounds = 2;
static unsigned int me;		/* number of this process */
static uint64_t share;		/* bytes of each idle process */
static pid_t pids[MAX_CLIENTS + 1], gpu_pid;

__attribute__((format(printf, 1, 2)))
static void problem(const char *fmt, ...)
{
	unsigned int i = atomic_fetch_add(&all->num_problems, 1);
	va_list ap;

	if (i >= MAX_PROBLEMS)
		return;

	va_start(ap, fmt);
	vsnprintf(all->problems[i].text, sizeof(all->problems[i].text), fmt, ap);
	va_end(ap);
}

/* Returns how many problems there were. */
static unsigned int print_problems(void)
{
	unsigned int n = atomic_exchange(&all->num_problems, 0);

	for (unsigned int i = 0; i < n && i < MAX_PROBLEMS; i++)
		printf("# %s\n", all->problems[i].text);

	return n;
}

static void progress(void)
{
	atomic_fetch_add(&all->client[me].progress, 1);
}

/* Otherwise the kernel might kill the process that says what has gone wrong. */
static void allow_oom_kill(int yes)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
	const char *score = yes ? "0" : "-1000";

	if (fd < 0 || write(fd, score, strlen(score)) < 0)
		printf("# oom_score_adj: %s\n", strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* ---------------------------------------------------------------- contents */

/* The change after which a page has the contents that it has after CHANGES changes. */
static uint64_t last_change(uint64_t page, uint64_t changes)
{
	while (changes && (changes - 1) % 3 != page % 3)
		changes--;

	return changes;
}

/* The first word of a page; the next words count from there. */
static uint64_t first_word(uint64_t seed, uint64_t page, uint64_t changes)
{
	return mix(seed ^ (page << 8 | last_change(page, changes)));
}

/* The second word of a page of the GPU is for its jobs. */
static int is_for_jobs(uint64_t offset)
{
	return offset % PAGE == 8;
}

/* ---------------------------------------------------------------- the GPU */

/* What the simulated GPU tells a program that executes jobs: see sim_model_proto.h. */
#define MODEL_JOBS		(1ll << 62)
#define MODEL_RESULTS		(MODEL_JOBS + (1ll << 20))
#define MODEL_JOB_MAGIC		0x4a584741u
#define MODEL_RESULT_MAGIC	0x52584741u

struct model_job {
	uint32_t magic, size;
	uint64_t sequence;
	uint32_t pipe, context, generation, clusters, count, zero;
	uint64_t regs[2 * 256];
};

enum { EXECUTED, SKIPPED, FAULT };

struct model_result {
	uint32_t magic, verdict;
	uint64_t sequence;
	uint32_t why, pc;
	uint64_t addr, instructions;
};

static off_t model_offset(const struct model_job *job, uint64_t addr)
{
	return (off_t)((uint64_t)job->context << 40 | addr);
}

/* Returns 0, or -errno if the MMU refuses the access. */
static int gpu_read(int fd, const struct model_job *job, uint64_t addr, void *to, size_t n)
{
	for (size_t done = 0, part; done < n; done += part) {
		part = CPU_PAGE - (addr + done) % CPU_PAGE;
		if (part > n - done)
			part = n - done;
		if (pread(fd, (char *)to + done, part, model_offset(job, addr + done)) !=
		    (ssize_t)part)
			return -errno;
	}

	return 0;
}

/* FROM does not cross a page. */
static int gpu_write(int fd, const struct model_job *job, uint64_t addr, const void *from,
		     size_t n)
{
	return pwrite(fd, from, n, model_offset(job, addr)) == (ssize_t)n ? 0 : -errno;
}

static int gpu_buffer(int fd, const struct model_job *job, struct table *table,
		      const struct entry *entry)
{
	const uint64_t count = table->jobs + 1;
	uint64_t words[2];
	int err = 0;

	for (uint64_t at = 0; !err && at < entry->size; at += PAGE) {
		const uint64_t want = first_word(entry->seed, at / CPU_PAGE, table->changes);

		err = gpu_read(fd, job, entry->addr + at, words, sizeof(words));
		if (err) {
			table->wrong_addr = entry->addr + at;
			return err;
		}

		table->pages++;
		if (words[0] != want || words[1] != table->jobs) {
			if (!table->wrong++) {
				int i = words[0] == want;

				table->wrong_addr = entry->addr + at + 8 * i;
				table->wrong_word = words[i];
			}
		}
		err = gpu_write(fd, job, entry->addr + at + 8, &count, sizeof(count));
		if (err)
			table->wrong_addr = entry->addr + at + 8;
	}

	return err;
}

/* Returns 0, or -errno with the address that was refused in the table. */
static int gpu_execute(int fd, const struct model_job *job, struct table *table)
{
	int err = gpu_read(fd, job, TABLE_AT, table, sizeof(*table));

	/* The job of another program */
	if (err || table->magic != TABLE_MAGIC || table->count > MAX_BUFFERS) {
		table->wrong_addr = TABLE_AT;
		return err ?: -ENOEXEC;
	}

	table->pages = table->wrong = table->wrong_addr = table->wrong_word = 0;
	for (uint64_t i = 0; !err && i < table->count; i++)
		err = gpu_buffer(fd, job, table, &table->entries[i]);
	if (err)
		return err;

	table->jobs++;
	atomic_fetch_add(&all->looked, table->pages);
	/* Before the entries there are 64 bytes, which are in one page. */
	return gpu_write(fd, job, TABLE_AT, table, offsetof(struct table, entries));
}

/* Its own memory stays where it is: nothing but the driver is to wait for memory here. */
static void gpu_process(const char *path)
{
	static struct model_job job;
	static struct table table;
	int fd, err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		printf("# the simulated GPU's memory may be swapped out: %s\n", strerror(errno));
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		atomic_store(&all->attached, -errno);
		_exit(1);
	}
	atomic_store(&all->attached, 1);

	while (pread(fd, &job, sizeof(job), MODEL_JOBS) > 0) {
		struct model_result result = {
			.magic = MODEL_RESULT_MAGIC, .sequence = job.sequence,
		};

		if (job.magic != MODEL_JOB_MAGIC) {
			problem("the simulated GPU says something that is no job");
			break;
		}
		err = gpu_execute(fd, &job, &table);
		if (!err) {
			atomic_fetch_add(&all->executed, 1);
		} else if (err == -ENOEXEC) {
			result.verdict = SKIPPED;
		} else {
			/* 1: that a read was refused */
			result.verdict = FAULT;
			result.why = 1;
			result.addr = table.wrong_addr;
			problem("the GPU cannot access %#llx of context %u: %s",
				(unsigned long long)table.wrong_addr, job.context,
				strerrorname_np(-err));
		}
		if (pwrite(fd, &result, sizeof(result), MODEL_RESULTS) != sizeof(result))
			problem("the end of a job: %s", strerrorname_np(errno));
	}
	_exit(0);
}

/* Returns whether this program executes the jobs. */
static int start_gpu(void)
{
	glob_t paths = {};

	atomic_store(&all->attached, 0);
	if (glob("/sys/kernel/debug/asahi_sim/*/model", 0, NULL, &paths) ||
	    paths.gl_pathc != 1) {
		skip("there is no simulated GPU whose jobs could be executed");
		return 0;
	}

	fflush(stdout);
	gpu_pid = fork();
	if (!gpu_pid)
		gpu_process(paths.gl_pathv[0]);
	for (int i = 0; i < WAIT_SECONDS * 100 && !atomic_load(&all->attached); i++)
		pause_ms(10);
	step(all->attached == 1, "jobs are executed: %s",
	     all->attached < 0 ? strerrorname_np(-all->attached) : paths.gl_pathv[0]);
	globfree(&paths);

	return all->attached == 1;
}

static void stop_gpu(void)
{
	if (gpu_pid > 0) {
		kill(gpu_pid, SIGKILL);
		waitpid(gpu_pid, NULL, 0);
	}
	gpu_pid = 0;
}

/* ---------------------------------------------------------------- a client */

struct buffer {
	uint32_t handle, flags;
	uint64_t size, seed;
	volatile uint64_t *p;
};

static struct client {
	int fd;
	uint32_t vm, queue, object;
	struct buffer table, times, buffers[MAX_BUFFERS];
	unsigned int num_buffers;
	uint64_t changes, jobs;	/* done so far; the jobs only if they are executed */
} me_client;

/* Returns 0 or a negative errno, and says so. */
static int call(const struct client *c, const char *name, unsigned long cmd, void *args)
{
	int err = ioctl(c->fd, cmd, args) ? -errno : 0;

	if (err)
		problem("process %u: %s: %s", me, name, strerrorname_np(-err));

	return err;
}

#define CALL(c, cmd, args)	call(c, #cmd, DRM_IOCTL_##cmd, args)

/* Makes a buffer, binds it, and maps it for the CPU, as Mesa does with all buffers. */
static int make_buffer(struct client *c, struct buffer *buffer, uint64_t addr)
{
	struct drm_asahi_gem_create create = {
		.size = buffer->size, .flags = buffer->flags,
		.vm_id = buffer->flags & DRM_ASAHI_GEM_VM_PRIVATE ? c->vm : 0,
	};
	struct drm_asahi_gem_bind_op op = { .flags = RW, .range = buffer->size, .addr = addr };
	struct drm_asahi_vm_bind bind = {
		.vm_id = c->vm, .num_binds = 1, .stride = sizeof(op), .userptr = (uintptr_t)&op,
	};
	struct drm_asahi_gem_mmap_offset offset = {};
	void *p;
	int err;

	err = CALL(c, ASAHI_GEM_CREATE, &create);
	if (err)
		return err;
	buffer->handle = op.handle = offset.handle = create.handle;

	err = CALL(c, ASAHI_VM_BIND, &bind) ?: CALL(c, ASAHI_GEM_MMAP_OFFSET, &offset);
	if (err)
		return err;

	p = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, offset.offset);
	if (p == MAP_FAILED) {
		err = -errno;
		problem("process %u: mmap: %s", me, strerrorname_np(-err));
		return err;
	}
	buffer->p = p;
	atomic_fetch_add(&all->client[me].bytes, buffer->size);

	return 0;
}

static int open_client(struct client *c)
{
	struct drm_asahi_vm_create vm = {
		.kernel_start = params.vm_end - (32ull << 30),
		.kernel_end = params.vm_end,
	};
	struct drm_asahi_gem_bind_object bind = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_BIND,
		.flags = DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS,
		.range = PAGE,
	};
	struct drm_asahi_queue_create queue = {
		.priority = DRM_ASAHI_PRIORITY_MEDIUM, .usc_exec_base = USC_AT,
	};
	int err;

	*c = (struct client){
		.fd = open(device, O_RDWR | O_CLOEXEC),
		.table = { .size = TABLE_BYTES, .flags = DRM_ASAHI_GEM_VM_PRIVATE },
		.times = { .size = PAGE, .flags = DRM_ASAHI_GEM_WRITEBACK },
	};
	if (c->fd < 0) {
		err = -errno;
		problem("process %u: %s: %s", me, device, strerrorname_np(-err));
		return err;
	}

	err = CALL(c, ASAHI_VM_CREATE, &vm);
	c->vm = queue.vm_id = vm.vm_id;
	err = err ?: make_buffer(c, &c->table, TABLE_AT) ?:
	      make_buffer(c, &c->times, TABLE_AT + TABLE_BYTES);
	if (err)
		return err;

	bind.handle = c->times.handle;
	err = CALL(c, ASAHI_GEM_BIND_OBJECT, &bind) ?: CALL(c, ASAHI_QUEUE_CREATE, &queue);
	c->object = bind.object_handle;
	c->queue = queue.queue_id;

	return err;
}

static void write_page(const struct client *c, const struct buffer *buffer, uint64_t page)
{
	const uint64_t first = first_word(buffer->seed, page, c->changes);
	volatile uint64_t *p = buffer->p + page * CPU_PAGE / 8;

	for (uint64_t i = 0; i < CPU_PAGE / 8; i++) {
		if (!is_for_jobs(page * CPU_PAGE + i * 8))
			p[i] = first + i;
	}
}

/* Returns whether all words are right. The first word is enough if only ONE is wanted. */
static int check_page(const struct client *c, const struct buffer *buffer, uint64_t page,
		      int one)
{
	const uint64_t first = first_word(buffer->seed, page, c->changes);
	volatile uint64_t *p = buffer->p + page * CPU_PAGE / 8;

	for (uint64_t i = 0; i < (one ? 1 : CPU_PAGE / 8); i++) {
		const uint64_t at = page * CPU_PAGE + i * 8;
		const uint64_t want = is_for_jobs(at) ? c->jobs : first + i, word = p[i];

		if (word == want)
			continue;
		problem("process %u: buffer %td (%llu KiB, %s): %llx instead of %llx at %#llx, after %llu changes and %llu jobs",
			me, buffer - c->buffers, (unsigned long long)(buffer->size / KIB),
			buffer->flags & DRM_ASAHI_GEM_WRITEBACK ? "cached" : "write-combined",
			(unsigned long long)word, (unsigned long long)want,
			(unsigned long long)at, (unsigned long long)c->changes,
			(unsigned long long)c->jobs);
		return 0;
	}

	return 1;
}

static int make_buffers(struct client *c, uint64_t bytes)
{
	struct table *table = (void *)c->table.p;
	uint64_t made = 0;

	while (made < bytes) {
		unsigned int i = c->num_buffers;
		struct buffer *buffer = &c->buffers[i];
		int err;

		if (i == MAX_BUFFERS) {
			problem("process %u: too many buffers; it takes more processes", me);
			return -E2BIG;
		}
		*buffer = (struct buffer){
			.size = sizes[i % ARRAY_SIZE(sizes)],
			.seed = mix((uint64_t)me << 32 | i),
			.flags = (i % 2 ? DRM_ASAHI_GEM_WRITEBACK : 0) |
				 (i / 2 % 2 ? DRM_ASAHI_GEM_VM_PRIVATE : 0),
		};
		/* The number of sizes is odd, so each size comes with all flags. */
		err = make_buffer(c, buffer, BUFFERS_AT + i * BUFFER_STEP);
		if (err)
			return err;
		c->num_buffers++;
		made += buffer->size;

		for (uint64_t page = 0; page < buffer->size / CPU_PAGE; page++)
			write_page(c, buffer, page);
		table->entries[i] = (struct entry){ BUFFERS_AT + i * BUFFER_STEP, buffer->size,
						    buffer->seed };
		progress();
	}
	table->count = c->num_buffers;
	table->magic = TABLE_MAGIC;

	return 0;
}

/* ---------------------------------------------------------------- jobs */

struct buf {
	struct drm_asahi_cmd_header header;
	struct drm_asahi_attachment attachments[MAX_ATTACHMENTS];
	struct drm_asahi_cmd_header compute_header;
	struct drm_asahi_cmd_compute compute;
};

static int submit(struct client *c, uint32_t out)
{
	const uint16_t none = DRM_ASAHI_BARRIER_NONE;
	struct buf buf = {
		.header = {
			.cmd_type = DRM_ASAHI_SET_COMPUTE_ATTACHMENTS,
			.size = sizeof(buf.attachments),
			.vdm_barrier = none, .cdm_barrier = none,
		},
		.compute_header = {
			.cmd_type = DRM_ASAHI_CMD_COMPUTE, .size = sizeof(buf.compute),
			.vdm_barrier = none,
		},
		.compute = {
			.cdm_ctrl_stream_base = TABLE_AT,
			.cdm_ctrl_stream_end = TABLE_AT + TABLE_BYTES,
			.ts = { { c->object, 0 }, { c->object, 8 } },
		},
	};
	struct drm_asahi_sync sync = { DRM_ASAHI_SYNC_SYNCOBJ, out };
	struct drm_asahi_submit args = {
		.queue_id = c->queue, .out_sync_count = 1, .syncs = (uintptr_t)&sync,
		.cmdbuf = (uintptr_t)&buf, .cmdbuf_size = sizeof(buf),
	};

	for (unsigned int i = 0; i < MAX_ATTACHMENTS; i++) {
		unsigned int b = i % c->num_buffers;

		buf.attachments[i] = (struct drm_asahi_attachment){
			.pointer = BUFFERS_AT + b * BUFFER_STEP, .size = c->buffers[b].size,
		};
	}

	return CALL(c, ASAHI_SUBMIT, &args);
}

/* Returns 0 if the job has ended without an error. */
static int wait_for_job(struct client *c, uint32_t out)
{
	struct drm_syncobj_handle args = {
		.handle = out, .flags = DRM_SYNCOBJ_HANDLE_TO_FD_FLAGS_EXPORT_SYNC_FILE, .fd = -1,
	};
	struct sync_file_info info = {};
	struct pollfd poll_fd = { .events = POLLIN };
	int err = CALL(c, SYNCOBJ_HANDLE_TO_FD, &args), n;

	if (err)
		return err;

	poll_fd.fd = args.fd;
	n = poll(&poll_fd, 1, WAIT_SECONDS * 1000);
	if (n == 1 && ioctl(args.fd, SYNC_IOC_FILE_INFO, &info))
		err = -errno;
	else if (n == 1)
		err = info.status == 1 ? 0 : info.status < 0 ? info.status : -EBUSY;
	else
		err = -ETIME;
	close(args.fd);
	if (err)
		problem("process %u: the fence of a job: %s", me, strerrorname_np(-err));

	return err;
}

static int gpu_time(struct client *c, uint64_t *now)
{
	struct drm_asahi_get_time args = {};
	int err = CALL(c, ASAHI_GET_TIME, &args);

	*now = args.gpu_timestamp;

	return err;
}

/* What the job has left in the table */
static int check_table(struct client *c)
{
	const struct table *table = (void *)c->table.p;
	uint64_t pages = 0;

	for (unsigned int i = 0; i < c->num_buffers; i++)
		pages += c->buffers[i].size / PAGE;
	if (table->wrong)
		problem("process %u: for the GPU, %llu of %llu pages are wrong, the first one at %#llx: %llx",
			me, (unsigned long long)table->wrong, (unsigned long long)table->pages,
			(unsigned long long)table->wrong_addr,
			(unsigned long long)table->wrong_word);
	if (table->pages != pages || table->jobs != c->jobs)
		problem("process %u: the GPU has looked at %llu pages instead of %llu in %llu jobs instead of %llu",
			me, (unsigned long long)table->pages, (unsigned long long)pages,
			(unsigned long long)table->jobs, (unsigned long long)c->jobs);

	return table->wrong || table->pages != pages || table->jobs != c->jobs ? -EIO : 0;
}

static int do_job(struct client *c)
{
	struct drm_syncobj_create create = {};
	struct drm_syncobj_destroy destroy = {};
	struct table *table = (void *)c->table.p;
	volatile uint64_t *time = c->times.p;
	uint64_t before = 0, after = 0;
	int err;

	table->changes = c->changes;
	time[0] = time[1] = 0;
	err = CALL(c, SYNCOBJ_CREATE, &create) ?: gpu_time(c, &before) ?:
	      submit(c, create.handle) ?: wait_for_job(c, create.handle) ?:
	      gpu_time(c, &after);
	if (err)
		return err;
	progress();

	if (!(before <= time[0] && time[0] <= time[1] && time[1] <= after)) {
		problem("process %u: times of a job: %llu <= %llu <= %llu <= %llu", me,
			(unsigned long long)before, (unsigned long long)time[0],
			(unsigned long long)time[1], (unsigned long long)after);
		err = -EIO;
	}
	if (atomic_load(&all->attached) == 1) {
		c->jobs++;
		err = err ?: check_table(c);
	}
	destroy.handle = create.handle;

	return err ?: CALL(c, SYNCOBJ_DESTROY, &destroy);
}

/* ---------------------------------------------------------------- commands */

/* Returns a size in fdinfo, in bytes. */
static uint64_t fdinfo(const struct client *c, const char *key)
{
	char path[64], line[128], unit[8];
	unsigned long long n, bytes = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", c->fd);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		size_t len = strlen(key);

		if (strncmp(line, key, len) || line[len] != ':')
			continue;
		unit[0] = 0;
		if (sscanf(line + len + 1, "%llu %7s", &n, unit) >= 1)
			bytes = n * (unit[0] == 'K' ? KIB : unit[0] == 'M' ? MIB : 1);
	}
	if (f)
		fclose(f);

	return bytes;
}

/*
 * A word of each cached buffer. (On x86, a write-combined buffer comes back as a whole.) The
 * kernel may take memory back meanwhile, so there may be less than before.
 */
static int do_touch(struct client *c)
{
	const uint64_t page = sysconf(_SC_PAGESIZE), piece = page > PAGE ? page : PAGE;

	for (unsigned int i = 0; i < c->num_buffers; i++) {
		struct buffer *buffer = &c->buffers[i];
		uint64_t before, after;

		if (!(buffer->flags & DRM_ASAHI_GEM_WRITEBACK))
			continue;

		before = fdinfo(c, "drm-resident-memory");
		if (!check_page(c, buffer, buffer->size / CPU_PAGE / 2, 1))
			return -EIO;
		after = fdinfo(c, "drm-resident-memory");
		if (after > before + piece) {
			problem("process %u: a word of a buffer of %llu KiB has brought %llu KiB back",
				me, (unsigned long long)(buffer->size / KIB),
				(unsigned long long)((after - before) / KIB));
			return -EIO;
		}
		if (after > before)
			atomic_fetch_add(&all->touched, 1);
	}

	return 0;
}

static int do_report(struct client *c)
{
	uint64_t total = fdinfo(c, "drm-total-memory"), bytes = all->client[me].bytes;

	atomic_store(&all->client[me].resident, fdinfo(c, "drm-resident-memory"));
	if (total >= bytes)
		return 0;
	problem("process %u: drm-total-memory is %llu KiB, its buffers have %llu KiB", me,
		(unsigned long long)(total / KIB), (unsigned long long)(bytes / KIB));

	return -EIO;
}

static int do_read(struct client *c, int one)
{
	for (unsigned int i = 0; i < c->num_buffers; i++) {
		const struct buffer *buffer = &c->buffers[i];

		for (uint64_t page = 0; page < buffer->size / CPU_PAGE; page++) {
			if (!check_page(c, buffer, page, one))
				return -EIO;
			atomic_fetch_add_explicit(&all->client[me].pages, 1,
						  memory_order_relaxed);
		}
		progress();
	}

	return 0;
}

static void do_change(struct client *c)
{
	for (unsigned int i = 0; i < c->num_buffers; i++) {
		const struct buffer *buffer = &c->buffers[i];

		for (uint64_t page = c->changes % 3; page < buffer->size / CPU_PAGE; page += 3) {
			c->changes++;
			write_page(c, buffer, page);
			c->changes--;
		}
		progress();
	}
	c->changes++;
}

static int do_round(struct client *c)
{
	int err;

	if ((me + c->changes) % 2)
		err = do_job(c) ?: do_read(c, 0);
	else
		err = do_read(c, 0) ?: do_job(c);
	if (!err)
		do_change(c);

	return err;
}

static int do_new(struct client *c)
{
	int err = open_client(c) ?: make_buffers(c, NEW_BYTES);

	for (int i = 0; !err && i < NEW_JOBS; i++) {
		err = do_job(c) ?: do_read(c, 0);
		if (!err)
			do_change(c);
	}
	close(c->fd);

	return err;
}

static int do_command(struct client *c, enum command command)
{
	switch (command) {
	case BIND:
		return open_client(c) ?: make_buffers(c, share) ?: do_job(c);
	case REPORT:
		return do_report(c);
	case TOUCH:
		return do_touch(c);
	case READ:
		return do_read(c, 1);
	case ROUND:
		return do_round(c);
	case NEW:
		return do_new(c);
	default:
		return 0;
	}
}

static void client_process(unsigned int nr)
{
	unsigned int done = 0;
	enum command command;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	allow_oom_kill(1);
	me = nr;
	do {
		while (atomic_load(&all->client[nr].wanted) == done)
			pause_ms(5);
		command = atomic_load(&all->client[nr].command);
		if (do_command(&me_client, command))
			_exit(1);
		atomic_store(&all->client[nr].done, ++done);
	} while (command != QUIT);
	_exit(0);
}

/* ---------------------------------------------------------------- many processes */

static int start_client(unsigned int nr)
{
	fflush(stdout);
	pids[nr] = fork();
	if (!pids[nr])
		client_process(nr);
	if (pids[nr] < 0)
		problem("fork: %s", strerrorname_np(errno));

	return pids[nr] < 0;
}

/* Returns whether a process has gone that was not told to. */
static int is_gone(unsigned int nr, enum command command)
{
	int status;

	if (waitpid(pids[nr], &status, WNOHANG) != pids[nr])
		return 0;

	pids[nr] = 0;
	if (command == QUIT && !status)
		return 0;
	if (WIFSIGNALED(status))
		problem("process %u was killed by signal %s", nr,
			sigabbrev_np(WTERMSIG(status)));
	else if (command == QUIT)
		problem("process %u has ended with status %#x", nr, status);

	return 1;
}

/* Have these processes do the same, so many at a time. Returns 0 if all have. */
static int run(enum command command, unsigned int first, unsigned int count, unsigned int at_once)
{
	unsigned int next = first, end = first + count, running = 0, seen[MAX_CLIENTS + 1] = {};
	double since[MAX_CLIENTS + 1];

	while (next < end || running) {
		while (next < end && running < at_once) {
			if (!pids[next] && start_client(next))
				return -1;
			since[next] = seconds();
			atomic_store(&all->client[next].command, command);
			atomic_fetch_add(&all->client[next].wanted, 1);
			next++;
			running++;
		}
		pause_ms(5);
		running = 0;
		for (unsigned int i = first; i < next; i++) {
			unsigned int now = all->client[i].progress;
			int left = all->client[i].done != all->client[i].wanted ||
				   (command == QUIT && pids[i]);

			if (left && pids[i] && is_gone(i, command))
				return -1;
			if (!left || !pids[i])
				continue;
			running++;
			if (now != seen[i])
				since[i] = seconds();
			seen[i] = now;
			if (seconds() - since[i] > WAIT_SECONDS) {
				problem("process %u hangs", i);
				say_where(pids[i]);
				return -1;
			}
		}
	}

	return 0;
}

static void kill_all(void)
{
	for (unsigned int i = 0; i <= MAX_CLIENTS; i++) {
		if (pids[i] > 0)
			kill(pids[i], SIGKILL);
	}
	for (unsigned int i = 0; i <= MAX_CLIENTS; i++) {
		for (int n = 0; pids[i] > 0 && n < WAIT_SECONDS * 10; n++) {
			if (waitpid(pids[i], NULL, WNOHANG))
				pids[i] = 0;
			else
				pause_ms(100);
		}
		if (pids[i] > 0) {
			printf("# process %u cannot be killed\n", i);
			say_where(pids[i]);
		}
		pids[i] = 0;
	}
}

/* ---------------------------------------------------------------- what the kernel counts */

static long kernel_counts(const char *path, const char *key)
{
	FILE *f = fopen(path, "re");
	char line[128], name[64];
	long value, found = -1;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63s %ld", name, &value) == 2 && !strcmp(name, key))
			found = value;
	}
	if (f)
		fclose(f);

	return found;
}

/* How much is in swap, in MiB */
static unsigned long swapped(void)
{
	return (kernel_counts("/proc/meminfo", "SwapTotal:") -
		kernel_counts("/proc/meminfo", "SwapFree:")) / 1024;
}

/* ---------------------------------------------------------------- all parts */

/* Returns 0 if the step passed. */
__attribute__((format(printf, 3, 4)))
static int part(int err, double begin, const char *fmt, ...)
{
	char text[200];
	unsigned int n = print_problems();
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	step(!err && !n, "%s: %u problems, %.1f s; %lu MiB are in swap", text, n,
	     seconds() - begin, swapped());

	return err || n;
}

static int check_idle(unsigned long total_kib)
{
	uint64_t bytes = 0, resident = 0;
	unsigned long swap = swapped();
	double begin = seconds();
	int err;

	err = run(BIND, 0, clients, parallel);
	swap = swapped() - swap;
	for (unsigned int i = 0; i < clients; i++)
		bytes += all->client[i].bytes;
	if (part(err, begin, "%u processes have bound %llu MiB in buffers; the machine has %lu MiB",
		 clients, (unsigned long long)(bytes / MIB), total_kib / 1024))
		return -1;

	begin = seconds();
	err = run(REPORT, 0, clients, clients);
	for (unsigned int i = 0; i < clients; i++)
		resident += all->client[i].resident;
	if (part(err, begin, "fdinfo of all is right"))
		return -1;
	step(resident / KIB < total_kib,
	     "of these, %llu MiB are in memory", (unsigned long long)(resident / MIB));
	if (bytes / KIB > total_kib)
		step(swap >= bytes / MIB - total_kib / 1024, "%lu MiB of them are in swap", swap);

	return 0;
}

static int check_touch(void)
{
	double begin = seconds();
	int err = run(TOUCH, 0, clients, 1);

	/* If there is room for all, nothing is brought back. */
	return part(err || (percent >= 100 && !all->touched), begin,
		    "a word that is not in memory brings back no more than 16 KiB, %u times",
		    all->touched);
}

static int check_read(void)
{
	double begin = seconds();
	uint64_t pages = 0;
	int err;

	for (unsigned int i = 0; i < clients; i++)
		all->client[i].pages = 0;
	err = run(READ, 0, clients, clients);
	for (unsigned int i = 0; i < clients; i++)
		pages += all->client[i].pages;

	return part(err, begin, "all processes read at once: %llu pages are right",
		    (unsigned long long)pages);
}

static int check_rounds(void)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < rounds; i++) {
		double begin = seconds();

		err = run(ROUND, 0, clients, parallel);
		err = part(err, begin, "round %u: each process submits, reads and changes its buffers",
			   i + 1);
	}

	return err;
}

/* Returns 0 if the program exits with 0. Its own limits of time end it. */
static int check_command(char **command)
{
	double begin = seconds();
	int status = -1;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		allow_oom_kill(1);
		execvp(command[0], command);
		fprintf(stderr, "%s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	for (int i = 0; pid > 0 && i < 5 * WAIT_SECONDS * 20; i++) {
		if (waitpid(pid, &status, WNOHANG)) {
			pid = 0;
			break;
		}
		pause_ms(50);
	}
	if (pid > 0) {
		say_where(pid);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}

	return part(status, begin, "a new program, %s, ends with status %#x", command[0], status);
}

static int check_new(void)
{
	double begin = seconds();
	int err = run(NEW, clients, 1, 1);

	return part(err, begin, "a new process binds %llu MiB and submits %u jobs, which end well",
		    NEW_BYTES / MIB, NEW_JOBS);
}

static int get_params(void)
{
	struct drm_asahi_get_params args = {
		.pointer = (uintptr_t)&params, .size = sizeof(params),
	};
	int fd = open(device, O_RDWR | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;

	err = ioctl(fd, DRM_IOCTL_ASAHI_GET_PARAMS, &args) ? -errno : 0;
	close(fd);

	return err;
}

static void run_parts(unsigned long total_kib, int execute, char **command)
{
	int err;

	err = check_idle(total_kib) ?: check_new();
	if (!err && *command) {
		/* The jobs of that program are for another model of the GPU. */
		stop_gpu();
		check_command(command);
		if (execute)
			start_gpu();
	}
	err = err ?: check_touch() ?: check_read() ?: check_rounds();
	if (!err) {
		double begin = seconds();

		part(run(QUIT, 0, clients, clients) ?: run(QUIT, clients, 1, 1), begin,
		     "all processes exit");
	}
	if (execute)
		step(all->executed >= clients * (1 + rounds) + NEW_JOBS,
		     "%llu jobs were executed, which have looked at %llu pages of 16 KiB",
		     (unsigned long long)all->executed, (unsigned long long)all->looked);
}

static int pressure(long tolerance, char **command)
{
	unsigned long total_kib = kernel_counts("/proc/meminfo", "MemTotal:");
	unsigned long swap_kib = kernel_counts("/proc/meminfo", "SwapFree:");
	long killed = kernel_counts("/proc/vmstat", "oom_kill"), before[NUM_FIELDS];
	int err, exact, log, counted, execute;
	struct counts counts;

	all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		   -1, 0);
	if (all == MAP_FAILED) {
		step(0, "memory: %s", strerror(errno));
		return 1;
	}
	memset(all, 1, sizeof(*all));
	memset(all, 0, sizeof(*all));

	err = get_params();
	if (err) {
		step(0, "%s: %s", device, strerror(-err));
		return 1;
	}

	share = total_kib * KIB / 100 * percent / clients;
	/* A quarter of the memory is for all else. */
	step(swap_kib + total_kib / 4 >= total_kib / 100 * percent,
	     "the machine has %lu MiB of memory and %lu MiB of swap", total_kib / 1024,
	     swap_kib / 1024);
	if (failures)
		return 1;

	allow_oom_kill(0);
	log = open_log();
	execute = start_gpu();
	/* The first use of the driver makes what stays, such as the firmware's heaps. */
	if (part(run(NEW, clients, 1, 1) ?: run(QUIT, clients, 1, 1), seconds(),
		 "one process alone")) {
		kill_all();
		stop_gpu();
		return 1;
	}
	memset(all->client, 0, sizeof(all->client));
	counted = !read_counts(device, &counts);
	exact = read_memory_before(before);

	run_parts(total_kib, execute, command);

	kill_all();
	stop_gpu();
	/* Some kernels do not count, but all say so in their log. */
	if (killed >= 0)
		step(kernel_counts("/proc/vmstat", "oom_kill") == killed,
		     "the kernel has killed no process for want of memory");
	if (counted)
		check_counts(device, &counts);
	check_memory(before, tolerance, exact);
	check_log(log);

	return failures != 0;
}

int main(int argc, char **argv)
{
	long tolerance = 32 * 1024;
	int opt;

	setvbuf(stdout, NULL, _IOLBF, 0);
	device = find_device();

	while ((opt = getopt(argc, argv, "+c:j:x:r:m:d:")) != -1) {
		switch (opt) {
		case 'c':
			clients = number("agx-pressure", optarg, 1, MAX_CLIENTS);
			break;
		case 'j':
			parallel = number("agx-pressure", optarg, 1, MAX_CLIENTS);
			break;
		case 'x':
			percent = number("agx-pressure", optarg, 1, 1000);
			break;
		case 'r':
			rounds = number("agx-pressure", optarg, 0, 1000);
			break;
		case 'm':
			tolerance = number("agx-pressure", optarg, 0, 1 << 20) * 1024;
			break;
		case 'd':
			device = optarg;
			break;
		default:
			fprintf(stderr, "usage: agx-pressure [-c CLIENTS] [-j PARALLEL] [-x PERCENT] [-r ROUNDS] [-m MIB] [-d DEVICE] [COMMAND...]\n");
			return 2;
		}
	}

	return pressure(tolerance, argv + optind);
}
