// SPDX-License-Identifier: GPL-2.0
/* Functions of macros are reported where the macro is defined, unless they were declared before. */
#include "things.h"

#define DEFINE_USE(name, type)					\
static inline int name##_use(type *p)				\
	__must_hold(p)						\
{								\
	return !p->next;					\
}								\
static inline int name##_show(type *p) /* expect: thing_show\(\): parameter 'p' */	\
{								\
	return !p->next;					\
}								\
static inline type *name##_next(type *p __borrowed) /* expect: thing_next\(\): returns */	\
{								\
	return p->next;						\
}								\
static_assert(1)

DEFINE_USE(thing, struct thing);

static inline void class_declared_destructor(struct thing **p) __releases(*p);
static inline struct thing *class_declared_constructor(struct thing *p) __acquires(p) __returns_ctx_lock(p);
DEFINE_CLASS(declared, struct thing *, (void)_T, p, struct thing *p)
