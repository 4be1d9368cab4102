// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of field-passed.bad.c.
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	return thing_keep(thing_give(thing_take(&holder->thing)));
}
