// SPDX-License-Identifier: GPL-2.0
/*
 * Count the instructions of SUBMIT, and of what runs jobs: in drm/asahi, and in a driver that
 * is empty. See scripts/cost --submit.
 *
 * Process 1 of a machine that does nothing else. Loads /submit_floor.ko, which has the empty
 * driver and the probes. Both drivers have the same ioctls. QEMU's -icount shift=0 makes one
 * instruction one tick of the TSC. With another accelerator, a tick is a time.
 *
 * A round submits a job to each of some queues, one after the other, then waits for all of
 * them. The process has a real-time priority, so nothing else runs while it submits.
 */

#include <sched.h>
#include <time.h>
#include <x86intrin.h>

#include "init.h"
#include "submit.h"

/* A driver, opened, and what the process has there */
struct side {
	const char *name;
	int fd;
	uint32_t queues[MAX_QUEUES];
	uint32_t outs[MAX_QUEUES];
};

/* What a round takes: of all jobs together */
struct round {
	uint64_t submit;
	uint64_t run, freed, message, event;
	uint64_t run_calls, event_calls;
	uint64_t allocs, bytes;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	check(clock_gettime(CLOCK_MONOTONIC, &ts), "clock_gettime");

	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/* The clock may be a coarse one. With icount, there are 1,000 ticks in a microsecond. */
static uint64_t ticks_per_ms(void)
{
	uint64_t start = now_ns(), tsc, now;

	while ((now = now_ns()) == start)
		;
	start = now;
	tsc = __rdtsc();
	while ((now = now_ns()) < start + 100000000)
		;

	return (__rdtsc() - tsc) * 1000000 / (now - start);
}

static void be_real_time(int policy)
{
	const struct sched_param param = { .sched_priority = policy == SCHED_FIFO };

	check(sched_setscheduler(0, policy, &param), "sched_setscheduler");
}

/* The driver is the one whose name is @name. */
static int open_driver(const char *name)
{
	for (int minor = 128; minor < 136; minor++) {
		char path[64], found[32] = "";
		struct drm_version version = { .name = found, .name_len = sizeof(found) - 1 };
		int fd;

		snprintf(path, sizeof(path), "/dev/dri/renderD%d", minor);
		fd = open(path, O_RDWR);
		if (fd >= 0 && !ioctl(fd, DRM_IOCTL_VERSION, &version) && !strcmp(found, name))
			return fd;
		if (fd >= 0)
			close(fd);
	}

	errno = ENODEV;
	return -1;
}

static void make_side(struct side *side, const char *driver, const char *name)
{
	uint32_t vm;

	side->name = name;
	side->fd = open_driver(driver);
	check(side->fd, driver);
	vm = strcmp(name, "driver") ? 1 : vm_create(side->fd);

	for (unsigned int i = 0; i < MAX_QUEUES; i++) {
		struct drm_asahi_queue_create queue = { .vm_id = vm, .priority = 1 };
		struct drm_syncobj_create syncobj = { };

		check(ioctl(side->fd, DRM_IOCTL_ASAHI_QUEUE_CREATE, &queue), "QUEUE_CREATE");
		check(ioctl(side->fd, DRM_IOCTL_SYNCOBJ_CREATE, &syncobj), "SYNCOBJ_CREATE");
		side->queues[i] = queue.queue_id;
		side->outs[i] = syncobj.handle;
	}
}

/* A compute command whose fields are all 0. Returns the instructions of the ioctl. */
static uint64_t submit(const struct side *side, unsigned int nr)
{
	const struct drm_asahi_cmd_header cmd = {
		.cmd_type = DRM_ASAHI_CMD_COMPUTE,
		.vdm_barrier = DRM_ASAHI_BARRIER_NONE,
		.cdm_barrier = DRM_ASAHI_BARRIER_NONE,
	};
	const struct drm_asahi_sync out = {
		.sync_type = DRM_ASAHI_SYNC_SYNCOBJ,
		.handle = side->outs[nr],
	};
	struct drm_asahi_submit args = {
		.queue_id = side->queues[nr],
		.cmdbuf = (uintptr_t)&cmd,
		.cmdbuf_size = sizeof(cmd),
		.syncs = (uintptr_t)&out,
		.out_sync_count = 1,
	};
	uint64_t start = __rdtsc();
	int ret = ioctl(side->fd, DRM_IOCTL_ASAHI_SUBMIT, &args);
	uint64_t end = __rdtsc();

	check(ret, "SUBMIT");

	return end - start;
}

static void wait_for(const struct side *side, unsigned int count)
{
	struct drm_syncobj_wait args = {
		.handles = (uintptr_t)side->outs,
		.count_handles = count,
		.timeout_nsec = INT64_MAX,
		.flags = DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL,
	};

	check(ioctl(side->fd, DRM_IOCTL_SYNCOBJ_WAIT, &args), "SYNCOBJ_WAIT");
	/* The scheduler's work frees the jobs. */
	usleep(20000);
}

static void command_probes(const char *what)
{
	static int fd = -1;

	if (fd < 0)
		fd = open("/proc/" SUBMIT_PROBES, O_WRONLY);
	check(fd, SUBMIT_PROBES);
	check(write(fd, what, 1), SUBMIT_PROBES);
}

static void read_probes(struct round *r)
{
	FILE *file = fopen("/proc/" SUBMIT_PROBES, "r");
	unsigned long long calls, sum;
	char name[32];

	check(file ? 0 : -1, SUBMIT_PROBES);
	while (fscanf(file, "%31s %llu %llu", name, &calls, &sum) == 3) {
		if (!strcmp(name, PROBE_RUN)) {
			r->run = sum;
			r->run_calls = calls;
		} else if (!strcmp(name, PROBE_FREE)) {
			r->freed = sum;
		} else if (!strcmp(name, PROBE_MESSAGE)) {
			r->message = sum;
		} else if (!strcmp(name, PROBE_EVENT)) {
			r->event += sum;
			r->event_calls += calls;
		} else if (!strcmp(name, PROBE_ALLOC)) {
			r->allocs = calls;
			r->bytes = sum;
		}
	}
	fclose(file);
}

/* The tracepoints of the allocators add to the instructions. So these are not counted then. */
static struct round do_round(const struct side *side, unsigned int count, int with_allocs)
{
	struct round r = { 0 };

