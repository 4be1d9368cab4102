// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-mutex-try.bad.c.
 * expect: nothing
 */
#include "guards.h"

int program(struct counter *counter);
int program(struct counter *counter)
{
	int err;

	ACQUIRE(mutex_try, lock)(&counter->lock);
	err = ACQUIRE_ERR(mutex_try, &lock);
	if (err)
		return err;

	counter->value++;

	return 0;
}
