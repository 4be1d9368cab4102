/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types that the programs beside this file count references of, one that can
 * be closed and one that cannot, a table for each, and one function for each way
 * in which a reference crosses a function boundary.
 */
#ifndef REFS_H
#define REFS_H

#include <linux/errno.h>
#include <linux/kref_closable.h>
#include <linux/kref_table.h>
#include <linux/kref_typed.h>

struct thing {
	int before;
	struct kref ref;
	int value;
} __kref_typed;

struct holder {
	struct thing *thing;
};

void thing_release(struct thing *thing);
DEFINE_KREF_TYPED(thing, struct thing, ref, thing_release);
DEFINE_KREF_TABLE(thing, struct thing, thing_put);

/* Needs the reference of its caller. */
int thing_use(struct thing *thing) __must_hold(thing);

/* Returns a new reference or an error pointer. */
struct thing *thing_create(void);

/* Returns a reference that a lookup found, or NULL. */
struct thing *thing_find(int id);

/* Returns 0 and a new reference, or an error and none. */
int thing_open(struct thing **out) __cond_acquires(0, *out);

/* Keeps the reference. */
void thing_keep(struct thing *thing) __releases(thing);

struct queue {
	int before;
	struct kref_closable ref;
	int value;
} __kref_typed;

void queue_stop(struct queue *queue);
void queue_release(struct queue *queue);
DEFINE_KREF_CLOSABLE(queue, struct queue, ref, queue_stop, queue_release);
DEFINE_KREF_TABLE(queue, struct queue, queue_close_put);

/* Needs the reference of its caller. */
int queue_use(struct queue *queue) __must_hold(queue);

/* Returns a new reference or an error pointer. */
struct queue *queue_create(void);

#endif
