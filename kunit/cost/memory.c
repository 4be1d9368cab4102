// SPDX-License-Identifier: GPL-2.0
/*
 * Count the instructions of drm/asahi's memory ioctls, and the memory that mappings
 * take. See scripts/cost.
 *
 * Process 1 of a machine that does nothing else. Loads /floor.ko, which counts the
 * operations without a driver. Then counts them with the driver, and resets the machine.
 * QEMU's -icount shift=0 makes one instruction one tick of the TSC.
 *
 * Without a queue, an address space has no context number, and no TLB is invalidated.
 */

#include <sys/sysinfo.h>
#include <x86intrin.h>

#include "init.h"
#include "memory.h"

#define DEVICE		"/dev/dri/renderD128"
#define BATCH		1000

static struct drm_asahi_gem_bind_op ops[BATCH];

static void print(int pass, enum column column, const char *name,
		  unsigned long long value)
{
	printf(MEM_FORMAT, pass, "driver", column, name, value);
	flush_output();
}

static int open_device(void)
{
	int fd = open(DEVICE, O_RDWR);

	check(fd, DEVICE);

	return fd;
}

static void vm_destroy(int fd, uint32_t vm)
{
	struct drm_asahi_vm_destroy args = { .vm_id = vm };

	check(ioctl(fd, DRM_IOCTL_ASAHI_VM_DESTROY, &args), "VM_DESTROY");
}

static uint32_t gem_create(int fd, uint64_t size)
{
	struct drm_asahi_gem_create args = {
		.size = size,
		.flags = DRM_ASAHI_GEM_WRITEBACK,
	};

	check(ioctl(fd, DRM_IOCTL_ASAHI_GEM_CREATE, &args), "GEM_CREATE");

	return args.handle;
}

static void gem_close(int fd, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	check(ioctl(fd, DRM_IOCTL_GEM_CLOSE, &args), "GEM_CLOSE");
}

/* The instructions of an ioctl with @op */
static uint64_t vm_bind(int fd, uint32_t vm, const struct drm_asahi_gem_bind_op *op,
			uint32_t count)
{
	struct drm_asahi_vm_bind args = {
		.vm_id = vm,
		.num_binds = count,
		.stride = sizeof(*op),
		.userptr = (uintptr_t)op,
	};
	uint64_t start = __rdtsc();
	int ret = ioctl(fd, DRM_IOCTL_ASAHI_VM_BIND, &args);
	uint64_t end = __rdtsc();

	check(ret, "VM_BIND");

	return end - start;
}

static struct drm_asahi_gem_bind_op map_op(uint32_t handle, uint64_t addr,
					   uint64_t offset, uint64_t range)
{
	return (struct drm_asahi_gem_bind_op){
		.flags = DRM_ASAHI_BIND_READ | DRM_ASAHI_BIND_WRITE,
		.handle = handle,
		.addr = addr,
		.offset = offset,
		.range = range,
	};
}

static struct drm_asahi_gem_bind_op unmap_op(uint64_t addr, uint64_t range)
{
	return (struct drm_asahi_gem_bind_op){
		.flags = DRM_ASAHI_BIND_UNBIND,
		.addr = addr,
		.range = range,
	};
}

/* Maps the first page of a buffer so many times, BATCH in an ioctl. */
static uint64_t bind_many(int fd, uint32_t vm, uint32_t handle, uint64_t addr,
			  uint64_t stride, unsigned int count)
{
	uint64_t sum = 0;

	while (count) {
		unsigned int batch = min(count, BATCH);

		for (unsigned int i = 0; i < batch; i++, addr += stride)
			ops[i] = map_op(handle, addr, 0, K16);
		sum += vm_bind(fd, vm, ops, batch);
		count -= batch;
	}

	return sum;
}

/* In two ways: an ioctl for each operation, and an ioctl for many */
static void do_row(int fd, uint32_t vm, uint32_t handle, const struct row *row, int pass)
{
	uint64_t bind = UINT64_MAX, unbind = UINT64_MAX, many = UINT64_MAX;
	unsigned int rounds = row_rounds(row);
	uint32_t own = 0;

	if (row->flags & ROW_CROWD)
		bind_many(fd, vm, handle, CROWD, 2 * K16, 100000);

	if (row->flags & ROW_ONLY)
		own = gem_create(fd, row->range);

	for (unsigned int i = 0; i < rounds; i++) {
		ops[2 * i] = map_op(own ?: handle, row->addr, row->offset, row->range);
		if (row->flags & ROW_SAME)
			ops[2 * i].flags |= DRM_ASAHI_BIND_SINGLE_PAGE;
		ops[2 * i + 1] = unmap_op(row->addr, row->range);
	}

	for (int i = 0; i < REPEATS; i++) {
		bind = min(bind, vm_bind(fd, vm, &ops[0], 1));
		unbind = min(unbind, vm_bind(fd, vm, &ops[1], 1));
	}
	for (int i = 0; i < REPEATS; i++)
		many = min(many, vm_bind(fd, vm, ops, 2 * rounds));

	print(pass, IOCTL_EACH, row->name, bind + unbind);
	print(pass, IOCTL_MANY, row->name, many / rounds);

	if (row->flags & ROW_CROWD) {
		ops[0] = unmap_op(CROWD, 200000 * K16);
		vm_bind(fd, vm, ops, 1);
	}
}

