// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * raster.c - which pixels a triangle covers, and how values vary over it
 *
 * Coverage: the triangle is clipped in homogeneous coordinates, and its corners are rounded
 * to 1/256 of a pixel; top and left edges are inside. Values: planes of value / w over the
 * unclipped triangle, from the inverse of its matrix of homogeneous corners, which needs no
 * clipping.
 */

#include "raster.h"

#include <math.h>
#include <string.h>

#define SUBPIXEL	256
#define GUARD		30000.0		/* pixels from the origin */

struct corner {
	double x, y, z, w;		/* pixels and depth, times w */
};

/* Distances to the planes of the clip volume: inside is not negative. */
static double distance(const struct corner *c, unsigned int plane)
{
	switch (plane) {
	case 0:
		return c->w - 1e-6;
	case 1:
		return c->x + GUARD * c->w;
	case 2:
		return GUARD * c->w - c->x;
	case 3:
		return c->y + GUARD * c->w;
	case 4:
		return GUARD * c->w - c->y;
	default:
		return 0;
	}
}

struct polygon {
	unsigned int n;
	struct corner c[MAX_CORNERS];
	double d[MAX_CORNERS];
};

/* Cut off the part where d is negative. */
static void cut(struct polygon *p)
{
	struct polygon q = { .n = 0 };

	for (unsigned int i = 0; i < p->n; i++) {
		unsigned int j = (i + 1) % p->n;
		const struct corner *a = &p->c[i], *b = &p->c[j];
		double da = p->d[i], db = p->d[j], t;

		if (da >= 0 && q.n < MAX_CORNERS)
			q.c[q.n++] = *a;
		if ((da >= 0) == (db >= 0) || q.n >= MAX_CORNERS)
			continue;
		t = da / (da - db);
		q.c[q.n].x = a->x + (b->x - a->x) * t;
		q.c[q.n].y = a->y + (b->y - a->y) * t;
		q.c[q.n].z = a->z + (b->z - a->z) * t;
		q.c[q.n].w = a->w + (b->w - a->w) * t;
		q.n++;
	}
	*p = q;
}

static bool invert(const struct corner c[3], double out[3][3])
{
	double m[3][3] = { { c[0].x, c[0].y, c[0].w }, { c[1].x, c[1].y, c[1].w },
			   { c[2].x, c[2].y, c[2].w } };
	double det = m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
		     m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
		     m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);

	if (!isfinite(det) || det == 0)
		return false;
	for (unsigned int i = 0; i < 3; i++)
		for (unsigned int j = 0; j < 3; j++) {
			/* Cofactor of m[j][i] */
			unsigned int a = (j + 1) % 3, b = (j + 2) % 3;
			unsigned int c0 = (i + 1) % 3, c1 = (i + 2) % 3;

			out[i][j] = (m[a][c0] * m[b][c1] - m[a][c1] * m[b][c0]) / det;
		}
	return true;
}

struct coefficients raster_plane(const struct setup *s, const double v[3])
{
	struct coefficients c = { 0 };

	c.dx = s->inverse[0][0] * v[0] + s->inverse[0][1] * v[1] + s->inverse[0][2] * v[2];
	c.dy = s->inverse[1][0] * v[0] + s->inverse[1][1] * v[1] + s->inverse[1][2] * v[2];
	c.c = s->inverse[2][0] * v[0] + s->inverse[2][1] * v[1] + s->inverse[2][2] * v[2];
	return c;
}

static float word(const uint32_t *w)
{
	float f;

	memcpy(&f, w, sizeof(f));
	return f;
}

static void bounds(struct setup *s, const struct target *target)
{
	int32_t x0 = INT32_MAX, y0 = INT32_MAX, x1 = INT32_MIN, y1 = INT32_MIN;

	for (unsigned int i = 0; i < s->n; i++) {
		x0 = s->x[i] < x0 ? s->x[i] : x0;
		y0 = s->y[i] < y0 ? s->y[i] : y0;
		x1 = s->x[i] > x1 ? s->x[i] : x1;
		y1 = s->y[i] > y1 ? s->y[i] : y1;
	}
	s->x0 = x0 < 0 ? 0 : x0 / SUBPIXEL;
	s->y0 = y0 < 0 ? 0 : y0 / SUBPIXEL;
	s->x1 = x1 < 0 ? 0 : x1 / SUBPIXEL + 1;
	s->y1 = y1 < 0 ? 0 : y1 / SUBPIXEL + 1;
	s->x1 = s->x1 > (int32_t)target->width ? (int32_t)target->width : s->x1;
	s->y1 = s->y1 > (int32_t)target->height ? (int32_t)target->height : s->y1;
}

