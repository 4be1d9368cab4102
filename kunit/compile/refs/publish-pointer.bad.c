// SPDX-License-Identifier: GPL-2.0
/*
 * A pointer is published without giving the reference (A2).
 * row: a pointer where a reference belongs
 * expect: error: passing 'struct thing \*' to parameter of incompatible type 'struct thing_owned'
 * gcc: error: incompatible type for argument 2 of .thing_table_publish.
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
	*out = thing_table_publish(&id, thing);

	return 0;
}
