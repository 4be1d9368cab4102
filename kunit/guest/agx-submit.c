// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Processes that submit compute commands with the driver's ioctls, and are killed meanwhile.
 *
 *   agx-submit [-p PROCESSES] [-j JOBS] [-t SECONDS] [-n ROUNDS] [-i HERTZ] [-s SEED]
 *		[-m MIB] [DEVICE]
 *
 * The commands have an empty control stream, so they need no shader. These are the parts:
 *
 *   1. One process checks what each job promises: its fence, its times, its order.
 *   2. A hundred address spaces wait for each other's fences.
 *   3. Three processes allocate and submit in parallel. One exits: its objects and its
 *      memory are given back while the other two go on.
 *   4. PROCESSES allocate, submit and wait at random for SECONDS, each with up to JOBS jobs
 *      in flight on a queue. They destroy queues and close files with work in flight. They
 *      are killed, and others take their place. With -i, each gets HERTZ signals a second,
 *      which must not change any result.
 *   5. ROUNDS times a process makes all objects, submits and does not wait for the end: it
 *      closes the file, exits, or is killed.
 *
 * agx-submit fails in these cases: a call returns an error that is not allowed; a job does
 * not end, or its fence has an error; a time is wrong; or after the end of all processes
 * the driver has more objects than before, memory is not back, or the kernel has logged an
 * error. The kernel's own objects may take MIB more (default: 32).
 *
 * Prints one line per step; exits with 0 if all steps passed. Every wait ends.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
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
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <drm/asahi_drm.h>
#include <drm/drm.h>
#include <linux/sync_file.h>

#include "agx-guest.h"

#define KIB 1024ull
#define MIB (1024 * KIB)
#define PAGE (16 * KIB)
#define RW (DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_WRITE)

#define MAX_PROCESSES	256
#define MAX_PROBLEMS	32
#define MAX_COMMANDS	64

/* A job that runs too long is ended by the driver within seconds. */
#define WAIT_SECONDS	60

/* Where the buffers are in each address space */
#define STREAM_AT	(1ull << 32)
#define BUFFERS_AT	(2ull << 32)
#define BUFFER_STEP	(16 * MIB)
#define USC_AT		(0x11ull << 32)

struct problem {
	char text[160];
};

/* Shared by all processes */
static struct everything {
	_Atomic uint64_t submits, commands, waits, calls;
	_Atomic uint64_t in_flight;	/* times that work was left running */
	_Atomic uint64_t killed_in_call, killed_elsewhere;
	_Atomic int stop;
	_Atomic int go;			/* for the three processes, an enum phase */
	_Atomic unsigned int num_problems;
	struct problem problems[MAX_PROBLEMS];
	_Atomic int in_call[MAX_PROCESSES];
	/* The three processes: rounds that each has done, and whether it pauses */
	_Atomic unsigned int rounds[3];
	_Atomic int pauses[3];
} *all;

static struct drm_asahi_params_global params;
static const char *device;
static unsigned int processes = 64, max_jobs = 8, hertz;
static uint64_t seed = 1;
static _Atomic int no_call;
static _Atomic int *in_call = &no_call;
static uint64_t random_state;

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

/* Many processes may have the same problem. */
static void print_problems(const char *part)
{
	unsigned int n = atomic_exchange(&all->num_problems, 0);
	unsigned int kept = n < MAX_PROBLEMS ? n : MAX_PROBLEMS;

	for (unsigned int i = 0; i < kept; i++) {
		char *text = all->problems[i].text;
		unsigned int same = 1;

		if (!text[0])
			continue;
		for (unsigned int j = i + 1; j < kept; j++) {
			if (strcmp(text, all->problems[j].text))
				continue;
			all->problems[j].text[0] = 0;
			same++;
		}
		printf("# %s (%u times)\n", text, same);
	}
	step(!n, "%s: %u calls or jobs with a wrong result", part, n);
}

static uint64_t rnd(uint64_t n)
{
	random_state = mix(random_state);

	return random_state % n;
}

static int one_in(uint64_t n)
{
	return rnd(n) == 0;
}

/* ---------------------------------------------------------------- a client */

#define MAX_BUFFERS	6
#define NUM_QUEUES	2
#define NUM_TIMES	64	/* pairs of 64-bit words in the buffer for times */

struct client {
	int fd;
	uint32_t vm;
	uint32_t queues[NUM_QUEUES];
	/* Each job of a queue signals the next point of its timeline. */
	uint32_t timelines[NUM_QUEUES];
	uint64_t points[NUM_QUEUES];
	/* Points up to which it has waited */
	uint64_t waited[NUM_QUEUES];
	uint32_t stream, times, object;
	volatile uint64_t *time;
	uint32_t buffers[MAX_BUFFERS];
	unsigned int num_buffers;
	uint64_t bytes;
	const char *failed;	/* the call that has failed */
};

/* Returns 0 or a negative errno. */
static int call(struct client *c, const char *name, unsigned long cmd, void *args)
{
	int err;

	atomic_store_explicit(in_call, 1, memory_order_relaxed);
	err = ioctl(c->fd, cmd, args) ? -errno : 0;
	atomic_store_explicit(in_call, 0, memory_order_relaxed);
	atomic_fetch_add_explicit(&all->calls, 1, memory_order_relaxed);

	if (err)
		c->failed = name;

	return err;
}

#define CALL(c, cmd, args)	call(c, #cmd, DRM_IOCTL_##cmd, args)

