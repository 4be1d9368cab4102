// SPDX-License-Identifier: GPL-2.0
/* expect: reference 'p' is not held on every path through here */
#include <linux/errno.h>
#include <linux/kref_typed.h>
#include <linux/module.h>

struct planted {
	struct kref ref;
	int value;
} __kref_typed;

void planted_release(struct planted *p);
DEFINE_KREF_TYPED(planted, struct planted, ref, planted_release, KREF_PUT_ATOMIC);

int planted(struct planted *p);
int planted(struct planted *p)
{
	planted_get(p);
	if (p->value < 0)
		return -EINVAL;
	planted_put(p);
	return 0;
}
