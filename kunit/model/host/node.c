// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * node.c - plays the render node of an AGX GPU, in a preloaded library
 *
 *   LD_PRELOAD=.../agx-node.so vulkaninfo --summary
 *
 * Unmodified Mesa finds a device, allocates, binds and submits; the model executes the
 * commands before SUBMIT returns, so that all synchronization objects are signalled.
 * Nothing of our driver is involved: where a result is right
 * here and wrong with the driver, the driver is wrong.
 *
 *   AGX_NODE_GENERATION	13 (default) or 14
 *   AGX_NODE_CLUSTERS		1 (default) or more
 *   AGX_NODE_LOG		file that gets one line a job and the counters at the end;
 *				default: only jobs that were not executed, to stderr
 *   AGX_NODE_NAME		the driver's name; with one that Mesa does not know, for example
 *				vgem, kmscube renders in software
 *   AGX_NODE_LIMIT		instructions a job may execute
 */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <drm/drm.h>

#include <drm/asahi_drm.h>

#include "../job.h"
#include "node.h"
#include "space.h"

#define MAX_SPACES	64
#define MAX_QUEUES	256
#define MAX_OBJECTS	4096
#define MAX_SYNCOBJS	65536u

static struct space *spaces[MAX_SPACES];
static struct {
	bool used;
	uint32_t vm;
	uint64_t exec_base;
} queues[MAX_QUEUES];
static struct {
	uint32_t handle;
	uint64_t offset, range;
} objects[MAX_OBJECTS];
static uint32_t nr_syncobjs;
static uint64_t *syncobj_point;
static struct model *model;
static struct job job;
static uint64_t executed, skipped, faults, instructions;
static FILE *log_file;

static unsigned long env_number(const char *name, unsigned long value)
{
	const char *text = getenv(name);

	return text && *text ? strtoul(text, NULL, 0) : value;
}

/* The ioctls: 0 or an errno */

static int get_version(struct drm_version *v)
{
	const char *name = getenv("AGX_NODE_NAME");
	size_t len;

	if (!name)
		name = "asahi";
	len = strlen(name);
	v->version_major = v->version_minor = v->version_patchlevel = 0;
	if (v->name && v->name_len)
		memcpy(v->name, name, v->name_len < len ? v->name_len : len);
	v->name_len = len;
	v->date_len = v->desc_len = 0;
	return 0;
}

static int get_params(const struct drm_asahi_get_params *p)
{
	struct drm_asahi_params_global g = {
		.gpu_generation = (uint32_t)env_number("AGX_NODE_GENERATION", 13),
		.gpu_variant = 'G',
		.gpu_revision = 0x11,
		.chip_id = 0x8103,
		.num_dies = 1,
		.num_clusters_total = (uint32_t)env_number("AGX_NODE_CLUSTERS", 1),
		.num_cores_per_cluster = 8,
		.max_frequency_khz = 1278000,
		.vm_start = 0x4000,
		.vm_end = 0x7fffffc000,
		.vm_kernel_min_size = 0x800000000,
		.max_commands_per_submission = 64,
		.max_attachments = 16,
		.command_timestamp_frequency_hz = 1000000000,
	};

	if (p->param_group || p->pad)
		return EINVAL;
	if (g.num_clusters_total > 1)
		g.gpu_variant = 'S';
	for (uint32_t i = 0; i < g.num_clusters_total && i < DRM_ASAHI_MAX_CLUSTERS; i++)
		g.core_masks[i] = 0xff;
	memcpy((void *)(uintptr_t)p->pointer, &g, p->size < sizeof(g) ? p->size : sizeof(g));
	return 0;
}

static struct space *space_get(uint32_t vm)
{
	return vm && vm < MAX_SPACES ? spaces[vm] : NULL;
}

static int vm_create(struct drm_asahi_vm_create *v)
{
	for (uint32_t i = 1; i < MAX_SPACES; i++) {
		if (spaces[i])
			continue;
		spaces[i] = space_new();
		v->vm_id = i;
		return spaces[i] ? 0 : ENOMEM;
	}
	return ENOSPC;
}

