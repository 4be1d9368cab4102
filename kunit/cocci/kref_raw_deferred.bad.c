// SPDX-License-Identifier: GPL-2.0
/*
 * The type has a put for where one cannot release, and a raw one goes past it.
 * rule: kref_raw
 * expect: raw kref_put\(\) of an object with typed references
 */
#include <linux/kref_deferred.h>
#include <linux/slab.h>

struct thing {
	struct kref_deferred ref;
	struct workqueue_struct *wq;
} __kref_typed;

static void thing_release(struct thing *thing)
{
	kfree(thing);
}

DEFINE_KREF_DEFERRED(thing, struct thing, ref, thing_release, p->wq);

static void thing_free(struct kref *kref)
{
	kfree(container_of(kref, struct thing, ref.kref));
}

void program(struct thing *thing);
void program(struct thing *thing)
{
	kref_put(&thing->ref.kref, thing_free);
}
