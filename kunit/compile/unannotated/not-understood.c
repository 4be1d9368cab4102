// SPDX-License-Identifier: GPL-2.0
/*
 * What is reported would not have a name.
 * expect: without a name
 */
#include "things.h"

typedef struct {
	struct kref ref;
} __kref_typed nobody_t;

void use(struct thing *t) __must_hold(t);
