// SPDX-License-Identifier: GPL-2.0
/*
 * The reference of one struct is copied to another.
 * row: a copy of what a struct keeps
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

void program(struct holder *from, struct holder *to);
void program(struct holder *from, struct holder *to)
{
	to->thing = from->thing;
}
