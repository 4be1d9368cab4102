// SPDX-License-Identifier: GPL-2.0
/*
 * The branches of tryget_live are mixed up.
 * row: a result that is used unchecked
 * expect: calling function 'queue_use' requires holding reference 'queue'
 * gcc: nothing
 */
#include "refs.h"

int program(struct queue *queue __borrowed);
int program(struct queue *queue __borrowed)
{
	int err = -ENOENT;

	if (!queue_tryget_live(queue)) {
		err = queue_use(queue);
		queue_put(queue);
	}

	return err;
}
