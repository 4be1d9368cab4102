// SPDX-License-Identifier: GPL-2.0
/* drm_dev_enter() and drm_dev_exit() of this very kernel, see Kbuild. */

#include <linux/srcu.h>

#include <drm/drm_drv.h>

DEFINE_STATIC_SRCU(drm_unplug_srcu);

#include "drm-section.h"