void raster_setup(const struct scene *scene, const struct triangle *t, const struct target *target,
		  struct setup *s)
{
	const struct ppp *state = &scene->state[t->state];
	const float *vp = state->viewport[t->viewport];
	struct polygon p = { .n = 3 };
	struct corner c[3];
	double clip_z[3], w[3], area = 0, z[3];
	bool front;

	memset(s, 0, sizeof(*s));
	for (unsigned int i = 0; i < 3; i++) {
		const uint32_t *v = scene->vertex + t->vertex[i];

		w[i] = (double)word(v + 3);
		clip_z[i] = (double)word(v + 2);
		c[i].x = (double)vp[1] * (double)word(v) + (double)vp[0] * w[i];
		c[i].y = (double)vp[3] * (double)word(v + 1) + (double)vp[2] * w[i];
		c[i].z = (double)vp[5] * clip_z[i] + (double)vp[4] * w[i];
		c[i].w = w[i];
		z[i] = c[i].z;
		if (!isfinite(c[i].x) || !isfinite(c[i].y) || !isfinite(c[i].z) || !isfinite(w[i]))
			return;
	}
	if (state->cull >> 17 & 1 || !invert(c, s->inverse))
		return;

	/* Depth clipping first: the planes are those of clip space, not of the viewport. */
	memcpy(p.c, c, sizeof(c));
	if (state->cull >> 10 & 1) {
		memcpy(p.d, clip_z, sizeof(clip_z));
		/* The far plane's distances, carried along in z */
		for (unsigned int i = 0; i < 3; i++)
			p.c[i].z = w[i] - clip_z[i];
		cut(&p);
		for (unsigned int i = 0; i < p.n; i++)
			p.d[i] = p.c[i].z;
		cut(&p);
	}
	for (unsigned int plane = 0; plane < 5 && p.n; plane++) {
		for (unsigned int i = 0; i < p.n; i++)
			p.d[i] = distance(&p.c[i], plane);
		cut(&p);
	}
	if (p.n < 3)
		return;
	s->n = p.n;
	for (unsigned int i = 0; i < p.n; i++) {
		s->x[i] = (int32_t)lrint(p.c[i].x / p.c[i].w * SUBPIXEL);
		s->y[i] = (int32_t)lrint(p.c[i].y / p.c[i].w * SUBPIXEL);
	}
	for (unsigned int i = 0; i < s->n; i++) {
		unsigned int j = (i + 1) % s->n;

		area += (double)s->x[i] * s->y[j] - (double)s->x[j] * s->y[i];
	}
	if (area == 0)
		return;
	/* y grows downwards: a positive area is clockwise for the viewer. */
	front = state->cull >> 16 & 1 ? area < 0 : area > 0;
	s->back = !front;
	if (state->cull & (front ? 1 : 2))
		return;
	if (area < 0)
		for (unsigned int i = 0; i < s->n / 2; i++) {
			int32_t x = s->x[i], y = s->y[i];

			s->x[i] = s->x[s->n - 1 - i];
			s->y[i] = s->y[s->n - 1 - i];
			s->x[s->n - 1 - i] = x;
			s->y[s->n - 1 - i] = y;
		}
	bounds(s, target);
	s->z = raster_plane(s, z);
	s->visible = s->x0 < s->x1 && s->y0 < s->y1;
}

bool raster_covers(const struct setup *s, int32_t x, int32_t y)
{
	for (unsigned int i = 0; i < s->n; i++) {
		unsigned int j = (i + 1) % s->n;
		int64_t dx = s->x[j] - s->x[i], dy = s->y[j] - s->y[i];
		int64_t e = dx * ((int64_t)y - s->y[i]) - dy * ((int64_t)x - s->x[i]);
		bool inclusive = dy < 0 || (dy == 0 && dx > 0);

		if (e < 0 || (e == 0 && !inclusive && (dx || dy)))
			return false;
	}
	return true;
}
