// SPDX-License-Identifier: GPL-2.0
/*
 * The device may be gone: nothing says so to the scope.
 * expect: error: .*guard\(drm_dev_enter\) may fail, use ACQUIRE\(\)
 */
#include "guards.h"

int touch_hardware(struct drm_device *drm);

int program(struct drm_device *drm);
int program(struct drm_device *drm)
{
	guard(drm_dev_enter)(drm);

	return touch_hardware(drm);
}
