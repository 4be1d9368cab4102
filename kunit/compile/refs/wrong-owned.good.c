// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of wrong-owned.bad.c.
 */
#include "refs.h"

int program(void);
int program(void)
{
	struct queue *queue;
	int err;

	err = queue_own(queue_create(), &queue);
	if (err)
		return err;
	queue_put(queue);

	return 0;
}
