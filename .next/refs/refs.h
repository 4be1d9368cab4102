/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A type that can be closed, a type that cannot, and a table for each.
 */
#ifndef REFS_H
#define REFS_H

#include <linux/errno.h>
#include <linux/kref_closable.h>
#include <linux/kref_table.h>

struct queue {
	int before;
	struct kref_closable ref;
	int value;
} __kref_typed;

void queue_stop(struct queue *queue);
void queue_release(struct queue *queue);
DEFINE_KREF_CLOSABLE(queue, struct queue, ref, queue_stop, queue_release);
DEFINE_KREF_TABLE(queue, struct queue, queue_close_put);

struct thing {
	struct kref ref;
} __kref_typed;

void thing_release(struct thing *thing);
DEFINE_KREF_TYPED(thing, struct thing, ref, thing_release);
DEFINE_KREF_TABLE(thing, struct thing, thing_put);

/* Needs the reference of its caller. */
int queue_use(struct queue *queue) __must_hold(queue);

/* Returns a new reference or an error pointer. */
struct queue *queue_create(void);

#endif
