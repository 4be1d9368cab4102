/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* raster.h - which pixels a triangle covers, and how values vary over it */
#ifndef AGX_MODEL_RASTER_H
#define AGX_MODEL_RASTER_H

#include "render.h"

#define MAX_CORNERS	12

struct setup {
	bool visible, back;
	unsigned int n;			/* corners of the clipped polygon */
	int32_t x[MAX_CORNERS], y[MAX_CORNERS];	/* in 1/256 of a pixel */
	int32_t x0, y0, x1, y1;		/* pixels that may be covered, exclusive end */
	double inverse[3][3];		/* values of corners to coefficients of value / w */
	struct coefficients z;
};

/* raster_setup - clip, project and cull a triangle */
void raster_setup(const struct scene *scene, const struct triangle *t, const struct target *target,
		  struct setup *s);

/*
 * raster_covers - does the polygon cover a point? Shared edges belong to one.
 * @x, @y: in 1/256 of a pixel
 */
bool raster_covers(const struct setup *s, int32_t x, int32_t y);

/* raster_plane - coefficients of value / w, from the values at the three corners */
struct coefficients raster_plane(const struct setup *s, const double value[3]);

#endif
