// SPDX-License-Identifier: GPL-2.0
/*
 * Fails if the fence is signaled in time.
 * expect: what is left of the wait of line [0-9]+ is taken for an error
 */
#include <linux/dma-fence.h>

int program(struct dma_fence *fence);
int program(struct dma_fence *fence)
{
	int ret = dma_fence_wait_timeout(fence, true, HZ);

	dma_fence_put(fence);
	if (ret)
		return ret;

	return 0;
}
