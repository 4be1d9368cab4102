// SPDX-License-Identifier: GPL-2.0
/*
 * Count the instructions of operations on references: by hand, through the
 * typed helpers, and in Rust. See scripts/cost.
 *
 * Runs when the kernel has booted, prints and resets the machine. QEMU's
 * -icount shift=0 makes one instruction one tick of the TSC.
 */

#include <linux/device.h>
#include <linux/init.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/spinlock.h>

#include <drm/drm_device.h>

#include <asm/msr.h>

#include "cost.h"

#define ROUNDS	1000
/* The smallest count is the one without an interrupt. */
#define REPEATS	9

struct obj *cost_objs[64];
DEFINE_MUTEX(cost_mutex);
DEFINE_SPINLOCK(cost_spinlock);
struct device *cost_dev;
/* drm_dev_enter() only looks at whether the device is unplugged. */
struct drm_device cost_drm;
bool cost_live = true;
u64 cost_counter;
int cost_fail;

typedef void (*cost_fn)(unsigned long n);

static const struct {
	const char *name;
	cost_fn raw, typed, rust;
	bool fail;
} rows[] = {
#define ROW(name, raw, typed, rust)	{ name, raw, typed, rust, false }
#define FAILING(name, raw, typed, rust)	{ name, raw, typed, rust, true }
	ROW("empty loop, included below", raw_loop, NULL, rust_loop),
	ROW("get + put: kref / typed / Arc", raw_get_put, typed_get_put, rust_get_put),
	ROW("scope with a reference: kref / guard(name_ref) / Arc", raw_get_put, typed_guard, rust_get_put),
	ROW("get and put out of line, over 64 objects", raw_far_get_put, typed_far_get_put, rust_far_get_put),
	ROW("allocate, set 64 bytes, release: kmalloc / typed / Arc::new", raw_kmalloc, typed_kmalloc, rust_alloc),
	ROW("allocate, zero 64 bytes, release: kzalloc / typed / Arc::new", raw_kzalloc, typed_kzalloc, rust_alloc),
	ROW("5 calls deep, success: int / same code / Result", raw_int_chain, raw_int_chain, rust_int_chain),
	FAILING("5 calls deep, failure: int / same code / Result", raw_int_chain, raw_int_chain, rust_int_chain),
	ROW("5 deep, 4 references: goto / typed, goto / Drop", raw_ref_chain, typed_ref_chain, rust_ref_chain),
	ROW("5 deep, 4 references: goto / guard(name_ref) / Drop", raw_ref_chain, typed_ref_chain_guard, rust_ref_chain),
	ROW("5 deep, 4 references, tested when had: goto / name_own, guard(name_put) / Drop", raw_ref_chain_checked, typed_ref_chain_checked, rust_ref_chain),
	FAILING("5 deep, 4 references, failure: goto / guard(name_ref) / Drop", raw_ref_chain, typed_ref_chain_guard, rust_ref_chain),
	ROW("5 deep, returns a reference: ERR_PTR / name_own, name_give / Result<Arc>", raw_err_ptr, typed_err_ptr, rust_err_ptr),
	ROW("mutex: lock + unlock / guard / Mutex::lock", raw_mutex, typed_mutex, rust_mutex),
	ROW("mutex, interruptible: by hand / ACQUIRE(mutex_restart) / none", raw_mutex_interruptible, typed_mutex_restart, NULL),
	ROW("spinlock: lock + unlock / guard / SpinLock::lock", raw_spinlock, typed_spinlock, rust_spinlock),
	ROW("device there: drm_dev_enter + exit / ACQUIRE(drm_dev_enter) / Revocable", raw_drm_dev_enter, typed_drm_dev_enter, rust_revocable),
	ROW("object live: RCU and a flag / name_is_live / Revocable", raw_rcu_flag, typed_is_live, rust_revocable),
	ROW("object live, kept: RCU, flag, kref / name_tryget_live + put / Revocable + Arc", raw_rcu_flag_get, typed_tryget, rust_revocable_get),
	ROW("take and drop 4 children, inline", raw_drop_live, typed_drop_live, rust_drop_live),
	ROW("take 4 children, drop them out of line", raw_far_drop_live, typed_far_drop_live, rust_far_drop_live),
	ROW("make 4 children, drop their last references", raw_drop_last, typed_drop_last, rust_drop_last),
	FAILING("make a parent, 4 children, fail: goto / typed, goto / Drop", raw_build, typed_build_goto, rust_build),
	FAILING("make a parent, 4 children, fail: goto / put, release / Drop", raw_build, typed_build, rust_build),
	FAILING("make a parent, 4 children, fail: goto / teardown list / Drop", raw_build, typed_build_list, rust_build),
	FAILING("make a parent, 4 children, fail: devres / teardown list / Drop", raw_build_devres, typed_build_list, rust_build),
	ROW("4 steps, undone: calls in order / teardown list / 4 ScopeGuards", raw_steps, typed_steps, rust_steps),
	ROW("4 steps, undone: devres / teardown list / 4 ScopeGuards", raw_steps_devres, typed_steps, rust_steps),
};

static const struct {
	cost_fn publish, lookup, unpublish, drain;
} tables[] = {
#define TABLE(side)	{ side##_publish, side##_lookup, side##_unpublish, side##_drain }
	TABLE(raw),
	TABLE(typed),
	TABLE(rust),
};

static __init void print_one(u64 ticks, unsigned long rounds)
{
	u64 tenths = DIV_ROUND_CLOSEST(ticks * 10, rounds);

	pr_cont("|%llu.%llu", tenths / 10, tenths % 10);
}

static __init u64 ticks_of(cost_fn fn, unsigned long n)
{
	u64 start = rdtsc();

	fn(n);
	return rdtsc() - start;
}

static __init void measure(cost_fn fn)
{
	u64 least = U64_MAX;
	int i;

	if (!fn) {
		pr_cont("|-");
		return;
	}
	for (i = 0; i < REPEATS; i++)
		least = min(least, ticks_of(fn, ROUNDS));
	print_one(least, ROUNDS);
}

static __init void measure_tables(unsigned long n)
{
	int repeats = n > 1000 ? 1 : REPEATS, i, j;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		u64 least[4] = { U64_MAX, U64_MAX, U64_MAX, U64_MAX };

		for (j = 0; j < repeats; j++) {
			least[0] = min(least[0], ticks_of(tables[i].publish, n));
			least[1] = min(least[1], ticks_of(tables[i].lookup, n));
			least[2] = min(least[2], ticks_of(tables[i].unpublish, n));
			tables[i].publish(n);
			least[3] = min(least[3], ticks_of(tables[i].drain, n));
		}
		pr_info("TABLE|%lu|%d", n, i);
		for (j = 0; j < 4; j++)
			print_one(least[j], n);
		pr_cont("\n");
	}
}

static __init int cost_init(void)
{
	unsigned long n;
	int i;

	cost_dev = root_device_register("cost");
	if (IS_ERR(cost_dev) || typed_setup() || rust_setup())
		panic("cost: no memory\n");

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		cost_fail = rows[i].fail;
		pr_info("COST|%s", rows[i].name);
		measure(rows[i].raw);
		measure(rows[i].typed);
		measure(rows[i].rust);
		pr_cont("\n");
	}
	for (n = 10; n <= 1000000; n *= 10)
		measure_tables(n);

	pr_info("COST-END\n");
	emergency_restart();
	return 0;
}
late_initcall(cost_init);
