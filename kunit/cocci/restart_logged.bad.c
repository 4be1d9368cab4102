// SPDX-License-Identifier: GPL-2.0
/*
 * Every signal is worth a line in the log.
 * rule: restart_mapped
 * expect: message about the restart
 */
#include <linux/dma-fence.h>
#include <linux/printk.h>

int program(struct dma_fence *fence);
int program(struct dma_fence *fence)
{
	long ret = dma_fence_wait(fence, true);

	if (ret < 0) {
		pr_err("wait failed: %ld\n", ret);
		return ret;
	}

	return 0;
}
