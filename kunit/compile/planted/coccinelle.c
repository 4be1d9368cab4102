// SPDX-License-Identifier: GPL-2.0
/* expect: ERROR: reference preceded by free */
#include <linux/slab.h>

struct planted {
	int value;
};

int planted(struct planted *p);
int planted(struct planted *p)
{
	kfree(p);
	return p->value;
}
