// SPDX-License-Identifier: GPL-2.0
/* The same operations through the helpers of the series. */

#include <linux/cleanup.h>
#include <linux/kref_closable.h>
#include <linux/kref_table.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/teardown.h>

#include <drm/drm_drv.h>

#include "cost.h"

static void obj_release(struct obj *obj)
{
	kfree(obj);
}

DEFINE_KREF_TYPED(obj, struct obj, ref, obj_release, KREF_PUT_ATOMIC);
DEFINE_KREF_TABLE(obj, struct obj, obj_put);

static struct obj_table table;

static noinline void far_get(struct obj *obj)
{
	obj_get(obj);
}

static noinline void far_put(struct obj *obj)
{
	obj_put(obj);
}

void typed_get_put(unsigned long n)
{
	struct obj *obj = cost_objs[0];

	cost_repeat(n) {
		obj_get(obj);
		cost_hide(obj);
		obj_put(obj);
	}
}

void typed_far_get_put(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj = cost_objs[n_ % 64];

		far_get(obj);
		far_put(obj);
	}
}

void typed_guard(unsigned long n)
{
	struct obj *obj = cost_objs[0];

	cost_repeat(n) {
		guard(obj_ref)(obj);
		barrier();
	}
}

static inline struct obj_owned new(void)
{
	struct obj *obj = kmalloc_obj(*obj);

	if (!obj)
		return obj_err(-ENOMEM);
	obj_ref_init(obj);
	memset(obj->data, 0, sizeof(obj->data));
	return obj_give(obj);
}

void typed_kmalloc(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj;

		if (obj_own(new(), &obj))
			return;
		cost_hide(obj);
		obj_put(obj);
	}
}

void typed_kzalloc(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj;

		if (obj_new(&obj, GFP_KERNEL))
			return;
		cost_hide(obj);
		obj_put(obj);
	}
}

static noinline int leaf(void)
{
	if (READ_ONCE(cost_fail))
		return -EINVAL;
	return 0;
}

#define GOTO(level, next)					\
static noinline int goto_##level(struct obj **objs)		\
{								\
	struct obj *obj = obj_get(objs[level]);			\
	int err;						\
								\
	err = next;						\
	if (err)						\
		goto out;					\
	WRITE_ONCE(obj->data[0], level);			\
out:								\
	obj_put(obj);						\
	return err;						\
}

#define CHAIN(scope, level, next)				\
static noinline int scope##_##level(struct obj **objs)		\
{								\
	scope(obj, objs[level]);				\
	int err;						\
								\
	err = next;						\
	if (err)						\
		return err;					\
	WRITE_ONCE(obj->data[0], level);			\
	return 0;						\
}

/* A reference of the scope's own to an object that has another reference */
#define GUARD(p, of)						\
	struct obj *p = of;					\
	guard(obj_ref)(p)

/* As after a creation, whose result has to be tested in any case */
#define CHECKED(p, of)						\
	struct obj *p;						\
								\
	if (obj_own(obj_give(obj_get(of)), &p))			\
		return -EINVAL;					\
	guard(obj_put)(p)

GOTO(4, leaf())
GOTO(3, goto_4(objs))
GOTO(2, goto_3(objs))
GOTO(1, goto_2(objs))
CHAIN(GUARD, 4, leaf())
CHAIN(GUARD, 3, GUARD_4(objs))
CHAIN(GUARD, 2, GUARD_3(objs))
CHAIN(GUARD, 1, GUARD_2(objs))
CHAIN(CHECKED, 4, leaf())
CHAIN(CHECKED, 3, CHECKED_4(objs))
CHAIN(CHECKED, 2, CHECKED_3(objs))
CHAIN(CHECKED, 1, CHECKED_2(objs))

#define RUN(fn)							\
	cost_repeat(n) {					\
		int err = fn(cost_objs);			\
								\
		cost_hide(err);					\
	}

void typed_ref_chain(unsigned long n)
{
	RUN(goto_1);
}

void typed_ref_chain_guard(unsigned long n)
{
	RUN(GUARD_1);
}

void typed_ref_chain_checked(unsigned long n)
{
	RUN(CHECKED_1);
}

static noinline struct obj_owned ptr_5(struct obj **objs)
{
	if (READ_ONCE(cost_fail))
		return obj_err(-EINVAL);
	return obj_give(obj_get(objs[0]));
}

#define PTR(level, next)					\
static noinline struct obj_owned ptr_##level(struct obj **objs)	\
{								\
	struct obj *obj;					\
	int err;						\
								\
	err = obj_own(ptr_##next(objs), &obj);			\
	if (err)						\
		return obj_err(err);				\
	WRITE_ONCE(obj->data[0], level);			\
	return obj_give(obj);					\
}

PTR(4, 5)
PTR(3, 4)
PTR(2, 3)
PTR(1, 2)

void typed_err_ptr(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj;

		if (!obj_own(ptr_1(cost_objs), &obj))
			obj_put(obj);
	}
}