static int client_buffer(struct client *c, uint64_t size, uint64_t addr, uint32_t flags,
			 uint32_t *handle)
{
	struct drm_asahi_gem_create create = {
		.size = size, .flags = flags,
		.vm_id = flags & DRM_ASAHI_GEM_VM_PRIVATE ? c->vm : 0,
	};
	struct drm_asahi_gem_bind_op op = { .flags = RW, .range = size, .addr = addr };
	struct drm_asahi_vm_bind bind = {
		.vm_id = c->vm, .num_binds = 1, .stride = sizeof(op), .userptr = (uintptr_t)&op,
	};
	int err;

	err = CALL(c, ASAHI_GEM_CREATE, &create);
	if (err)
		return err;

	*handle = create.handle;
	c->bytes += size;
	op.handle = create.handle;

	return CALL(c, ASAHI_VM_BIND, &bind);
}

static int client_times(struct client *c)
{
	struct drm_asahi_gem_bind_object bind = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_BIND,
		.flags = DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS,
		.range = PAGE,
	};
	struct drm_asahi_gem_mmap_offset offset = {};
	void *p;
	int err;

	err = client_buffer(c, PAGE, STREAM_AT + PAGE, DRM_ASAHI_GEM_WRITEBACK, &c->times);
	if (err)
		return err;

	bind.handle = c->times;
	err = CALL(c, ASAHI_GEM_BIND_OBJECT, &bind);
	if (err)
		return err;
	c->object = bind.object_handle;

	offset.handle = c->times;
	err = CALL(c, ASAHI_GEM_MMAP_OFFSET, &offset);
	if (err)
		return err;

	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, offset.offset);
	c->failed = "mmap";
	if (p == MAP_FAILED)
		return -errno;
	c->time = p;

	return 0;
}

static int client_queue(struct client *c, int q)
{
	struct drm_asahi_queue_create args = {
		.vm_id = c->vm,
		.priority = q ? DRM_ASAHI_PRIORITY_LOW : DRM_ASAHI_PRIORITY_MEDIUM,
		.usc_exec_base = USC_AT,
	};
	int err = CALL(c, ASAHI_QUEUE_CREATE, &args);

	c->queues[q] = args.queue_id;

	return err;
}

static int client_destroy_queue(struct client *c, int q)
{
	struct drm_asahi_queue_destroy args = { .queue_id = c->queues[q] };

	return CALL(c, ASAHI_QUEUE_DESTROY, &args);
}

static int client_syncobj(struct client *c, uint32_t *handle)
{
	struct drm_syncobj_create args = {};
	int err = CALL(c, SYNCOBJ_CREATE, &args);

	*handle = args.handle;

	return err;
}

static int client_destroy_syncobj(struct client *c, uint32_t handle)
{
	struct drm_syncobj_destroy args = { .handle = handle };

	return CALL(c, SYNCOBJ_DESTROY, &args);
}

/* All that a client has; what was made before an error goes when the file is closed. */
static int client_open(struct client *c)
{
	struct drm_asahi_vm_create vm = {
		.kernel_start = params.vm_end - (32ull << 30),
		.kernel_end = params.vm_end,
	};
	int err;

	*c = (struct client){ .failed = "open" };
	c->fd = open(device, O_RDWR | O_CLOEXEC);
	if (c->fd < 0)
		return -errno;

	err = CALL(c, ASAHI_VM_CREATE, &vm);
	if (err)
		return err;
	c->vm = vm.vm_id;

	err = client_buffer(c, PAGE, STREAM_AT, DRM_ASAHI_GEM_VM_PRIVATE, &c->stream);
	if (!err)
		err = client_times(c);
	for (int q = 0; !err && q < NUM_QUEUES; q++) {
		err = client_queue(c, q);
		if (!err)
			err = client_syncobj(c, &c->timelines[q]);
	}

	return err;
}

