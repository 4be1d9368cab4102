// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of unannotated-return.bad.c.
 */
#include "refs.h"

__borrowed struct thing *program(struct holder *holder);
__borrowed struct thing *program(struct holder *holder)
{
	return thing_borrow(&holder->thing);
}