static int vm_bind(const struct drm_asahi_vm_bind *v)
{
	struct space *s = space_get(v->vm_id);
	int err = s ? 0 : ENOENT;

	for (uint32_t i = 0; !err && i < v->num_binds; i++) {
		struct drm_asahi_gem_bind_op op = { 0 };
		bool unbind;

		memcpy(&op, (uint8_t *)(uintptr_t)v->userptr + (size_t)i * v->stride,
		       v->stride < sizeof(op) ? v->stride : sizeof(op));
		unbind = op.flags & DRM_ASAHI_BIND_UNBIND;
		err = space_bind(s, unbind ? 0 : op.handle, op.offset, op.range, op.addr,
				 op.flags & DRM_ASAHI_BIND_WRITE,
				 op.flags & DRM_ASAHI_BIND_SINGLE_PAGE);
	}
	return err;
}

static int bind_object(struct drm_asahi_gem_bind_object *o)
{
	if (o->op == DRM_ASAHI_BIND_OBJECT_OP_UNBIND) {
		if (!o->object_handle || o->object_handle >= MAX_OBJECTS)
			return ENOENT;
		objects[o->object_handle].handle = 0;
		return 0;
	}
	for (uint32_t i = 1; i < MAX_OBJECTS; i++) {
		if (objects[i].handle)
			continue;
		objects[i].handle = o->handle;
		objects[i].offset = o->offset;
		objects[i].range = o->range;
		o->object_handle = i;
		return 0;
	}
	return ENOSPC;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void timestamp(const struct drm_asahi_timestamp *ts)
{
	struct buffer *b;
	uint64_t now = now_ns(), at;

	if (!ts->handle || ts->handle >= MAX_OBJECTS)
		return;
	b = buffer_get(objects[ts->handle].handle);
	at = objects[ts->handle].offset + ts->offset;
	if (b && at + 8 <= b->size)
		memcpy(b->map + at, &now, 8);
}

static void report(const struct job_result *r, const char *pipe)
{
	instructions += r->instructions;
	if (r->verdict == VERDICT_EXECUTED)
		executed++;
	else if (r->verdict == VERDICT_SKIPPED)
		skipped++;
	else
		faults++;
	if (r->verdict != VERDICT_EXECUTED)
		fprintf(log_file ? log_file : stderr,
			"agx-node: %s job %" PRIu64 ": %s at 0x%" PRIx64 ", instruction 0x%x: %s\n",
			pipe, job.sequence, fault_kind_name(r->fault.kind), r->fault.addr,
			r->fault.pc, r->fault.text);
	else if (log_file)
		fprintf(log_file, "%s job %" PRIu64 ": executed, %" PRIu64 " launches, %" PRIu64
			" threadgroups, %" PRIu64 " vertices, %" PRIu64 " triangles, %" PRIu64
			" instructions\n", pipe, job.sequence, r->launches, r->groups,
			r->vertices, r->triangles, r->instructions);
	if (log_file)
		fflush(log_file);
}

static void set_reg(uint32_t reg, uint64_t value)
{
	job.regs[job.count].reg = reg;
	job.regs[job.count++].value = value;
}

/* The two jobs of a render command, with the registers that the driver would give them */
static int run_render(uint32_t queue, const struct drm_asahi_cmd_render *c)
{
	static uint64_t scene;
	struct job_result result;
	struct mem *mem;

	job.count = 0;
	scene += 0x8000;
	set_reg(REG_VDM_STREAM, c->vdm_ctrl_stream_base);
	set_reg(REG_VDM_EXEC_BASE, queues[queue].exec_base);
	set_reg(REG_VDM_LAYERS, c->layers > 1 ? 0xe000 | (c->layers - 1u) : 0x8000);
	set_reg(REG_VDM_SCENE, scene | 1ull << 63);
	set_reg(REG_FRAG_SCENE, scene);
	set_reg(REG_FRAG_EXEC_BASE, queues[queue].exec_base);
	set_reg(REG_FRAG_SIZE, (uint64_t)c->height_px << 32 | c->width_px);
	set_reg(REG_FRAG_UTILE, (uint64_t)c->utile_width_px / 16 << 12 |
		(uint64_t)c->utile_height_px / 16 << 14 |
		(c->samples == 4 ? 2 : c->samples == 2 ? 1 : 0));
	set_reg(REG_FRAG_LAYERS, 0x280 | (c->layers > 1));
	set_reg(REG_FRAG_BG, c->bg.usc);
	set_reg(REG_FRAG_EOT, c->eot.usc);
	set_reg(REG_FRAG_SCISSOR, c->isp_scissor_base);
	set_reg(REG_FRAG_DBIAS, c->isp_dbias_base);
	set_reg(REG_FRAG_OCCLUSION, c->isp_oclqry_base);
	set_reg(REG_FRAG_ZLS_PIXELS, c->isp_zls_pixels);
	set_reg(REG_FRAG_ZLS_CTRL, c->zls_ctrl);
	set_reg(REG_FRAG_BG_DEPTH, c->isp_bgobjdepth);
	set_reg(REG_FRAG_BG_VALUES, c->isp_bgobjvals);
	set_reg(REG_FRAG_DEPTH, c->depth.base);
	set_reg(REG_FRAG_STENCIL, c->stencil.base);
	set_reg(REG_FRAG_DEPTH_STRIDE, c->depth.stride);
	set_reg(REG_FRAG_STENCIL_STRIDE, c->stencil.stride);
	set_reg(REG_FRAG_DEPTH_META, c->depth.comp_base);
	set_reg(REG_FRAG_DEPTH_META_STRIDE, c->depth.comp_stride);
	set_reg(REG_FRAG_MULTISAMPLE, c->ppp_multisamplectl);
	timestamp(&c->ts_vtx.start);
	for (job.pipe = PIPE_VERTEX; job.pipe <= PIPE_FRAGMENT; job.pipe++) {
		mem = mem_new(&space_mem, space_get(queues[queue].vm));
		if (!mem || !model)
			return ENOMEM;
		job_run(model, &job, mem, env_number("AGX_NODE_LIMIT", JOB_DEFAULT_LIMIT),
			&result);
		mem_free(mem);
		report(&result, job.pipe == PIPE_VERTEX ? "vertex" : "fragment");
	}
	timestamp(&c->ts_vtx.end);
	timestamp(&c->ts_frag.start);
	timestamp(&c->ts_frag.end);
	return 0;
}

static int run_compute(uint32_t queue, const struct drm_asahi_cmd_compute *c)
{
	struct mem *mem = mem_new(&space_mem, space_get(queues[queue].vm));
	struct job_result result;

	if (!mem || !model)
		return ENOMEM;
	job.pipe = PIPE_COMPUTE;
	job.generation = (uint32_t)env_number("AGX_NODE_GENERATION", 13);
	job.clusters = (uint32_t)env_number("AGX_NODE_CLUSTERS", 1);
	job.count = 2;
	job.regs[0].reg = REG_CDM_STREAM;
	job.regs[0].value = c->cdm_ctrl_stream_base;
	job.regs[1].reg = REG_CDM_EXEC_BASE;
	job.regs[1].value = queues[queue].exec_base;
	timestamp(&c->ts.start);
	job_run(model, &job, mem, env_number("AGX_NODE_LIMIT", JOB_DEFAULT_LIMIT), &result);
	timestamp(&c->ts.end);
	mem_free(mem);
	report(&result, "compute");
	return 0;
}

static void signal_syncs(const struct drm_asahi_submit *s)
{
	const struct drm_asahi_sync *sync = (void *)(uintptr_t)s->syncs;

	for (uint32_t i = s->in_sync_count; i < s->in_sync_count + s->out_sync_count; i++)
		if (syncobj_point && sync[i].handle < MAX_SYNCOBJS &&
		    syncobj_point[sync[i].handle] < sync[i].timeline_value)
			syncobj_point[sync[i].handle] = sync[i].timeline_value;
}

static int submit(const struct drm_asahi_submit *s)
{
	const uint8_t *at = (void *)(uintptr_t)s->cmdbuf, *end = at + s->cmdbuf_size;
	int err = 0;

	if (!model)
		model = model_new();
	if (!s->queue_id || s->queue_id >= MAX_QUEUES || !queues[s->queue_id].used)
		return ENOENT;
	while (!err && at < end) {
		struct drm_asahi_cmd_header head;
		struct drm_asahi_cmd_compute compute = { 0 };
		struct drm_asahi_cmd_render render = { 0 };

		if ((size_t)(end - at) < sizeof(head))
			return EINVAL;
		memcpy(&head, at, sizeof(head));
		at += sizeof(head);
		if (head.size > end - at)
			return EINVAL;
		job.sequence++;
		if (head.cmd_type == DRM_ASAHI_CMD_COMPUTE) {
			memcpy(&compute, at,
			       head.size < sizeof(compute) ? head.size : sizeof(compute));
			err = run_compute(s->queue_id, &compute);
		} else if (head.cmd_type == DRM_ASAHI_CMD_RENDER) {
			memcpy(&render, at, head.size < sizeof(render) ? head.size : sizeof(render));
			err = run_render(s->queue_id, &render);
		}
		at += head.size;
	}
	signal_syncs(s);
	return err;
}

static int queue_create(struct drm_asahi_queue_create *q)
{
	if (!space_get(q->vm_id))
		return ENOENT;
	for (uint32_t i = 1; i < MAX_QUEUES; i++) {
		if (queues[i].used)
			continue;
		queues[i].used = true;
		queues[i].vm = q->vm_id;
		queues[i].exec_base = q->usc_exec_base;
		q->queue_id = i;
		return 0;
	}
	return ENOSPC;
}

static int syncobj_create(struct drm_syncobj_create *c)
{
	if (!syncobj_point)
		syncobj_point = calloc(MAX_SYNCOBJS, sizeof(*syncobj_point));
	if (!syncobj_point || nr_syncobjs + 1 >= MAX_SYNCOBJS)
		return ENOMEM;
	c->handle = ++nr_syncobjs;
	return 0;
}

static int timeline(struct drm_syncobj_timeline_array *a, bool query)
{
	const uint32_t *handles = (void *)(uintptr_t)a->handles;
	uint64_t *points = (void *)(uintptr_t)a->points;

	for (uint32_t i = 0; i < a->count_handles; i++) {
		if (!handles[i] || handles[i] > nr_syncobjs)
			return ENOENT;
		if (query)
			points[i] = syncobj_point[handles[i]];
		else if (syncobj_point[handles[i]] < points[i])
			syncobj_point[handles[i]] = points[i];
	}
	return 0;
}

static int gem_close(const struct drm_gem_close *c)
{
	if (!buffer_get(c->handle))
		return EINVAL;
	for (uint32_t i = 1; i < MAX_SPACES; i++)
		if (spaces[i])
			space_close(spaces[i], c->handle);
	buffer_free(c->handle);
	return 0;
}

static int export_buffer(struct drm_prime_handle *p)
{
	struct buffer *b = buffer_get(p->handle);

	if (!b)
		return ENOENT;
	p->fd = fcntl(b->fd, F_DUPFD_CLOEXEC, 0);
	return p->fd < 0 ? errno : 0;
}

/* For the software renderer, which gives the reference */
static int create_dumb(struct drm_mode_create_dumb *d)
{
	uint64_t pitch = ((uint64_t)d->width * d->bpp / 8 + 63) & ~63ull;

	if (!d->width || !d->height || d->bpp > 128 || pitch > UINT32_MAX)
		return EINVAL;
	d->pitch = (uint32_t)pitch;
	d->size = (pitch * d->height + GPU_PAGE - 1) & ~(GPU_PAGE - 1);
	d->handle = buffer_new(d->size);
	return d->handle ? 0 : ENOMEM;
}

static int do_ioctl(unsigned long request, void *arg)
{
	struct drm_asahi_gem_create *gem = arg;
	struct drm_asahi_gem_mmap_offset *map = arg;
	struct drm_get_cap *cap = arg;
	struct drm_syncobj_handle *sync = arg;
	struct drm_prime_handle *prime = arg;
	struct drm_mode_map_dumb *dumb = arg;

	switch (request) {
	case DRM_IOCTL_VERSION:
		return get_version(arg);
	case DRM_IOCTL_GET_CAP:
		cap->value = cap->capability == DRM_CAP_SYNCOBJ ||
			     cap->capability == DRM_CAP_SYNCOBJ_TIMELINE;
		if (cap->capability == DRM_CAP_DUMB_BUFFER)
			cap->value = 1;
		if (cap->capability == DRM_CAP_PRIME)
			cap->value = DRM_PRIME_CAP_IMPORT | DRM_PRIME_CAP_EXPORT;
		return 0;
	case DRM_IOCTL_ASAHI_GET_PARAMS:
		return get_params(arg);
	case DRM_IOCTL_ASAHI_GET_TIME:
		((struct drm_asahi_get_time *)arg)->gpu_timestamp = now_ns();
		return 0;
	case DRM_IOCTL_ASAHI_VM_CREATE:
		return vm_create(arg);
	case DRM_IOCTL_ASAHI_VM_DESTROY:
		return 0;
	case DRM_IOCTL_ASAHI_VM_BIND:
		return vm_bind(arg);
	case DRM_IOCTL_ASAHI_GEM_CREATE:
		gem->handle = buffer_new(gem->size);
		return gem->handle ? 0 : ENOMEM;
	case DRM_IOCTL_ASAHI_GEM_MMAP_OFFSET:
		map->offset = (uint64_t)map->handle << 32;
		return buffer_get(map->handle) ? 0 : ENOENT;
	case DRM_IOCTL_ASAHI_GEM_BIND_OBJECT:
		return bind_object(arg);
	case DRM_IOCTL_ASAHI_QUEUE_CREATE:
		return queue_create(arg);
	case DRM_IOCTL_ASAHI_QUEUE_DESTROY:
		queues[((struct drm_asahi_queue_destroy *)arg)->queue_id % MAX_QUEUES].used = false;
		return 0;
	case DRM_IOCTL_ASAHI_SUBMIT:
		return submit(arg);
	case DRM_IOCTL_GEM_CLOSE:
		return gem_close(arg);
	case DRM_IOCTL_MODE_CREATE_DUMB:
		return create_dumb(arg);
	case DRM_IOCTL_MODE_MAP_DUMB:
		dumb->offset = (uint64_t)dumb->handle << 32;
		return buffer_get(dumb->handle) ? 0 : ENOENT;
	case DRM_IOCTL_MODE_DESTROY_DUMB:
		/* Its structure begins with the handle, too. */
		return gem_close(arg);
	case DRM_IOCTL_PRIME_HANDLE_TO_FD:
		return export_buffer(arg);
	case DRM_IOCTL_PRIME_FD_TO_HANDLE:
		prime->handle = buffer_import(prime->fd);
		return prime->handle ? 0 : EINVAL;
	case DRM_IOCTL_SYNCOBJ_CREATE:
		return syncobj_create(arg);
	case DRM_IOCTL_SYNCOBJ_DESTROY: case DRM_IOCTL_SYNCOBJ_WAIT:
	case DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT: case DRM_IOCTL_SYNCOBJ_RESET:
	case DRM_IOCTL_SYNCOBJ_SIGNAL: case DRM_IOCTL_SYNCOBJ_TRANSFER:
		return 0;
	case DRM_IOCTL_SYNCOBJ_QUERY:
		return timeline(arg, true);
	case DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL:
		return timeline(arg, false);
	case DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD:
		sync->fd = open("/dev/null", O_RDWR | O_CLOEXEC);
		return sync->fd < 0 ? errno : 0;
	case DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE:
		return sync->flags ? 0 : syncobj_create((struct drm_syncobj_create *)sync);
	default:
		return ENOTTY;
	}
}

int node_ioctl(unsigned long request, void *arg)
{
	int err;

	if (!log_file && getenv("AGX_NODE_LOG"))
		log_file = fopen(getenv("AGX_NODE_LOG"), "ae");
	err = do_ioctl(request, arg);
	if (err && log_file)
		fprintf(log_file, "ioctl 0x%lx: %s\n", request, strerror(err));
	return err;
}

__attribute__((destructor))
static void counters(void)
{
	if (log_file || skipped || faults)
		fprintf(log_file ? log_file : stderr,
			"agx-node: executed %" PRIu64 ", skipped %" PRIu64 ", faults %" PRIu64
			", instructions %" PRIu64 "\n", executed, skipped, faults, instructions);
}
