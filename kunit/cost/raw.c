// SPDX-License-Identifier: GPL-2.0
/* The operations in C without helpers */

#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

#include <drm/drm_drv.h>

#include "cost.h"

static void obj_release(struct kref *ref)
{
	kfree(container_of(ref, struct obj, ref));
}

static inline struct obj *get(struct obj *obj)
{
	kref_get(&obj->ref);
	return obj;
}

static inline void put(struct obj *obj)
{
	kref_put(&obj->ref, obj_release);
}

static noinline void far_get(struct obj *obj)
{
	get(obj);
}

static noinline void far_put(struct obj *obj)
{
	put(obj);
}

void raw_loop(unsigned long n)
{
	cost_repeat(n)
		barrier();
}

void raw_get_put(unsigned long n)
{
	struct obj *obj = cost_objs[0];

	cost_repeat(n) {
		get(obj);
		cost_hide(obj);
		put(obj);
	}
}

void raw_far_get_put(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj = cost_objs[n_ % 64];

		far_get(obj);
		far_put(obj);
	}
}

static inline struct obj *new(void)
{
	struct obj *obj = kmalloc(sizeof(*obj), GFP_KERNEL);

	if (!obj)
		return NULL;
	kref_init(&obj->ref);
	memset(obj->data, 0, sizeof(obj->data));
	return obj;
}

void raw_kmalloc(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj = new();

		if (!obj)
			return;
		cost_hide(obj);
		put(obj);
	}
}

void raw_kzalloc(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj = kzalloc(sizeof(*obj), GFP_KERNEL);

		if (!obj)
			return;
		kref_init(&obj->ref);
		cost_hide(obj);
		put(obj);
	}
}

static noinline int int_5(void)
{
	if (READ_ONCE(cost_fail))
		return -EINVAL;
	return 0;
}

#define INT(level, next)					\
static noinline int int_##level(void)				\
{								\
	int err = int_##next();					\
								\
	if (err)						\
		return err;					\
	WRITE_ONCE(cost_counter, level);			\
	return 0;						\
}

INT(4, 5)
INT(3, 4)
INT(2, 3)
INT(1, 2)

void raw_int_chain(unsigned long n)
{
	cost_repeat(n) {
		int err = int_1();

		cost_hide(err);
	}
}

#define GOTO(level, next)					\
static noinline int goto_##level(struct obj **objs)		\
{								\
	struct obj *obj = get(objs[level]);			\
	int err;						\
								\
	err = next;						\
	if (err)						\
		goto out;					\
	WRITE_ONCE(obj->data[0], level);			\
out:								\
	put(obj);						\
	return err;						\
}

GOTO(4, int_5())
GOTO(3, goto_4(objs))
GOTO(2, goto_3(objs))
GOTO(1, goto_2(objs))

void raw_ref_chain(unsigned long n)
{
	cost_repeat(n) {
		int err = goto_1(cost_objs);

		cost_hide(err);
	}
}

#define CHECKED(level, next)					\
static noinline int checked_##level(struct obj **objs)		\
{								\
	struct obj *obj = get(objs[level]);			\
	int err;						\
								\
	if (IS_ERR_OR_NULL(obj))				\
		return -EINVAL;					\
	err = next;						\
	if (err)						\
		goto out;					\
	WRITE_ONCE(obj->data[0], level);			\
out:								\
	put(obj);						\
	return err;						\
}

CHECKED(4, int_5())
CHECKED(3, checked_4(objs))
CHECKED(2, checked_3(objs))
CHECKED(1, checked_2(objs))

void raw_ref_chain_checked(unsigned long n)
{
	cost_repeat(n) {
		int err = checked_1(cost_objs);

		cost_hide(err);
	}
}

static noinline struct obj *ptr_5(struct obj **objs)
{
	if (READ_ONCE(cost_fail))
		return ERR_PTR(-EINVAL);
	return get(objs[0]);
}

#define PTR(level, next)					\
static noinline struct obj *ptr_##level(struct obj **objs)	\
{								\
	struct obj *obj = ptr_##next(objs);			\
								\
	if (IS_ERR(obj))					\
		return obj;					\
	WRITE_ONCE(obj->data[0], level);			\
	return obj;						\
}

PTR(4, 5)
PTR(3, 4)
PTR(2, 3)
PTR(1, 2)

void raw_err_ptr(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj = ptr_1(cost_objs);

		if (!IS_ERR(obj))
			put(obj);
	}
}

void raw_mutex(unsigned long n)
{
	cost_repeat(n) {
		mutex_lock(&cost_mutex);
		cost_counter++;
		mutex_unlock(&cost_mutex);
	}
}

void raw_mutex_interruptible(unsigned long n)
{
	cost_repeat(n) {
		if (mutex_lock_interruptible(&cost_mutex))
			return;
		cost_counter++;
		mutex_unlock(&cost_mutex);
	}
}

void raw_spinlock(unsigned long n)
{
	cost_repeat(n) {
		spin_lock(&cost_spinlock);
		cost_counter++;
		spin_unlock(&cost_spinlock);
	}
}

void raw_drm_dev_enter(unsigned long n)
{
	cost_repeat(n) {
		int idx;

		if (!drm_dev_enter(&cost_drm, &idx))
			return;
		cost_counter++;
		drm_dev_exit(idx);
	}
}

void raw_rcu_flag(unsigned long n)
{
	cost_repeat(n) {
		rcu_read_lock();
		if (READ_ONCE(cost_live))
			cost_counter++;
		rcu_read_unlock();
	}
}

