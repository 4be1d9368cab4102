// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* fault.c - why a job could not be executed */

#include "fault.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[FAULT_KINDS] = {
	[FAULT_NONE] = "none",
	[FAULT_READ] = "read",
	[FAULT_WRITE] = "write",
	[FAULT_FETCH] = "fetch",
	[FAULT_DECODE] = "decode",
	[FAULT_TRAP] = "trap",
	[FAULT_STREAM] = "stream",
	[FAULT_RANGE] = "range",
	[FAULT_LONG] = "runs too long",
	[FAULT_UNSUPPORTED] = "unsupported",
};

bool fault_set(struct fault *f, enum fault_kind kind, uint64_t addr, const char *fmt, ...)
{
	va_list ap;

	if (f->kind != FAULT_NONE)
		return false;
	f->kind = kind;
	f->addr = addr;
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	return false;
}

const char *fault_kind_name(enum fault_kind kind)
{
	if ((unsigned int)kind >= FAULT_KINDS)
		return "?";
	return names[kind];
}
