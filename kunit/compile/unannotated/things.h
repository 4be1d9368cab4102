/* SPDX-License-Identifier: GPL-2.0 */
/* A struct with typed references and two without, and functions that make and own them */
#ifndef THINGS_H
#define THINGS_H

#include <linux/kref_typed.h>
#include <linux/mutex.h>

#ifndef __borrowed
# define __borrowed __attribute__((btf_decl_tag("borrowed")))
#endif

struct thing {
	struct kref ref;
	struct mutex lock;
	struct thing *next;
} __kref_typed;

struct thing;

struct thing_owned {
	struct thing *__p;
};

struct plain {
	struct thing *thing;
};

context_lock_struct(gate) {
	int depth;
};

typedef struct thing thing_t;
typedef struct thing *thing_p;

#endif
