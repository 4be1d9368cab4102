// SPDX-License-Identifier: GPL-2.0
/*
 * Two objects are published under one id (A2).
 * row: publishing twice under one id
 * expect: nothing
 * gcc: nothing
 * kunit: kref_table_test_publish_twice
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
	*out = thing_table_publish(&id, thing_give(thing_get(thing)));

	return 0;
}
