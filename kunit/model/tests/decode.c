// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* decode.c - the decoder: known instructions, unknown ones, and noise */

#include "../decode.h"

#include <string.h>

#include "tap.h"

#include "vectors.h"

static size_t from_hex(const char *hex, uint8_t *bytes)
{
	size_t n = 0;
	unsigned int v;

	while (n < INSN_MAX_LEN && sscanf(hex + 2 * n, "%2x", &v) == 1)
		bytes[n++] = (uint8_t)v;
	return n;
}

static void test_vectors(void)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		uint8_t bytes[INSN_MAX_LEN] = { 0 };
		size_t n = from_hex(vectors[i].hex, bytes);
		char text[200] = "", squeezed[200];
		struct fault f = { 0 };
		struct insn in;
		unsigned int at = 0;
		bool good = insn_decode(&in, bytes, n, 0, &f) && in.len == n;

		if (good)
			insn_print(&in, text, sizeof(text));
		for (unsigned int j = 0; text[j]; j++)
			if (text[j] != ' ' || text[j + 1] != ' ')
				squeezed[at++] = text[j];
		squeezed[at] = 0;
		if (!ok(good && !strcmp(squeezed, vectors[i].text), "%s", vectors[i].text))
			printf("# %s: %s\n", vectors[i].hex, good ? squeezed : f.text);
	}
}

/* Each must be refused, with the kind of fault and a word of the message. */
static void test_refused(void)
{
	static const struct {
		const char *hex, *word;
		enum fault_kind kind;
	} bad[] = {
		{ "ffffffffffffffffffffffff", "unknown instruction", FAULT_DECODE },
		{ "1000000000000000", "unknown instruction", FAULT_DECODE },
		{ "72051004", "", FAULT_NONE },
		{ "72051044", "unknown bit 30", FAULT_DECODE },
		{ "72051084", "unknown bit 31", FAULT_DECODE },
		{ "72050300", "special register", FAULT_DECODE },
		{ "7e03400a8000", "odd half", FAULT_DECODE },
		{ "0e014026e4000000", "", FAULT_NONE },
		{ "0e014026e4000001", "unknown bit 56", FAULT_DECODE },
		{ "3802", "wait group", FAULT_DECODE },
		{ "f500", "kind of barrier", FAULT_DECODE },
		{ "0501000d10c0f2", "cut off", FAULT_FETCH },
		{ "0501000d10c00200", "empty mask", FAULT_DECODE },
		{ "8508000d10c01200", "", FAULT_NONE },
		{ "0501000d10c01300", "", FAULT_NONE },
		{ "8500000d10c01300", "format", FAULT_DECODE },
		{ "0a0040f0", "kind of float", FAULT_DECODE },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint8_t bytes[INSN_MAX_LEN] = { 0 };
		size_t n = from_hex(bad[i].hex, bytes);
		struct fault f = { 0 };
		struct insn in;
		bool good = insn_decode(&in, bytes, n, 0x40, &f);

		if (!ok(f.kind == bad[i].kind && good == (f.kind == FAULT_NONE) &&
			strstr(f.text, bad[i].word), "%s: %s", bad[i].hex,
			bad[i].kind ? bad[i].word : "taken"))
			printf("# %s\n", f.text);
	}
}

/* Bits flipped in known instructions, and random bytes: never more than a fault */
static void test_noise(void)
{
	unsigned int taken = 0;
	bool good = true;

	for (unsigned int i = 0; i < 400000; i++) {
		uint8_t bytes[INSN_MAX_LEN];
		struct fault f = { 0 };
		struct insn in;
		char text[40];
		size_t n = sizeof(bytes);

		for (unsigned int j = 0; j < sizeof(bytes); j++)
			bytes[j] = (uint8_t)rnd();
		if (i & 1) {
			n = from_hex(vectors[rnd() % (sizeof(vectors) / sizeof(vectors[0]))].hex,
				     bytes);
			bytes[rnd() % n] ^= (uint8_t)(1u << rnd() % 8);
		}
		if (i % 7 == 0)
			n = rnd() % (n + 1);
		if (insn_decode(&in, bytes, n, 0, &f)) {
			insn_print(&in, text, sizeof(text));
			good &= in.len >= 2 && in.len <= n && text[0];
			taken++;
			for (unsigned int k = 0; k < INSN_SRCS; k++)
				if (in.src[k].kind == OPND_REG)
					good &= in.src[k].idx + in.src[k].size / 16u *
						in.src[k].count <= 256;
		} else {
			good &= f.kind == FAULT_DECODE || f.kind == FAULT_FETCH;
		}
	}
	ok(good && taken > 10000, "noise: %u taken, registers within the file", taken);
}

int main(void)
{
	test_vectors();
	test_refused();
	test_noise();
	return tap_end();
}
