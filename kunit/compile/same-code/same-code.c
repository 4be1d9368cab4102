// SPDX-License-Identifier: GPL-2.0
/*
 * Each raw_NAME() does with kref what typed_NAME() does with a typed reference.
 * "compare" compares the instructions of the two. Nothing here is run.
 *
 * The suffix says what may differ:
 *	(none)	nothing
 *	_less	the typed function may be shorter, but not longer
 */
/* The kernels that are tested have it, those that users have do not. */
#undef CONFIG_DEBUG_KREF_TYPED
#include <linux/kref_typed.h>
#include <linux/slab.h>

/* Reference count first, release function elsewhere. */
struct raw {
	struct kref ref;
	int value;
};

struct typed {
	struct kref ref;
	int value;
} __kref_typed;

/* Reference count within, release function in the same file. */
struct raw_inner {
	long value[4];
	struct kref ref;
};

struct typed_inner {
	long value[4];
	struct kref ref;
} __kref_typed;

void raw_release(struct kref *ref);
void typed_release(struct typed *typed);
DEFINE_KREF_TYPED(typed, struct typed, ref, typed_release, KREF_PUT_ATOMIC);

static void raw_inner_release(struct kref *ref)
{
	kfree(container_of(ref, struct raw_inner, ref));
}

static void typed_inner_release(struct typed_inner *typed)
{
	kfree(typed);
}
DEFINE_KREF_TYPED(typed_inner, struct typed_inner, ref, typed_inner_release,
		  KREF_PUT_ATOMIC);

/* Reference count within, release function elsewhere. */
void raw_far_release(struct kref *ref);
void typed_far_release(struct typed_inner *typed);
DEFINE_KREF_TYPED(typed_far, struct typed_inner, ref, typed_far_release,
		  KREF_PUT_ATOMIC);

int step(int which, int value);

#define PAIR(ret, name, args_raw, args_typed)	\
	ret raw_##name args_raw;		\
	ret typed_##name args_typed

PAIR(void, f_init, (struct raw *p), (struct typed *p));
void raw_f_init(struct raw *p)
{
	kref_init(&p->ref);
}

void typed_f_init(struct typed *p) __context_unsafe(/* the reference stays with the caller */)
{
	typed_ref_init(p);
}

PAIR(void *, f_get, (struct raw *p), (struct typed *p));
void *raw_f_get(struct raw *p)
{
	kref_get(&p->ref);
	return p;
}

void *typed_f_get(struct typed *p)
{
	return typed_to_raw(typed_get(p));
}

PAIR(void, f_put, (struct raw *p), (struct typed *p));
void raw_f_put(struct raw *p)
{
	kref_put(&p->ref, raw_release);
}

void typed_f_put(struct typed *p)
{
	typed_put(typed_from_raw(p));
}

PAIR(int, f_tryget, (struct raw *p), (struct typed *p));
int raw_f_tryget(struct raw *p)
{
	if (!kref_get_unless_zero(&p->ref))
		return -ENOENT;
	return 0;
}

int typed_f_tryget(struct typed *p) __cond_acquires(0, p);
int typed_f_tryget(struct typed *p)
{
	if (!typed_tryget(p))
		return -ENOENT;
	return 0;
}

PAIR(void *, f_inner_get, (struct raw_inner *p), (struct typed_inner *p));
void *raw_f_inner_get(struct raw_inner *p)
{
	kref_get(&p->ref);
	return p;
}

void *typed_f_inner_get(struct typed_inner *p)
{
	return typed_inner_to_raw(typed_inner_get(p));
}

PAIR(void, f_inner_put, (struct raw_inner *p), (struct typed_inner *p));
void raw_f_inner_put(struct raw_inner *p)
{
	kref_put(&p->ref, raw_inner_release);
}

void typed_f_inner_put(struct typed_inner *p)
{
	typed_inner_put(typed_inner_from_raw(p));
}

PAIR(int, f_get_put, (struct raw *p), (struct typed *p));
int raw_f_get_put(struct raw *p)
{
	int err;

	kref_get(&p->ref);
	err = step(1, p->value);
	kref_put(&p->ref, raw_release);

	return err;
}

int typed_f_get_put(struct typed *p)
{
	int err;

	typed_get(p);
	err = step(1, p->value);
	typed_put(p);

	return err;
}

/* A guard against the same by hand. */
PAIR(int, f_guard, (struct raw *p), (struct typed *p));
int raw_f_guard(struct raw *p)
{
	int err;

	kref_get(&p->ref);
	err = step(1, p->value);
	kref_put(&p->ref, raw_release);

	return err;
}

int typed_f_guard(struct typed *p)
{
	guard(typed_ref)(p);

	return step(1, p->value);
}

/* Guards and early returns against labels. */
PAIR(int, f_unwind, (struct raw *a, struct raw *b), (struct typed *a, struct typed *b));
int raw_f_unwind(struct raw *a, struct raw *b)
{
	int err;

	kref_get(&a->ref);
	err = step(1, a->value);
	if (err)
		goto put_a;

	kref_get(&b->ref);
	err = step(2, b->value);
	if (err)
		goto put_b;

	err = step(3, 0);

put_b:
	kref_put(&b->ref, raw_release);
put_a:
	kref_put(&a->ref, raw_release);

	return err;
}

int typed_f_unwind(struct typed *a, struct typed *b)
{
	int err;

	guard(typed_ref)(a);
	err = step(1, a->value);
	if (err)
		return err;

	guard(typed_ref)(b);
	err = step(2, b->value);
	if (err)
		return err;

	return step(3, 0);
}

/* raw has to pass the kref, from which the release function looks for the object. */
PAIR(void, f_far_put_less, (struct raw_inner *p), (struct typed_inner *p));
void raw_f_far_put_less(struct raw_inner *p)
{
	kref_put(&p->ref, raw_far_release);
}

void typed_f_far_put_less(struct typed_inner *p)
{
	typed_far_put(typed_far_from_raw(p));
}
