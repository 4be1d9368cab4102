// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * compare.c - agx-compare: two files of 32-bit words, exact or with a tolerance
 *
 *   agx-compare [-n COUNT] [-b DIFFERENCE] [-f TOLERANCE] [-m MODULO -c COLUMN]... A B
 *
 * -f: the words are floats, which may differ by TOLERANCE * max(1, |value|). -m and -c: only
 * these columns of rows of MODULO words are floats. -b: the words are four bytes, which may
 * differ by DIFFERENCE each. -n: so many words may differ by more. Prints the first
 * differences. Exits with 1 if there are any.
 */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool bytes_equal(uint32_t a, uint32_t b, unsigned long difference)
{
	for (unsigned int i = 0; i < 32; i += 8)
		if ((unsigned long)labs((long)(a >> i & 255) - (long)(b >> i & 255)) > difference)
			return false;
	return true;
}

static bool equal(uint32_t a, uint32_t b, double tolerance)
{
	float x, y;

	if (a == b)
		return true;
	memcpy(&x, &a, 4);
	memcpy(&y, &b, 4);
	if (isnan(x) && isnan(y))
		return tolerance > 0;
	return fabs((double)x - (double)y) <= tolerance * fmax(1, fabs((double)y));
}

int main(int argc, char **argv)
{
	unsigned long bad = 0, n = 0, modulo = 1, difference = 0, allowed = 0;
	uint64_t columns = 0;
	double tolerance = 0;
	FILE *f[2];
	uint32_t w[2];
	int opt;

	while ((opt = getopt(argc, argv, "n:b:f:m:c:")) != -1) {
		if (opt == 'n')
			allowed = strtoul(optarg, NULL, 0);
		else if (opt == 'b')
			difference = strtoul(optarg, NULL, 0);
		else if (opt == 'f')
			tolerance = strtod(optarg, NULL);
		else if (opt == 'm')
			modulo = strtoul(optarg, NULL, 0);
		else if (opt == 'c')
			columns |= 1ull << (strtoul(optarg, NULL, 0) & 63);
		else
			return 2;
	}
	if (argc - optind != 2 || !modulo)
		return 2;
	for (int i = 0; i < 2; i++) {
		f[i] = fopen(argv[optind + i], "rb");
		if (!f[i]) {
			perror(argv[optind + i]);
			return 2;
		}
	}
	for (;; n++) {
		size_t got = fread(&w[0], 4, 1, f[0]);
		bool is_float = !columns || (columns >> (n % modulo) & 1);

		if (got != fread(&w[1], 4, 1, f[1])) {
			printf("# lengths differ\n");
			return 1;
		}
		if (!got)
			break;
		if (equal(w[0], w[1], is_float ? tolerance : 0) ||
		    (difference && bytes_equal(w[0], w[1], difference)))
			continue;
		if (bad++ < 4)
			printf("# word %lu: 0x%08x, not 0x%08x\n", n, w[0], w[1]);
	}
	if (bad)
		printf("# %lu of %lu words differ\n", bad, n);
	return bad > allowed || !n;
}
