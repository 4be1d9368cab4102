// SPDX-License-Identifier: GPL-2.0
/*
 * The least that any driver needs to map GPU memory: drm_gpuvm in immediate mode, and
 * io-pgtable with AGX's granule of 16K. See scripts/cost.
 *
 * It has nothing that a driver adds: ioctls, handles, ids, memory, allocation in advance
 * for splitting a mapping, the end of page tables that are empty (io-pgtable keeps them
 * to the end), and a TLB. Buffers are contiguous addresses, without a scatterlist.
 *
 * Loading the module counts and prints. The module frees nothing.
 */

#include <linux/device/faux.h>
#include <linux/err.h>
#include <linux/io-pgtable.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_gem.h>
#include <drm/drm_gpuvm.h>

#include <asm/msr.h>

#include "memory.h"

#define FLOOR_VA_BITS	39
#define FLOOR_PHYS	(1ULL << 33)

struct floor {
	struct drm_gpuvm base;
	struct mutex lock;
	struct io_pgtable_ops *pt;
};

struct floor_op {
	struct floor *floor;
	struct drm_gpuvm_bo *vm_bo;
	struct drm_gpuva *va;
	bool same;
};

static struct faux_device *floor_faux;
static struct drm_device *floor_drm;
/* The second is for what may be mapped only once. */
static struct drm_gem_object *floor_objs[2];

static int floor_pt_map(struct io_pgtable_ops *pt, u64 addr, u64 phys, u64 range)
{
	size_t mapped;
	int err;

	for (u64 done = 0; done < range; done += mapped) {
		mapped = 0;
		err = pt->map_pages(pt, addr + done, phys + done, K16,
				    (range - done) / K16,
				    IOMMU_READ | IOMMU_WRITE | IOMMU_CACHE,
				    GFP_KERNEL, &mapped);
		if (err)
			return err;
	}

	return 0;
}

static int floor_step_map(struct drm_gpuva_op *gpuva_op, void *priv)
{
	const struct drm_gpuva_op_map *map = &gpuva_op->map;
	u64 phys = FLOOR_PHYS + map->gem.offset;
	struct floor_op *op = priv;
	int err = 0;

	if (!op->same)
		err = floor_pt_map(op->floor->pt, map->va.addr, phys, map->va.range);
	for (u64 done = 0; op->same && !err && done < map->va.range; done += K16)
		err = floor_pt_map(op->floor->pt, map->va.addr + done, phys, K16);
	if (err)
		return err;

	drm_gpuva_map(&op->floor->base, op->va, map);
	mutex_lock(&map->gem.obj->gpuva.lock);
	drm_gpuva_link(op->va, op->vm_bo);
	mutex_unlock(&map->gem.obj->gpuva.lock);
	op->va = NULL;

	return 0;
}

static int floor_step_unmap(struct drm_gpuva_op *gpuva_op, void *priv)
{
	struct drm_gpuva *va = gpuva_op->unmap.va;
	struct floor_op *op = priv;
	size_t unmapped;

	for (u64 done = 0; done < va->va.range; done += unmapped) {
		unmapped = op->floor->pt->unmap_pages(op->floor->pt,
						      va->va.addr + done, K16,
						      (va->va.range - done) / K16,
						      NULL);
		if (!unmapped)
			return -EINVAL;
	}

	drm_gpuva_remove(va);
	drm_gpuva_unlink_defer(va);
	kfree(va);

	return 0;
}

/* No mapping here replaces a part of another one. */
static int floor_step_remap(struct drm_gpuva_op *gpuva_op, void *priv)
{
	return -EOPNOTSUPP;
}

static void floor_free(struct drm_gpuvm *gpuvm)
{
	kfree(container_of(gpuvm, struct floor, base));
}

static const struct drm_gpuvm_ops floor_gpuvm_ops = {
	.vm_free = floor_free,
	.sm_step_map = floor_step_map,
	.sm_step_remap = floor_step_remap,
	.sm_step_unmap = floor_step_unmap,
};

static void floor_tlb_flush_all(void *cookie)
{
}

static void floor_tlb_flush_walk(unsigned long iova, size_t size, size_t granule,
				 void *cookie)
{
}

