// SPDX-License-Identifier: GPL-2.0
/*
 * Another type of the same file has a raw kref, and the member has the same
 * name. The count of the typed one is only read.
 * expect: nothing
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

struct other {
	struct kref ref;
	struct thing_owned thing;
};

static void other_free(struct kref *kref)
{
	struct other *other = container_of(kref, struct other, ref);

	thing_drop(&other->thing);
	kfree(other);
}

int program(struct other *other);
int program(struct other *other)
{
	unsigned int count = kref_read(&thing_borrow(&other->thing)->ref);

	kref_get(&other->ref);
	kref_put(&other->ref, other_free);

	return count;
}
