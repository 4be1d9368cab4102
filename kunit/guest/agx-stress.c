// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Many processes that use the driver's memory at random, and are killed meanwhile.
 *
 *   agx-stress [-p PROCESSES] [-t SECONDS] [-s SEED] [-m MIB] [DEVICE]
 *
 * Each process makes address spaces, buffers, mappings, queues and the driver's other
 * objects in random order, and sends buffers to the other processes. It also makes
 * calls that have to fail, and it forks. Then it is killed in the middle of a call, by
 * its own timer or by the process that started it, which starts another process in its
 * place. The seed, the process's number and the number of its predecessors decide the
 * actions of a process. They do not decide when it is killed, and which buffers it gets.
 *
 * agx-stress fails in these cases: a call returns an error that is not allowed, or no
 * error where one is due; a new buffer is not zeroed, or a buffer has lost its contents;
 * a process ends in another way, or not at all; or after the end of all processes the
 * memory is not back. The kernel's own objects may take MIB more (default: 32). For
 * exact results run it as root, which may drop caches and kill at the right moment.
 *
 * Prints one line per step; exits with 0 if all steps passed. Every wait ends.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
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
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <drm/asahi_drm.h>
#include <drm/drm.h>

#include "agx-guest.h"

#define KIB 1024ull
#define MIB (1024 * KIB)
#define PAGE (16 * KIB)
#define RW (DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_WRITE)

#define MAX_PROCESSES	256
#define MAX_ERRNO	134
#define MAX_PROBLEMS	32

/* A socket holds some ten buffers in flight, which no process owns. */
#define MAX_SENT	(256 * KIB)

/* The calls that are counted */
enum call {
	OPEN, CLOSE, GET_PARAMS, GET_TIME, VM_CREATE, VM_DESTROY, VM_BIND,
	GEM_CREATE, GEM_CLOSE, MMAP_OFFSET, MMAP, MUNMAP, EXPORT, IMPORT,
	BIND_OBJECT, UNBIND_OBJECT, QUEUE_CREATE, QUEUE_DESTROY, SUBMIT,
	SEND, RECEIVE, FORK, NUM_CALLS
};

static const char *const names[] = {
	[OPEN] = "open", [CLOSE] = "close", [GET_PARAMS] = "GET_PARAMS",
	[GET_TIME] = "GET_TIME", [VM_CREATE] = "VM_CREATE",
	[VM_DESTROY] = "VM_DESTROY", [VM_BIND] = "VM_BIND",
	[GEM_CREATE] = "GEM_CREATE", [GEM_CLOSE] = "GEM_CLOSE",
	[MMAP_OFFSET] = "GEM_MMAP_OFFSET", [MMAP] = "mmap",
	[MUNMAP] = "munmap", [EXPORT] = "PRIME_HANDLE_TO_FD",
	[IMPORT] = "PRIME_FD_TO_HANDLE",
	[BIND_OBJECT] = "GEM_BIND_OBJECT bind",
	[UNBIND_OBJECT] = "GEM_BIND_OBJECT unbind",
	[QUEUE_CREATE] = "QUEUE_CREATE", [QUEUE_DESTROY] = "QUEUE_DESTROY",
	[SUBMIT] = "SUBMIT", [SEND] = "sendmsg", [RECEIVE] = "recvmsg",
	[FORK] = "fork", [NUM_CALLS] = "between calls",
};

/*
 * The errors that a call may return for any arguments. Memory may be short at any
 * time, and the driver may not have the call yet.
 */
static const int may[NUM_CALLS][4] = {
	[OPEN] = { ENOMEM },
	[VM_CREATE] = { ENOMEM },
	[VM_BIND] = { ENOMEM },
	[GEM_CREATE] = { ENOMEM },
	[MMAP_OFFSET] = { ENOMEM },
	[MMAP] = { ENOMEM },
	[EXPORT] = { ENOMEM },
	[IMPORT] = { ENOMEM },
	[BIND_OBJECT] = { ENOMEM, EOPNOTSUPP },
	[UNBIND_OBJECT] = { EOPNOTSUPP },
	[QUEUE_CREATE] = { ENOMEM, EOPNOTSUPP },
	[QUEUE_DESTROY] = { EOPNOTSUPP },
	[SUBMIT] = { ENOMEM, EOPNOTSUPP },
	/* The receiver has not read the messages before. */
	[SEND] = { EAGAIN, ETOOMANYREFS, ENOBUFS, ENOMEM },
	[RECEIVE] = { EAGAIN },
	[FORK] = { ENOMEM, EAGAIN },
};

struct problem {
	char text[160];
};

/* Shared by all processes */
static struct everything {
	_Atomic uint64_t done[NUM_CALLS];
	_Atomic uint64_t gave[NUM_CALLS][MAX_ERRNO];
	/* The last one counts processes that were in no call. */
	_Atomic uint64_t killed[NUM_CALLS + 1];
	_Atomic uint64_t made;		/* bytes in buffers */
	_Atomic uint64_t checked;	/* buffers with the right contents */
	_Atomic int stop;
	_Atomic unsigned int num_problems;
	struct problem problems[MAX_PROBLEMS];
	/* The present call of each process, and of its child */
	_Atomic int now[MAX_PROCESSES][2];
} *all;

static struct drm_asahi_params_global params;
static const char *device;
static unsigned int processes = 64;
static uint64_t seed = 1;
static uint64_t budget;
static int inbox[MAX_PROCESSES], outbox[MAX_PROCESSES];

__attribute__((format(printf, 1, 2)))
static void problem(const char *fmt, ...)
{
	unsigned int i = atomic_fetch_add(&all->num_problems, 1);
	va_list ap;

	if (i >= MAX_PROBLEMS)
		return;

	va_start(ap, fmt);
	vsnprintf(all->problems[i].text, sizeof(all->problems[i].text), fmt,
		  ap);
	va_end(ap);
}

/* ---------------------------------------------------------------- one process */

struct vm {
	uint32_t id;
	uint64_t kernel_start;
};

/* Of a private buffer whose address space is gone; no address space has this id */
#define NO_VM 0xfffffff0u

struct bo {
	uint32_t handle;
	uint32_t vm;		/* the buffer is private to it, or 0 */
	uint64_t size;
	uint64_t stamp;		/* the first word, if it was written */
	int foreign;		/* another process writes the stamp */
	int seen;		/* another process may have written to it */
};

struct mapping {
	volatile uint64_t *p;
	uint64_t size;
	uint64_t stamp;
};

#define MAX_VMS		4
#define MAX_BOS		12
#define MAX_MAPPINGS	6
#define MAX_OBJECTS	4
#define MAX_QUEUES	3
#define MAX_DMABUFS	4