void typed_mutex(unsigned long n)
{
	cost_repeat(n) {
		guard(mutex)(&cost_mutex);
		cost_counter++;
	}
}

void typed_mutex_restart(unsigned long n)
{
	cost_repeat(n) {
		ACQUIRE(mutex_restart, lock)(&cost_mutex);
		if (ACQUIRE_ERR(mutex_restart, &lock))
			return;
		cost_counter++;
	}
}

void typed_spinlock(unsigned long n)
{
	cost_repeat(n) {
		guard(spinlock)(&cost_spinlock);
		cost_counter++;
	}
}

void typed_drm_dev_enter(unsigned long n)
{
	cost_repeat(n) {
		ACQUIRE(drm_dev_enter, section)(&cost_drm);
		if (ACQUIRE_ERR(drm_dev_enter, &section))
			return;
		cost_counter++;
	}
}

struct queue {
	struct kref_closable ref;
} __kref_typed;

static void queue_stop(struct queue *queue)
{
}

static void queue_release(struct queue *queue)
{
	kfree(queue);
}

DEFINE_KREF_CLOSABLE(queue, struct queue, ref, queue_stop, queue_release,
		     KREF_PUT_ATOMIC);

static struct queue *queue;

void typed_is_live(unsigned long n)
{
	struct queue *q = queue;

	cost_repeat(n) {
		if (queue_is_live(q))
			cost_counter++;
	}
}

void typed_tryget(unsigned long n)
{
	struct queue *q = queue;

	cost_repeat(n) {
		if (!queue_tryget_live(q))
			return;
		cost_counter++;
		queue_put(q);
	}
}

struct parent {
	struct obj_owned child[4];
};

static inline void parent_drop(struct parent *parent)
{
	obj_put(obj_take(&parent->child[3]));
	obj_put(obj_take(&parent->child[2]));
	obj_put(obj_take(&parent->child[1]));
	obj_put(obj_take(&parent->child[0]));
}

static noinline void far_parent_drop(struct parent *parent)
{
	parent_drop(parent);
}

void typed_drop_live(unsigned long n)
{
	cost_repeat(n) {
		struct parent parent = { {
			obj_give(obj_get(cost_objs[0])), obj_give(obj_get(cost_objs[1])),
			obj_give(obj_get(cost_objs[2])), obj_give(obj_get(cost_objs[3])),
		} };

		barrier();
		parent_drop(&parent);
	}
}

void typed_far_drop_live(unsigned long n)
{
	cost_repeat(n) {
		struct parent parent = { {
			obj_give(obj_get(cost_objs[0])), obj_give(obj_get(cost_objs[1])),
			obj_give(obj_get(cost_objs[2])), obj_give(obj_get(cost_objs[3])),
		} };

		far_parent_drop(&parent);
	}
}

static noinline struct obj_owned far_new(void)
{
	return new();
}

void typed_drop_last(unsigned long n)
{
	cost_repeat(n) {
		struct parent parent;
		struct obj *obj;
		int i;

		for (i = 0; i < 4; i++) {
			if (obj_own(far_new(), &obj))
				return;
			parent.child[i] = obj_give(obj);
		}
		far_parent_drop(&parent);
	}
}

/* Built step by step; release drops the parts that exist. */
struct counted {
	struct kref ref;
	struct obj_owned child[4];
} __kref_typed;

static void counted_release(struct counted *parent)
{
	int i;

	for (i = 3; i >= 0; i--)
		obj_drop(&parent->child[i]);
	kfree(parent);
}

DEFINE_KREF_TYPED(counted, struct counted, ref, counted_release, KREF_PUT_ATOMIC);

static inline int build_children(struct counted *parent)
{
	struct obj *obj;
	int i, err;

	for (i = 0; i < 4; i++) {
		err = obj_own(far_new(), &obj);
		if (err)
			return err;
		parent->child[i] = obj_give(obj);
	}
	return leaf();
}

static noinline struct counted_owned build(void)
{
	struct counted *parent;
	int err;

	err = counted_new(&parent, GFP_KERNEL);
	if (err)
		return counted_err(err);

	err = build_children(parent);
	if (err) {
		counted_put(parent);
		return counted_err(err);
	}
	return counted_give(parent);
}

