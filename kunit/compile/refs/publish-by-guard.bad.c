// SPDX-License-Identifier: GPL-2.0
/*
 * The reservation is made with guard(), which cannot fail.
 * row: guard() of a reservation
 * expect: error: .*guard\(thing_table_id\) may fail
 * gcc: error: .*guard\(thing_table_id\) may fail
 */
#include "refs.h"

int program(struct thing_table *table, struct thing *thing __borrowed);
int program(struct thing_table *table, struct thing *thing __borrowed)
{
	guard(thing_table_id)(table);

	return 0;
}