static struct worker {
	unsigned int nr;
	uint64_t generation;
	uint64_t steps;
	uint64_t random;
	_Atomic int *now;

	/* Another process uses the same file and its objects. */
	int racy;
	int is_child;
	pid_t child;
	int forks;

	int fd;
	uint64_t bytes, budget;
	unsigned int num_vms, num_bos, num_mappings;
	unsigned int num_objects, num_queues, num_dmabufs;
	struct vm vms[MAX_VMS];
	struct bo bos[MAX_BOS];
	struct mapping mappings[MAX_MAPPINGS];
	uint32_t objects[MAX_OBJECTS];
	uint32_t queues[MAX_QUEUES];
	int dmabufs[MAX_DMABUFS];
} me;

static uint64_t rnd(uint64_t n)
{
	me.random = mix(me.random);

	return me.random % n;
}

static int one_in(uint64_t n)
{
	return rnd(n) == 0;
}

static void begin(enum call call)
{
	atomic_store_explicit(me.now, call, memory_order_relaxed);
}

static int allowed(enum call call, int err)
{
	for (size_t i = 0; i < ARRAY_SIZE(may[call]); i++) {
		if (may[call][i] && err == -may[call][i])
			return 1;
	}

	/* The other process may close the object, and its id may be used again. */
	return me.racy && (!err || err == -ENOENT || err == -EINVAL ||
			   (err == -EACCES && call == MMAP));
}

/* Compare the result of a call, 0 or a negative number, with the expected result. */
static int end(enum call call, int err, int want, const char *why)
{
	atomic_store_explicit(me.now, NUM_CALLS, memory_order_relaxed);

	if (err < 0 && -err < MAX_ERRNO)
		atomic_fetch_add_explicit(&all->gave[call][-err], 1,
					  memory_order_relaxed);
	else
		atomic_fetch_add_explicit(&all->done[call], 1,
					  memory_order_relaxed);

	if (err != want && !allowed(call, err))
		problem("%s%s%s: %s instead of %s (process %u.%llu, step %llu)",
			names[call], why ? ", " : "", why ?: "",
			err ? strerrorname_np(-err) : "success",
			want ? strerrorname_np(-want) : "success", me.nr,
			(unsigned long long)me.generation,
			(unsigned long long)me.steps);

	return err;
}

/* WHY names the mistake in the arguments, if they have one on purpose. */
static int call(enum call call, unsigned long cmd, void *args, int want,
		const char *why)
{
	int err;

	begin(call);
	err = ioctl(me.fd, cmd, args) ? -errno : 0;

	return end(call, err, want, why);
}

static struct vm *any_vm(void)
{
	return me.num_vms ? &me.vms[rnd(me.num_vms)] : NULL;
}

static struct bo *any_bo(void)
{
	return me.num_bos ? &me.bos[rnd(me.num_bos)] : NULL;
}

static struct bo *any_shared_bo(void)
{
	struct bo *bo = any_bo();

	return bo && !bo->vm ? bo : NULL;
}

static struct bo *any_bo_for(const struct vm *vm)
{
	for (int i = 0; i < 4; i++) {
		struct bo *bo = any_bo();

		if (bo && (!bo->vm || bo->vm == vm->id))
			return bo;
	}

	return NULL;
}

/* No object has such an id. */
static uint32_t no_such_id(void)
{
	return 0x40000000 + rnd(0x40000000);
}

static void forget_bo(struct bo *bo)
{
	me.bytes -= bo->size;
	*bo = me.bos[--me.num_bos];
}

static void close_bo(struct bo *bo)
{
	struct drm_gem_close args = { .handle = bo->handle };

	call(GEM_CLOSE, DRM_IOCTL_GEM_CLOSE, &args, 0, NULL);
	forget_bo(bo);
}

static void do_vm_create(void)
{
	uint64_t size = one_in(2) ? 32ull << 30 : params.vm_kernel_min_size;
	struct drm_asahi_vm_create args = {
		.kernel_start = params.vm_end - size,
		.kernel_end = params.vm_end,
	};

	if (me.num_vms == MAX_VMS)
		return;

	if (call(VM_CREATE, DRM_IOCTL_ASAHI_VM_CREATE, &args, 0, NULL))
		return;

	me.vms[me.num_vms++] = (struct vm){ args.vm_id, args.kernel_start };
}

static void do_vm_destroy(void)
{
	struct vm *vm = any_vm();
	struct drm_asahi_vm_destroy args = { .vm_id = vm ? vm->id : 0 };

	if (!vm)
		return;

	call(VM_DESTROY, DRM_IOCTL_ASAHI_VM_DESTROY, &args, 0, NULL);

	for (unsigned int i = 0; i < me.num_bos; i++) {
		if (me.bos[i].vm == vm->id)
			me.bos[i].vm = NO_VM;
	}
	*vm = me.vms[--me.num_vms];
}

static void do_gem_create(void)
{
	struct vm *vm = one_in(2) ? any_vm() : NULL;
	/* Most buffers are small, as in real programs. */
	uint64_t pages = 1 + rnd(one_in(8) ? 256 : one_in(2) ? 16 : 3);
	struct drm_asahi_gem_create args = {
		.size = pages * PAGE - (one_in(4) ? rnd(PAGE) : 0),
		.flags = (one_in(2) ? DRM_ASAHI_GEM_WRITEBACK : 0) |
			 (vm ? DRM_ASAHI_GEM_VM_PRIVATE : 0),
		.vm_id = vm ? vm->id : 0,
	};

	if (me.num_bos == MAX_BOS || me.bytes + pages * PAGE > me.budget) {
		if (me.num_bos)
			close_bo(any_bo());
		return;
	}

	if (call(GEM_CREATE, DRM_IOCTL_ASAHI_GEM_CREATE, &args, 0, NULL))
		return;

	me.bytes += pages * PAGE;
	atomic_fetch_add_explicit(&all->made, pages * PAGE,
				  memory_order_relaxed);
	me.bos[me.num_bos++] = (struct bo){
		.handle = args.handle,
		.vm = vm ? vm->id : 0,
		.size = pages * PAGE,
	};
}

static void do_gem_close(void)
{
	if (me.num_bos)
		close_bo(any_bo());
}

static void check_stamp(const struct mapping *mapping)
{
	if (!mapping->stamp || me.racy)
		return;

	if (*mapping->p != mapping->stamp)
		problem("a buffer of %llu KiB has lost what was in it (process %u.%llu, step %llu)",
			(unsigned long long)(mapping->size / KIB), me.nr,
			(unsigned long long)me.generation,
			(unsigned long long)me.steps);
	atomic_fetch_add_explicit(&all->checked, 1, memory_order_relaxed);
}

