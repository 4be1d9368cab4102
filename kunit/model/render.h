/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * render.h - what passes from the vertex job to the fragment job
 *
 * A vertex job runs the control stream and vertex programs, and leaves a scene: vertices,
 * states, and triangles in order. The fragment job with the same scene draws it.
 */
#ifndef AGX_MODEL_RENDER_H
#define AGX_MODEL_RENDER_H

#include "machine.h"

#define MAX_OUTPUTS	128u	/* 32-bit words of a vertex */
#define MAX_VIEWPORTS	16u
#define MAX_CF		256u

/* PPP state: words as they are, named as in the reference. */
struct ppp {
	uint32_t control, control2;
	uint32_t face[2], face2[2];	/* front, back */
	uint32_t stencil[2];
	uint32_t indices;		/* into the scissor and depth bias arrays */
	uint32_t clip[MAX_VIEWPORTS][2];
	float viewport[MAX_VIEWPORTS][6];	/* translate, scale: x, y, z */
	float w_clamp;
	uint32_t output_select;
	uint32_t varyings[2];
	uint32_t cull, cull2;
	uint32_t fragment[4];
	uint32_t occlusion[2];
	uint32_t nr_outputs;
};

struct triangle {
	uint32_t state;			/* index in scene.state */
	uint32_t vertex[3];		/* of scene.vertex, first word */
	uint32_t primitive;
	uint16_t layer, viewport;
	uint8_t provoking;
};

struct scene {
	uint64_t key;			/* tvb_heapmeta: what links the two jobs */
	uint32_t context;		/* where the key, an address, is */
	uint32_t layers;
	struct ppp *state;
	uint32_t *vertex;
	struct triangle *tri;
	uint32_t nr_state, nr_vertex, nr_tri;
	uint32_t max_state, max_vertex, max_tri;
	bool drawn;
};

void scene_reset(struct scene *s);

/* ppp_update - apply the update at @va to @p; false with a fault recorded. */
bool ppp_update(struct env *e, uint64_t va, uint32_t words, struct ppp *p);

/* vdm_run - execute a draw stream into @scene */
bool vdm_run(struct env *e, uint64_t stream, struct scene *scene);

/* Registers of a fragment job */
struct target {
	uint32_t width, height;
	uint32_t tile_w, tile_h;
	uint32_t bg, eot;
	uint64_t scissor, dbias, occlusion;
	uint64_t zls_ctrl, zls_pixels;
	uint32_t bg_depth, bg_stencil;
	uint64_t depth, depth_meta;
	uint32_t depth_stride, depth_meta_stride;
	uint64_t stencil;
	uint32_t stencil_stride;
	unsigned int samples;
	uint64_t multisample;		/* positions: x, y in 1/16, 4 bits each */
	uint32_t layers;
};

bool fragment_run(struct env *e, const struct target *t, const struct scene *scene);

/* The state of a running fragment program, by simd.frag */
struct coefficients {
	double dx, dy, c;		/* value = c + dx * x + dy * y in pixels */
	bool flat;			/* a constant, whose bits are kept */
	uint32_t bits;
};

struct frag {
	const struct ppp *state;
	bool early, back;
	struct coefficients z;
	const struct coefficients *cf;
	uint32_t nr_cf;
	float *depth;			/* of the tile's samples; NULL: no tests */
	uint8_t *stencil;
	uint32_t x0, y0;		/* of the tile in pixels */
	uint64_t occlusion;		/* address of the counter, 0: none */
	unsigned int samples;
	double px[4], py[4];		/* of samples in the pixel, 0 to 1 */
};

/* Depth and stencil of one sample with depth @z; true: passes, and was written. */
bool depth_test(struct simd *s, unsigned int lane, unsigned int sample, float z);
bool exec_pixel(struct simd *s, const struct insn *in);

#endif
