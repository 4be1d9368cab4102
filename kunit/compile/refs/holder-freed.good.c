// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of holder-freed.bad.c.
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	thing_drop(&holder->thing);
	kfree(holder);
}
