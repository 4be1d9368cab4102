// SPDX-License-Identifier: GPL-2.0
/*
 * The object is freed when the lock that protects it has been dropped.
 * expect: thing gets its value on line [0-9]+, but is cleaned up after what is declared on line
 */
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct thing {
	int value;
};

int program(struct mutex *lock, struct thing *(*make)(void));
int program(struct mutex *lock, struct thing *(*make)(void))
{
	struct thing *thing __free(kfree) = NULL;

	guard(mutex)(lock);

	thing = make();
	if (!thing)
		return -ENOMEM;

	return thing->value;
}
