// SPDX-License-Identifier: GPL-2.0
/*
 * All three results are told apart; a wait without a timeout; what is left is
 * success, and a goto leads there; the result has become an errno before.
 * expect: nothing
 */
#include <linux/completion.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/printk.h>
#include <linux/wait.h>

int apart(struct dma_resv *resv, int (*use)(void));
int apart(struct dma_resv *resv, int (*use)(void))
{
	long ret = dma_resv_wait_timeout(resv, DMA_RESV_USAGE_READ, true, HZ);

	if (ret < 0)
		return ret;
	if (!ret)
		return -ETIMEDOUT;

	ret = dma_resv_wait_timeout(resv, DMA_RESV_USAGE_READ, true,
				    MAX_SCHEDULE_TIMEOUT);
	if (ret < 0)
		return ret;

	return use();
}

int success(struct completion *c, int (*use)(void));
int success(struct completion *c, int (*use)(void))
{
	unsigned long left = wait_for_completion_timeout(c, HZ);

	if (left)
		return 0;

	left = wait_for_completion_timeout(c, HZ);
	if (left)
		goto done;

	pr_err("timeout\n");
	return -ETIMEDOUT;
done:
	return use();
}

int turned(struct dma_fence *fence);
int turned(struct dma_fence *fence)
{
	long ret = dma_fence_wait_timeout(fence, true, HZ);

	if (ret > 0)
		ret = 0;
	else if (!ret)
		ret = -ETIMEDOUT;
	if (ret)
		return ret;

	ret = dma_fence_wait_timeout(fence, true, HZ);

	return ret < 0 ? ret : ret ? 0 : -ETIMEDOUT;
}
