// SPDX-License-Identifier: GPL-2.0
/*
 * The result is zero, never below.
 * rule: wait_jiffies
 * expect: the wait of line [0-9]+ has no negative result
 */
#include <linux/completion.h>

int program(struct completion *c);
int program(struct completion *c)
{
	int ret = wait_for_completion_timeout(c, HZ);

	if (ret < 0)
		return ret;

	return 0;
}
