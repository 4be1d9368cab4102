// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of close-new.bad.c.
 */
#include "refs.h"

struct queue_owned program(int err);
struct queue_owned program(int err)
{
	struct queue *queue;

	if (queue_new(&queue, GFP_KERNEL))
		return queue_err(-ENOMEM);
	if (err) {
		queue_put(queue);
		return queue_err(err);
	}
	queue_open(queue);

	return queue_give(queue);
}
