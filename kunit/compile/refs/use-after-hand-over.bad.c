// SPDX-License-Identifier: GPL-2.0
/*
 * A reference is stored away and then used as if it were still ours.
 * expect: 'thing_use' requires holding reference 'thing'
 */
#include "refs.h"

int program(struct holder *holder, struct thing *thing);
int program(struct holder *holder, struct thing *thing)
{
	thing_get(thing);
	holder->thing = thing_give(thing);

	return thing_use(thing);
}
