// SPDX-License-Identifier: GPL-2.0
/*
 * The least that any driver with drm_sched needs to run jobs, and what counts both its
 * instructions and those of drm/asahi. See scripts/cost --submit.
 *
 * The driver is empty: it has the ioctls QUEUE_CREATE and SUBMIT of drm/asahi, with the same
 * arguments. It looks up syncobjs, makes a job and a fence, and gives the job to drm_sched.
 * A work item is the GPU: it signals the fence. So this driver has no commands, no memory,
 * no firmware, no limits and no way to end.
 *
 * Kretprobes read the TSC at the entry and at the return of some functions. What a probe
 * itself takes is measured with an empty function, and subtracted.
 */

#include <linux/device/faux.h>
#include <linux/dma-fence.h>
#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/tracepoint.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_syncobj.h>
#include <drm/gpu_scheduler.h>
#include <uapi/drm/asahi_drm.h>

#include <trace/events/kmem.h>

#include <asm/msr.h>

#include "submit.h"

#define FLOOR_CREDITS	64

struct floor_queue {
	struct drm_gpu_scheduler sched;
	struct drm_sched_entity entity;
	struct mutex lock;
	u64 context;
	u64 seqno;
};

struct floor_fence {
	struct dma_fence base;
	struct llist_node node;
};

struct floor_job {
	struct drm_sched_job base;
	struct floor_queue *queue;
	struct floor_fence *fence;
};

static struct faux_device *floor_faux;
static struct drm_device *floor_drm;
static struct workqueue_struct *floor_run_wq, *floor_event_wq;
static DEFINE_SPINLOCK(floor_lock);
/* What the GPU has to do */
static LLIST_HEAD(floor_todo);

static const char *floor_fence_name(struct dma_fence *fence)
{
	return "floor";
}

static const struct dma_fence_ops floor_fence_ops = {
	.get_driver_name = floor_fence_name,
	.get_timeline_name = floor_fence_name,
};

/* The interrupt of a GPU */
static void floor_event(struct work_struct *work)
{
	struct floor_fence *fence, *next;

	llist_for_each_entry_safe(fence, next,
				  llist_reverse_order(llist_del_all(&floor_todo)), node) {
		dma_fence_signal(&fence->base);
		dma_fence_put(&fence->base);
	}
}

static DECLARE_WORK(floor_event_work, floor_event);

static struct dma_fence *floor_run_job(struct drm_sched_job *base)
{
	struct floor_job *job = container_of(base, struct floor_job, base);
	struct floor_fence *fence = job->fence;

	job->fence = NULL;
	dma_fence_init(&fence->base, &floor_fence_ops, &floor_lock, job->queue->context,
		       ++job->queue->seqno);
	dma_fence_get(&fence->base);
	llist_add(&fence->node, &floor_todo);
	queue_work(floor_event_wq, &floor_event_work);

	return &fence->base;
}

static void floor_free_job(struct drm_sched_job *base)
{
	struct floor_job *job = container_of(base, struct floor_job, base);

	drm_sched_job_cleanup(base);
	kfree(job->fence);
	kfree(job);
}

static enum drm_gpu_sched_stat floor_timedout_job(struct drm_sched_job *base)
{
	return DRM_GPU_SCHED_STAT_NO_HANG;
}

static const struct drm_sched_backend_ops floor_sched_ops = {
	.run_job = floor_run_job,
	.timedout_job = floor_timedout_job,
	.free_job = floor_free_job,
};

static int floor_queue_create(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_asahi_queue_create *args = data;
	struct xarray *queues = file->driver_priv;
	struct drm_gpu_scheduler *sched;
	struct floor_queue *queue;
	int err;

	queue = kzalloc(sizeof(*queue), GFP_KERNEL);
	if (!queue)
		return -ENOMEM;

	mutex_init(&queue->lock);
	queue->context = dma_fence_context_alloc(1);
	err = drm_sched_init(&queue->sched, &(struct drm_sched_init_args){
		.ops = &floor_sched_ops,
		.submit_wq = floor_run_wq,
		.timeout_wq = floor_run_wq,
		.num_rqs = 1,
		.credit_limit = FLOOR_CREDITS,
		.timeout = 10 * HZ,
		.name = "floor",
		.dev = drm->dev,
	});
	if (err)
		return err;

	sched = &queue->sched;
	err = drm_sched_entity_init(&queue->entity, DRM_SCHED_PRIORITY_KERNEL, &sched, 1, NULL);
	if (err)
		return err;

	return xa_alloc(queues, &args->queue_id, queue, xa_limit_31b, GFP_KERNEL);
}

static struct floor_job *floor_make_job(struct drm_file *file, struct floor_queue *queue)
{
	struct floor_job *job = kzalloc(sizeof(*job), GFP_KERNEL);
	int err;

	if (!job)
		return ERR_PTR(-ENOMEM);

	job->queue = queue;
	job->fence = kzalloc(sizeof(*job->fence), GFP_KERNEL);
	err = job->fence ? drm_sched_job_init(&job->base, &queue->entity, 1, NULL,
					      file->client_id) : -ENOMEM;

