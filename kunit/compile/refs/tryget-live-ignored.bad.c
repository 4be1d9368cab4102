// SPDX-License-Identifier: GPL-2.0
/*
 * The object is used although it may have been closed.
 * row: a result that is ignored
 * expect: ignoring return value of function declared with 'warn_unused_result' attribute
 * gcc: ignoring return value of .queue_tryget_live. declared with attribute .warn_unused_result.
 */
#include "refs.h"

int program(struct queue *queue __borrowed);
int program(struct queue *queue __borrowed)
{
	int err;

	queue_tryget_live(queue);
	err = queue_use(queue);
	queue_put(queue);

	return err;
}
