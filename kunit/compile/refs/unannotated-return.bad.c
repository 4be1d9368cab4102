// SPDX-License-Identifier: GPL-2.0
/*
 * A function returns a bare pointer and does not say so.
 * row: a function that says nothing
 * expect: nothing
 * gcc: nothing
 */
#include "refs.h"

struct thing *program(struct holder *holder);
struct thing *program(struct holder *holder)
{
	return thing_borrow(&holder->thing);
}
