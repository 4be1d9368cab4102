// SPDX-License-Identifier: GPL-2.0
/*
 * The label frees the object while the guard still has its lock.
 * expect: WARNING goto for cleanup, beside the scope cleanup
 */
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct thing {
	struct mutex lock;
};

int program(struct thing *thing, int (*use)(struct thing *thing));
int program(struct thing *thing, int (*use)(struct thing *thing))
{
	int err;

	guard(mutex)(&thing->lock);

	err = use(thing);
	if (err)
		goto err_free;

	return 0;

err_free:
	kfree(thing);
	return err;
}
