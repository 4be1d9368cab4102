// SPDX-License-Identifier: GPL-2.0
/*
 * A returned reference is only compared (A3).
 * row: a pointer where a reference belongs
 * expect: error: invalid argument type 'struct thing_owned' to unary expression
 * gcc: error: wrong type argument to unary exclamation mark
 */
#include "refs.h"

int program(void);
int program(void)
{
	if (!thing_create())
		return -ENOMEM;

	return 0;
}
