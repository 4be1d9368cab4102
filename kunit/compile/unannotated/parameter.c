// SPDX-License-Identifier: GPL-2.0
/* What is to be said of a parameter, and what is not enough. */
#include "things.h"

void need(struct thing *t) __must_hold(t);
void keep(struct thing *t) __releases(t);
void find(struct thing *t) __acquires(t);
void know(struct thing *t) __assumes_ctx_lock(t);
void look(const struct thing *t) __must_hold_shared(t);
bool more(struct thing *t) __cond_acquires(true, t);
void borrow(struct thing *t __borrowed);
void two(struct thing *a, struct thing *b) __must_hold(a) __releases(b);
void both(struct thing *a, struct thing *b) __must_hold(a, b);

void say_nothing(struct thing *t);			/* expect: say_nothing\(\): parameter 't' \(struct thing \*\): nothing says */
void look_on(const struct thing *t);			/* expect: look_on\(\): parameter 't' \(const struct thing \*\) */
void one_of_two(struct thing *a, struct thing *b) __must_hold(a);	/* expect: one_of_two\(\): parameter 'b' */
void without_name(int i, struct thing *);		/* expect: without_name\(\): parameter 2 */
void other_name(thing_t *t);				/* expect: other_name\(\): parameter 't' \(struct thing \*\) */
void other_pointer(thing_p t);				/* expect: other_pointer\(\): parameter 't' \(struct thing \*\) */
void qualified(struct thing *const t);			/* expect: qualified\(\): parameter 't' */
void not_analysed(struct thing *t) __no_context_analysis;	/* expect: not_analysed\(\): parameter 't' */
void not_held(struct thing *t) __must_not_hold(t);	/* expect: not_held\(\): parameter 't' */

/* To name a part of it says nothing of the reference. */
void part(struct thing *t) __must_hold(&t->lock);	/* expect: part\(\): parameter 't' */
void next(struct thing *t) __must_hold(t->next);	/* expect: next\(\): parameter 't' */
void mark_other(struct thing *t, int i __borrowed);	/* expect: mark_other\(\): parameter 't' */
__borrowed void mark_function(struct thing *t);		/* expect: mark_function\(\): parameter 't' */

/* These take no reference, or their type says what they take. */
void owned(struct thing_owned t);
void owned_there(struct thing_owned *t);
void whole(struct plain *p);
void gate(struct gate *g);
void call(void (*back)(struct thing *t));
void lock(struct mutex *m);

static inline void inside(struct thing *t)		/* expect: inside\(\): parameter 't' */
{
	mutex_lock(&t->lock);
	mutex_unlock(&t->lock);
}
