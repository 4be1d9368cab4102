/* SPDX-License-Identifier: GPL-2.0 */
/* The locks of the programs beside this file */
#ifndef GUARDS_H
#define GUARDS_H

#include <drm/drm_drv.h>
#include <linux/errno.h>
#include <linux/mutex.h>

struct counter {
	struct mutex lock;
	int value __guarded_by(lock);
};

#endif
