// SPDX-License-Identifier: GPL-2.0
/*
 * A published reference is put as well.
 * row: a second put, give or guard
 * expect: releasing reference 'thing' that was not held
 * gcc: nothing
 */
#include "refs.h"

int program(struct thing_table *table, u32 *out);
int program(struct thing_table *table, u32 *out)
{
	struct thing *thing;
	int err;

	ACQUIRE(thing_table_id, id)(table);
	err = ACQUIRE_ERR(thing_table_id, &id);
	if (err)
		return err;
	err = thing_own(thing_create(), &thing);
	if (err)
		return err;
	*out = thing_table_publish(&id, thing_give(thing));
	thing_put(thing);

	return 0;
}
