// SPDX-License-Identifier: GPL-2.0
/*
 * Correct twin of guard-drm-dev-enter.bad.c.
 * expect: nothing
 */
#include "guards.h"

int touch_hardware(struct drm_device *drm);

int program(struct drm_device *drm);
int program(struct drm_device *drm)
{
	int err;

	ACQUIRE(drm_dev_enter, section)(drm);
	err = ACQUIRE_ERR(drm_dev_enter, &section);
	if (err)
		return err;

	return touch_hardware(drm);
}
