/* SPDX-License-Identifier: GPL-2.0 */
#ifndef COST_H
#define COST_H

#include <linux/kref_typed.h>
#include <linux/slab.h>
#include <linux/types.h>

struct device;
struct drm_device;
struct mutex;
struct spinlock;

/* 64 bytes, as large as the Arc in rust.rs. */
struct obj {
	struct kref ref;
	u64 data[7];
} __kref_typed;

extern struct obj *cost_objs[64];
extern struct mutex cost_mutex;
extern struct spinlock cost_spinlock;
extern struct device *cost_dev;
extern struct drm_device cost_drm;
extern bool cost_live;
extern u64 cost_counter;
/* The innermost function of a chain looks at these. */
extern int cost_fail;

/* For the compiler, the value and memory may have changed. Generates no instruction. */
#define cost_hide(var) asm volatile("" : "+r" (var) : : "memory")

/* Two instructions around each round, the same as in Rust */
#define cost_repeat(n) \
	_Pragma("clang loop unroll(disable)") \
	for (unsigned long n_ = (n); n_; n_--)

/* For each row and column, a function that does the operation so many times */
#define cost_raw(name)		void raw_##name(unsigned long n)
#define cost_typed(name)	void typed_##name(unsigned long n)
#define cost_rust(name)		void rust_##name(unsigned long n)

cost_raw(loop);
cost_raw(get_put);
cost_raw(far_get_put);
cost_raw(kmalloc);
cost_raw(kzalloc);
cost_raw(int_chain);
cost_raw(ref_chain);
cost_raw(ref_chain_checked);
cost_raw(err_ptr);
cost_raw(mutex);
cost_raw(mutex_interruptible);
cost_raw(spinlock);
cost_raw(drm_dev_enter);
cost_raw(rcu_flag);
cost_raw(rcu_flag_get);
cost_raw(drop_live);
cost_raw(far_drop_live);
cost_raw(drop_last);
cost_raw(build);
cost_raw(build_devres);
cost_raw(steps);
cost_raw(steps_devres);

cost_typed(get_put);
cost_typed(far_get_put);
cost_typed(guard);
cost_typed(kmalloc);
cost_typed(kzalloc);
cost_typed(ref_chain);
cost_typed(ref_chain_guard);
cost_typed(ref_chain_checked);
cost_typed(err_ptr);
cost_typed(mutex);
cost_typed(mutex_restart);
cost_typed(spinlock);
cost_typed(drm_dev_enter);
cost_typed(is_live);
cost_typed(tryget);
cost_typed(drop_live);
cost_typed(far_drop_live);
cost_typed(drop_last);
cost_typed(build);
cost_typed(build_goto);
cost_typed(build_list);
cost_typed(steps);

cost_rust(loop);
cost_rust(get_put);
cost_rust(far_get_put);
cost_rust(alloc);
cost_rust(int_chain);
cost_rust(ref_chain);
cost_rust(err_ptr);
cost_rust(mutex);
cost_rust(spinlock);
cost_rust(revocable);
cost_rust(revocable_get);
cost_rust(drop_live);
cost_rust(far_drop_live);
cost_rust(drop_last);
cost_rust(build);
cost_rust(steps);

/* Tables: each function does it to n ids, one after the other. */
#define cost_table(side)			\
void side##_publish(unsigned long n);	\
void side##_lookup(unsigned long n);	\
void side##_unpublish(unsigned long n);	\
void side##_drain(unsigned long n)

cost_table(raw);
cost_table(typed);
cost_table(rust);

int typed_setup(void);
int rust_setup(void);

#endif /* COST_H */
