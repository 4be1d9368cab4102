// SPDX-License-Identifier: GPL-2.0
/*
 * A place that keeps a reference is overwritten.
 * row: a place overwritten or freed
 * expect: nothing
 * gcc: nothing
 * kunit: kref_typed_debug_test_leak
 */
#include "refs.h"

int program(struct holder *holder);
int program(struct holder *holder)
{
	struct thing *thing;
	int err;

	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	holder->thing = thing_give(thing);

	return 0;
}