static void client_close(struct client *c)
{
	if (c->time)
		munmap((void *)c->time, PAGE);
	c->time = NULL;
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

/* ---------------------------------------------------------------- jobs */

struct command {
	struct drm_asahi_cmd_header header;
	struct drm_asahi_cmd_compute compute;
};

struct buf {
	struct drm_asahi_cmd_header header;
	struct drm_asahi_attachment attachments[2];
	struct command commands[MAX_COMMANDS];
};

struct job {
	int queue;
	unsigned int commands;
	/* A pair of times for the start of the first command and the end of the last one */
	int timed;
	unsigned int time;
	int attachments;
	/* 0, or a syncobj to wait for, and 0, or a syncobj to signal; both are binary */
	uint32_t in, out;
	/* Wait for the last job of the other queue. */
	int after_other;
};

static void make_commands(const struct client *c, const struct job *job, struct buf *buf)
{
	const uint16_t none = DRM_ASAHI_BARRIER_NONE;

	buf->header = (struct drm_asahi_cmd_header){
		.cmd_type = DRM_ASAHI_SET_COMPUTE_ATTACHMENTS,
		.size = sizeof(buf->attachments),
		.vdm_barrier = none, .cdm_barrier = none,
	};
	for (int i = 0; i < 2; i++)
		buf->attachments[i] = (struct drm_asahi_attachment){
			.pointer = STREAM_AT + i * PAGE / 2, .size = PAGE / 2 };

	for (unsigned int i = 0; i < job->commands; i++) {
		buf->commands[i].header = (struct drm_asahi_cmd_header){
			.cmd_type = DRM_ASAHI_CMD_COMPUTE,
			.size = sizeof(buf->commands[i].compute),
			.vdm_barrier = none,
			/* The first one waits for the jobs before, the rest for each other. */
			.cdm_barrier = i,
		};
		buf->commands[i].compute = (struct drm_asahi_cmd_compute){
			.cdm_ctrl_stream_base = STREAM_AT,
			.cdm_ctrl_stream_end = STREAM_AT + 0x100,
		};
	}

	if (!job->timed)
		return;

	buf->commands[0].compute.ts.start = (struct drm_asahi_timestamp){
		c->object, job->time * 16 };
	buf->commands[job->commands - 1].compute.ts.end = (struct drm_asahi_timestamp){
		c->object, job->time * 16 + 8 };
	c->time[job->time * 2] = 0;
	c->time[job->time * 2 + 1] = 0;
}

static int submit(struct client *c, const struct job *job)
{
	static struct buf buf;
	struct drm_asahi_sync syncs[4];
	struct drm_asahi_submit args = {
		.queue_id = c->queues[job->queue],
		.syncs = (uintptr_t)syncs,
		.cmdbuf = (uintptr_t)&buf,
		.cmdbuf_size = offsetof(struct buf, commands) +
			       job->commands * sizeof(struct command),
	};
	int n = 0, other = 1 - job->queue, err;

	make_commands(c, job, &buf);
	if (!job->attachments) {
		args.cmdbuf += offsetof(struct buf, commands);
		args.cmdbuf_size -= offsetof(struct buf, commands);
	}

	if (job->in)
		syncs[n++] = (struct drm_asahi_sync){ DRM_ASAHI_SYNC_SYNCOBJ, job->in };
	if (job->after_other && c->points[other])
		syncs[n++] = (struct drm_asahi_sync){
			DRM_ASAHI_SYNC_TIMELINE_SYNCOBJ, c->timelines[other],
			c->points[other] };
	args.in_sync_count = n;
	syncs[n++] = (struct drm_asahi_sync){
		DRM_ASAHI_SYNC_TIMELINE_SYNCOBJ, c->timelines[job->queue],
		c->points[job->queue] + 1 };
	if (job->out)
		syncs[n++] = (struct drm_asahi_sync){ DRM_ASAHI_SYNC_SYNCOBJ, job->out };
	args.out_sync_count = n - args.in_sync_count;

	err = CALL(c, ASAHI_SUBMIT, &args);
	if (err)
		return err;

	c->points[job->queue]++;
	atomic_fetch_add_explicit(&all->submits, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&all->commands, job->commands, memory_order_relaxed);

	return 0;
}

static int64_t deadline(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);

	return (now.tv_sec + WAIT_SECONDS) * 1000000000ll + now.tv_nsec;
}

static int wait_for_point(struct client *c, int q, uint64_t point)
{
	struct drm_syncobj_timeline_wait args = {
		.handles = (uintptr_t)&c->timelines[q],
		.points = (uintptr_t)&point,
		.timeout_nsec = deadline(),
		.count_handles = 1,
	};

	if (!point)
		return 0;

	atomic_fetch_add_explicit(&all->waits, 1, memory_order_relaxed);
	if (point > c->waited[q])
		c->waited[q] = point;

	return CALL(c, SYNCOBJ_TIMELINE_WAIT, &args);
}

static int wait_for_all_points(struct client *c)
{
	int err = 0;

	for (int q = 0; !err && q < NUM_QUEUES; q++)
		err = wait_for_point(c, q, c->points[q]);

	return err;
}

static int export_fence(struct client *c, uint32_t handle, int *fd)
{
	struct drm_syncobj_handle args = {
		.handle = handle,
		.flags = DRM_SYNCOBJ_HANDLE_TO_FD_FLAGS_EXPORT_SYNC_FILE,
		.fd = -1,
	};
	int err = CALL(c, SYNCOBJ_HANDLE_TO_FD, &args);

	*fd = args.fd;

	return err;
}

static int import_fence(struct client *c, uint32_t handle, int fd)
{
	struct drm_syncobj_handle args = {
		.handle = handle,
		.flags = DRM_SYNCOBJ_FD_TO_HANDLE_FLAGS_IMPORT_SYNC_FILE,
		.fd = fd,
	};

	return CALL(c, SYNCOBJ_FD_TO_HANDLE, &args);
}

/* Returns 0 if the fence has signalled without an error, or the error. */
static int fence_status(int fd)
{
	struct sync_file_info info = {};

	if (ioctl(fd, SYNC_IOC_FILE_INFO, &info))
		return -errno;

	return info.status == 1 ? 0 : info.status < 0 ? info.status : -EBUSY;
}

static int wait_for_fence(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int n;

	do {
		n = poll(&poll_fd, 1, WAIT_SECONDS * 1000);
	} while (n < 0 && errno == EINTR);

	return n == 1 ? fence_status(fd) : -ETIME;
}

static int gpu_time(struct client *c, uint64_t *now)
{
	struct drm_asahi_get_time args = {};
	int err = CALL(c, ASAHI_GET_TIME, &args);

	*now = args.gpu_timestamp;

	return err;
}

/* ---------------------------------------------------------------- 1. one process */

/* Both calls of a step, in one line if the second one is not reached */
static int made(struct client *c, int err, const char *what)
{
	if (err)
		step(0, "%s: %s: %s", what, c->failed, strerrorname_np(-err));

	return !err;
}

