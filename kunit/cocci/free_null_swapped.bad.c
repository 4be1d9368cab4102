// SPDX-License-Identifier: GPL-2.0
/*
 * The parent goes before its child.
 * rule: free_null
 * expect: child gets its value on line [0-9]+, but is cleaned up after parent
 */
#include <linux/cleanup.h>
#include <linux/slab.h>

struct thing {
	int value;
};

int program(struct thing *(*make)(struct thing *parent));
int program(struct thing *(*make)(struct thing *parent))
{
	struct thing *child __free(kfree) = NULL;
	struct thing *parent __free(kfree) = NULL;

	parent = make(NULL);
	if (!parent)
		return -ENOMEM;

	child = make(parent);
	if (!child)
		return -ENOMEM;

	return child->value;
}
