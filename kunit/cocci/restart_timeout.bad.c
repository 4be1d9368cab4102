// SPDX-License-Identifier: GPL-2.0
/*
 * A signal and a timeout end in the same test.
 * rule: restart_mapped
 * expect: -ETIMEDOUT in place of the restart
 */
#include <linux/errno.h>
#include <linux/wait.h>

int program(wait_queue_head_t *wq, int *done);
int program(wait_queue_head_t *wq, int *done)
{
	long ret = wait_event_interruptible_timeout(*wq, *done, HZ);

	if (ret <= 0)
		return -ETIMEDOUT;

	return 0;
}
