// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of tryget-live-inverted.bad.c.
 */
#include "refs.h"

int program(struct queue *queue __borrowed);
int program(struct queue *queue __borrowed)
{
	int err = -ENOENT;

	if (queue_tryget_live(queue)) {
		err = queue_use(queue);
		queue_put(queue);
	}

	return err;
}
