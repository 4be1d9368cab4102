// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The driver's memory ioctls as a program uses them, without a library.
 *
 *   agx-smoke [DEVICE]         default: /dev/dri/renderD128
 *   agx-smoke --fail-nth [DEVICE]
 *
 * --fail-nth fails each allocation of each call in turn. It needs root, and a kernel
 * with CONFIG_FAILSLAB and CONFIG_FAULT_INJECTION_DEBUG_FS.
 *
 * Prints one line per step; exits with 0 if all steps passed.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <drm/asahi_drm.h>
#include <drm/drm.h>

#include "agx-guest.h"

#define PAGE 0x4000ull
#define VA 0x100000000ull
#define RW (DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_WRITE)

/* Returns the error as a negative number. It does not restart: restarts are tested. */
static int call(int fd, unsigned long cmd, void *args)
{
	return ioctl(fd, cmd, args) ? -errno : 0;
}

static struct drm_asahi_params_global params;

static int get_params(int fd)
{
	struct drm_asahi_get_params args = {
		.pointer = (uintptr_t)&params,
		.size = sizeof(params),
	};

	return call(fd, DRM_IOCTL_ASAHI_GET_PARAMS, &args);
}

static int vm_create(int fd, uint32_t *vm)
{
	uint64_t size = 32ull << 30;
	struct drm_asahi_vm_create args = {
		.kernel_start = params.vm_end - size,
		.kernel_end = params.vm_end,
	};
	int err = call(fd, DRM_IOCTL_ASAHI_VM_CREATE, &args);

	*vm = args.vm_id;

	return err;
}

static int vm_destroy(int fd, uint32_t vm)
{
	struct drm_asahi_vm_destroy args = { .vm_id = vm };

	return call(fd, DRM_IOCTL_ASAHI_VM_DESTROY, &args);
}

static int gem_create(int fd, uint64_t size, uint32_t flags, uint32_t vm,
		      uint32_t *handle)
{
	struct drm_asahi_gem_create args = {
		.size = size,
		.flags = flags,
		.vm_id = vm,
	};
	int err = call(fd, DRM_IOCTL_ASAHI_GEM_CREATE, &args);

	*handle = args.handle;

	return err;
}

static int gem_close(int fd, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	return call(fd, DRM_IOCTL_GEM_CLOSE, &args);
}

static int vm_bind(int fd, uint32_t vm, const void *ops, uint32_t count,
		   uint32_t stride)
{
	struct drm_asahi_vm_bind args = {
		.vm_id = vm,
		.num_binds = count,
		.stride = stride,
		.userptr = (uintptr_t)ops,
	};

	return call(fd, DRM_IOCTL_ASAHI_VM_BIND, &args);
}

static int bind(int fd, uint32_t vm, uint32_t handle, uint32_t flags,
		uint64_t offset, uint64_t addr, uint64_t range)
{
	struct drm_asahi_gem_bind_op op = {
		.flags = flags,
		.handle = handle,
		.offset = offset,
		.addr = addr,
		.range = range,
	};

	return vm_bind(fd, vm, &op, 1, sizeof(op));
}

static void *map(int fd, uint32_t handle, size_t size)
{
	struct drm_asahi_gem_mmap_offset args = { .handle = handle };

	if (call(fd, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &args))
		return MAP_FAILED;

	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    args.offset);
}

/* Writes a buffer with the CPU, and reads it back through another mapping. */
static void check_map(int fd, uint32_t handle, size_t size, const char *what)
{
	uint32_t *a = map(fd, handle, size), *b = map(fd, handle, size);
	size_t i, count = size / sizeof(*a), bad = 0;

	if (a == MAP_FAILED || b == MAP_FAILED) {
		step(0, "mmap %s: %s", what, strerror(errno));
		return;
	}

	for (i = 0; i < count; i++)
		bad += a[i] != 0;
	step(!bad, "%s is zeroed", what);

	for (i = 0; i < count; i++)
		a[i] = i * 2654435761u;
	for (i = 0, bad = 0; i < count; i++)
		bad += b[i] != (uint32_t)(i * 2654435761u);
	step(!bad, "%s keeps its contents", what);

	munmap(a, size);
	munmap(b, size);
}

static void check_prime(const char *path, int fd, uint32_t vm)
{
	struct drm_prime_handle prime = { .flags = DRM_CLOEXEC | DRM_RDWR };
	int other = open(path, O_RDWR | O_CLOEXEC);
	uint32_t shared, private;
	uint32_t *a, *b;
	int err;

	step(!gem_create(fd, PAGE, DRM_ASAHI_GEM_VM_PRIVATE, vm, &private) &&
	     !gem_create(fd, PAGE, DRM_ASAHI_GEM_WRITEBACK, 0, &shared),
	     "buffers to export");

	prime.handle = private;
	err = call(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime);
	step(err == -EINVAL, "private buffer is not exported (%d)", err);

	prime.handle = shared;
	err = call(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime);
	step(!err, "shared buffer is exported (%d)", err);
	step(lseek(prime.fd, 0, SEEK_END) == (off_t)PAGE, "the dma-buf has the buffer's size");

	prime.handle = 0;
	err = call(fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime);
	step(!err && prime.handle == shared,
	     "imported where it comes from, it has the same handle");

	prime.handle = 0;
	err = call(other, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime);
	step(!err, "imported in another file (%d)", err);

	a = map(fd, shared, PAGE);
	b = map(other, prime.handle, PAGE);
	if (a != MAP_FAILED && b != MAP_FAILED) {
		a[5] = 0xfeed;
		step(b[5] == 0xfeed, "both files see the same memory");
	} else {
		step(0, "mmap of the shared buffer");
	}

	close(prime.fd);
	close(other);
	gem_close(fd, shared);
	gem_close(fd, private);
	munmap(a, PAGE);
	munmap(b, PAGE);
}