static void check_job(struct client *c, const char *what, struct job job)
{
	uint64_t before = 0, after = 0, start, end;
	int fd = -1, err;

	job.timed = 1;
	err = client_syncobj(c, &job.out);
	if (!err)
		err = gpu_time(c, &before);
	if (!err)
		err = submit(c, &job);
	if (!err)
		err = export_fence(c, job.out, &fd);
	if (!made(c, err, what))
		return;

	err = wait_for_fence(fd);
	step(!err, "%s: the fence of the job signals (%s)", what,
	     err ? strerrorname_np(-err) : "no error");
	close(fd);
	if (!made(c, gpu_time(c, &after), what))
		return;

	start = c->time[job.time * 2];
	end = c->time[job.time * 2 + 1];
	step(before <= start && start <= end && end <= after,
	     "%s: its times are in order: %llu <= %llu <= %llu <= %llu", what,
	     (unsigned long long)before, (unsigned long long)start,
	     (unsigned long long)end, (unsigned long long)after);
	client_destroy_syncobj(c, job.out);
}

/* A job waits for a fence that signals when this program says so. */
static void check_dependency(struct client *c)
{
	struct job job = { .commands = 1, .timed = 1 }, next = { .queue = 1, .commands = 1,
								.timed = 1, .time = 1,
								.after_other = 1 };
	int timeline = open_sw_timeline(), fence, fd = -1, fd2 = -1, err;

	if (timeline < 0) {
		skip("no software timelines: jobs that wait for a fence of another driver");
		return;
	}

	fence = sw_fence(timeline, 1);
	err = client_syncobj(c, &job.in) ?: client_syncobj(c, &job.out) ?:
	      client_syncobj(c, &next.out) ?: import_fence(c, job.in, fence) ?:
	      submit(c, &job) ?: export_fence(c, job.out, &fd) ?:
	      submit(c, &next) ?: export_fence(c, next.out, &fd2);
	close(fence);
	if (!made(c, err, "two jobs that wait"))
		return;

	step(fence_status(fd) == -EBUSY && fence_status(fd2) == -EBUSY && !c->time[0] &&
	     !c->time[2], "a job waits for a fence, and a job of another queue for that job");
	sw_advance(timeline);
	err = wait_for_fence(fd2);
	step(!err && !fence_status(fd), "both end when it signals (%s)",
	     err ? strerrorname_np(-err) : "no error");
	step(c->time[1] && c->time[1] <= c->time[2],
	     "the second one starts after the end of the first one");
	close(fd);
	close(fd2);
	close_sw_timeline(timeline);
	client_destroy_syncobj(c, job.in);
	client_destroy_syncobj(c, job.out);
	client_destroy_syncobj(c, next.out);
}

/* The queue goes before its jobs have begun: they are cancelled, not lost. */
static void check_cancelled(struct client *c)
{
	struct job job = { .queue = 1, .commands = 1 };
	int timeline = open_sw_timeline(), fence, fd = -1, err;

	if (timeline < 0) {
		skip("no software timelines: a queue that is destroyed with waiting jobs");
		return;
	}

	fence = sw_fence(timeline, 1);
	err = client_syncobj(c, &job.in) ?: client_syncobj(c, &job.out) ?:
	      import_fence(c, job.in, fence) ?: submit(c, &job) ?:
	      export_fence(c, job.out, &fd) ?: client_destroy_queue(c, 1);
	close(fence);
	if (!made(c, err, "destroy a queue with a job that waits"))
		return;

	sw_advance(timeline);
	err = wait_for_fence(fd);
	step(err && err != -ETIME,
	     "a job of a queue that was destroyed before it could run ends with an error (%s)",
	     err ? strerrorname_np(-err) : "none");
	close(fd);
	close_sw_timeline(timeline);
	client_destroy_syncobj(c, job.in);
	client_destroy_syncobj(c, job.out);
	made(c, client_queue(c, 1), "a queue in its place");
}

static void check_one(void)
{
	struct job many = { .commands = 1 };
	struct client c;
	int err;

	err = client_open(&c);
	step(!err, "a client with address space, buffers and two queues (%s: %s)",
	     err ? c.failed : "all calls", err ? strerrorname_np(-err) : "no error");
	if (err) {
		client_close(&c);
		return;
	}

	check_job(&c, "one command", (struct job){ .commands = 1 });
	check_job(&c, "one command with attachments",
		  (struct job){ .commands = 1, .attachments = 1, .time = 1 });
	check_job(&c, "64 commands that wait for each other",
		  (struct job){ .commands = MAX_COMMANDS, .attachments = 1, .time = 2 });
	check_job(&c, "low priority", (struct job){ .queue = 1, .commands = 3, .time = 3 });

	/* More than any ring has room for */
	for (int i = 0; !err && i < 300; i++) {
		many.queue = i % NUM_QUEUES;
		many.commands = 1 + i % 4;
		many.after_other = i % 5 == 0;
		err = submit(&c, &many);
	}
	if (made(&c, err, "300 jobs at once")) {
		err = wait_for_all_points(&c);
		step(!err, "300 jobs of two queues at once end (%s)",
		     err ? strerrorname_np(-err) : "no error");
	}

	check_dependency(&c);
	check_cancelled(&c);
	check_job(&c, "one command after all this", (struct job){ .queue = 1, .commands = 1 });
	client_close(&c);
}

/* ---------------------------------------------------------------- 2. many address spaces */

#define CHAIN 100

