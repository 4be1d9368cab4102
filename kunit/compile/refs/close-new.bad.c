// SPDX-License-Identifier: GPL-2.0
/*
 * A constructor that fails closes what was never open.
 * row: closing what was never open
 * expect: nothing
 * gcc: nothing
 * kunit: kref_closable_test_close_new
 */
#include "refs.h"

struct queue_owned program(int err);
struct queue_owned program(int err)
{
	struct queue *queue;

	if (queue_new(&queue, GFP_KERNEL))
		return queue_err(-ENOMEM);
	if (err) {
		queue_close_put(queue);
		return queue_err(err);
	}
	queue_open(queue);

	return queue_give(queue);
}
