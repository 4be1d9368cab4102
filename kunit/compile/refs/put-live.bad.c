// SPDX-License-Identifier: GPL-2.0
/*
 * The last reference of an object is put that was not closed.
 * row: the last put without a close
 * expect: nothing
 * gcc: nothing
 * kunit: kref_closable_test_not_closed
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct queue *queue;
	int err;

	err = queue_new(&queue, GFP_KERNEL);
	if (err)
		return err;
	queue_open(queue);
	queue_put(queue);

	return 0;
}
