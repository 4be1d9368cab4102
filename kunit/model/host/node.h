/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* node.h - the render node behind the preloaded library's functions */
#ifndef AGX_MODEL_NODE_H
#define AGX_MODEL_NODE_H

/* node_ioctl - an ioctl on the node; calls must not overlap. Returns 0 or an errno. */
int node_ioctl(unsigned long request, void *arg);

#endif