static void do_rows(int pass)
{
	int fd = open_device();
	uint32_t vm = vm_create(fd);
	uint32_t handle = gem_create(fd, G1);

	/* It also keeps the buffer in memory. */
	bind_many(fd, vm, handle, NEIGHBOUR, 0, 1);

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++)
		do_row(fd, vm, handle, &rows[i], pass);

	close(fd);
}

static uint64_t end_once(unsigned int count, enum column how, uint64_t *bind)
{
	int fd = open_device();
	uint32_t vm = vm_create(fd);
	uint32_t handle = gem_create(fd, K16);
	uint64_t start, end;

	/* The buffer's own memory is not counted. */
	bind_many(fd, vm, handle, CROWD, 0, 1);
	*bind = min(*bind, bind_many(fd, vm, handle, CROWD + 2 * K16, 2 * K16, count));

	start = __rdtsc();
	if (how == FORGET)
		gem_close(fd, handle);
	else if (how == DESTROY)
		vm_destroy(fd, vm);
	else
		close(fd);
	end = __rdtsc();

	if (how != CLOSE)
		close(fd);

	return end - start;
}

static void do_end(unsigned int count, int pass)
{
	static const enum column hows[] = { CLOSE, DESTROY, FORGET };
	uint64_t least[] = { UINT64_MAX, UINT64_MAX, UINT64_MAX }, bind = UINT64_MAX;
	char name[16];

	for (unsigned int i = 0; i < end_repeats(count); i++) {
		for (unsigned int j = 0; j < ARRAY_SIZE(hows); j++)
			least[j] = min(least[j], end_once(count, hows[j], &bind));
	}

	snprintf(name, sizeof(name), "%u", count);
	print(pass, BIND, name, bind);
	for (unsigned int j = 0; j < ARRAY_SIZE(hows); j++)
		print(pass, hows[j], name, least[j]);
}

static void spaces_once(unsigned int count, uint64_t least[3])
{
	int fd = open_device();
	uint32_t handle = gem_create(fd, K16);
	uint64_t create = 0, bind = 0, start;

	for (unsigned int i = 0; i < count; i++) {
		uint32_t vm;

		start = __rdtsc();
		vm = vm_create(fd);
		create += __rdtsc() - start;
		bind += bind_many(fd, vm, handle, CROWD, 0, 1);
	}

	start = __rdtsc();
	close(fd);
	least[2] = min(least[2], __rdtsc() - start);
	least[1] = min(least[1], bind);
	least[0] = min(least[0], create);
}

/* One buffer in many address spaces, which a list of the buffer names */
static void do_spaces(unsigned int count, int pass)
{
	uint64_t least[3] = { UINT64_MAX, UINT64_MAX, UINT64_MAX };
	char name[32];

	for (int i = 0; i < REPEATS; i++)
		spaces_once(count, least);

	snprintf(name, sizeof(name), "%u address spaces", count);
	print(pass, CREATE, name, least[0]);
	print(pass, BIND, name, least[1]);
	print(pass, CLOSE, name, least[2]);
}

static int64_t free_memory(void)
{
	struct sysinfo info;

	check(sysinfo(&info), "sysinfo");

	return (int64_t)info.freeram * info.mem_unit;
}

static void do_bytes(const struct layout *layout, int pass)
{
	int fd = open_device();
	uint32_t vm = vm_create(fd);
	uint32_t handle = gem_create(fd, K16);
	int64_t before;

	bind_many(fd, vm, handle, layout->addr, layout->stride, layout->before);
	before = free_memory();
	bind_many(fd, vm, handle, layout->addr + layout->before * layout->stride,
		  layout->stride, layout->count);
	print(pass, BYTES, layout->name, (before - free_memory()) / layout->count);

	close(fd);
}

int main(void)
{
	begin("/floor.ko");

	for (int pass = 1; pass <= PASSES; pass++) {
		do_rows(pass);
		for (unsigned int i = 0; i < ARRAY_SIZE(ends); i++)
			do_end(ends[i], pass);
		for (unsigned int i = 0; i <= 1000; i = i ? 10 * i : 10)
			do_spaces(i, pass);
		for (unsigned int i = 0; i < ARRAY_SIZE(layouts); i++)
			do_bytes(&layouts[i], pass);
	}

	printf("COST-END\n");
	finish();
}
