// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of lock-of-another.bad.c.
 */
#include "refs.h"

void program(struct thing *a __borrowed, struct thing *b __borrowed);
void program(struct thing *a __borrowed, struct thing *b __borrowed)
{
	guard(mutex)(&a->lock);
	a->count++;
}
