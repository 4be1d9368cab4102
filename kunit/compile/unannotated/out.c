// SPDX-License-Identifier: GPL-2.0
/* References that come or go by way of a pointer to the pointer. */
#include "things.h"

int create(struct thing **out) __cond_acquires(0, *out);
void drop(struct thing **t) __releases(*t);
void see(struct thing *const *t __borrowed);

int make(struct thing **out);				/* expect: make\(\): parameter 'out' \(struct thing \*\*\): nothing */
void first(struct thing *v[]);				/* expect: first\(\): parameter 'v' \(struct thing \*\*\) */
void peek(struct thing *const *t);			/* expect: peek\(\): parameter 't' */
int half(struct thing *t, struct thing **out) __cond_acquires(0, *out);	/* expect: half\(\): parameter 't' */
