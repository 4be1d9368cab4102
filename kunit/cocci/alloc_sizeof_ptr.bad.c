// SPDX-License-Identifier: GPL-2.0
/*
 * A star is missing.
 * expect: allocation of the size of a pointer, not of what thing points to
 */
#include <linux/slab.h>

struct thing {
	int value[16];
};

struct thing *program(void);
struct thing *program(void)
{
	struct thing *thing = kzalloc(sizeof(thing), GFP_KERNEL);

	return thing;
}
