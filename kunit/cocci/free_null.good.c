// SPDX-License-Identifier: GPL-2.0
/*
 * Declared where it gets its value; set on one path only; set by a loop; set
 * through its address; the guard comes after the value.
 * expect: nothing
 */
#include <linux/cleanup.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct thing {
	int value;
};

int program(struct mutex *lock, struct thing *(*make)(struct thing **out), int n);
int program(struct mutex *lock, struct thing *(*make)(struct thing **out), int n)
{
	struct thing *plain = NULL;

	guard(mutex)(lock);

	struct thing *thing __free(kfree) = make(NULL);

	plain = thing;

	return plain ? plain->value : n;
}

int sometimes(struct mutex *lock, struct thing *(*make)(struct thing **out), int n);
int sometimes(struct mutex *lock, struct thing *(*make)(struct thing **out), int n)
{
	struct thing *some __free(kfree) = NULL;
	struct thing *last __free(kfree) = NULL;
	struct thing *out __free(kfree) = NULL;

	if (n > 3)
		some = make(NULL);

	while (n--) {
		kfree(last);
		last = make(NULL);
	}

	make(&out);

	guard(mutex)(lock);

	return some ? some->value : out->value;
}