static void unmap(struct mapping *mapping)
{
	check_stamp(mapping);

	begin(MUNMAP);
	end(MUNMAP, munmap((void *)mapping->p, mapping->size) ? -errno : 0, 0,
	    NULL);
	*mapping = me.mappings[--me.num_mappings];
}

static struct mapping *map(int fd, uint64_t size, uint64_t offset, int err)
{
	struct mapping *mapping;
	void *p = MAP_FAILED;

	if (me.num_mappings == MAX_MAPPINGS)
		unmap(&me.mappings[rnd(MAX_MAPPINGS)]);

	begin(MMAP);
	if (!err) {
		p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			 offset);
		err = p == MAP_FAILED ? -errno : 0;
	}
	end(MMAP, err, 0, NULL);
	if (err)
		return NULL;

	mapping = &me.mappings[me.num_mappings++];
	*mapping = (struct mapping){ .p = p, .size = size };

	return mapping;
}

/* A new buffer has no data of other processes. */
static void check_zeroed(const struct mapping *mapping)
{
	for (int i = 0; i < 8; i++) {
		uint64_t at = rnd(mapping->size / sizeof(*mapping->p));

		if (mapping->p[at])
			problem("a new buffer of %llu KiB has %llx at %llx (process %u.%llu, step %llu)",
				(unsigned long long)(mapping->size / KIB),
				(unsigned long long)mapping->p[at],
				(unsigned long long)at * 8, me.nr,
				(unsigned long long)me.generation,
				(unsigned long long)me.steps);
	}
}

static void do_mmap(void)
{
	struct bo *bo = any_bo();
	struct drm_asahi_gem_mmap_offset args = {
		.handle = bo ? bo->handle : 0,
	};
	struct mapping *mapping;

	if (!bo)
		return;

	if (call(MMAP_OFFSET, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &args, 0, NULL))
		return;

	mapping = map(me.fd, bo->size, args.offset, 0);
	if (!mapping || me.racy)
		return;

	if (!bo->stamp && !bo->foreign) {
		if (!bo->seen)
			check_zeroed(mapping);
		bo->stamp = mix(me.random) | 1;
		*mapping->p = bo->stamp;
	}
	mapping->stamp = bo->stamp;
	check_stamp(mapping);
}

static void do_munmap(void)
{
	if (me.num_mappings)
		unmap(&me.mappings[rnd(me.num_mappings)]);
}

/* The first word is the stamp's. */
static void do_touch(void)
{
	struct mapping *mapping;
	uint64_t sum = 0;

	if (!me.num_mappings)
		return;

	mapping = &me.mappings[rnd(me.num_mappings)];
	for (int i = 0; i < 4; i++) {
		uint64_t at = 1 + rnd(mapping->size / sizeof(*mapping->p) - 1);

		sum += mapping->p[at];
		mapping->p[at] = sum | 1;
	}

	for (unsigned int i = 0; i < me.num_bos; i++) {
		if (me.bos[i].stamp == mapping->stamp)
			me.bos[i].seen = 1;
	}
	check_stamp(mapping);
}

static uint64_t any_address(const struct vm *vm)
{
	/* Mostly close together, so that mappings overlap */
	if (!one_in(32))
		return (1ull << 32) + rnd(4096) * PAGE;

	return params.vm_start +
	       rnd((vm->kernel_start - params.vm_start) / PAGE - 65536) * PAGE;
}

static void make_op(const struct vm *vm, struct drm_asahi_gem_bind_op *op)
{
	struct bo *bo = one_in(4) ? NULL : any_bo_for(vm);
	uint64_t pages, first;

	if (!bo) {
		*op = (struct drm_asahi_gem_bind_op){
			.flags = DRM_ASAHI_BIND_UNBIND,
			.addr = any_address(vm),
			.range = (1 + rnd(one_in(16) ? 65536 : 64)) * PAGE,
		};
		return;
	}

	pages = bo->size / PAGE;
	first = rnd(pages);
	*op = (struct drm_asahi_gem_bind_op){
		.flags = one_in(4) ? DRM_ASAHI_BIND_READ : RW,
		.handle = bo->handle,
		.offset = first * PAGE,
		.range = (1 + rnd(pages - first)) * PAGE,
		.addr = any_address(vm),
	};
	if (one_in(5)) {
		op->flags |= DRM_ASAHI_BIND_SINGLE_PAGE;
		op->range = (1 + rnd(one_in(8) ? 2048 : 64)) * PAGE;
	}
}

static int vm_bind(const struct vm *vm, const void *ops, uint32_t count,
		   uint32_t stride, int want, const char *why)
{
	struct drm_asahi_vm_bind args = {
		.vm_id = vm->id,
		.num_binds = count,
		.stride = stride,
		.userptr = (uintptr_t)ops,
	};

	return call(VM_BIND, DRM_IOCTL_ASAHI_VM_BIND, &args, want, why);
}

static void do_vm_bind(void)
{
	static _Alignas(8) char ops[32 * 256];
	uint32_t count = one_in(3) ? 1 + rnd(32) : 1;
	uint32_t stride = sizeof(struct drm_asahi_gem_bind_op);
	struct vm *vm = any_vm();

	if (!vm)
		return;

	if (one_in(2))
		stride += rnd(256 - stride + 1);

	memset(ops, 0, sizeof(ops));
	for (uint32_t i = 0; i < count; i++) {
		struct drm_asahi_gem_bind_op op;

		make_op(vm, &op);
		memcpy(&ops[i * stride], &op, sizeof(op));
	}

	vm_bind(vm, ops, count, stride, 0, NULL);
}

/* As a program closes a sparse resource: unmap all, mapped or not. */
static void do_unbind_all(void)
{
	struct vm *vm = any_vm();
	struct drm_asahi_gem_bind_op op = {
		.flags = DRM_ASAHI_BIND_UNBIND,
		.addr = params.vm_start,
	};

	if (!vm)
		return;

	op.range = vm->kernel_start - op.addr;
	vm_bind(vm, &op, 1, sizeof(op), 0, NULL);
}

static void keep_dmabuf(int fd)
{
	if (me.num_dmabufs == MAX_DMABUFS) {
		int *old = &me.dmabufs[rnd(MAX_DMABUFS)];

		close(*old);
		*old = fd;
	} else {
		me.dmabufs[me.num_dmabufs++] = fd;
	}
}

