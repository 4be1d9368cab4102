// SPDX-License-Identifier: GPL-2.0
/*
 * A signal makes the program see an I/O error.
 * expect: -EIO in place of the restart
 */
#include <linux/errno.h>
#include <linux/wait.h>

int program(wait_queue_head_t *wq, int *done);
int program(wait_queue_head_t *wq, int *done)
{
	int ret = wait_event_interruptible(*wq, *done);

	if (ret)
		return -EIO;

	return 0;
}