/* Looks for a text in a file of debugfs, if that is mounted. */
static void check_debugfs(int fd, const char *name, const char *what)
{
	static char text[1 << 20];
	char path[80];
	struct stat st;
	int file;
	ssize_t n;

	if (fstat(fd, &st))
		return;
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/%s",
		 minor(st.st_rdev), name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 && (errno == ENOENT || errno == EACCES)) {
		printf("no %s: %s\n", path, strerror(errno));
		return;
	}

	/* seq_file starts again with a larger buffer until the text fits. */
	n = file < 0 ? -1 : read(file, text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = 0;
	step(strstr(text, what) != NULL, "debugfs %s has \"%s\"", name, what);
	if (!strstr(text, what))
		puts(text);
	close(file);
}

static int smoke(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct drm_asahi_gem_bind_op ops[2];
	struct {
		struct drm_asahi_gem_bind_op op;
		uint64_t unknown;
	} wide = {};
	uint32_t vm, vm2, wc, wb, handle;
	int err;

	if (fd < 0) {
		step(0, "open %s: %s", path, strerror(errno));
		return 1;
	}
	step(1, "open %s", path);

	err = get_params(fd);
	step(!err, "GET_PARAMS (%d): G%u%c, %#llx..%#llx", err,
	     params.gpu_generation, params.gpu_variant ?: '?',
	     (unsigned long long)params.vm_start,
	     (unsigned long long)params.vm_end);

	err = vm_create(fd, &vm);
	step(!err && vm, "VM_CREATE (%d): %u", err, vm);

	/* As Mesa does when it opens the device. */
	err = gem_create(fd, PAGE, DRM_ASAHI_GEM_VM_PRIVATE, vm, &wc);
	step(!err, "GEM_CREATE private (%d): %u", err, wc);
	err = bind(fd, vm, wc, RW, 0, VA + 0x1000000000, PAGE);
	step(!err, "VM_BIND (%d)", err);
	err = bind(fd, vm, wc, DRM_ASAHI_BIND_READ, 0, VA, PAGE);
	step(!err, "VM_BIND again elsewhere (%d)", err);
	check_map(fd, wc, PAGE, "write-combined buffer");

	err = gem_create(fd, 4 * PAGE - 1, DRM_ASAHI_GEM_WRITEBACK, 0, &wb);
	step(!err, "GEM_CREATE (%d): %u", err, wb);
	check_map(fd, wb, 4 * PAGE, "writeback buffer");

	err = bind(fd, vm, wb, RW, 0, VA, 4 * PAGE);
	step(!err, "VM_BIND over a mapping (%d)", err);
	err = bind(fd, vm, wc, RW | DRM_ASAHI_BIND_SINGLE_PAGE, 0, VA + PAGE,
		   64 * PAGE);
	step(!err, "VM_BIND of a single page over part of it (%d)", err);
	check_debugfs(fd, "vms", " 0000000100000000-0000000100004000  rw  buffer ");
	check_debugfs(fd, "vms", " 0000000100004000-0000000100104000  rw one page  buffer ");
	check_debugfs(fd, "vms", " 0000000100004000-0000000100104000 -> ");
	check_debugfs(fd, "counts", "mappings:       3");
	check_debugfs(fd, "kernel", "kernel half:");
	err = bind(fd, vm, 0, DRM_ASAHI_BIND_UNBIND, 0, VA, 0x100000 * PAGE);
	step(!err, "VM_BIND unbinds more than is mapped (%d)", err);

	memset(ops, 0, sizeof(ops));
	ops[0] = (struct drm_asahi_gem_bind_op){ RW, wb, 0, PAGE, VA };
	err = vm_bind(fd, vm, ops, 2, sizeof(ops[0]));
	step(err == -EINVAL, "VM_BIND stops at the first error (%d)", err);

	wide.op = ops[0];
	err = vm_bind(fd, vm, &wide, 1, sizeof(wide));
	step(!err, "VM_BIND with a longer stride (%d)", err);
	wide.unknown = 1;
	err = vm_bind(fd, vm, &wide, 1, sizeof(wide));
	step(err == -E2BIG, "VM_BIND with fields that the kernel does not know (%d)", err);

	err = vm_create(fd, &vm2);
	step(!err && vm2 != vm, "VM_CREATE (%d): %u", err, vm2);
	err = bind(fd, vm2, wc, RW, 0, VA, PAGE);
	step(err == -EINVAL, "private buffer of another VM (%d)", err);
	err = bind(fd, vm, wc, RW, 0, params.vm_end - PAGE, PAGE);
	step(err == -EINVAL, "the driver's own addresses (%d)", err);
	err = vm_destroy(fd, vm2);
	step(!err, "VM_DESTROY (%d)", err);
	err = vm_destroy(fd, vm2);
	step(err == -ENOENT, "VM_DESTROY again (%d)", err);

	check_prime(path, fd, vm);

	step(!gem_close(fd, wc), "GEM_CLOSE while mapped");

	/* The end of the file has to clean up an address space and its buffers. */
	err = gem_create(fd, 1 << 20, 0, 0, &handle);
	step(!err && !bind(fd, vm, handle, RW, 0, VA, 1 << 20),
	     "objects left to the end of the file");
	step(!close(fd), "close");

	return failures != 0;
}

