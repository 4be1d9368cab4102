/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What several programs of the guests need: the lines that they print, time, and what the
 * kernel says about its memory, the driver's objects and its log.
 *
 * A step prints one line: "ok - ..." or "not ok - ...", or "skip - ..." if it could not be
 * done here.
 */
#ifndef AGX_GUEST_H
#define AGX_GUEST_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* The time that killed processes have to end, and that their memory has to come back. */
#ifndef END_SECONDS
#define END_SECONDS	120
#endif

static int failures;

__attribute__((format(printf, 2, 3)))
static inline void step(int ok, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printf("%s - ", ok ? "ok" : "not ok");
	vprintf(fmt, ap);
	putchar('\n');
	va_end(ap);

	failures += !ok;
}

__attribute__((format(printf, 1, 2)))
static inline void skip(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	printf("skip - ");
	vprintf(fmt, ap);
	putchar('\n');
	va_end(ap);
}

static inline double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);

	return now.tv_sec + now.tv_nsec / 1e9;
}

static inline void pause_ms(long ms)
{
	const struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

static inline uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;

	return x ^ (x >> 31);
}

static inline unsigned long number(const char *program, const char *text, unsigned long min,
				   unsigned long max)
{
	char *rest;
	unsigned long n = strtoul(text, &rest, 0);

	if (!*text || *rest || n < min || n > max) {
		fprintf(stderr, "%s: %s is not %lu to %lu\n", program, text, min, max);
		exit(2);
	}

	return n;
}

/* Print where a process is that does not end. */
static inline void say_where(pid_t pid)
{
	char path[64], text[2048];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	f = fopen(path, "re");
	n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	text[n] = 0;
	if (f)
		fclose(f);
	printf("# process %d does not end:\n%s", pid, text);
}

/* ---------------------------------------------------------------- memory */

static const char *const fields[] = {
	"MemAvailable", "Unevictable", "Shmem", "SUnreclaim", "PageTables",
	"KernelStack",
};

enum { AVAILABLE, UNEVICTABLE, SHMEM, SLAB, NUM_FIELDS = ARRAY_SIZE(fields) };

/* In KiB */
static inline void read_memory(long *memory)
{
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128], name[64];
	long value;

	memset(memory, 0, NUM_FIELDS * sizeof(*memory));
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63[^:]: %ld", name, &value) != 2)
			continue;
		for (int i = 0; i < NUM_FIELDS; i++) {
			if (!strcmp(name, fields[i]))
				memory[i] = value;
		}
	}
	if (f)
		fclose(f);
}

/* "1" drops the page cache, "2" the objects of shrinkers, "3" both. */
static inline int drop_caches(const char *which)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY | O_CLOEXEC);
	int ok;

	if (fd < 0)
		return 0;

	ok = write(fd, which, 1) == 1;
	close(fd);

	return ok;
}

/* Returns whether caches could be dropped. */
static inline int read_memory_before(long *memory)
{
	int exact = drop_caches("3");

	pause_ms(500);
	exact = exact && drop_caches("3");
	read_memory(memory);

	return exact;
}

/*
 * Buffers are counted apart from the kernel's own objects: some kernels keep freed
 * objects for a while, to find uses after free.
 */
#define BUFFERS_KIB	(16 * 1024)
#define SHARED_KIB	512

static inline void check_memory(const long *before, long tolerance, int exact)
{
	const double begin = seconds();
	long after[NUM_FIELDS], lost, shared, slab;
	int ok;

	do {
		pause_ms(500);
		drop_caches("3");
		read_memory(after);
		slab = after[SLAB] - before[SLAB];
		lost = before[AVAILABLE] - after[AVAILABLE] - slab;
		shared = after[SHMEM] + after[UNEVICTABLE] - before[SHMEM] -
			 before[UNEVICTABLE];
		ok = slab <= tolerance && lost <= BUFFERS_KIB &&
		     shared <= SHARED_KIB;
	} while (!ok && seconds() - begin < END_SECONDS);

	for (int i = 0; i < NUM_FIELDS; i++)
		printf("# %-14s %8ld KiB before, %8ld KiB after, %+ld\n",
		       fields[i], before[i], after[i], after[i] - before[i]);
	step(ok, "after %.1f s memory is back%s but for %ld KiB of objects (%ld allowed), %ld of shared memory (%d), %ld of all else (%d)",
	     seconds() - begin, exact ? "" : " with caches that could not be dropped",
	     slab, tolerance, shared, SHARED_KIB, lost, BUFFERS_KIB);
}

/* ---------------------------------------------------------------- the driver's objects */

/* The first render node of the driver; other drivers may have some, too. */
static inline const char *find_device(void)
{
	static char node[32];
	char path[64], driver[256];

	for (int i = 128; i < 192; i++) {
		ssize_t n;

		snprintf(path, sizeof(path), "/sys/class/drm/renderD%d/device/driver", i);
		n = readlink(path, driver, sizeof(driver) - 1);
		if (n < 0)
			continue;
		driver[n] = 0;
		if (n < 6 || strcmp(driver + n - 6, "/asahi"))
			continue;
		snprintf(node, sizeof(node), "/dev/dri/renderD%d", i);
		return node;
	}

	return "/dev/dri/renderD128";
}

