// SPDX-License-Identifier: GPL-2.0
/*
 * The constructor opens what it has given away.
 * row: a use after the put or the give
 * expect: calling function 'queue_open' requires holding reference 'queue'
 * gcc: nothing
 */
#include "refs.h"

struct queue_owned program(void);
struct queue_owned program(void)
{
	struct queue_owned owned;
	struct queue *queue;
	int err;

	err = queue_new(&queue, GFP_KERNEL);
	if (err)
		return queue_err(err);
	owned = queue_give(queue);
	queue_open(queue);

	return owned;
}
