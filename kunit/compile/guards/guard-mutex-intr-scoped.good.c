// SPDX-License-Identifier: GPL-2.0
/*
 * Another correct twin of guard-mutex-intr.bad.c.
 * expect: nothing
 */
#include "guards.h"

int program(struct counter *counter);
int program(struct counter *counter)
{
	scoped_cond_guard(mutex_intr, return -EINTR, &counter->lock)
		counter->value++;

	return 0;
}
