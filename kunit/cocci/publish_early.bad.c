// SPDX-License-Identifier: GPL-2.0
/*
 * Another thread may guess the id and find an object without a queue.
 * expect: thing is written to after it was published
 */
#include <linux/slab.h>
#include <linux/xarray.h>

struct thing {
	u32 id;
	void *queue;
};

int program(struct xarray *things, void *queue);
int program(struct xarray *things, void *queue)
{
	struct thing *thing = kzalloc_obj(*thing);
	int err;

	if (!thing)
		return -ENOMEM;

	err = xa_alloc(things, &thing->id, thing, xa_limit_31b, GFP_KERNEL);
	if (err) {
		kfree(thing);
		return err;
	}

	thing->queue = queue;

	return 0;
}
