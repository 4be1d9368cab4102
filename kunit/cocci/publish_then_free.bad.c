// SPDX-License-Identifier: GPL-2.0
/*
 * The error path frees an object that stays in the table.
 * rule: publish_early
 * expect: thing is freed after it was published
 */
#include <linux/slab.h>
#include <linux/xarray.h>

struct thing {
	u32 id;
};

int program(struct xarray *things, int (*start)(struct thing *thing));
int program(struct xarray *things, int (*start)(struct thing *thing))
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
		goto err_free;

	return 0;

err_free:
	kfree(thing);
	return err;
}
