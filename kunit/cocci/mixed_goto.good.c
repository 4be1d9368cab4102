// SPDX-License-Identifier: GPL-2.0
/*
 * A loop; a label that only returns; scopes that end before the label; goto
 * and guard in two functions.
 * expect: nothing
 */
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct thing {
	struct mutex lock;
	int value;
};

int loop(struct thing *thing, int (*use)(struct thing *thing));
int loop(struct thing *thing, int (*use)(struct thing *thing))
{
	void *copy __free(kfree) = kmemdup(thing, sizeof(*thing), GFP_KERNEL);
	int err;

again:
	err = use(copy);
	if (err == -EAGAIN)
		goto again;
	if (err)
		goto out;
	err = use(thing);
out:
	return err;
}

int scoped(struct thing *thing, int (*use)(struct thing *thing));
int scoped(struct thing *thing, int (*use)(struct thing *thing))
{
	int err;

	scoped_guard(mutex, &thing->lock) {
		err = use(thing);
		if (err)
			goto err_free;
	}

	return 0;

err_free:
	kfree(thing);
	return err;
}

int guarded(struct thing *thing);
int guarded(struct thing *thing)
{
	guard(mutex)(&thing->lock);

	return thing->value;
}

int inner(struct thing *thing, int (*use)(struct thing *thing));
int inner(struct thing *thing, int (*use)(struct thing *thing))
{
	int err;

	if (thing->value) {
		guard(mutex)(&thing->lock);
		thing->value--;
	}

	err = use(thing);
	if (err)
		goto err_free;

	return 0;

err_free:
	kfree(thing);
	return err;
}
