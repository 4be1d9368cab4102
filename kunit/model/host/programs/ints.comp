#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// ints.comp - integer operations, each result to a word of its own; 32 words a thread
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };

void main()
{
	uint t = gl_GlobalInvocationID.x, o = t * 32u;
	uint a = src[t * 3u], b = src[t * 3u + 1u], c = src[t * 3u + 2u] & 31u;
	int sa = int(a), sb = int(b);
	uint hi, lo;

	if ((t & 7u) == 0u)
		b &= 15u;
	dst[o + 0u] = a + b;
	dst[o + 1u] = a - b;
	dst[o + 2u] = a * b;
	dst[o + 3u] = a / max(b, 1u);
	dst[o + 4u] = a % max(b, 1u);
	dst[o + 5u] = uint(sa / max(sb & 0xffff, 1));
	dst[o + 6u] = uint(sa % max(sb & 0xffff, 1));
	dst[o + 7u] = a << c;
	dst[o + 8u] = a >> c;
	dst[o + 9u] = uint(sa >> c);
	dst[o + 10u] = a & b;
	dst[o + 11u] = a | ~b;
	dst[o + 12u] = a ^ b;
	dst[o + 13u] = min(a, b);
	dst[o + 14u] = max(a, b);
	dst[o + 15u] = uint(min(sa, sb));
	dst[o + 16u] = uint(max(sa, sb));
	dst[o + 17u] = uint(bitCount(a));
	dst[o + 18u] = uint(findMSB(a >> c));
	dst[o + 19u] = uint(findLSB(a << c));
	dst[o + 20u] = uint(findMSB(sa >> c));
	dst[o + 21u] = bitfieldReverse(a);
	dst[o + 22u] = bitfieldExtract(a, int(c & 15u), 9);
	dst[o + 23u] = uint(bitfieldExtract(sa, int(c & 15u), 9));
	dst[o + 24u] = bitfieldInsert(a, b, int(c & 15u), 7);
	umulExtended(a, b, hi, lo);
	dst[o + 25u] = hi ^ lo;
	dst[o + 26u] = uint(abs(sa)) + uint(sign(sb));
	dst[o + 27u] = uaddCarry(a, b, lo) + usubBorrow(a, b, hi) * 2u;
	dst[o + 28u] = lo ^ hi;
	dst[o + 29u] = a < b ? a * 3u : b + (a >> 1);
	dst[o + 30u] = sa < sb ? 1u : 2u;
	dst[o + 31u] = (a == b ? 1u : 0u) + (sa >= sb ? 4u : 8u);
}