static const struct iommu_flush_ops floor_tlb_ops = {
	.tlb_flush_all = floor_tlb_flush_all,
	.tlb_flush_walk = floor_tlb_flush_walk,
};

static int floor_bind(struct floor *floor, u64 addr, u64 offset, u64 range,
		      unsigned int flags)
{
	struct floor_op op = { .floor = floor, .same = flags & ROW_SAME };
	struct drm_gpuvm_map_req req = {
		.map.va.addr = addr,
		.map.va.range = range,
		.map.gem.obj = floor_objs[!!(flags & ROW_ONLY)],
		.map.gem.offset = offset,
	};
	struct drm_gpuvm_bo *vm_bo;
	int err;

	vm_bo = drm_gpuvm_bo_create(&floor->base, req.map.gem.obj);
	op.va = kzalloc(sizeof(*op.va), GFP_KERNEL);
	if (!vm_bo || !op.va)
		return -ENOMEM;
	op.vm_bo = drm_gpuvm_bo_obtain_prealloc(vm_bo);

	mutex_lock(&floor->lock);
	err = drm_gpuvm_sm_map(&floor->base, &op, &req);
	mutex_unlock(&floor->lock);

	drm_gpuvm_bo_put_deferred(op.vm_bo);
	drm_gpuvm_bo_deferred_cleanup(&floor->base);
	kfree(op.va);

	return err;
}

static int floor_unbind(struct floor *floor, u64 addr, u64 range)
{
	struct floor_op op = { .floor = floor };
	int err;

	mutex_lock(&floor->lock);
	err = drm_gpuvm_sm_unmap(&floor->base, &op, addr, range);
	mutex_unlock(&floor->lock);

	drm_gpuvm_bo_deferred_cleanup(&floor->base);

	return err;
}

static struct floor *floor_create(void)
{
	struct drm_gem_object *root = drm_gpuvm_resv_object_alloc(floor_drm);
	struct floor *floor = kzalloc(sizeof(*floor), GFP_KERNEL);
	struct io_pgtable_cfg cfg = {
		.pgsize_bitmap = K16,
		.ias = FLOOR_VA_BITS,
		.oas = 42,
		.coherent_walk = true,
		.tlb = &floor_tlb_ops,
		.iommu_dev = &floor_faux->dev,
	};

	if (!root || !floor)
		return NULL;

	mutex_init(&floor->lock);
	floor->pt = alloc_io_pgtable_ops(ARM_64_LPAE_S1, &cfg, NULL);
	drm_gpuvm_init(&floor->base, "floor",
		       DRM_GPUVM_IMMEDIATE_MODE | DRM_GPUVM_RESV_PROTECTED,
		       floor_drm, root, 0, 1ULL << FLOOR_VA_BITS, 0, 0,
		       &floor_gpuvm_ops);
	drm_gem_object_put(root);

	return floor->pt ? floor : NULL;
}

static int floor_destroy(struct floor *floor)
{
	int err = floor_unbind(floor, 0, 1ULL << FLOOR_VA_BITS);

	free_io_pgtable_ops(floor->pt);
	drm_gpuvm_put(&floor->base);

	return err;
}

static int floor_bind_many(struct floor *floor, u64 addr, u64 stride,
			   unsigned int count)
{
	int err = 0;

	for (; count && !err; count--, addr += stride)
		err = floor_bind(floor, addr, 0, K16, 0);

	return err;
}

static int floor_row(struct floor *floor, const struct row *row, int pass)
{
	unsigned int rounds = row_rounds(row);
	u64 least = U64_MAX, start;
	int err = 0;

	if (row->flags & ROW_CROWD)
		err = floor_bind_many(floor, CROWD, 2 * K16, 100000);

	for (int i = 0; i < REPEATS && !err; i++) {
		start = rdtsc();
		for (unsigned int j = 0; j < rounds && !err; j++)
			err = floor_bind(floor, row->addr, row->offset,
					 row->range, row->flags) ?:
			      floor_unbind(floor, row->addr, row->range);
		least = min(least, rdtsc() - start);
	}

	if (!err && row->flags & ROW_CROWD)
		err = floor_unbind(floor, CROWD, 200000 * K16);

	if (!err)
		pr_info(MEM_FORMAT, pass, "floor", IOCTL_MANY, row->name,
			least / rounds);

	return err;
}

