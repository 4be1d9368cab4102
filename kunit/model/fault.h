/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * fault.h - why a job could not be executed
 *
 * Each part of the model reports errors by filling a struct fault and returning false.
 * The first fault of a job stays: later calls change nothing, so a caller may go on
 * unwinding without losing the cause.
 */
#ifndef AGX_MODEL_FAULT_H
#define AGX_MODEL_FAULT_H

#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_READ,		/* a GPU address could not be read */
	FAULT_WRITE,		/* a GPU address could not be written */
	FAULT_FETCH,		/* an instruction could not be read */
	FAULT_DECODE,		/* unknown instruction, or unknown bits in one */
	FAULT_TRAP,		/* the program executed a trap */
	FAULT_STREAM,		/* malformed control stream, USC words or descriptor */
	FAULT_RANGE,		/* local memory, scratch or uniform outside its bounds */
	FAULT_LONG,		/* runs too long */
	FAULT_UNSUPPORTED,	/* known to hardware, not to this model */
	FAULT_KINDS,
};

struct fault {
	enum fault_kind kind;
	uint64_t addr;		/* GPU address of the data, stream word or instruction */
	uint32_t pc;		/* of the instruction, relative to the USC base */
	char text[240];
};

/* fault_set - record a fault unless there is one already; returns false, always. */
bool fault_set(struct fault *f, enum fault_kind kind, uint64_t addr, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* fault_kind_name - a word for messages, never NULL. */
const char *fault_kind_name(enum fault_kind kind);

#endif