void raw_rcu_flag_get(unsigned long n)
{
	struct obj *obj = cost_objs[0];

	cost_repeat(n) {
		bool got;

		rcu_read_lock();
		got = READ_ONCE(cost_live) && kref_get_unless_zero(&obj->ref);
		rcu_read_unlock();
		if (!got)
			return;
		cost_counter++;
		put(obj);
	}
}

struct parent {
	struct obj *child[4];
};

static inline void parent_release(struct parent *parent)
{
	put(parent->child[3]);
	put(parent->child[2]);
	put(parent->child[1]);
	put(parent->child[0]);
}

static noinline void far_parent_release(struct parent *parent)
{
	parent_release(parent);
}

void raw_drop_live(unsigned long n)
{
	cost_repeat(n) {
		struct parent parent = { {
			get(cost_objs[0]), get(cost_objs[1]),
			get(cost_objs[2]), get(cost_objs[3]),
		} };

		barrier();
		parent_release(&parent);
	}
}

void raw_far_drop_live(unsigned long n)
{
	cost_repeat(n) {
		struct parent parent = { {
			get(cost_objs[0]), get(cost_objs[1]),
			get(cost_objs[2]), get(cost_objs[3]),
		} };

		far_parent_release(&parent);
	}
}

static noinline struct obj *far_new(void)
{
	return new();
}

void raw_drop_last(unsigned long n)
{
	cost_repeat(n) {
		struct parent parent;
		int i;

		for (i = 0; i < 4; i++) {
			parent.child[i] = far_new();
			if (!parent.child[i])
				return;
		}
		far_parent_release(&parent);
	}
}

struct counted {
	struct kref ref;
	struct obj *child[4];
};

static noinline struct counted *build(void)
{
	struct counted *parent = kzalloc(sizeof(*parent), GFP_KERNEL);
	int err = -ENOMEM;

	if (!parent)
		return ERR_PTR(-ENOMEM);
	kref_init(&parent->ref);

	parent->child[0] = far_new();
	if (!parent->child[0])
		goto free;
	parent->child[1] = far_new();
	if (!parent->child[1])
		goto put_0;
	parent->child[2] = far_new();
	if (!parent->child[2])
		goto put_1;
	parent->child[3] = far_new();
	if (!parent->child[3])
		goto put_2;
	err = int_5();
	if (err)
		goto put_3;
	return parent;

put_3:
	put(parent->child[3]);
put_2:
	put(parent->child[2]);
put_1:
	put(parent->child[1]);
put_0:
	put(parent->child[0]);
free:
	kfree(parent);
	return ERR_PTR(err);
}

void raw_build(unsigned long n)
{
	cost_repeat(n) {
		struct counted *parent = build();

		cost_hide(parent);
	}
}

static void put_action(void *obj)
{
	put(obj);
}

static noinline int build_devres(struct device *dev)
{
	struct parent *parent = devm_kzalloc(dev, sizeof(*parent), GFP_KERNEL);
	int i, err;

	if (!parent)
		return -ENOMEM;
	for (i = 0; i < 4; i++) {
		parent->child[i] = far_new();
		if (!parent->child[i])
			return -ENOMEM;
		err = devm_add_action_or_reset(dev, put_action, parent->child[i]);
		if (err)
			return err;
	}
	return int_5();
}

void raw_build_devres(unsigned long n)
{
	cost_repeat(n) {
		void *group = devres_open_group(cost_dev, NULL, GFP_KERNEL);
		int err = build_devres(cost_dev);

		cost_hide(err);
		devres_release_group(cost_dev, group);
	}
}

static noinline void step(unsigned long *sum)
{
	WRITE_ONCE(*sum, *sum + 1);
}

static noinline void undo(unsigned long *sum)
{
	WRITE_ONCE(*sum, *sum - 1);
}

static noinline void steps(unsigned long *sum)
{
	step(sum);
	step(sum);
	step(sum);
	step(sum);
	barrier();
	undo(sum);
	undo(sum);
	undo(sum);
	undo(sum);
}

void raw_steps(unsigned long n)
{
	unsigned long sum = 0;

	cost_repeat(n)
		steps(&sum);
}

static void undo_action(void *sum)
{
	undo(sum);
}

void raw_steps_devres(unsigned long n)
{
	unsigned long sum = 0;

	cost_repeat(n) {
		void *group = devres_open_group(cost_dev, NULL, GFP_KERNEL);
		int i;

		for (i = 0; i < 4; i++) {
			step(&sum);
			if (devm_add_action_or_reset(cost_dev, undo_action, &sum))
				return;
		}
		devres_release_group(cost_dev, group);
	}
}

static DEFINE_XARRAY_ALLOC1(table);

/* Reserve an id, then store the complete object, as a table of references does. */
void raw_publish(unsigned long n)
{
	struct obj *obj = cost_objs[0];

	cost_repeat(n) {
		u32 id;

		if (xa_alloc(&table, &id, NULL, xa_limit_32b, GFP_KERNEL))
			return;
		cost_hide(obj);
		xa_store(&table, id, get(obj), 0);
	}
}

void raw_lookup(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj;

		xa_lock(&table);
		obj = xa_load(&table, n_);
		if (obj && !kref_get_unless_zero(&obj->ref))
			obj = NULL;
		xa_unlock(&table);
		if (obj)
			put(obj);
	}
}

void raw_unpublish(unsigned long n)
{
	cost_repeat(n) {
		struct obj *obj = xa_erase(&table, n_);

		if (obj)
			put(obj);
	}
}

void raw_drain(unsigned long n)
{
	struct obj *obj;
	unsigned long id;

	xa_for_each(&table, id, obj) {
		xa_erase(&table, id);
		put(obj);
	}
	xa_destroy(&table);
}