	return err ? ERR_PTR(err) : job;
}

/* Does not free what it has after an error: the counting ends with that. */
static int floor_submit(struct drm_device *drm, void *data, struct drm_file *file)
{
	const struct drm_asahi_submit *args = data;
	struct xarray *queues = file->driver_priv;
	struct floor_queue *queue = xa_load(queues, args->queue_id);
	struct drm_syncobj *out = NULL;
	struct drm_asahi_sync *syncs;
	struct dma_fence *fence;
	struct floor_job *job;
	int err;

	if (!queue || args->out_sync_count != 1)
		return -EINVAL;

	syncs = memdup_array_user(u64_to_user_ptr(args->syncs),
				  args->in_sync_count + args->out_sync_count, sizeof(*syncs));
	if (IS_ERR(syncs))
		return PTR_ERR(syncs);

	job = floor_make_job(file, queue);
	if (IS_ERR(job))
		return PTR_ERR(job);

	for (u32 i = 0; i < args->in_sync_count; i++) {
		err = drm_sched_job_add_syncobj_dependency(&job->base, file, syncs[i].handle,
							   syncs[i].timeline_value);
		if (err)
			return err;
	}

	out = drm_syncobj_find(file, syncs[args->in_sync_count].handle);
	if (!out)
		return -ENOENT;

	mutex_lock(&queue->lock);
	drm_sched_job_arm(&job->base);
	fence = dma_fence_get(&job->base.s_fence->finished);
	drm_sched_entity_push_job(&job->base);
	mutex_unlock(&queue->lock);

	drm_syncobj_replace_fence(out, fence);
	dma_fence_put(fence);
	drm_syncobj_put(out);
	kfree(syncs);

	return 0;
}

static int floor_open(struct drm_device *drm, struct drm_file *file)
{
	struct xarray *queues = kzalloc(sizeof(*queues), GFP_KERNEL);

	if (!queues)
		return -ENOMEM;

	xa_init_flags(queues, XA_FLAGS_ALLOC1);
	file->driver_priv = queues;

	return 0;
}

static const struct drm_ioctl_desc floor_ioctls[] = {
	DRM_IOCTL_DEF_DRV(ASAHI_QUEUE_CREATE, floor_queue_create, DRM_RENDER_ALLOW),
	DRM_IOCTL_DEF_DRV(ASAHI_SUBMIT, floor_submit, DRM_RENDER_ALLOW),
};

static const struct file_operations floor_fops = {
	.owner = THIS_MODULE,
	.open = drm_open,
	.release = drm_release,
	.unlocked_ioctl = drm_ioctl,
	.fop_flags = FOP_UNSIGNED_OFFSET,
};

static const struct drm_driver floor_driver = {
	.driver_features = DRIVER_RENDER | DRIVER_SYNCOBJ | DRIVER_SYNCOBJ_TIMELINE,
	.name = "floor",
	.desc = "what a driver cannot do without",
	.major = 1,
	.open = floor_open,
	.ioctls = floor_ioctls,
	.num_ioctls = ARRAY_SIZE(floor_ioctls),
	.fops = &floor_fops,
};

/* The probes */

struct probe {
	struct kretprobe rp;
	const char *name;
	u64 calls, sum;
};

/*
 * A call of a function with a probe. There is one CPU, so no lock is needed where interrupts
 * are disabled.
 */
struct span {
	struct list_head link;
	struct task_struct *task;
	u64 start;
	/* since when, and for how long, another task has run */
	u64 out, away;
	/* what other functions with probes have taken meanwhile */
	u64 nested;
};

/* The newest one is the first one. */
static LIST_HEAD(spans);

static u64 floor_overhead;

static int probe_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct span *span = (struct span *)ri->data;
	unsigned long flags;

	local_irq_save(flags);
	*span = (struct span){ .task = current };
	list_add(&span->link, &spans);
	span->start = rdtsc();
	local_irq_restore(flags);

	return 0;
}
NOKPROBE_SYMBOL(probe_entry);

static int probe_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	const u64 now = rdtsc();
	struct probe *probe = container_of(get_kretprobe(ri), struct probe, rp);
	struct span *span = (struct span *)ri->data, *outer;
	unsigned long flags;
	u64 took;

	local_irq_save(flags);
	took = now - span->start - span->away;
	list_del(&span->link);
	list_for_each_entry(outer, &spans, link) {
		if (outer->task == span->task) {
			outer->nested += took;
			break;
		}
	}
	probe->calls++;
	probe->sum += took - span->nested - floor_overhead;
	local_irq_restore(flags);

	return 0;
}
NOKPROBE_SYMBOL(probe_return);

static void probe_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	const u64 now = rdtsc();
	struct span *span;

	list_for_each_entry(span, &spans, link) {
		if (span->task == prev)
			span->out = now;
		else if (span->task == next)
			span->away += now - span->out;
	}
}