	command_probes("r");
	be_real_time(SCHED_FIFO);
	if (with_allocs)
		command_probes("a");
	for (unsigned int i = 0; i < count; i++)
		r.submit += submit(side, i);
	if (with_allocs)
		command_probes("s");
	be_real_time(SCHED_OTHER);
	wait_for(side, count);
	read_probes(&r);

	return r;
}

static void print(const struct side *side, unsigned int count, const char *what, uint64_t value)
{
	printf(SUBMIT_FORMAT, side->name, count, what, (unsigned long long)value);
}

static void count_row(const struct side *side, unsigned int count, uint64_t per_ms)
{
	struct round least, r;

	memset(&least, 0xff, sizeof(least));
	for (int i = 0; i < REPEATS; i++) {
		r = do_round(side, count, 0);
		least.submit = min(least.submit, r.submit);
		least.run = min(least.run, r.run);
		least.freed = min(least.freed, r.freed);
		least.message = min(least.message, r.message);
		least.event = min(least.event, r.event);
		least.run_calls = min(least.run_calls, r.run_calls);
		least.event_calls = min(least.event_calls, r.event_calls);
	}

	r = do_round(side, count, 1);

	print(side, count, "SUBMIT", least.submit / count);
	print(side, count, "ns", least.submit * 1000000 / count / per_ms);
	print(side, count, "run", least.run / count);
	print(side, count, "event", (least.event + least.message) / count);
	print(side, count, "free", least.freed / count);
	print(side, count, "runs of the event work", least.event_calls);
	print(side, count, "allocations", r.allocs / count);
	print(side, count, "bytes", r.bytes / count);
	flush_output();
}

int main(void)
{
	static struct side sides[2];
	uint64_t per_ms;

	begin("/submit_floor.ko");
	per_ms = ticks_per_ms();
	printf("%llu ticks in a millisecond\n", (unsigned long long)per_ms);
	make_side(&sides[0], "floor", "floor");
	make_side(&sides[1], "asahi", "driver");

	for (unsigned int count = 1; count <= MAX_QUEUES; count *= 2) {
		for (unsigned int i = 0; i < ARRAY_SIZE(sides); i++)
			count_row(&sides[i], count, per_ms);
	}

	printf("COST-END\n");
	finish();
}
