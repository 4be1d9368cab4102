// SPDX-License-Identifier: GPL-2.0
/*
 * A raw put reaches into the count of an object that can be closed.
 * rule: kref_raw
 * expect: raw kref_put\(\) of an object with typed references
 */
#include <linux/kref_closable.h>
#include <linux/slab.h>

struct thing {
	struct kref_closable ref;
	int value;
} __kref_typed;

static void thing_stop(struct thing *thing) __must_hold(thing)
{
	thing->value = 0;
}

static void thing_release(struct thing *thing __borrowed)
{
	kfree(thing);
}

DEFINE_KREF_CLOSABLE(thing, struct thing, ref, thing_stop, thing_release,
		     KREF_PUT_ATOMIC);

static void thing_free(struct kref *kref)
{
	kfree(container_of(kref, struct thing, ref.kref));
}

void program(struct thing *thing);
void program(struct thing *thing)
{
	kref_put(&thing->ref.kref, thing_free);
}
