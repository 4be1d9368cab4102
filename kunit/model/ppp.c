// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* ppp.c - updates of the state between vertices and fragments */

#include "render.h"

#include <string.h>

#define KNOWN	0x1fef0dffu		/* items, without the count of viewports in 12:15 */

/* Words of each item; -1: for each viewport */
static unsigned int item_words(unsigned int bit, unsigned int viewports)
{
	switch (bit) {
	case 10:
		return 2 * viewports;
	case 11:
		return 1 + 6 * viewports;
	case 23:
		return 4;
	case 28:
		return 2;
	default:
		return 1;
	}
}

static void apply(struct ppp *p, unsigned int bit, const uint32_t *w, unsigned int viewports)
{
	switch (bit) {
	case 0:
		p->control = w[0];
		break;
	case 1:
		p->control2 = w[0];
		break;
	case 2: case 5:
		p->face[bit == 5] = w[0];
		break;
	case 3: case 6:
		p->face2[bit == 6] = w[0];
		break;
	case 4: case 7:
		p->stencil[bit == 7] = w[0];
		break;
	case 8:
		p->indices = w[0];
		break;
	case 10:
		memcpy(p->clip, w, viewports * sizeof(p->clip[0]));
		break;
	case 11:
		memcpy(p->viewport, w + 1, viewports * sizeof(p->viewport[0]));
		break;
	case 16:
		memcpy(&p->w_clamp, w, 4);
		break;
	case 17:
		p->output_select = w[0];
		break;
	case 18: case 19:
		p->varyings[bit - 18] = w[0];
		break;
	case 21:
		p->cull = w[0];
		break;
	case 22:
		p->cull2 = w[0];
		break;
	case 23:
		memcpy(p->fragment, w, sizeof(p->fragment));
		break;
	case 24: case 25:
		p->occlusion[bit - 24] = w[0];
		break;
	case 27:
		p->nr_outputs = w[0];
		break;
	default:
		break;
	}
}

bool ppp_update(struct env *e, uint64_t va, uint32_t words, struct ppp *p)
{
	uint32_t w[256];
	unsigned int at = 1, viewports;

	if (!words || words > 256)
		return fault_set(e->fault, FAULT_STREAM, va, "PPP update of %u words", words);
	if (!mem_read(e->mem, va, w, words * 4, e->fault))
		return false;
	viewports = (w[0] >> 12 & 15) + 1;
	if (w[0] & ~(KNOWN | 0xf000u))
		return fault_set(e->fault, FAULT_STREAM, va, "PPP header 0x%08x", w[0]);
	for (unsigned int bit = 0; bit < 32; bit++) {
		unsigned int n;

		if (!(w[0] & KNOWN & (1u << bit)))
			continue;
		n = item_words(bit, viewports);
		if (at + n > words)
			return fault_set(e->fault, FAULT_STREAM, va,
					 "PPP update 0x%08x has %u words only", w[0], words);
		apply(p, bit, w + at, viewports);
		at += n;
	}
	return true;
}
