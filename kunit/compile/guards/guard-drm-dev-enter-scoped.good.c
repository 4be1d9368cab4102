// SPDX-License-Identifier: GPL-2.0
/*
 * Another correct twin of guard-drm-dev-enter.bad.c.
 * expect: nothing
 */
#include "guards.h"

int touch_hardware(struct drm_device *drm);

int program(struct drm_device *drm);
int program(struct drm_device *drm)
{
	scoped_cond_guard(drm_dev_enter, return -ENODEV, drm)
		return touch_hardware(drm);

	return 0;
}