static int export(struct bo *bo)
{
	struct drm_prime_handle args = {
		.handle = bo->handle,
		.flags = DRM_CLOEXEC | DRM_RDWR,
	};

	if (call(EXPORT, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args, 0, NULL))
		return -1;

	return args.fd;
}

static int import(int fd, uint32_t *handle)
{
	struct drm_prime_handle args = { .fd = fd };
	int err;

	err = call(IMPORT, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args, 0, NULL);
	*handle = args.handle;

	return err;
}

/* Map the dma-buf itself, and import it where it comes from: that makes no second buffer. */
static void do_export(void)
{
	struct bo *bo = any_shared_bo();
	struct mapping *mapping;
	uint32_t handle;
	int fd;

	if (!bo)
		return;

	fd = export(bo);
	if (fd < 0)
		return;

	if (one_in(2)) {
		if (!import(fd, &handle) && handle != bo->handle && !me.racy)
			problem("imported where it comes from, handle %u is %u (process %u.%llu, step %llu)",
				bo->handle, handle, me.nr,
				(unsigned long long)me.generation,
				(unsigned long long)me.steps);
	} else if (lseek(fd, 0, SEEK_END) == (off_t)bo->size) {
		bo->seen = 1;
		mapping = map(fd, bo->size, 0, 0);
		if (mapping) {
			mapping->stamp = bo->stamp;
			check_stamp(mapping);
		}
	} else if (!me.racy) {
		problem("a dma-buf of %llu KiB says it has another size (process %u.%llu, step %llu)",
			(unsigned long long)(bo->size / KIB), me.nr,
			(unsigned long long)me.generation,
			(unsigned long long)me.steps);
	}

	keep_dmabuf(fd);
}

struct message {
	uint64_t stamp;
};

union control {
	struct cmsghdr header;
	char space[CMSG_SPACE(sizeof(int))];
};

static void do_send(void)
{
	struct bo *bo = any_shared_bo();
	struct message message = {};
	union control control = {};
	struct iovec data = { &message, sizeof(message) };
	struct msghdr msg = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	int fd, to = rnd(processes);

	if (!bo || bo->size > MAX_SENT)
		return;

	/* Otherwise it could come back to the parent, in the file that both have. */
	if (me.is_child && !me.racy)
		return;

	fd = export(bo);
	if (fd < 0)
		return;

	bo->seen = 1;
	message.stamp = me.racy ? 0 : bo->stamp;
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));

	begin(SEND);
	end(SEND, sendmsg(outbox[to], &msg, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ?
	    -errno : 0, 0, NULL);

	if (one_in(4))
		keep_dmabuf(fd);
	else
		close(fd);
}

static struct bo *find_bo(uint32_t handle)
{
	for (unsigned int i = 0; i < me.num_bos; i++) {
		if (me.bos[i].handle == handle)
			return &me.bos[i];
	}

	return NULL;
}

static void do_receive(void)
{
	struct message message;
	union control control = {};
	struct iovec data = { &message, sizeof(message) };
	struct msghdr msg = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	uint32_t handle;
	int fd = -1;
	off_t size;
	int err;

	/* The same in the other direction */
	if (me.is_child && !me.racy)
		return;

	begin(RECEIVE);
	err = recvmsg(inbox[me.nr], &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (end(RECEIVE, err < 0 ? -errno : 0, 0, NULL))
		return;

	if (err == sizeof(message) &&
	    msg.msg_controllen >= CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(&control.header), sizeof(fd));
	if (fd < 0)
		return;

	/* Some senders do not know the contents. */
	size = lseek(fd, 0, SEEK_END);
	if (me.num_bos == MAX_BOS || me.bytes + size > me.budget) {
		if (me.num_bos)
			close_bo(any_bo());
	}

	if (me.num_bos < MAX_BOS && !import(fd, &handle) && !find_bo(handle)) {
		me.bytes += size;
		me.bos[me.num_bos++] = (struct bo){
			.handle = handle,
			.size = size,
			.stamp = message.stamp,
			.foreign = 1,
			.seen = 1,
		};
	}

	if (one_in(4))
		keep_dmabuf(fd);
	else
		close(fd);
}

static void do_close_dmabuf(void)
{
	if (!me.num_dmabufs)
		return;

	int *fd = &me.dmabufs[rnd(me.num_dmabufs)];

	close(*fd);
	*fd = me.dmabufs[--me.num_dmabufs];
}

static void do_bind_object(void)
{
	struct bo *bo = any_shared_bo();
	struct drm_asahi_gem_bind_object args = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_BIND,
		.flags = DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS,
	};
	uint64_t pages, first;

	if (!bo || me.num_objects == MAX_OBJECTS)
		return;

	pages = bo->size / PAGE;
	first = rnd(pages);
	args.handle = bo->handle;
	args.offset = first * PAGE;
	args.range = (1 + rnd(pages - first)) * PAGE;

	if (!call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, 0, NULL))
		me.objects[me.num_objects++] = args.object_handle;
}

static void do_unbind_object(void)
{
	struct drm_asahi_gem_bind_object args = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_UNBIND,
	};

	if (!me.num_objects)
		return;

	uint32_t *object = &me.objects[rnd(me.num_objects)];

	args.object_handle = *object;
	call(UNBIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, 0, NULL);
	*object = me.objects[--me.num_objects];
}

static void do_queue_create(void)
{
	struct vm *vm = any_vm();
	struct drm_asahi_queue_create args = {
		.vm_id = vm ? vm->id : 0,
		.priority = rnd(2),
		.usc_exec_base = rnd(8) << 32,
	};

	if (!vm || me.num_queues == MAX_QUEUES)
		return;

	if (!call(QUEUE_CREATE, DRM_IOCTL_ASAHI_QUEUE_CREATE, &args, 0, NULL))
		me.queues[me.num_queues++] = args.queue_id;
}

static void do_queue_destroy(void)
{
	struct drm_asahi_queue_destroy args = {};

	if (!me.num_queues)
		return;

	uint32_t *queue = &me.queues[rnd(me.num_queues)];

	args.queue_id = *queue;
	call(QUEUE_DESTROY, DRM_IOCTL_ASAHI_QUEUE_DESTROY, &args, 0, NULL);
	*queue = me.queues[--me.num_queues];
}

static void do_ask(void)
{
	struct drm_asahi_params_global copy;
	struct drm_asahi_get_params args = {
		.pointer = (uintptr_t)&copy,
		.size = one_in(4) ? rnd(sizeof(copy)) & ~7ull : sizeof(copy),
	};
	struct drm_asahi_get_time time = {};

	call(GET_PARAMS, DRM_IOCTL_ASAHI_GET_PARAMS, &args, 0, NULL);
	call(GET_TIME, DRM_IOCTL_ASAHI_GET_TIME, &time, 0, NULL);
}