/* Each job waits for the one before, in another address space. The GPU knows 63 at once. */
static void check_chain(void)
{
	static struct client clients[CHAIN];
	int timeline = open_sw_timeline(), fd, err = 0, n, made_all;

	fd = timeline < 0 ? -1 : sw_fence(timeline, 1);
	for (n = 0; !err && n < CHAIN; n++)
		err = client_open(&clients[n]);
	made_all = made(&clients[n - 1], err, "a hundred address spaces");

	for (int i = 0; made_all && i < 3 * CHAIN; i++) {
		struct client *c = &clients[i % CHAIN];
		struct job job = { .commands = 1 };

		err = client_syncobj(c, &job.out);
		if (!err && fd >= 0) {
			err = client_syncobj(c, &job.in) ?: import_fence(c, job.in, fd);
			close(fd);
			fd = -1;
		}
		err = err ?: submit(c, &job) ?: export_fence(c, job.out, &fd);
		if (!made(c, err, "a job that waits for another address space"))
			made_all = 0;
	}

	if (made_all) {
		if (timeline >= 0)
			sw_advance(timeline);
		err = wait_for_fence(fd);
		step(!err, "a chain of %d jobs through %d address spaces ends (%s)",
		     3 * CHAIN, CHAIN, err ? strerrorname_np(-err) : "no error");
	}

	if (fd >= 0)
		close(fd);
	close_sw_timeline(timeline);
	while (n--)
		client_close(&clients[n]);
}

/* ---------------------------------------------------------------- 3. three processes */

#define SEED_BUFFERS	4
#define SEED_SIZE	(8 * MIB)
/* By which free memory may change on its own */
#define NOISE_KIB	2048

static int make_and_drop(struct client *c, unsigned int round)
{
	struct drm_gem_close close_args = {};
	int err;

	err = client_buffer(c, SEED_SIZE, BUFFERS_AT + SEED_BUFFERS * BUFFER_STEP,
			    round % 2 ? DRM_ASAHI_GEM_VM_PRIVATE : 0, &close_args.handle);
	if (err)
		return err;

	err = submit(c, &(struct job){ .queue = round % NUM_QUEUES, .commands = 1 + round % 3,
				       .attachments = 1, .timed = 1, .time = round % NUM_TIMES });
	if (!err && round % 4 == 0)
		err = wait_for_all_points(c);
	c->bytes -= SEED_SIZE;

	return err ?: CALL(c, GEM_CLOSE, &close_args);
}

enum phase { WAIT, RUN, PAUSE, ONE_EXITS, GO_ON, END };

static void seed_process(int nr)
{
	struct client c;
	int err, phase;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(4 * WAIT_SECONDS);

	err = client_open(&c);
	for (int i = 0; !err && i < SEED_BUFFERS; i++)
		err = client_buffer(&c, SEED_SIZE, BUFFERS_AT + i * BUFFER_STEP, 0,
				    &c.buffers[i]);

	while (!err) {
		phase = atomic_load(&all->go);
		if (phase == END || (phase == ONE_EXITS && nr == 0))
			break;
		if (phase == PAUSE || phase == ONE_EXITS) {
			err = wait_for_all_points(&c);
			atomic_store(&all->pauses[nr], 1);
			pause_ms(2);
			continue;
		}
		atomic_store(&all->pauses[nr], 0);
		err = make_and_drop(&c, all->rounds[nr]);
		atomic_fetch_add(&all->rounds[nr], 1);
	}

	if (err)
		problem("process %d of three: %s: %s", nr, c.failed, strerrorname_np(-err));

	/* Everything is left to the kernel. */
	_exit(0);
}

/* Wait until all of the three are in this state, or have done that many rounds. */
static int wait_for_three(int pauses, unsigned int rounds, int first)
{
	const double begin = seconds();
	int ready;

	do {
		ready = 1;
		for (int i = first; i < 3; i++)
			ready &= pauses ? all->pauses[i] : all->rounds[i] >= rounds;
		if (!ready)
			pause_ms(5);
	} while (!ready && !all->num_problems && seconds() - begin < WAIT_SECONDS);

	return ready;
}

/*
 * Read the counts when the driver has tidied up. It has buffers and page tables of its own,
 * whose number this program does not know.
 */
static int settled_counts(const struct counts *users, struct counts *counts)
{
	struct counts want = *users, last;

	want.n[BOS] = 1 << 20;
	want.n[TABLES] = 1 << 20;
	if (wait_for_counts(device, &want, counts))
		return -1;

	for (int i = 0; i < 50; i++) {
		last = *counts;
		pause_ms(100);
		if (read_counts(device, counts) || !memcmp(&last, counts, sizeof(last)))
			break;
	}

	return 0;
}

