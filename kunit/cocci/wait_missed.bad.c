// SPDX-License-Identifier: GPL-2.0
/*
 * Goes on as if the buffer were idle.
 * rule: wait_jiffies
 * expect: the timeout of the wait of line [0-9]+ passes for success
 */
#include <linux/dma-resv.h>

int program(struct dma_resv *resv, int (*use)(void));
int program(struct dma_resv *resv, int (*use)(void))
{
	long ret = dma_resv_wait_timeout(resv, DMA_RESV_USAGE_READ, true, HZ);

	if (ret < 0)
		return ret;

	return use();
}