/* ---------------------------------------------------------------- bad arguments */

static void bad_vm(void)
{
	struct drm_asahi_vm_create good = {
		.kernel_start = params.vm_end - params.vm_kernel_min_size,
		.kernel_end = params.vm_end,
	}, args = good;
	struct drm_asahi_vm_destroy destroy = { .vm_id = no_such_id() };
	struct vm *vm = any_vm();

	args.pad = 1;
	call(VM_CREATE, DRM_IOCTL_ASAHI_VM_CREATE, &args, -EINVAL, "pad");
	args = good;
	args.kernel_start += PAGE;
	call(VM_CREATE, DRM_IOCTL_ASAHI_VM_CREATE, &args, -EINVAL,
	     "kernel range too small");
	args = good;
	args.kernel_start += 1;
	call(VM_CREATE, DRM_IOCTL_ASAHI_VM_CREATE, &args, -EINVAL,
	     "kernel range not aligned");
	args = good;
	args.kernel_end += PAGE;
	call(VM_CREATE, DRM_IOCTL_ASAHI_VM_CREATE, &args, -EINVAL,
	     "kernel range too high");
	args = good;
	args.kernel_start = params.vm_end;
	args.kernel_end = params.vm_end - params.vm_kernel_min_size;
	call(VM_CREATE, DRM_IOCTL_ASAHI_VM_CREATE, &args, -EINVAL,
	     "kernel range ends before it begins");

	call(VM_DESTROY, DRM_IOCTL_ASAHI_VM_DESTROY, &destroy, -ENOENT,
	     "no such address space");
	if (vm) {
		destroy = (struct drm_asahi_vm_destroy){ vm->id, 1 };
		call(VM_DESTROY, DRM_IOCTL_ASAHI_VM_DESTROY, &destroy, -EINVAL,
		     "pad");
	}
}

static void bad_gem(void)
{
	struct drm_asahi_gem_create good = { .size = PAGE }, args = good;
	struct drm_asahi_gem_mmap_offset offset = { .handle = no_such_id() };
	struct drm_gem_close close = { .handle = no_such_id() };
	struct bo *bo = any_bo();

	args.size = 0;
	call(GEM_CREATE, DRM_IOCTL_ASAHI_GEM_CREATE, &args, -EINVAL,
	     "no size");
	args.size = ~0ull - rnd(PAGE);
	call(GEM_CREATE, DRM_IOCTL_ASAHI_GEM_CREATE, &args, -EINVAL,
	     "a size that wraps");
	args = good;
	args.flags = 1u << (2 + rnd(30));
	call(GEM_CREATE, DRM_IOCTL_ASAHI_GEM_CREATE, &args, -EINVAL,
	     "unknown flag");
	args = good;
	args.pad = 1;
	call(GEM_CREATE, DRM_IOCTL_ASAHI_GEM_CREATE, &args, -EINVAL, "pad");
	args = good;
	args.vm_id = 1;
	call(GEM_CREATE, DRM_IOCTL_ASAHI_GEM_CREATE, &args, -EINVAL,
	     "an address space and not private");
	args.flags = DRM_ASAHI_GEM_VM_PRIVATE;
	args.vm_id = no_such_id();
	call(GEM_CREATE, DRM_IOCTL_ASAHI_GEM_CREATE, &args, -ENOENT,
	     "private to no address space");

	call(MMAP_OFFSET, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &offset, -ENOENT,
	     "no such buffer");
	call(GEM_CLOSE, DRM_IOCTL_GEM_CLOSE, &close, -EINVAL,
	     "no such buffer");
	if (bo) {
		offset.handle = bo->handle;
		offset.flags = 1;
		call(MMAP_OFFSET, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &offset,
		     -EINVAL, "flags");
		offset.flags = 0;
		if (call(MMAP_OFFSET, DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET, &offset,
			 0, NULL))
			return;

		void *p;

		begin(MMAP);
		p = mmap(NULL, bo->size + PAGE, PROT_READ, MAP_SHARED, me.fd,
			 offset.offset);
		end(MMAP, p == MAP_FAILED ? -errno : 0, -EINVAL,
		    "more than there is");
		if (p != MAP_FAILED)
			munmap(p, bo->size + PAGE);
	}
}

static void bad_op(const struct vm *vm,
		   const struct drm_asahi_gem_bind_op *good)
{
	struct drm_asahi_gem_bind_op op = *good;

	switch (rnd(10)) {
	case 0:
		op.handle = no_such_id();
		vm_bind(vm, &op, 1, sizeof(op), -ENOENT, "no such buffer");
		break;
	case 1:
		op.flags |= 1u << (4 + rnd(28));
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "unknown flag");
		break;
	case 2:
		op.flags = 0;
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "neither read nor write");
		break;
	case 3:
		op.addr += 4096;
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "address not aligned");
		break;
	case 4:
		op.offset += 1;
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "offset not aligned");
		break;
	case 5:
		op.range = 0;
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "no range");
		break;
	case 6:
		op.offset = 0 - PAGE * (1 + rnd(4));
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "an offset that wraps");
		break;
	case 7:
		op.addr = vm->kernel_start - (op.range - PAGE);
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "the kernel's addresses");
		break;
	case 8:
		op.addr = one_in(2) ? 0 : 0 - PAGE;
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "addresses out of range");
		break;
	case 9:
		op.flags |= DRM_ASAHI_BIND_UNBIND;
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "bind and unbind");
		break;
	}
}

/* An array of operations at the end of a mapping */
#define EDGE_OPS	16
#define EDGE_STRIDE	4096
static char *edge;

