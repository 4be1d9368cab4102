// SPDX-License-Identifier: GPL-2.0
/*
 * A struct is freed that keeps a reference.
 * row: a place overwritten or freed
 * expect: nothing
 * gcc: nothing
 * kunit: kref_typed_debug_test_leak
 */
#include "refs.h"

void program(struct holder *holder);
void program(struct holder *holder)
{
	kfree(holder);
}
