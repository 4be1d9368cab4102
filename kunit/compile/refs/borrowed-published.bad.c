// SPDX-License-Identifier: GPL-2.0
/*
 * A function publishes an object without a reference to it (A2).
 * row: a put or call without a reference
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing_table *table, struct thing *thing __borrowed, u32 *out);
int program(struct thing_table *table, struct thing *thing __borrowed, u32 *out)
{
	int err;

	ACQUIRE(thing_table_id, id)(table);
	err = ACQUIRE_ERR(thing_table_id, &id);
	if (err)
		return err;
	*out = thing_table_publish(&id, thing_give(thing));

	return 0;
}