static void bad_vm_bind(void)
{
	struct {
		struct drm_asahi_gem_bind_op op;
		uint64_t more;
	} wide = {};
	struct drm_asahi_gem_bind_op op = { .flags = DRM_ASAHI_BIND_UNBIND };
	struct vm *vm = any_vm(), none = { .id = no_such_id() };
	struct bo *bo;

	vm_bind(&none, &op, 1, sizeof(op), -ENOENT, "no such address space");
	if (!vm)
		return;

	vm_bind(vm, &op, 1, 0, -EINVAL, "no stride");
	vm_bind(vm, NULL, 0, sizeof(op), 0, "nothing to do");
	vm_bind(vm, (void *)8, 1, sizeof(op), -EFAULT, "no memory");
	vm_bind(vm, &op, 1, 1 << 20, -E2BIG, "a stride of a megabyte");

	op.addr = 1ull << 32;
	op.range = PAGE;
	op.handle = 1;
	vm_bind(vm, &op, 1, sizeof(op), -EINVAL, "unbind of a buffer");
	op.handle = 0;
	wide.op = op;
	wide.more = 1ull << rnd(64);
	vm_bind(vm, &wide, 1, sizeof(wide), -E2BIG, "news for the kernel");
	for (int i = 0; i < EDGE_OPS; i++)
		memcpy(edge + i * EDGE_STRIDE, &op, sizeof(op));
	vm_bind(vm, edge, 1u << 31, EDGE_STRIDE, -EFAULT, "no end");

	bo = any_bo_for(vm);
	if (bo) {
		op = (struct drm_asahi_gem_bind_op){
			.flags = RW,
			.handle = bo->handle,
			.range = bo->size,
			.addr = 1ull << 32,
		};
		bad_op(vm, &op);
	}

	bo = any_bo();
	if (bo && bo->vm && bo->vm != vm->id) {
		op = (struct drm_asahi_gem_bind_op){
			.flags = RW,
			.handle = bo->handle,
			.range = bo->size,
			.addr = 1ull << 32,
		};
		vm_bind(vm, &op, 1, sizeof(op), -EINVAL,
		     "private to another address space");
	}
}

static void bad_prime(void)
{
	struct drm_prime_handle args = { .handle = no_such_id() };
	struct bo *bo = any_bo();

	call(EXPORT, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args, -ENOENT,
	     "no such buffer");
	if (bo) {
		args.handle = bo->handle;
		args.flags = 1;
		call(EXPORT, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args, -EINVAL,
		     "unknown flag");
	}
	if (bo && bo->vm) {
		args.flags = DRM_CLOEXEC;
		call(EXPORT, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args, -EINVAL,
		     "a private buffer");
	}

	args = (struct drm_prime_handle){ .fd = -1 };
	call(IMPORT, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args, -EBADF, "no file");
	args.fd = inbox[me.nr];
	call(IMPORT, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args, -EINVAL,
	     "no dma-buf");
}

static void bad_object(void)
{
	struct bo *bo = any_shared_bo();
	struct drm_asahi_gem_bind_object good = {
		.op = DRM_ASAHI_BIND_OBJECT_OP_BIND,
		.flags = DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS,
		.handle = bo ? bo->handle : no_such_id(),
		.range = PAGE,
	}, args = good;

	if (!bo)
		call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args,
		     -ENOENT, "no such buffer");
	args.vm_id = 1;
	call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, -EINVAL,
	     "an address space");
	args = good;
	args.pad = 1;
	call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, -EINVAL,
	     "pad");
	args = good;
	args.flags = rnd(2) * 2;
	call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, -EINVAL,
	     "not for timestamps");
	args = good;
	args.op = 2 + rnd(1000);
	call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, -EINVAL,
	     "unknown operation");
	if (bo) {
		args = good;
		args.offset = bo->size;
		call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args,
		     -EINVAL, "behind the end");
		args = good;
		args.range = one_in(2) ? 0 : PAGE + 8;
		call(BIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args,
		     -EINVAL, "not whole pages");
	}

	args = (struct drm_asahi_gem_bind_object){
		.op = DRM_ASAHI_BIND_OBJECT_OP_UNBIND,
		.object_handle = no_such_id(),
	};
	call(UNBIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, -ENOENT,
	     "no such object");
	args.flags = DRM_ASAHI_BIND_OBJECT_USAGE_TIMESTAMPS;
	call(UNBIND_OBJECT, DRM_IOCTL_ASAHI_GEM_BIND_OBJECT, &args, -EINVAL,
	     "flags");
}

static void bad_queue(void)
{
	struct vm *vm = any_vm();
	struct drm_asahi_queue_create args = { .vm_id = no_such_id() };
	struct drm_asahi_queue_destroy destroy = { .queue_id = no_such_id() };
	struct drm_asahi_submit submit = { .queue_id = no_such_id() };

	call(QUEUE_CREATE, DRM_IOCTL_ASAHI_QUEUE_CREATE, &args, -ENOENT,
	     "no such address space");
	if (vm) {
		args.vm_id = vm->id;
		args.flags = 1u << rnd(32);
		call(QUEUE_CREATE, DRM_IOCTL_ASAHI_QUEUE_CREATE, &args, -EINVAL,
		     "flags");
		args.flags = 0;
		args.priority = 4 + rnd(1000);
		call(QUEUE_CREATE, DRM_IOCTL_ASAHI_QUEUE_CREATE, &args, -EINVAL,
		     "unknown priority");
	}

	call(QUEUE_DESTROY, DRM_IOCTL_ASAHI_QUEUE_DESTROY, &destroy, -ENOENT,
	     "no such queue");
	destroy.pad = 1;
	call(QUEUE_DESTROY, DRM_IOCTL_ASAHI_QUEUE_DESTROY, &destroy, -EINVAL,
	     "pad");
	call(SUBMIT, DRM_IOCTL_ASAHI_SUBMIT, &submit, -ENOENT,
	     "no such queue");
}

static void bad_ask(void)
{
	struct drm_asahi_get_params args = {
		.param_group = 1,
		.pointer = (uintptr_t)&args,
		.size = 8,
	};
	struct drm_asahi_get_time time = { .flags = 1ull << rnd(64) };

	call(GET_PARAMS, DRM_IOCTL_ASAHI_GET_PARAMS, &args, -EINVAL,
	     "unknown group");
	args.param_group = 0;
	args.pointer = 8;
	call(GET_PARAMS, DRM_IOCTL_ASAHI_GET_PARAMS, &args, -EFAULT,
	     "no memory");
	call(GET_TIME, DRM_IOCTL_ASAHI_GET_TIME, &time, -EINVAL, "flags");
	call(GET_TIME, DRM_IOCTL_ASAHI_GET_TIME, (void *)8, -EFAULT,
	     "no memory");
}

/* ---------------------------------------------------------------- the process */

static void forget_file(void)
{
	me.num_vms = 0;
	me.num_bos = 0;
	me.num_objects = 0;
	me.num_queues = 0;
	me.bytes = 0;
	me.forks = 0;
}

static int open_device(void)
{
	int err;

	begin(OPEN);
	me.fd = open(device, O_RDWR | O_CLOEXEC);
	err = me.fd < 0 ? -errno : 0;

	return end(OPEN, err, 0, NULL);
}

/* All objects of the file are left to the kernel. */
static void do_reopen(void)
{
	/* A child keeps the file of its parent. */
	if (me.is_child)
		return;

	begin(CLOSE);
	end(CLOSE, close(me.fd) ? -errno : 0, 0, NULL);
	forget_file();
	me.racy = me.nr % 4 == 3;

	if (open_device())
		_exit(0);
}

