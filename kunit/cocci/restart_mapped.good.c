// SPDX-License-Identifier: GPL-2.0
/*
 * No signal interrupts the sleep; the restart has been sorted out; only the
 * timeout gets a code and a message; an older result is what is mapped; a
 * restart code by its other name; the result is returned; a sleep that no signal
 * ends, without a look at the result.
 * expect: nothing
 */
#include <linux/completion.h>
#include <linux/dma-fence.h>
#include <linux/err_restart.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/wait.h>

int uninterruptible(struct dma_fence *fence);
int uninterruptible(struct dma_fence *fence)
{
	long ret = dma_fence_wait(fence, false);

	if (ret < 0) {
		pr_err("wait failed: %ld\n", ret);
		return -EIO;
	}

	return 0;
}

int sorted(struct dma_fence *fence, struct mutex *lock);
int sorted(struct dma_fence *fence, struct mutex *lock)
{
	long ret = dma_fence_wait(fence, true);

	if (ret < 0) {
		if (!err_is_restart(ret))
			pr_err("wait failed: %ld\n", ret);
		return ret;
	}

	ret = dma_fence_wait(fence, true);
	if (ret && ret != -ERESTARTSYS)
		pr_err("wait failed: %ld\n", ret);
	if (ret == -ERESTARTSYS)
		return ret;
	if (ret)
		return -EIO;

	if (mutex_lock_interruptible(lock))
		return -ERESTARTSYS;

	return 0;
}

int timeout(struct completion *c, wait_queue_head_t *wq, int (*use)(void));
int timeout(struct completion *c, wait_queue_head_t *wq, int (*use)(void))
{
	long ret = wait_for_completion_interruptible_timeout(c, HZ);

	if (ret == 0) {
		pr_err("timeout\n");
		return -ETIMEDOUT;
	}
	if (ret < 0)
		return ret;

	ret = wait_for_completion_interruptible_timeout(c, HZ);
	if (ret <= 0) {
		if (!ret)
			ret = -ETIMEDOUT;
		return ret;
	}

	ret = wait_event_interruptible(*wq, completion_done(c));
	if (ret)
		return ret;

	ret = use();
	if (ret)
		return -EIO;

	return 0;
}

long returned(wait_queue_head_t *wq, int *done);
long returned(wait_queue_head_t *wq, int *done)
{
	long ret = wait_event_interruptible_timeout(*wq, *done, HZ);

	if (!ret)
		ret = -ETIMEDOUT;
	else if (ret > 0)
		ret = 0;

	wait_event_timeout(*wq, *done, HZ);

	return ret;
}

int later(wait_queue_head_t *wq, int *done);
int later(wait_queue_head_t *wq, int *done)
{
	int ret = wait_event_interruptible_timeout(*wq, *done, HZ);

	if (!ret)
		return -ETIMEDOUT;

	return ret < 0 ? ret : 0;
}
