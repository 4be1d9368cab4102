// SPDX-License-Identifier: GPL-2.0
/*
 * The reference in a struct is put without being taken out of it.
 * expect: releasing reference 'holder->thing' that was not held
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	thing_put(holder->thing);
	holder->thing = NULL;
}
