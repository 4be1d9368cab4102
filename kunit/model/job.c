// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* job.c - a job as the GPU gets it: a list of register values for one pipe */

#include "job.h"

#include "cdm.h"
#include "machine.h"
#include "render.h"

#include <stdlib.h>
#include <string.h>

#define MAX_SCENES	16u

struct model {
	struct icache icache;
	struct env env;
	struct scene scene[MAX_SCENES];
	unsigned int next_scene;
};

struct model *model_new(void)
{
	return calloc(1, sizeof(struct model));
}

void model_free(struct model *m)
{
	for (unsigned int i = 0; m && i < MAX_SCENES; i++)
		scene_reset(&m->scene[i]);
	free(m);
}

bool job_register(const struct job *job, uint32_t reg, uint64_t *value)
{
	bool found = false;

	for (uint32_t i = 0; i < job->count && i < JOB_MAX_REGS; i++) {
		if (job->regs[i].reg != reg)
			continue;
		*value = job->regs[i].value;
		found = true;
	}
	return found;
}

static bool compute(struct model *m, const struct job *job, struct job_result *r)
{
	struct env *e = &m->env;
	struct cdm_stats stats;
	uint64_t stream;
	bool ok;

	if (!job_register(job, REG_CDM_STREAM, &stream) ||
	    !job_register(job, REG_CDM_EXEC_BASE, &e->exec_base))
		return fault_set(e->fault, FAULT_STREAM, 0,
				 "compute job without a control stream or a USC base");
	icache_reset(&m->icache, e->exec_base);
	ok = cdm_run(e, stream, job->generation >= 14 && job->clusters > 1, &stats);
	r->launches = stats.launches;
	r->groups = stats.groups;
	return ok;
}

/* The scene with a key; a new one takes the place of the oldest. */
static struct scene *scene_of(struct model *m, uint64_t key, uint32_t context, bool make)
{
	struct scene *s;

	for (unsigned int i = 0; i < MAX_SCENES; i++)
		if (m->scene[i].key == key && m->scene[i].context == context && key)
			return &m->scene[i];
	if (!make)
		return NULL;
	s = &m->scene[m->next_scene++ % MAX_SCENES];
	return s;
}

static uint64_t reg(const struct job *job, uint32_t nr)
{
	uint64_t v = 0;

	job_register(job, nr, &v);
	return v;
}

static bool vertex(struct model *m, const struct job *job, struct job_result *r)
{
	struct env *e = &m->env;
	struct scene *s;
	uint64_t stream, key;
	bool ok;

	if (!job_register(job, REG_VDM_STREAM, &stream) ||
	    !job_register(job, REG_VDM_EXEC_BASE, &e->exec_base) ||
	    !job_register(job, REG_VDM_SCENE, &key))
		return fault_set(e->fault, FAULT_STREAM, 0,
				 "vertex job without a stream, a USC base or a scene");
	key &= ~(1ull << 63);
	s = scene_of(m, key, job->context, true);
	scene_reset(s);
	s->key = key;
	s->context = job->context;
	s->layers = (uint32_t)(reg(job, REG_VDM_LAYERS) & 0x7ff) + 1;
	icache_reset(&m->icache, e->exec_base);
	ok = vdm_run(e, stream, s);
	r->vertices = s->nr_vertex;
	r->triangles = s->nr_tri;
	return ok;
}

static bool fragment(struct model *m, const struct job *job, struct job_result *r)
{
	struct env *e = &m->env;
	uint64_t size = reg(job, REG_FRAG_SIZE), utile = reg(job, REG_FRAG_UTILE);
	struct scene *s = scene_of(m, reg(job, REG_FRAG_SCENE), job->context, false);
	struct target t = {
		.width = (uint32_t)size, .height = (uint32_t)(size >> 32),
		.tile_w = (uint32_t)(utile >> 12 & 3) * 16,
		.tile_h = (uint32_t)(utile >> 14 & 3) * 16,
		.bg = (uint32_t)reg(job, REG_FRAG_BG), .eot = (uint32_t)reg(job, REG_FRAG_EOT),
		.scissor = reg(job, REG_FRAG_SCISSOR), .dbias = reg(job, REG_FRAG_DBIAS),
		.occlusion = reg(job, REG_FRAG_OCCLUSION),
		.zls_ctrl = reg(job, REG_FRAG_ZLS_CTRL),
		.zls_pixels = reg(job, REG_FRAG_ZLS_PIXELS),
		.bg_depth = (uint32_t)reg(job, REG_FRAG_BG_DEPTH),
		.bg_stencil = (uint32_t)reg(job, REG_FRAG_BG_VALUES),
		.depth = reg(job, REG_FRAG_DEPTH), .stencil = reg(job, REG_FRAG_STENCIL),
		.depth_stride = (uint32_t)reg(job, REG_FRAG_DEPTH_STRIDE),
		.depth_meta = reg(job, REG_FRAG_DEPTH_META),
		.depth_meta_stride = (uint32_t)reg(job, REG_FRAG_DEPTH_META_STRIDE),
		.multisample = reg(job, REG_FRAG_MULTISAMPLE),
		.stencil_stride = (uint32_t)reg(job, REG_FRAG_STENCIL_STRIDE),
		.layers = s && reg(job, REG_FRAG_LAYERS) & 1 ? s->layers : 1,
	};
	bool ok;

	if (!job_register(job, REG_FRAG_EXEC_BASE, &e->exec_base) || !s)
		return fault_set(e->fault, FAULT_STREAM, 0,
				 "fragment job without a USC base or a scene that was binned");
	if (t.width > 16384 || t.height > 16384 || !t.tile_w || !t.tile_h || t.tile_w > 32 ||
	    t.tile_h > 32)
		return fault_set(e->fault, FAULT_STREAM, 0, "size %u x %u, tiles of %u x %u",
				 t.width, t.height, t.tile_w, t.tile_h);
	t.samples = 1u << (utile & 3);
	if (t.samples > 4)
		return fault_set(e->fault, FAULT_STREAM, 0, "%u samples", t.samples);
	icache_reset(&m->icache, e->exec_base);
	ok = fragment_run(e, &t, s);
	r->triangles = s->nr_tri;
	scene_reset(s);
	return ok;
}

void job_run(struct model *m, const struct job *job, struct mem *mem, uint64_t limit,
	     struct job_result *r)
{
	bool ok;

	memset(r, 0, sizeof(*r));
	memset(&m->env, 0, sizeof(m->env));
	m->env.mem = mem;
	m->env.fault = &r->fault;
	m->env.icache = &m->icache;
	m->env.budget = limit;

	switch (job->pipe) {
	case PIPE_COMPUTE:
		ok = compute(m, job, r);
		break;
	case PIPE_VERTEX:
		ok = vertex(m, job, r);
		break;
	case PIPE_FRAGMENT:
		ok = fragment(m, job, r);
		break;
	default:
		ok = fault_set(&r->fault, FAULT_UNSUPPORTED, 0, "pipe %u", job->pipe);
		break;
	}
	ok &= mem_flush(mem, &r->fault);
	r->instructions = limit - m->env.budget;
	/* What the model cannot do is not the job's fault. */
	r->verdict = ok ? VERDICT_EXECUTED :
		     r->fault.kind == FAULT_UNSUPPORTED ? VERDICT_SKIPPED : VERDICT_FAULT;
}
