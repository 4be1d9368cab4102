// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * dis.c - agx-dis: a line of hexadecimal bytes becomes a line of text
 *
 *   agx-dis < LINES
 *
 * Each line holds one instruction: its bytes in hexadecimal, with or without spaces; what
 * follows the first character that is neither is ignored. Prints "error: ..." for
 * instructions that the decoder refuses. Exits with 1 if there was one.
 */

#include "decode.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static int digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

int main(void)
{
	char line[512], text[256];
	int status = 0;

	while (fgets(line, sizeof(line), stdin)) {
		uint8_t bytes[INSN_MAX_LEN];
		size_t n = 0;
		struct fault f = { 0 };
		struct insn in;

		for (const char *p = line; n < sizeof(bytes); p += 2) {
			int hi = digit(p[0]);
			int lo = hi < 0 ? -1 : digit(p[1]);

			if (lo < 0)
				break;
			bytes[n++] = (uint8_t)(hi << 4 | lo);
			if (p[2] == ' ' && digit(p[3]) >= 0 && digit(p[4]) >= 0)
				p++;
		}
		if (!n)
			continue;
		if (!insn_decode(&in, bytes, n, 0, &f)) {
			printf("error: %s\n", f.text);
			status = 1;
		} else if (in.len != n) {
			printf("error: %zu bytes given, the instruction has %u\n", n, in.len);
			status = 1;
		} else {
			insn_print(&in, text, sizeof(text));
			printf("%s\n", text);
		}
	}
	return status;
}
