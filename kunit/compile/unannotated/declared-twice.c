// SPDX-License-Identifier: GPL-2.0
/* Later declarations inherit what the first one says; a call before that which says it is not checked. */
#include "things.h"

int good(struct thing *t) __must_hold(t);
int good(struct thing *other)
{
	return !other->next;
}
extern typeof(good) good;

int lent(struct thing *t);
int lent(struct thing *t __borrowed)
{
	return !t->next;
}

int late(struct thing *t);				/* expect: late\(\): parameter 't' .*: only a later declaration says */
int late(struct thing *t) __must_hold(t);
int late(struct thing *t)
{
	return !t->next;
}

static int twice(struct thing *t);			/* expect: twice\(\): parameter 't' .*: nothing says */
static int twice(struct thing *t)
{
	return !t->next;
}

int (*user)(struct thing *t) = twice;