enum { VMS, BOS, VAS, QUEUES, OBJECTS, TABLES, NUM_COUNTS };

static const char *const count_names[] = {
	[VMS] = "address spaces", [BOS] = "buffers", [VAS] = "mappings",
	[QUEUES] = "queues", [OBJECTS] = "bound objects",
	[TABLES] = "page tables of all GPUs",
};

struct counts {
	long n[NUM_COUNTS];
};

/* Returns 0 if the driver's counts could be read. */
static inline int read_counts(const char *device, struct counts *counts)
{
	char path[128], line[128], name[64];
	struct stat st;
	int found = 0;
	long value;
	FILE *f;

	memset(counts, 0, sizeof(*counts));
	if (stat(device, &st))
		return -1;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/counts", minor(st.st_rdev));
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63[^:]: %ld", name, &value) != 2)
			continue;
		for (int i = 0; i < NUM_COUNTS; i++) {
			if (!strcmp(name, count_names[i])) {
				counts->n[i] = value;
				found++;
			}
		}
	}
	if (f)
		fclose(f);

	return found == NUM_COUNTS ? 0 : -1;
}

static inline void print_counts(const char *when, const struct counts *counts)
{
	printf("# %-33s", when);
	for (int i = 0; i < NUM_COUNTS; i++)
		printf("%s %s %ld", i ? "," : "", count_names[i], counts->n[i]);
	putchar('\n');
}

/* Wait until there are no more objects than these: the kernel frees some of them later. */
static inline int wait_for_counts(const char *device, const struct counts *want,
				  struct counts *counts)
{
	const double begin = seconds();
	int more;

	do {
		if (read_counts(device, counts))
			return -1;
		more = 0;
		for (int i = 0; i < NUM_COUNTS; i++)
			more += counts->n[i] > want->n[i];
		if (more)
			pause_ms(20);
	} while (more && seconds() - begin < END_SECONDS);

	return more ? -1 : 0;
}

/* Of the memory of its own structures, the driver keeps some for the next program. */
#define SPARE_BUFFERS	64

static inline void check_counts(const char *device, const struct counts *before)
{
	struct counts want = *before, after;
	int err;

	want.n[BOS] += SPARE_BUFFERS;
	err = wait_for_counts(device, &want, &after);
	print_counts("the driver's objects at the end:", &after);
	step(!err, "the driver has no more objects than before");
}

/* ---------------------------------------------------------------- fences of our own */

/* The kernel's software timelines: each has a counter, and fences for its values. */
struct sw_sync_fence {
	uint32_t value;
	char name[32];
	int32_t fence;
};

#define SW_SYNC_CREATE_FENCE	_IOWR('W', 0, struct sw_sync_fence)
#define SW_SYNC_INC		_IOW('W', 1, uint32_t)

/* Returns -1 if the kernel has none. */
static inline int open_sw_timeline(void)
{
	return open("/sys/kernel/debug/sync/sw_sync", O_RDWR | O_CLOEXEC);
}

/* Returns a sync file that signals when the counter reaches the value. */
static inline int sw_fence(int timeline, uint32_t value)
{
	struct sw_sync_fence args = { .value = value, .name = "agx" };

	return ioctl(timeline, SW_SYNC_CREATE_FENCE, &args) ? -1 : args.fence;
}

/* Signals the first fence. */
static inline int sw_advance(int timeline)
{
	uint32_t by = 1;

	return ioctl(timeline, SW_SYNC_INC, &by);
}

/*
 * Some kernels lock up if a fence that nothing else has a reference to signals only because
 * the timeline is closed.
 */
static inline void close_sw_timeline(int timeline)
{
	if (timeline < 0)
		return;

	sw_advance(timeline);
	close(timeline);
}

/* ---------------------------------------------------------------- the kernel's log */

/* Returns a descriptor for the log from here on. */
static inline int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0)
		lseek(fd, 0, SEEK_END);

	return fd;
}

/* Errors of any kind, and warnings of the driver, are failures. */
static inline void check_log(int fd)
{
	char line[8192], *text;
	unsigned int level;
	int bad = 0, lost = 0;
	ssize_t n;

	if (fd < 0) {
		skip("the kernel's log cannot be read");
		return;
	}

	while ((n = read(fd, line, sizeof(line) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		if (n < 0) {
			lost++;
			continue;
		}
		line[n] = 0;
		text = strchr(line, ';');
		if (!text || sscanf(line, "%u", &level) != 1)
			continue;
		text++;
		text[strcspn(text, "\n")] = 0;
		level &= 7;
		if (level > 4 || (level == 4 && !strstr(text, "asahi") &&
				  !strstr(text, "WARNING:")))
			continue;
		if (bad++ < 20)
			printf("# kernel: %s\n", text);
	}
	close(fd);
	step(!bad, "%d errors in the kernel's log%s", bad,
	     lost ? ", of which a part is lost" : "");
}

#endif
