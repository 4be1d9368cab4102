// SPDX-License-Identifier: GPL-2.0
/*
 * An object of one type is looked up in the table of another.
 * row: a reference to another type
 * expect: error: incompatible pointer types passing 'struct queue_table \*' to parameter of type 'struct thing_table \*'
 * gcc: error: passing argument 1 of .thing_table_lookup. from incompatible pointer type
 */
#include "refs.h"

int program(struct queue_table *table);
int program(struct queue_table *table)
{
	struct thing *thing;
	int err;

	err = thing_table_lookup(table, 1, &thing);
	if (err)
		return err;
	thing_put(thing);

	return 0;
}
