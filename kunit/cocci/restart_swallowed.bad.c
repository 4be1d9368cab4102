// SPDX-License-Identifier: GPL-2.0
/*
 * With a signal pending the register is taken for written.
 * rule: restart_mapped
 * expect: the restart that the sleep of line [0-9]+ may ask for passes for success
 */
#include <linux/errno.h>
#include <linux/wait.h>

int program(wait_queue_head_t *wq, int *done);
int program(wait_queue_head_t *wq, int *done)
{
	int ret = wait_event_interruptible_timeout(*wq, *done, HZ);

	if (!ret)
		return -ETIMEDOUT;

	return 0;
}
