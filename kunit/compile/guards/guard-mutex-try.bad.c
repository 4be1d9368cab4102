// SPDX-License-Identifier: GPL-2.0
/*
 * Another thread may have the mutex: nothing tells that to the scope.
 * expect: error: .*guard\(mutex_try\) may fail, use ACQUIRE\(\)
 */
#include "guards.h"

int program(struct counter *counter);
int program(struct counter *counter)
{
	guard(mutex_try)(&counter->lock);
	counter->value++;

	return 0;
}
