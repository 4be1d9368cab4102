/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* cdm.h - compute control streams */
#ifndef AGX_MODEL_CDM_H
#define AGX_MODEL_CDM_H

#include "machine.h"

struct cdm_stats {
	uint64_t launches, groups;
};

/*
 * cdm_run - execute a compute control stream
 * @e: memory, budget, exec_base, icache and fault are given; the rest is overwritten
 * @stream: its GPU address
 * @g14x: launches have eight more bytes on this generation
 *
 * Returns false with a fault recorded. Memory is flushed at barriers, not at the end.
 */
bool cdm_run(struct env *e, uint64_t stream, bool g14x, struct cdm_stats *stats);

#endif
