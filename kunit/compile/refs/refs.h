/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The types that the programs beside this file count references of, one that can
 * be closed and one that cannot, a table for each, and functions that need a
 * reference, return one and keep one.
 */
#ifndef REFS_H
#define REFS_H

#include <linux/errno.h>
#include <linux/kref_closable.h>
#include <linux/kref_table.h>
#include <linux/kref_typed.h>
#include <linux/mutex.h>

struct thing {
	int before;
	struct kref ref;
	struct mutex lock;
	int count __guarded_by(lock);
	int value;
} __kref_typed;

void thing_release(struct thing *thing __borrowed);
DEFINE_KREF_TYPED(thing, struct thing, ref, thing_release, KREF_PUT_MAY_SLEEP);
DEFINE_KREF_TABLE(thing, struct thing, thing_put);

struct holder {
	struct thing_owned thing;
};

/* Needs the reference of its caller. */
int thing_use(struct thing *thing) __must_hold(thing);

/* Needs a lock. */
void thing_count(struct thing *thing __borrowed) __must_hold(&thing->lock);

/* Returns a new reference or an error. */
struct thing_owned __must_check thing_create(void);

/* Keeps the reference, on failure too. */
int thing_keep(struct thing_owned thing);

/* Drops the reference of its caller. */
void thing_finish(struct thing *thing) __releases(thing);

/* Calls the function later. */
void later(void (*fn)(void *data), void *data);

struct queue {
	int before;
	struct kref_closable ref;
	struct thing_owned thing;
} __kref_typed;

void queue_stop(struct queue *queue) __must_hold(queue);
void queue_release(struct queue *queue __borrowed);
DEFINE_KREF_CLOSABLE(queue, struct queue, ref, queue_stop, queue_release,
		     KREF_PUT_MAY_SLEEP);
DEFINE_KREF_TABLE(queue, struct queue, queue_close_put);

/* Needs the reference of its caller. */
int queue_use(struct queue *queue) __must_hold(queue);

/* Returns a new reference or an error. */
struct queue_owned __must_check queue_create(void);

#endif
