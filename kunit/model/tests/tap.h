/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* tap.h - results as TAP lines */
#ifndef AGX_MODEL_TAP_H
#define AGX_MODEL_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

static int tap_count, tap_failed;

__attribute__((format(printf, 2, 3), unused))
static bool ok(bool good, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	if (!good)
		tap_failed++;
	return good;
}

/* Prints the plan; the exit code of main(). */
__attribute__((unused))
static int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

/* Repeatable random numbers (splitmix64) */
static uint64_t tap_seed = 0x243f6a8885a308d3ull;

__attribute__((unused))
static uint64_t rnd(void)
{
	uint64_t z = tap_seed += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* Numbers with many edge cases among them */
__attribute__((unused))
static uint32_t rnd32(void)
{
	static const uint32_t edges[] = {
		0, 1, 2, 31, 32, 33, 63, 64, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff,
		0x10000, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff,
	};
	uint64_t r = rnd();

	if (r >> 62 == 0)
		return edges[r % (sizeof(edges) / sizeof(edges[0]))];
	return (uint32_t)r >> (r >> 32 & 31) % (r >> 61 & 1 ? 32 : 1);
}

__attribute__((unused))
static uint32_t rnd_float(void)
{
	static const uint32_t edges[] = {
		0, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000,
		1, 0x80000001, 0x007fffff, 0x00800000, 0x807fffff, 0x7f7fffff, 0x3f000000,
		0x40000000, 0x477fe000, 0x477ff000, 0x38800000, 0x33800000, 0x3f7fffff,
	};
	uint64_t r = rnd();

	if (r >> 62 == 0)
		return edges[r % (sizeof(edges) / sizeof(edges[0]))];
	if (r >> 62 == 1)	/* near one, so that sums cancel */
		return (uint32_t)(r & 0x807fffff) | (120 + (uint32_t)(r >> 40 & 15)) << 23;
	return (uint32_t)r;
}

#endif