#define PROBE(nam, function)						\
	{ .name = nam, .rp = {						\
		.kp.symbol_name = function,				\
		.entry_handler = probe_entry,				\
		.handler = probe_return,				\
		.data_size = sizeof(struct span),			\
		.maxactive = 64,					\
	} }

/* The first one is for what a probe itself takes. The second one keeps interrupts apart. */
static struct probe probes[] = {
	PROBE("empty", "floor_empty"),
	PROBE("interrupts", "__sysvec_apic_timer_interrupt"),
	PROBE(PROBE_RUN, "drm_sched_run_job_work"),
	PROBE(PROBE_FREE, "drm_sched_free_job_work"),
	PROBE(PROBE_MESSAGE, "apple_rtkit_rx"),
	PROBE(PROBE_EVENT, "agx_channels_work"),
	PROBE(PROBE_EVENT, "floor_event"),
};

static struct task_struct *floor_counted;
static u64 floor_allocs, floor_bytes;

/* Not static, so that the compiler keeps the function as it is. */
void floor_empty(int nr);
noinline void floor_empty(int nr)
{
	asm volatile("" : : "r" (nr) : "memory");
}

static void count_alloc(void *data, unsigned long site, const void *ptr, size_t bytes_req,
			size_t bytes, gfp_t gfp, int node)
{
	if (current == floor_counted) {
		floor_allocs++;
		floor_bytes += bytes;
	}
}

static void count_cache_alloc(void *data, unsigned long site, const void *ptr,
			      struct kmem_cache *cache, gfp_t gfp, int node)
{
	if (current == floor_counted) {
		floor_allocs++;
		floor_bytes += kmem_cache_size(cache);
	}
}

static int probes_show(struct seq_file *m, void *unused)
{
	for (int i = 1; i < ARRAY_SIZE(probes); i++)
		seq_printf(m, "%s %llu %llu\n", probes[i].name, probes[i].calls, probes[i].sum);
	seq_printf(m, "%s %llu %llu\n", PROBE_ALLOC, floor_allocs, floor_bytes);

	return 0;
}

static int probes_open(struct inode *inode, struct file *file)
{
	return single_open(file, probes_show, NULL);
}

static ssize_t probes_write(struct file *file, const char __user *buf, size_t count,
			    loff_t *pos)
{
	char what;

	if (!count || get_user(what, buf))
		return -EFAULT;

	switch (what) {
	case 'r':
		for (int i = 0; i < ARRAY_SIZE(probes); i++)
			probes[i].calls = probes[i].sum = 0;
		floor_allocs = floor_bytes = 0;
		break;
	case 'a':
		if (register_trace_kmalloc(count_alloc, NULL) ||
		    register_trace_kmem_cache_alloc(count_cache_alloc, NULL))
			return -ENOMEM;
		floor_counted = current;
		break;
	case 's':
		floor_counted = NULL;
		unregister_trace_kmalloc(count_alloc, NULL);
		unregister_trace_kmem_cache_alloc(count_cache_alloc, NULL);
		break;
	}

	return count;
}

static const struct proc_ops probes_ops = {
	.proc_open = probes_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_write = probes_write,
	.proc_release = single_release,
};

static void find_switch(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, "sched_switch"))
		*(struct tracepoint **)data = tp;
}

static int probes_setup(void)
{
	struct tracepoint *sched_switch = NULL;
	u64 least = U64_MAX;

	for (int i = 0; i < ARRAY_SIZE(probes); i++) {
		int err = register_kretprobe(&probes[i].rp);

		if (err) {
			pr_err("floor: no probe of %s: %d\n", probes[i].rp.kp.symbol_name,
			       err);
			return err;
		}
	}

	for (int i = 0; i < 100; i++) {
		probes[0].sum = 0;
		floor_empty(i);
		least = min(least, probes[0].sum);
	}
	pr_info("floor: a probe takes %llu, %llu calls\n", least, probes[0].calls);
	if (!probes[0].calls)
		return -EIO;
	floor_overhead = least;

	for_each_kernel_tracepoint(find_switch, &sched_switch);
	if (!sched_switch || tracepoint_probe_register(sched_switch, probe_switch, NULL))
		return -ENOENT;

	return proc_create(SUBMIT_PROBES, 0600, NULL, &probes_ops) ? 0 : -ENOMEM;
}

static int __init floor_init(void)
{
	floor_run_wq = alloc_workqueue("floor-run", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	floor_event_wq = alloc_ordered_workqueue("floor-event", WQ_MEM_RECLAIM | WQ_HIGHPRI);
	floor_faux = faux_device_create("floor", NULL, NULL);
	if (!floor_faux || !floor_run_wq || !floor_event_wq)
		return -ENODEV;

	floor_drm = drm_dev_alloc(&floor_driver, &floor_faux->dev);
	if (IS_ERR(floor_drm))
		return PTR_ERR(floor_drm);

	return drm_dev_register(floor_drm, 0) ?: probes_setup();
}
module_init(floor_init);

MODULE_DESCRIPTION("What jobs cost without a driver, and probes");
MODULE_LICENSE("GPL");