static void take_step(void);

static void reap_child(int options)
{
	int status;

	if (me.child <= 0 || waitpid(me.child, &status, options) != me.child)
		return;

	me.child = 0;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		atomic_fetch_add(&all->killed[all->now[me.nr][1]], 1);
	else if (!WIFEXITED(status) || WEXITSTATUS(status))
		problem("the child of process %u.%llu ended with status %#x",
			me.nr, (unsigned long long)me.generation, status);
}

/* The number of forks is limited: killed children leave objects in the file. */
static void do_fork(void)
{
	const struct timespec pause = { .tv_nsec = rnd(50) * 1000 * 1000 };
	int idle = one_in(3), steps = 1 + rnd(60);

	if (me.is_child || me.child > 0 || me.forks == 4)
		return;

	me.forks++;
	begin(FORK);
	me.child = fork();
	if (me.child) {
		end(FORK, me.child < 0 ? -errno : 0, 0, NULL);
		return;
	}

	alarm(60);
	me.is_child = 1;
	me.now = &all->now[me.nr][1];
	*me.now = NUM_CALLS;
	me.random = mix(~me.random);

	/* The child has the file open, and may outlive its parent. */
	if (idle) {
		nanosleep(&pause, NULL);
		_exit(0);
	}

	/* The child uses its parent's objects only if the parent expects that. */
	if (!me.racy)
		forget_file();
	me.budget /= 8;

	while (steps-- && !atomic_load(&all->stop))
		take_step();

	_exit(0);
}

static const struct {
	int weight;
	void (*what)(void);
} actions[] = {
	{ 30, do_vm_bind },
	{ 16, do_gem_create },
	{ 12, do_mmap },
	{ 12, do_touch },
	{ 8, do_gem_close },
	{ 8, do_munmap },
	{ 8, do_send },
	{ 12, do_receive },
	{ 6, do_export },
	{ 4, do_close_dmabuf },
	{ 6, do_vm_create },
	{ 4, do_vm_destroy },
	{ 2, do_unbind_all },
	{ 5, do_bind_object },
	{ 4, do_unbind_object },
	{ 5, do_queue_create },
	{ 4, do_queue_destroy },
	{ 3, do_ask },
	{ 1, do_reopen },
	{ 2, do_fork },
	{ 1, bad_vm },
	{ 1, bad_gem },
	{ 2, bad_vm_bind },
	{ 1, bad_prime },
	{ 1, bad_object },
	{ 1, bad_queue },
	{ 1, bad_ask },
};

/* SIGKILL comes soon; most steps have several calls. */
static void die_soon(void)
{
	struct sigevent event = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGKILL,
	};
	struct itimerspec when = {
		.it_value.tv_nsec = 1 + rnd(one_in(2) ? 100000 : 2000000),
	};
	timer_t timer;

	if (!timer_create(CLOCK_MONOTONIC, &event, &timer))
		timer_settime(timer, 0, &when, NULL);
}

static void take_step(void)
{
	static int sum;
	int r;

	if (!sum) {
		for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
			sum += actions[i].weight;
	}

	if (one_in(400))
		die_soon();

	r = rnd(sum);
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		r -= actions[i].weight;
		if (r < 0) {
			actions[i].what();
			return;
		}
	}
}

static void interrupted(int sig)
{
	(void)sig;
}

static void process(unsigned int nr, uint64_t generation)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpriority(PRIO_PROCESS, 0, 0);
	alarm(3600);

	me.nr = nr;
	me.generation = generation;
	me.now = &all->now[nr][0];
	*me.now = NUM_CALLS;
	me.budget = budget;
	me.racy = nr % 4 == 3;

	edge = mmap(NULL, (EDGE_OPS + 1) * EDGE_STRIDE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (edge == MAP_FAILED ||
	    mprotect(edge + EDGE_OPS * EDGE_STRIDE, EDGE_STRIDE, PROT_NONE) ||
	    open_device())
		_exit(0);

	while (!atomic_load(&all->stop)) {
		/* The random numbers do not depend on the steps before. */
		me.random = mix(seed ^ mix(nr ^ mix(generation ^ mix(me.steps))));
		take_step();
		me.steps++;
		reap_child(WNOHANG);
	}

	/* Half of the processes tidy up. */
	if (one_in(2)) {
		while (me.num_mappings)
			do_munmap();
		while (me.num_bos)
			do_gem_close();
		while (me.num_vms)
			do_vm_destroy();
	}

	_exit(0);
}

/* ---------------------------------------------------------------- all processes */

static pid_t pids[MAX_PROCESSES];
static uint64_t generations[MAX_PROCESSES];

static int start(unsigned int nr)
{
	fflush(stdout);
	pids[nr] = fork();
	if (!pids[nr])
		process(nr, generations[nr]);
	generations[nr]++;

	return pids[nr] < 0 ? -1 : 0;
}

static unsigned int orphans;

/* Returns the number of processes that are left. */
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
			orphans++;
		else if (killed)
			atomic_fetch_add(&all->killed[all->now[nr][0]], 1);
		if (nr < processes)
			pids[nr] = 0;

		if (!killed && (!WIFEXITED(status) || WEXITSTATUS(status)))
			problem("process %u.%llu ended with status %#x", nr,
				nr < processes ?
				(unsigned long long)generations[nr] : 0,
				status);
	}

	return !pid;
}

/*
 * Find a process that is in this call, or enters it soon. If the clock only has ticks,
 * a timer cannot kill a process in the middle of a short call; another CPU can.
 */
static int find_in(enum call call, unsigned int first)
{
	for (int tries = 0; tries < 500; tries++) {
		for (unsigned int i = 0; i < processes; i++) {
			unsigned int nr = (first + i) % processes;

			if (pids[nr] > 0 && all->now[nr][0] == (int)call)
				return nr;
		}
	}

	return -1;
}

/* Starts, interrupts and kills processes: in each call in turn, and anywhere. */
static void supervise(double until)
{
	uint64_t random = mix(~seed);
	enum call call = 0;
	int tries = 0;

	for (unsigned int nr = 0; nr < processes; nr++)
		start(nr);

	while (seconds() < until) {
		int nr;

		random = mix(random);
		nr = random % processes;
		if (pids[nr] > 0)
			kill(pids[nr], SIGUSR1);

		random = mix(random);
		nr = random % processes;
		if ((random >> 32) % 8 == 0 && pids[nr] > 0)
			kill(pids[nr], SIGKILL);

		random = mix(random);
		nr = find_in(call, random % processes);
		if (nr >= 0)
			kill(pids[nr], SIGKILL);
		if (nr >= 0 || ++tries == 20) {
			call = (call + 1) % NUM_CALLS;
			tries = 0;
		}

		/* As if memory were short: buffers without a pin are reclaimed. */
		random = mix(random);
		if (random % 50 == 0)
			drop_caches("2");

		random = mix(random);
		pause_ms(1 + random % 20);

		reap();
		for (unsigned int i = 0; i < processes; i++) {
			if (pids[i] <= 0)
				start(i);
		}
	}

	atomic_store(&all->stop, 1);
}

