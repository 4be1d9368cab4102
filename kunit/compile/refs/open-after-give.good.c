// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of open-after-give.bad.c.
 */
#include "refs.h"

struct queue_owned program(void);
struct queue_owned program(void)
{
	struct queue *queue;
	int err;

	err = queue_new(&queue, GFP_KERNEL);
	if (err)
		return queue_err(err);
	queue_open(queue);

	return queue_give(queue);
}