static int floor_rows(int pass)
{
	struct floor *floor = floor_create();
	int err;

	if (!floor)
		return -ENOMEM;

	err = floor_bind(floor, NEIGHBOUR, 0, K16, 0);
	for (int i = 0; i < ARRAY_SIZE(rows) && !err; i++)
		err = floor_row(floor, &rows[i], pass);

	return err ?: floor_destroy(floor);
}

static int floor_end(unsigned int count, int pass)
{
	u64 bind = U64_MAX, end = U64_MAX, start;
	char name[16];
	int err = 0;

	for (unsigned int i = 0; i < end_repeats(count) && !err; i++) {
		struct floor *floor = floor_create();

		if (!floor)
			return -ENOMEM;

		err = floor_bind(floor, CROWD, 0, K16, 0);
		start = rdtsc();
		err = err ?: floor_bind_many(floor, CROWD + 2 * K16, 2 * K16, count);
		bind = min(bind, rdtsc() - start);

		start = rdtsc();
		err = err ?: floor_destroy(floor);
		end = min(end, rdtsc() - start);
	}

	snprintf(name, sizeof(name), "%u", count);
	if (!err) {
		pr_info(MEM_FORMAT, pass, "floor", BIND, name, bind);
		pr_info(MEM_FORMAT, pass, "floor", DESTROY, name, end);
	}

	return err;
}

static s64 floor_free_memory(void)
{
	struct sysinfo info;

	si_meminfo(&info);

	return (s64)info.freeram << PAGE_SHIFT;
}

static int floor_bytes(const struct layout *layout, int pass)
{
	struct floor *floor = floor_create();
	s64 before;
	int err;

	if (!floor)
		return -ENOMEM;

	err = floor_bind_many(floor, layout->addr, layout->stride, layout->before);
	before = floor_free_memory();
	err = err ?: floor_bind_many(floor,
				     layout->addr + layout->before * layout->stride,
				     layout->stride, layout->count);
	if (!err)
		pr_info(MEM_FORMAT, pass, "floor", BYTES, layout->name,
			(before - floor_free_memory()) / layout->count);

	return err ?: floor_destroy(floor);
}

static void floor_obj_free(struct drm_gem_object *obj)
{
	drm_gem_object_release(obj);
	kfree(obj);
}

static const struct drm_gem_object_funcs floor_obj_funcs = {
	.free = floor_obj_free,
};

static const struct drm_driver floor_driver = {
	.driver_features = DRIVER_GEM,
	.name = "floor",
	.desc = "what a driver cannot do without",
	.major = 1,
};

static int floor_setup(void)
{
	floor_faux = faux_device_create("floor", NULL, NULL);
	if (!floor_faux)
		return -ENODEV;

	floor_drm = drm_dev_alloc(&floor_driver, &floor_faux->dev);
	if (IS_ERR(floor_drm))
		return PTR_ERR(floor_drm);

	for (int i = 0; i < ARRAY_SIZE(floor_objs); i++) {
		floor_objs[i] = kzalloc(sizeof(*floor_objs[i]), GFP_KERNEL);
		if (!floor_objs[i])
			return -ENOMEM;
		floor_objs[i]->funcs = &floor_obj_funcs;
		drm_gem_private_object_init(floor_drm, floor_objs[i], G1);
	}

	return 0;
}

static int __init floor_init(void)
{
	int err = floor_setup();

	for (int pass = 1; pass <= PASSES && !err; pass++) {
		err = floor_rows(pass);
		for (int i = 0; i < ARRAY_SIZE(ends) && !err; i++)
			err = floor_end(ends[i], pass);
		for (int i = 0; i < ARRAY_SIZE(layouts) && !err; i++)
			err = floor_bytes(&layouts[i], pass);
	}

	return err;
}
module_init(floor_init);

MODULE_DESCRIPTION("What GPU memory costs without a driver");
MODULE_LICENSE("GPL");
