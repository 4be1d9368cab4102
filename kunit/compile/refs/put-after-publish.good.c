// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-after-publish.bad.c.
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

	return 0;
}
