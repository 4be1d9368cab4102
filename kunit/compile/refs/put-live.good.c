// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of put-live.bad.c.
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
	queue_close_put(queue);

	return 0;
}
