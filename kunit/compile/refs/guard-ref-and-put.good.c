// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-ref-and-put.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	guard(thing_ref)(thing);

	return 0;
}
