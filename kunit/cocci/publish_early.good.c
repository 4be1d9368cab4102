// SPDX-License-Identifier: GPL-2.0
/*
 * The id is reserved with NULL first; the lookup takes the lock that is held
 * until the object is complete; the object that is freed was never published,
 * or has been taken out again.
 * expect: nothing
 */
#include <linux/cleanup.h>
#include <linux/idr.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/xarray.h>

struct thing {
	u32 id;
	void *queue;
};

int reserve(struct xarray *things, void *queue);
int reserve(struct xarray *things, void *queue)
{
	struct thing *thing = kzalloc_obj(*thing);
	int err;

	if (!thing)
		return -ENOMEM;

	err = xa_alloc(things, &thing->id, NULL, xa_limit_31b, GFP_KERNEL);
	if (err) {
		kfree(thing);
		return err;
	}

	thing->queue = queue;
	xa_store(things, thing->id, thing, GFP_KERNEL);

	return 0;
}

int lock(struct mutex *mutex, struct idr *things, void *queue);
int lock(struct mutex *mutex, struct idr *things, void *queue)
{
	struct thing *thing = kzalloc_obj(*thing);
	int id;

	if (!thing)
		return -ENOMEM;

	mutex_lock(mutex);
	id = idr_alloc(things, thing, 1, 0, GFP_KERNEL);
	if (id < 0) {
		mutex_unlock(mutex);
		kfree(thing);
		return id;
	}
	thing->id = id;
	thing->queue = queue;
	mutex_unlock(mutex);

	return 0;
}

int scope(struct mutex *mutex, struct idr *things, struct thing *thing);
int scope(struct mutex *mutex, struct idr *things, struct thing *thing)
{
	guard(mutex)(mutex);

	thing->id = idr_alloc(things, thing, 1, 0, GFP_KERNEL);

	return thing->id;
}

int take_out(struct xarray *things, int (*start)(struct thing *thing));
int take_out(struct xarray *things, int (*start)(struct thing *thing))
{
	struct thing *thing = kzalloc_obj(*thing);
	int err;

	if (!thing)
		return -ENOMEM;

	err = xa_alloc(things, &thing->id, thing, xa_limit_31b, GFP_KERNEL);
	if (err)
		goto err_free;

	err = start(thing);
	if (err)
		goto err_erase;

	return 0;

err_erase:
	xa_erase(things, thing->id);
err_free:
	kfree(thing);
	return err;
}
