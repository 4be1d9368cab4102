// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of tryget-live-ignored.bad.c.
 */
#include "refs.h"

int program(struct queue *queue __borrowed);
int program(struct queue *queue __borrowed)
{
	int err;

	if (!queue_tryget_live(queue))
		return -ENOENT;
	err = queue_use(queue);
	queue_put(queue);

	return err;
}
