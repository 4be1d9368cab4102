// SPDX-License-Identifier: GPL-2.0
/*
 * Arrays of pointers, room for a pointer, and the size of an array.
 * expect: nothing
 */
#include <linux/slab.h>

struct thing {
	struct thing **others;
	struct thing *next;
	void *private;
	char name[16];
};

int program(struct thing *thing, unsigned int n);
int program(struct thing *thing, unsigned int n)
{
	struct thing *copy = kzalloc(sizeof(*copy), GFP_KERNEL);
	struct thing **all = kcalloc(n, sizeof(copy), GFP_KERNEL);
	char *name = kzalloc(sizeof(thing->name), GFP_KERNEL);

	thing->others = kcalloc(n, sizeof(struct thing *), GFP_KERNEL);
	thing->next = kzalloc(sizeof(struct thing), GFP_KERNEL);
	thing->private = kzalloc(sizeof(struct thing *), GFP_KERNEL);

	return copy && all && name;
}
