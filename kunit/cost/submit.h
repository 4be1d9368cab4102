/* SPDX-License-Identifier: GPL-2.0 */
/* What submit.c and submit_floor.c of scripts/cost --submit share */

#ifndef COST_SUBMIT_H
#define COST_SUBMIT_H

/*
 * Reading it prints a line for each probe: its name, number of calls, sum of instructions.
 * Writing "r" sets all to 0, "a" counts allocations of the writer from then on, and "s"
 * stops that.
 */
#define SUBMIT_PROBES	"submit-probes"

/* The names of the probes. A function is counted from its entry to its return. */
#define PROBE_RUN	"run"		/* drm_sched's work that gives a job to the driver */
#define PROBE_FREE	"free"		/* drm_sched's work that frees a job */
#define PROBE_MESSAGE	"message"	/* the interrupt with the firmware's message */
#define PROBE_EVENT	"event"		/* the work that signals the fences of jobs */
#define PROBE_ALLOC	"allocations"	/* of the writer; instead of instructions, bytes */

#define MAX_QUEUES	64
#define REPEATS		9

/* side (driver or floor), number of queues, name of the figure, value */
#define SUBMIT_FORMAT	"SUBMIT|%s|%u|%s|%llu\n"

#endif /* COST_SUBMIT_H */
