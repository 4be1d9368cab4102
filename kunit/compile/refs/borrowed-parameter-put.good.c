// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrowed-parameter-put.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	int value = thing->value;

	return value;
}
