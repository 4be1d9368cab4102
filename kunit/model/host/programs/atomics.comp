#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// atomics.comp - atomics on a buffer: words 0 to 15, and a list that threads fill
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) coherent buffer Out { uint dst[]; };

void main()
{
	uint t = gl_GlobalInvocationID.x, v = src[t], old, slot;

	atomicAdd(dst[0], v);
	atomicMax(dst[1], v);
	atomicOr(dst[2], v & 0x11111111u);
	atomicXor(dst[3], v);
	atomicMin(dst[4], ~v);
	atomicAnd(dst[5], v);
	slot = atomicAdd(dst[6], 1u);
	/* Each slot is taken once: the sum of their squares does not depend on the order. */
	atomicAdd(dst[7], slot * slot);
	/* A lock-free sum with compare and exchange */
	do {
		old = dst[8];
	} while (atomicCompSwap(dst[8], old, old + (v >> 16)) != old);
	if ((v & 1u) != 0u)
		atomicAdd(dst[16u + (v >> 26)], 1u);
	atomicAdd(dst[9], atomicExchange(dst[100u + (t & 3u)], 1u));
}