/* Chooses which allocation fails. The kernel sets it to 0 when that one has failed. */
static int fail_nth(int nth)
{
	char path[64], text[16] = "";
	int fd, n;

	snprintf(path, sizeof(path), "/proc/self/task/%ld/fail-nth",
		 (long)syscall(SYS_gettid));
	fd = open(path, O_RDWR);
	if (fd < 0)
		return -1;

	if (nth >= 0) {
		n = snprintf(text, sizeof(text), "%d", nth);
		n = write(fd, text, n);
	} else {
		n = read(fd, text, sizeof(text) - 1);
	}
	close(fd);

	return n < 0 ? -1 : atoi(text);
}

static void fail_each(const char *what, int fd, unsigned long cmd,
		      const void *args, size_t size)
{
	char copy[256];
	int nth, err;

	for (nth = 1; nth < 200; nth++) {
		memcpy(copy, args, size);
		if (fail_nth(nth) < 0) {
			step(0, "%s: no fail-nth", what);
			return;
		}
		err = call(fd, cmd, copy);
		if (fail_nth(-1)) {
			fail_nth(0);
			break;
		}
		/*
		 * Some of the core's allocations are only a first attempt. And
		 * shmem returns -ENOSPC if it cannot allocate an inode.
		 */
		if (err && err != -ENOMEM && err != -ENOSPC)
			step(0, "%s: allocation %d of it failed: %d", what, nth,
			     err);
	}

	step(!err, "%s: %d allocations failed in turn", what, nth - 1);
}

static int smoke_fail_nth(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	int knob = open("/sys/kernel/debug/failslab/ignore-gfp-wait", O_WRONLY);
	struct drm_asahi_gem_bind_op op = { RW, 2, 0, PAGE, VA + PAGE };

	if (fd < 0 || knob < 0 || write(knob, "N", 1) != 1) {
		step(0, "%s and failslab: %s", path, strerror(errno));
		return 1;
	}

	step(!get_params(fd), "GET_PARAMS");

	struct drm_asahi_vm_create vm = {
		.kernel_start = params.vm_end - (32ull << 30),
		.kernel_end = params.vm_end,
	};
	struct drm_asahi_gem_create gem = {
		.size = 4 * PAGE,
		.flags = DRM_ASAHI_GEM_VM_PRIVATE,
		.vm_id = 1,
	};
	struct drm_asahi_vm_bind args = {
		.vm_id = 1,
		.num_binds = 1,
		.stride = sizeof(op),
		.userptr = (uintptr_t)&op,
	};

	fail_each("VM_CREATE", fd, DRM_IOCTL_ASAHI_VM_CREATE, &vm, sizeof(vm));
	fail_each("GEM_CREATE", fd, DRM_IOCTL_ASAHI_GEM_CREATE, &gem,
		  sizeof(gem));
	fail_each("GEM_CREATE", fd, DRM_IOCTL_ASAHI_GEM_CREATE, &gem,
		  sizeof(gem));
	step(!bind(fd, 1, 1, RW, 0, VA, 4 * PAGE), "a mapping to split");
	fail_each("VM_BIND", fd, DRM_IOCTL_ASAHI_VM_BIND, &args, sizeof(args));

	op = (struct drm_asahi_gem_bind_op){
		DRM_ASAHI_BIND_UNBIND, 0, 0, PAGE, VA + 2 * PAGE
	};
	fail_each("VM_BIND unbind", fd, DRM_IOCTL_ASAHI_VM_BIND, &args,
		  sizeof(args));

	if (write(knob, "Y", 1) != 1)
		step(0, "failslab: %s", strerror(errno));
	step(!close(fd), "close");

	return failures != 0;
}

int main(int argc, char **argv)
{
	int nth = argc > 1 && !strcmp(argv[1], "--fail-nth");
	const char *path = argc > 1 + nth ? argv[1 + nth] :
					    "/dev/dri/renderD128";

	setvbuf(stdout, NULL, _IOLBF, 0);

	return nth ? smoke_fail_nth(path) : smoke(path);
}
