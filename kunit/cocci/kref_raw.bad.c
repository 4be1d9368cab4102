// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is dropped behind the back of the type.
 * expect: raw kref_put\(\) of an object with typed references
 */
#include <linux/kref_typed.h>
#include <linux/slab.h>

struct thing {
	struct kref ref;
	int value;
} __kref_typed;

static void thing_release(struct thing *thing __borrowed)
{
	kfree(thing);
}

DEFINE_KREF_TYPED(thing, struct thing, ref, thing_release, KREF_PUT_MAY_SLEEP);

static void thing_free(struct kref *kref)
{
	kfree(container_of(kref, struct thing, ref));
}

int program(struct thing *thing);
int program(struct thing *thing)
{
	int value = thing->value;

	kref_put(&thing->ref, thing_free);

	return value;
}
