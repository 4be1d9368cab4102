// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of unannotated-parameter.bad.c.
 */
#include "refs.h"

int program(struct thing *thing __borrowed);
int program(struct thing *thing __borrowed)
{
	return thing->value;
}
