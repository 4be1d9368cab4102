// SPDX-License-Identifier: GPL-2.0
/*
 * The reference that a function returns is dropped on the floor.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .thing_create. declared with attribute .warn_unused_result.
 */
#include "refs.h"

void program(void);
void program(void)
{
	thing_create();
}
