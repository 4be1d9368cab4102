// SPDX-License-Identifier: GPL-2.0
/*
 * Unlocks a mutex that was never locked.
 * rule: mixed_goto
 * expect: ERROR goto over the scope cleanup
 */
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/printk.h>

int program(struct mutex *lock, int x);
int program(struct mutex *lock, int x)
{
	if (x)
		goto out;

	guard(mutex)(lock);
	x = 1;

out:
	pr_debug("%d\n", x);
	return x;
}
