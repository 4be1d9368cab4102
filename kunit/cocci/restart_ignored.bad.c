// SPDX-License-Identifier: GPL-2.0
/*
 * With a signal pending it looks before there can be anything.
 * rule: restart_mapped
 * expect: the restart that this sleep may ask for is ignored
 */
#include <linux/errno.h>
#include <linux/wait.h>

int program(wait_queue_head_t *wq, int *done, int (*locked)(void));
int program(wait_queue_head_t *wq, int *done, int (*locked)(void))
{
	wait_event_interruptible_timeout(*wq, *done, HZ);

	return locked() ? 0 : -EIO;
}