/* Wait for the end of all processes, or kill them. */
static void wait_for_all(void)
{
	const double begin = seconds();
	int left;

	while ((left = reap()) && seconds() - begin < END_SECONDS)
		pause_ms(20);
	step(!left, "all processes have ended, after %.1f s", seconds() - begin);
	if (!left)
		return;

	/* All children are in the group of this process, which ignores the signal. */
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	for (unsigned int nr = 0; nr < processes; nr++) {
		if (pids[nr] <= 0)
			continue;
		say_where(pids[nr]);
		kill(pids[nr], SIGKILL);
	}
	for (int i = 0; i < 1000 && reap(); i++)
		pause_ms(10);
}

static void report(unsigned int duration)
{
	unsigned long long calls = 0, kills = 0, refused = 0, started = 0;
	unsigned int problems = all->num_problems;
	char missed[256] = "";

	for (unsigned int nr = 0; nr < processes; nr++)
		started += generations[nr];

	for (int i = 0; i < NUM_CALLS; i++) {
		printf("# %-22s %8llu", names[i],
		       (unsigned long long)all->done[i]);
		calls += all->done[i];
		for (int err = 1; err < MAX_ERRNO; err++) {
			if (!all->gave[i][err])
				continue;
			printf(", %s %llu", strerrorname_np(err),
			       (unsigned long long)all->gave[i][err]);
			calls += all->gave[i][err];
		}
		printf("; killed in it %llu\n",
		       (unsigned long long)all->killed[i]);
		kills += all->killed[i];
		refused += all->gave[i][EOPNOTSUPP];
		if (!all->killed[i])
			snprintf(missed + strlen(missed),
				 sizeof(missed) - strlen(missed), " %s,",
				 names[i]);
	}
	kills += all->killed[NUM_CALLS];
	printf("# killed between calls: %llu; orphans: %u\n",
	       (unsigned long long)all->killed[NUM_CALLS], orphans);
	if (missed[0])
		printf("# by chance, no process was killed in%s\n", missed);

	step(all->done[GEM_CREATE] && all->done[VM_BIND] && all->done[IMPORT],
	     "%u processes for %u s with seed %llu: %llu started, %llu killed, %llu calls, %llu imports, %llu MiB of buffers",
	     processes, duration, (unsigned long long)seed, started, kills,
	     calls, (unsigned long long)all->done[IMPORT],
	     (unsigned long long)(all->made / MIB));
	if (refused)
		step(1, "%llu calls were refused as not supported: the driver does not have them yet",
		     refused);

	for (unsigned int i = 0; i < problems && i < MAX_PROBLEMS; i++)
		printf("# %s\n", all->problems[i].text);
	step(!problems, "%u wrong results of calls, or buffers with lost contents or not zeroed",
	     problems);
	step(all->checked, "%llu times a buffer held its contents",
	     (unsigned long long)all->checked);
}

static int make_boxes(void)
{
	struct rlimit limit;
	int pair[2];

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return -1;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);

	for (unsigned int nr = 0; nr < processes; nr++) {
		if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair))
			return -1;
		outbox[nr] = pair[0];
		inbox[nr] = pair[1];
	}

	return 0;
}

static int get_params(void)
{
	struct drm_asahi_get_params args = {
		.pointer = (uintptr_t)&params,
		.size = sizeof(params),
	};
	int fd = open(device, O_RDWR | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;

	err = ioctl(fd, DRM_IOCTL_ASAHI_GET_PARAMS, &args) ? -errno : 0;
	close(fd);

	return err;
}

static int stress(unsigned int duration, long tolerance)
{
	const struct sigaction action = {
		.sa_handler = interrupted,
		.sa_flags = SA_RESTART,
	};
	long before[NUM_FIELDS], needed;
	int err, exact;

	all = mmap(NULL, sizeof(*all), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED || make_boxes()) {
		step(0, "memory and sockets: %s", strerror(errno));
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

	exact = read_memory_before(before);

	/* Half of it, including buffers in flight and those that killed children leave */
	needed = processes * 10 * (MAX_SENT / KIB);
	if (before[AVAILABLE] / 2 < needed + (long)processes * 256) {
		step(0, "%ld KiB are available: too little for %u processes",
		     before[AVAILABLE], processes);
		return 1;
	}
	budget = (before[AVAILABLE] / 2 - needed) / processes * KIB * 2 / 3;
	if (budget > 64 * MIB)
		budget = 64 * MIB;

	/* The signal interrupts calls. The results must not change. */
	sigaction(SIGUSR1, &action, NULL);

	setpgid(0, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	/* Otherwise it would have to wait for the processes that it has to kill. */
	setpriority(PRIO_PROCESS, 0, -15);
	supervise(seconds() + duration);
	wait_for_all();

	for (unsigned int nr = 0; nr < processes; nr++) {
		close(inbox[nr]);
		close(outbox[nr]);
	}

	report(duration);
	check_memory(before, tolerance, exact);

	return failures != 0;
}

int main(int argc, char **argv)
{
	unsigned int duration = 10;
	long tolerance = 32 * 1024;
	int opt;

	setvbuf(stdout, NULL, _IOLBF, 0);

	while ((opt = getopt(argc, argv, "p:t:s:m:")) != -1) {
		switch (opt) {
		case 'p':
			processes = number("agx-stress", optarg, 1, MAX_PROCESSES);
			break;
		case 't':
			duration = number("agx-stress", optarg, 1, 3000);
			break;
		case 's':
			seed = number("agx-stress", optarg, 0, ~0ul);
			break;
		case 'm':
			tolerance = number("agx-stress", optarg, 0, 1 << 20) * 1024;
			break;
		default:
			fprintf(stderr, "usage: agx-stress [-p PROCESSES] [-t SECONDS] [-s SEED] [-m MIB] [DEVICE]\n");
			return 2;
		}
	}
	device = optind < argc ? argv[optind] : find_device();

	alarm(duration + 3 * END_SECONDS);

	return stress(duration, tolerance);
}
