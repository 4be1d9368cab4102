// SPDX-License-Identifier: GPL-2.0
/*
 * An object is published where no id was reserved (A2).
 * row: publishing without an id
 * expect: nothing
 * gcc: nothing
 * kunit: kref_table_test_publish_busy
 */
#include "refs.h"

int program(struct thing_table *table, struct thing *thing __borrowed, u32 *out);
int program(struct thing_table *table, struct thing *thing __borrowed, u32 *out)
{
	ACQUIRE(thing_table_id, id)(table);
	*out = thing_table_publish(&id, thing_give(thing_get(thing)));

	return 0;
}
