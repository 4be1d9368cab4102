// SPDX-License-Identifier: GPL-2.0
/* expect: different address spaces */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/module.h>

int planted(void __user *p);
int planted(void __user *p)
{
	int *q = p;

	return q ? 0 : -EFAULT;
}
