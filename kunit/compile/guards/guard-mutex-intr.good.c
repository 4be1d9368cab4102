// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-mutex-intr.bad.c.
 * expect: nothing
 */
#include "guards.h"

int program(struct counter *counter);
int program(struct counter *counter)
{
	int err;

	ACQUIRE(mutex_intr, lock)(&counter->lock);
	err = ACQUIRE_ERR(mutex_intr, &lock);
	if (err)
		return err;

	counter->value++;

	return 0;
}