static noinline struct counted_owned build_goto(void)
{
	struct obj *child[4];
	struct counted *parent;
	int err;

	err = counted_new(&parent, GFP_KERNEL);
	if (err)
		return counted_err(err);

	err = obj_own(far_new(), &child[0]);
	if (err)
		goto put;
	err = obj_own(far_new(), &child[1]);
	if (err)
		goto put_0;
	err = obj_own(far_new(), &child[2]);
	if (err)
		goto put_1;
	err = obj_own(far_new(), &child[3]);
	if (err)
		goto put_2;
	err = leaf();
	if (err)
		goto put_3;
	parent->child[0] = obj_give(child[0]);
	parent->child[1] = obj_give(child[1]);
	parent->child[2] = obj_give(child[2]);
	parent->child[3] = obj_give(child[3]);
	return counted_give(parent);

put_3:
	obj_put(child[3]);
put_2:
	obj_put(child[2]);
put_1:
	obj_put(child[1]);
put_0:
	obj_put(child[0]);
put:
	/* release has no children to drop. */
	counted_put(parent);
	return counted_err(err);
}

void typed_build_goto(unsigned long n)
{
	cost_repeat(n) {
		struct counted_owned parent = build_goto();

		cost_hide(parent.__ptr);
	}
}

void typed_build(unsigned long n)
{
	cost_repeat(n) {
		struct counted_owned parent = build();

		cost_hide(parent.__ptr);
	}
}

/* Built step by step; each step registers its undoing. */
DECLARE_TEARDOWN(listed, struct listed, 4);

struct listed {
	struct kref ref;
	struct listed_teardown teardown;
	struct obj_owned child[4];
} __kref_typed;

DEFINE_TEARDOWN(listed, struct listed, teardown);

static void listed_release(struct listed *parent)
{
	listed_tear_down(parent);
	kfree(parent);
}

DEFINE_KREF_TYPED(listed, struct listed, ref, listed_release, KREF_PUT_ATOMIC);

#define CHILD(i)						\
static void listed_put_##i(struct listed *parent)		\
{								\
	obj_drop(&parent->child[i]);				\
}								\
								\
static int listed_add_##i(struct listed *parent)		\
{								\
	struct obj *obj;					\
	int err = obj_own(far_new(), &obj);			\
								\
	if (err)						\
		return err;					\
	parent->child[i] = obj_give(obj);			\
	return listed_add_undo_or_reset(parent, listed_put_##i); \
}

CHILD(0)
CHILD(1)
CHILD(2)
CHILD(3)

static inline int listed_add_all(struct listed *parent)
{
	int err;

	err = listed_add_0(parent);
	if (err)
		return err;
	err = listed_add_1(parent);
	if (err)
		return err;
	err = listed_add_2(parent);
	if (err)
		return err;
	err = listed_add_3(parent);
	if (err)
		return err;
	return leaf();
}

static noinline struct listed_owned build_list(void)
{
	struct listed *parent;
	int err;

	err = listed_new(&parent, GFP_KERNEL);
	if (err)
		return listed_err(err);

	err = listed_add_all(parent);
	if (err) {
		listed_put(parent);
		return listed_err(err);
	}
	return listed_give(parent);
}

void typed_build_list(unsigned long n)
{
	cost_repeat(n) {
		struct listed_owned parent = build_list();

		cost_hide(parent.__ptr);
	}
}

DECLARE_TEARDOWN(sum, struct sum, 4);

struct sum {
	unsigned long value;
	struct sum_teardown teardown;
};

DEFINE_TEARDOWN(sum, struct sum, teardown);

static noinline void step(unsigned long *sum)
{
	WRITE_ONCE(*sum, *sum + 1);
}

static noinline void undo(struct sum *sum)
{
	WRITE_ONCE(sum->value, sum->value - 1);
}

static noinline int steps(struct sum *sum)
{
	int i, err;

	for (i = 0; i < 4; i++) {
		step(&sum->value);
		err = sum_add_undo_or_reset(sum, undo);
		if (err)
			return err;
	}
	return 0;
}

void typed_steps(unsigned long n)
{
	struct sum sum = { };

	cost_repeat(n) {
		if (steps(&sum))
			return;
		sum_tear_down(&sum);
	}
}

void typed_publish(unsigned long n)
{
	struct obj *obj = cost_objs[0];

	cost_repeat(n) {
		ACQUIRE(obj_table_id, id)(&table);
		if (ACQUIRE_ERR(obj_table_id, &id))
			return;
		cost_hide(obj);
		obj_table_publish(&id, obj_give(obj_get(obj)));
	}
}

void typed_lookup(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj;

		if (obj_table_lookup(&table, n_, &obj))
			return;
		barrier();
		obj_put(obj);
	}
}

void typed_unpublish(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj;

		if (!obj_table_unpublish(&table, n_, &obj))
			obj_put(obj);
	}
}

void typed_drain(unsigned long n)
{
	obj_table_drain(&table);
}

int typed_setup(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(cost_objs); i++) {
		if (obj_own(new(), &cost_objs[i]))
			return -ENOMEM;
	}
	if (queue_new(&queue, GFP_KERNEL))
		return -ENOMEM;
	queue_open(queue);
	obj_table_init(&table, 1, U32_MAX);
	return 0;
}
