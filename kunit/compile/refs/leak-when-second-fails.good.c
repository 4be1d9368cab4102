// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of leak-when-second-fails.bad.c.
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct thing *a, *b;
	int err;

	err = thing_own(thing_create(), &a);
	if (err)
		return err;
	err = thing_own(thing_create(), &b);
	if (err) {
		thing_put(a);
		return err;
	}
	thing_put(b);
	thing_put(a);

	return 0;
}
