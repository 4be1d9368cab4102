/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* format.h - formats of device, local and tile memory */
#ifndef AGX_MODEL_FORMAT_H
#define AGX_MODEL_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

/* Bytes of a component; for a packed format, of the whole word. */
unsigned int format_size(unsigned int format);

/* Packed: one 32-bit word for all components, whatever the mask. */
bool format_packed(unsigned int format);

/* Components of a packed format. */
unsigned int format_components(unsigned int format);

/*
 * format_unpack - one component in memory to a register
 * @raw: its bytes, zero-extended
 * @comp: number of the component (sRGB keeps component 3 linear)
 * @size: of the register, 16 or 32
 */
uint32_t format_unpack(unsigned int format, uint32_t raw, unsigned int comp, unsigned int size);

/* format_pack - a register to one component in memory; the inverse. */
uint32_t format_pack(unsigned int format, uint32_t reg, unsigned int comp, unsigned int size);

/* The same for a whole packed word: format_components() registers. */
void format_unpack_word(unsigned int format, uint32_t raw, unsigned int size, uint32_t *regs);
uint32_t format_pack_word(unsigned int format, const uint32_t *regs, unsigned int size);

#endif