static void check_three(void)
{
	const long buffers_kib = (SEED_BUFFERS * SEED_SIZE + 2 * PAGE) / KIB;
	struct counts before, three, two, none, want = {};
	long memory3[NUM_FIELDS], memory2[NUM_FIELDS], freed;
	int ok = !settled_counts(&want, &before), status;
	unsigned int rounds;
	pid_t pids[3];

	if (!ok) {
		skip("three processes: the driver's counts cannot be read");
		return;
	}

	print_counts("before:", &before);
	atomic_store(&all->go, RUN);
	fflush(stdout);
	for (int i = 0; i < 3; i++) {
		pids[i] = fork();
		if (!pids[i])
			seed_process(i);
	}

	ok = wait_for_three(0, 10, 0);
	atomic_store(&all->go, PAUSE);
	ok = ok && wait_for_three(1, 0, 0);
	step(ok, "three processes allocate and submit in parallel: %u, %u and %u rounds",
	     all->rounds[0], all->rounds[1], all->rounds[2]);

	want.n[VMS] = 3;
	want.n[VAS] = 3 * (SEED_BUFFERS + 2);
	want.n[QUEUES] = 3 * NUM_QUEUES;
	want.n[OBJECTS] = 3;
	ok = !settled_counts(&want, &three);
	print_counts("with three processes:", &three);
	ok = ok && three.n[BOS] - before.n[BOS] >= 3 * (SEED_BUFFERS + 2);
	for (int i = 0; i < NUM_COUNTS; i++)
		ok = ok && (i == BOS || i == TABLES || three.n[i] == want.n[i]);
	step(ok, "the driver has the objects of three");
	read_memory_before(memory3);

	/* The others do nothing meanwhile, so that the numbers can be compared. */
	atomic_store(&all->go, ONE_EXITS);
	waitpid(pids[0], &status, 0);
	/* All three have the same, and the driver may have a page table more than before. */
	for (int i = 0; i < NUM_COUNTS; i++)
		want.n[i] = three.n[i] - (three.n[i] - before.n[i]) / 3;
	ok = !wait_for_counts(device, &want, &two);
	print_counts("one has exited:", &two);
	read_memory_before(memory2);
	freed = memory2[AVAILABLE] - memory3[AVAILABLE];
	printf("# %ld KiB of memory were freed; its buffers had %ld KiB\n", freed, buffers_kib);
	step(ok && !memcmp(&two, &want, sizeof(two)) &&
	     freed >= buffers_kib - NOISE_KIB,
	     "one exits: all its objects, its page tables and its memory are given back");

	rounds = all->rounds[1] > all->rounds[2] ? all->rounds[1] : all->rounds[2];
	atomic_store(&all->go, GO_ON);
	step(wait_for_three(0, rounds + 5, 1), "the other two go on");
	atomic_store(&all->go, END);
	for (int i = 1; i < 3; i++)
		waitpid(pids[i], &status, 0);
	ok = !wait_for_counts(device, &before, &none);
	print_counts("all have exited:", &none);
	step(ok, "nothing is left of the three");
	print_problems("three processes");
}

/* ---------------------------------------------------------------- 4. a storm */

static void open_again(struct client *c)
{
	int err = client_open(c);

	if (err && err != -ENOMEM)
		problem("%s: %s", c->failed, strerrorname_np(-err));
	if (err) {
		client_close(c);
		_exit(0);
	}
}

static void must(struct client *c, int err)
{
	if (err && err != -ENOMEM)
		problem("%s: %s", c->failed, strerrorname_np(-err));
}

/* The fence has to signal without an error, and the times have to be in order. */
static void do_checked_job(struct client *c)
{
	struct job job = {
		.queue = rnd(NUM_QUEUES), .commands = 1 + rnd(4), .timed = 1,
		.time = rnd(NUM_TIMES), .attachments = one_in(2), .after_other = one_in(4),
	};
	uint64_t before, after, start, end;
	int fd = -1, err;

	/* An earlier job that has the same place for its times must not write them now. */
	err = wait_for_all_points(c) ?: client_syncobj(c, &job.out);
	if (err) {
		must(c, err);
		return;
	}

	err = gpu_time(c, &before) ?: submit(c, &job) ?: export_fence(c, job.out, &fd);
	if (!err) {
		err = wait_for_fence(fd);
		start = c->time[job.time * 2];
		end = c->time[job.time * 2 + 1];
		if (err)
			problem("the fence of a job: %s", strerrorname_np(-err));
		else if (!gpu_time(c, &after) &&
			 !(before <= start && start <= end && end <= after))
			problem("times: %llu <= %llu <= %llu <= %llu",
				(unsigned long long)before, (unsigned long long)start,
				(unsigned long long)end, (unsigned long long)after);
		err = 0;
	}
	if (fd >= 0)
		close(fd);
	must(c, err);
	client_destroy_syncobj(c, job.out);
}

/* As most programs, it does not submit without end, but waits for an older job. */
static void do_jobs(struct client *c)
{
	int n = 1 + rnd(one_in(8) ? 40 : 6), err = 0;

	while (!err && n--) {
		int q = rnd(NUM_QUEUES);

		if (c->points[q] - c->waited[q] >= max_jobs)
			err = wait_for_point(c, q, c->points[q] - rnd(max_jobs));
		err = err ?: submit(c, &(struct job){
			.queue = q,
			.commands = 1 + rnd(one_in(32) ? MAX_COMMANDS : 4),
			.attachments = one_in(2),
			.timed = one_in(2), .time = rnd(NUM_TIMES),
			.after_other = one_in(4),
		});
	}
	must(c, err);
}

static void do_wait(struct client *c)
{
	int q = rnd(NUM_QUEUES);

	if (c->points[q])
		must(c, wait_for_point(c, q, 1 + rnd(c->points[q])));
}

static void do_buffer(struct client *c)
{
	struct drm_gem_close args = {};
	unsigned int i;

	if (c->num_buffers == MAX_BUFFERS) {
		i = rnd(MAX_BUFFERS);
		args.handle = c->buffers[i];
		c->buffers[i] = c->buffers[--c->num_buffers];
		must(c, CALL(c, GEM_CLOSE, &args));
		return;
	}

	i = c->num_buffers;
	c->buffers[i] = 0;
	must(c, client_buffer(c, (1 + rnd(one_in(8) ? 32 : 4)) * PAGE,
			      BUFFERS_AT + rnd(MAX_BUFFERS) * BUFFER_STEP,
			      one_in(2) ? DRM_ASAHI_GEM_VM_PRIVATE : 0, &c->buffers[i]));
	if (c->buffers[i])
		c->num_buffers++;
}

