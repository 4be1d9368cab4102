/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* usc.h - the words that set up a program: uniforms, textures, local memory, code */
#ifndef AGX_MODEL_USC_H
#define AGX_MODEL_USC_H

#include "machine.h"

struct usc {
	bool has_code, has_preamble;
	bool loads_varyings;
	bool uses_local;
	uint8_t layout;			/* of the imageblock; 0x24: none */
	uint8_t samples_log2;
	uint8_t sample_stride;		/* bytes */
	uint32_t local_size;		/* bytes */
	uint32_t registers;		/* of 32 bits */
	uint32_t scratch;		/* size class, 0: none */
	uint32_t fragment;		/* fragment properties, as they are */
	uint32_t code, preamble;	/* offsets to env->exec_base */
};

/*
 * usc_load - read the words at exec_base + @pointer (its low 6 bits are ignored)
 *
 * Fills the uniforms and states of @e, sets e->code, and runs the preamble if there is
 * one. Returns false with a fault recorded.
 */
bool usc_load(struct env *e, uint32_t pointer, struct usc *u);

/* usc_tile - the size of the imageblock, or none, for a threadgroup */
void usc_tile(const struct usc *u, struct group *g);

#endif
