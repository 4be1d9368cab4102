// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * main.c - agx-model: takes jobs from a device's file and executes them
 *
 *   agx-model [-l LIMIT] [-n JOBS] FILE
 *
 * -l: instructions that a job may execute (default 2e9). -n: end after so many jobs.
 * Prints one line for each job that was not executed, or was gone before its end, and the
 * counters at the end. Exits with 0 if all jobs were executed, 1 if some were not, 2 if the
 * file does not work.
 */

#include "transport.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct counters {
	uint64_t executed, skipped, faults, lost;
};

static void report(const struct job *job, const struct job_result *r, struct counters *c)
{
	static const char *const pipes[PIPES] = { "vertex", "fragment", "compute" };
	const struct fault *f = &r->fault;

	switch (r->verdict) {
	case VERDICT_EXECUTED:
		c->executed++;
		return;
	case VERDICT_SKIPPED:
		c->skipped++;
		printf("job %" PRIu64 " (%s): skipped: %s\n", job->sequence, pipes[job->pipe],
		       f->text);
		break;
	default:
		c->faults++;
		printf("job %" PRIu64 " (%s): %s at 0x%" PRIx64 ", instruction 0x%x: %s\n",
		       job->sequence, pipes[job->pipe], fault_kind_name(f->kind), f->addr,
		       f->pc, f->text);
		break;
	}
	fflush(stdout);
}

/* The driver has taken the job away, because of a reset or another job: no end for the model. */
static void lose(const struct job *job, struct counters *c)
{
	c->lost++;
	printf("job %" PRIu64 ": gone before its end\n", job->sequence);
	fflush(stdout);
}

static int serve(int fd, uint64_t limit, uint64_t jobs, struct counters *c)
{
	struct model *model = model_new();
	struct transport_space space = { .fd = fd };
	struct mem *mem = mem_new(&transport_mem, &space);
	struct job *job = malloc(sizeof(*job));
	struct job_result result;
	const char *why;
	int err = model && mem && job ? 0 : -ENOMEM;

	for (uint64_t n = 0; !err && n < jobs; n++) {
		err = transport_next(fd, job, &why);
		if (err <= 0) {
			if (err == -EPROTO)
				fprintf(stderr, "agx-model: job: %s\n", why);
			break;
		}
		space.context = job->context;
		job_run(model, job, mem, limit, &result);
		mem_drop(mem);
		err = transport_finish(fd, job, &result);
		if (err == -ESTALE) {
			lose(job, c);
			err = 0;
		} else {
			report(job, &result, c);
		}
	}
	free(job);
	mem_free(mem);
	model_free(model);
	return err;
}

int main(int argc, char **argv)
{
	uint64_t limit = JOB_DEFAULT_LIMIT, jobs = UINT64_MAX;
	struct counters c = { 0 };
	int opt, fd, err;

	while ((opt = getopt(argc, argv, "l:n:")) != -1) {
		if (opt == 'l')
			limit = strtoull(optarg, NULL, 0);
		else if (opt == 'n')
			jobs = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	if (optind != argc - 1) {
		fprintf(stderr, "usage: agx-model [-l LIMIT] [-n JOBS] FILE\n");
		return 2;
	}
	fd = open(argv[optind], O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		fprintf(stderr, "agx-model: %s: %s\n", argv[optind], strerror(errno));
		return 2;
	}
	err = serve(fd, limit, jobs, &c);
	close(fd);
	printf("executed %" PRIu64 ", skipped %" PRIu64 ", faults %" PRIu64 ", lost %" PRIu64 "\n",
	       c.executed, c.skipped, c.faults, c.lost);
	if (err) {
		fprintf(stderr, "agx-model: %s\n", strerror(-err));
		return 2;
	}
	return c.skipped || c.faults || c.lost;
}
