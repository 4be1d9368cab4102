// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of publish-by-guard.bad.c.
 */
#include "refs.h"

int program(struct thing_table *table, struct thing *thing __borrowed);
int program(struct thing_table *table, struct thing *thing __borrowed)
{
	ACQUIRE(thing_table_id, id)(table);

	return ACQUIRE_ERR(thing_table_id, &id);
}