/* The timeline stays: jobs that have not run signal it, too. */
static void do_new_queue(struct client *c)
{
	int q = rnd(NUM_QUEUES), err;

	atomic_fetch_add(&all->in_flight, 1);
	must(c, client_destroy_queue(c, q));
	err = client_queue(c, q);
	must(c, err);
	if (err) {
		client_close(c);
		open_again(c);
	}
}

static void do_reopen(struct client *c)
{
	atomic_fetch_add(&all->in_flight, 1);
	client_close(c);
	open_again(c);
}

/* The address space goes before its queues. */
static void do_new_vm(struct client *c)
{
	struct drm_asahi_vm_destroy args = { .vm_id = c->vm };

	must(c, wait_for_all_points(c));
	must(c, CALL(c, ASAHI_VM_DESTROY, &args));
	client_close(c);
	open_again(c);
}

static void do_mistake(struct client *c)
{
	struct drm_asahi_submit args = { .queue_id = 0x40000000 + rnd(1 << 20) };
	int err = CALL(c, ASAHI_SUBMIT, &args);

	if (err != -ENOENT)
		problem("SUBMIT to no queue: %s", strerrorname_np(-err));
	args.queue_id = c->queues[0];
	err = CALL(c, ASAHI_SUBMIT, &args);
	if (err != -EINVAL)
		problem("SUBMIT of no commands: %s", strerrorname_np(-err));
}

static const struct {
	int weight;
	void (*what)(struct client *c);
} actions[] = {
	{ 30, do_jobs },
	{ 15, do_checked_job },
	{ 15, do_wait },
	{ 12, do_buffer },
	{ 3, do_new_queue },
	{ 2, do_reopen },
	{ 1, do_new_vm },
	{ 1, do_mistake },
};

static void take_step(struct client *c)
{
	int sum = 0, r;

	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		sum += actions[i].weight;

	r = rnd(sum);
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		r -= actions[i].weight;
		if (r < 0) {
			actions[i].what(c);
			return;
		}
	}
}

static void set_timer(int signal, uint64_t first, uint64_t interval)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = signal };
	const struct itimerspec when = {
		.it_value.tv_nsec = first, .it_interval.tv_nsec = interval,
	};
	timer_t timer;

	if (!timer_create(CLOCK_MONOTONIC, &event, &timer))
		timer_settime(timer, 0, &when, NULL);
}

static void storm_process(unsigned int nr, uint64_t generation)
{
	uint64_t steps = 0;
	struct client c;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpriority(PRIO_PROCESS, 0, 0);
	alarm(3600);
	in_call = &all->in_call[nr];
	*in_call = 0;
	if (hertz)
		set_timer(SIGUSR1, 1000000000 / hertz, 1000000000 / hertz);

	open_again(&c);
	while (!atomic_load(&all->stop)) {
		random_state = mix(seed ^ mix(nr ^ mix(generation ^ mix(steps++))));
		/* SIGKILL comes soon, in the middle of a call. */
		if (one_in(300))
			set_timer(SIGKILL, 1 + rnd(one_in(2) ? 100000 : 2000000), 0);
		take_step(&c);
	}

	if (one_in(2))
		must(&c, wait_for_all_points(&c));
	if (one_in(2))
		client_close(&c);
	_exit(0);
}

static pid_t pids[MAX_PROCESSES];
static uint64_t generations[MAX_PROCESSES];

static void start(unsigned int nr)
{
	fflush(stdout);
	pids[nr] = fork();
	if (!pids[nr])
		storm_process(nr, generations[nr]);
	generations[nr]++;
}

/* Returns whether processes are left. */
static int reap(void)
{
	unsigned int nr;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		int killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;

		for (nr = 0; nr < processes && pids[nr] != pid; nr++)
			;
		if (nr == processes)
			continue;
		pids[nr] = 0;
		if (killed)
			atomic_fetch_add(all->in_call[nr] ? &all->killed_in_call :
					 &all->killed_elsewhere, 1);
		else if (!WIFEXITED(status) || WEXITSTATUS(status))
			problem("process %u ended with status %#x", nr, status);
	}

	return !pid;
}

static void wait_for_processes(void)
{
	const double begin = seconds();
	int left;

	while ((left = reap()) && seconds() - begin < END_SECONDS)
		pause_ms(20);
	step(!left, "all processes have ended, after %.1f s", seconds() - begin);
	for (unsigned int nr = 0; left && nr < processes; nr++) {
		if (pids[nr] > 0) {
			say_where(pids[nr]);
			kill(pids[nr], SIGKILL);
		}
	}
	for (int i = 0; left && i < 1000 && reap(); i++)
		pause_ms(10);
}

static void interrupted(int sig)
{
	(void)sig;
}

