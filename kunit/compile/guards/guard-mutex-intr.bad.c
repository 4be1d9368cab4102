// SPDX-License-Identifier: GPL-2.0
/*
 * A signal may have ended the wait for the mutex: nothing says so to the scope.
 * expect: error: .*guard\(mutex_intr\) may fail, use ACQUIRE\(\)
 */
#include "guards.h"

int program(struct counter *counter);
int program(struct counter *counter)
{
	guard(mutex_intr)(&counter->lock);
	counter->value++;

	return 0;
}
