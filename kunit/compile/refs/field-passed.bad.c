// SPDX-License-Identifier: GPL-2.0
/*
 * A copy of what a struct keeps is passed on.
 * row: a copy of what a struct keeps
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	return thing_keep(holder->thing);
}