static void check_storm(unsigned int duration)
{
	const struct sigaction action = { .sa_handler = interrupted, .sa_flags = SA_RESTART };
	const double until = seconds() + duration;
	uint64_t random = mix(~seed), started = 0;

	all->submits = 0;
	all->commands = 0;
	all->calls = 0;
	all->waits = 0;
	sigaction(SIGUSR1, &action, NULL);
	for (unsigned int nr = 0; nr < processes; nr++)
		start(nr);

	while (seconds() < until) {
		unsigned int nr;

		random = mix(random);
		nr = random % processes;
		if ((random >> 32) % 2 == 0 && pids[nr] > 0)
			kill(pids[nr], SIGKILL);
		random = mix(random);
		nr = random % processes;
		if (pids[nr] > 0)
			kill(pids[nr], SIGUSR1);
		random = mix(random);
		if (random % 50 == 0)
			drop_caches("2");
		pause_ms(1 + random % 20);

		reap();
		for (nr = 0; nr < processes; nr++) {
			if (pids[nr] <= 0)
				start(nr);
		}
	}

	atomic_store(&all->stop, 1);
	wait_for_processes();
	for (unsigned int nr = 0; nr < processes; nr++)
		started += generations[nr];
	step(all->submits && all->waits,
	     "%u processes for %u s with seed %llu: %llu started, %llu killed (%llu of them in a call), %llu submits of %llu commands, %llu waits, %llu times work was left, %llu calls",
	     processes, duration, (unsigned long long)seed, (unsigned long long)started,
	     (unsigned long long)(all->killed_in_call + all->killed_elsewhere),
	     (unsigned long long)all->killed_in_call, (unsigned long long)all->submits,
	     (unsigned long long)all->commands, (unsigned long long)all->waits,
	     (unsigned long long)all->in_flight, (unsigned long long)all->calls);
	print_problems("storm");
}

/* ---------------------------------------------------------------- 5. make, submit, go */

static int round_jobs(struct client *c)
{
	int err = client_open(c);

	for (int i = 0; !err && i < 3; i++)
		err = submit(c, &(struct job){ .queue = i % 2, .commands = 1 + rnd(4),
					       .timed = 1, .time = i,
					       .after_other = one_in(2) });

	return err;
}

static void round_in_child(int how, unsigned int i)
{
	struct client c;
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		random_state = mix(seed ^ i);
		if (how)
			set_timer(SIGKILL, 1 + rnd(3000000), 0);
		must(&c, round_jobs(&c));
		if (how)
			pause();
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		problem("fork: %s", strerrorname_np(errno));
}

static void check_rounds(unsigned int rounds)
{
	const double begin = seconds();
	struct client c;

	for (unsigned int i = 0; i < rounds && !all->num_problems; i++) {
		random_state = mix(seed ^ i);
		switch (i % 4) {
		case 0:
			/* The file is closed with work in flight. */
			must(&c, round_jobs(&c));
			break;
		case 1:
			must(&c, round_jobs(&c));
			must(&c, client_destroy_queue(&c, 0));
			must(&c, wait_for_all_points(&c));
			break;
		default:
			round_in_child(i % 4 == 3, i);
			continue;
		}
		client_close(&c);
	}

	step(1, "%u rounds of create, submit and close, exit or kill in %.1f s", rounds,
	     seconds() - begin);
	print_problems("rounds");
}

/* ---------------------------------------------------------------- all parts */

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

static int run(unsigned int duration, unsigned int rounds, long tolerance)
{
	long before[NUM_FIELDS];
	const struct counts nothing = {};
	struct counts counts;
	int err, exact, log, counted;

	all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		   -1, 0);
	if (all == MAP_FAILED) {
		step(0, "memory: %s", strerror(errno));
		return 1;
	}
	/* Otherwise its pages would look like a leak. */
	memset(all, 1, sizeof(*all));
	memset(all, 0, sizeof(*all));

	err = get_params();
	if (err) {
		step(0, "%s: %s", device, strerror(-err));
		return 1;
	}

	log = open_log();
	check_one();
	check_chain();
	check_three();

	/* The first use of the driver has made what stays, such as the firmware's heaps. */
	counted = !settled_counts(&nothing, &counts);
	exact = read_memory_before(before);
	setpriority(PRIO_PROCESS, 0, -15);
	if (duration)
		check_storm(duration);
	if (rounds)
		check_rounds(rounds);
	if (counted)
		check_counts(device, &counts);
	check_memory(before, tolerance, exact);
	check_log(log);

	return failures != 0;
}

int main(int argc, char **argv)
{
	unsigned int duration = 10, rounds = 200;
	long tolerance = 32 * 1024;
	int opt;

	setvbuf(stdout, NULL, _IOLBF, 0);

	while ((opt = getopt(argc, argv, "p:j:t:n:i:s:m:")) != -1) {
		switch (opt) {
		case 'p':
			processes = number("agx-submit", optarg, 1, MAX_PROCESSES);
			break;
		case 'j':
			max_jobs = number("agx-submit", optarg, 1, 1000000);
			break;
		case 't':
			duration = number("agx-submit", optarg, 0, 3000);
			break;
		case 'n':
			rounds = number("agx-submit", optarg, 0, 10000000);
			break;
		case 'i':
			hertz = number("agx-submit", optarg, 1, 100000);
			break;
		case 's':
			seed = number("agx-submit", optarg, 0, ~0ul);
			break;
		case 'm':
			tolerance = number("agx-submit", optarg, 0, 1 << 20) * 1024;
			break;
		default:
			fprintf(stderr, "usage: agx-submit [-p PROCESSES] [-j JOBS] [-t SECONDS] [-n ROUNDS] [-i HERTZ] [-s SEED] [-m MIB] [DEVICE]\n");
			return 2;
		}
	}
	device = optind < argc ? argv[optind] : find_device();

	/* The rounds are bounded by those that start this program. */
	alarm(duration + rounds + 8 * END_SECONDS);

	return run(duration, rounds, tolerance);
}
