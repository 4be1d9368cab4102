// SPDX-License-Identifier: GPL-2.0
/* expect: mutex 'p->lock' is not held on every path through here */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/mutex.h>

struct planted {
	struct mutex lock;
	int value __guarded_by(lock);
};

int planted(struct planted *p);
int planted(struct planted *p)
{
	mutex_lock(&p->lock);
	if (p->value < 0)
		return -EINVAL;
	mutex_unlock(&p->lock);
	return 0;
}
