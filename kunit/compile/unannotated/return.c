// SPDX-License-Identifier: GPL-2.0
/* What is returned. */
#include "things.h"

struct thing *same(struct thing *t) __must_hold(t) __returns_ctx_lock(t);
struct thing_owned give(struct thing *t) __releases(t);
__borrowed struct thing *parent(void);
struct thing *also_parent(void) __borrowed;
struct plain *plain(void);
struct gate *gate(void);
void *any(void);
void (*back(void))(struct thing *t);
struct thing *(*back_of(void))(void);

struct thing *bare(void);				/* expect: bare\(\): returns struct thing \*: nothing says */
const struct thing *bare_const(void);			/* expect: bare_const\(\): returns const struct thing \* */
thing_p other_name(void);				/* expect: other_name\(\): returns struct thing \* */
struct thing *taken(struct thing *t) __releases(t);	/* expect: taken\(\): returns */
struct thing *lent(struct thing *t __borrowed);		/* expect: lent\(\): returns */
__borrowed struct thing *of(struct thing *t);		/* expect: of\(\): parameter 't' */
