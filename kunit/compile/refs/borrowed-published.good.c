// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of borrowed-published.bad.c.
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
	*out = thing_table_publish(&id, thing_give(thing_get(thing)));

	return 0;
}
