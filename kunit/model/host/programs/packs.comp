#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// packs.comp - what OpenGL ES can pack and unpack; 8 words a thread
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };

void main()
{
	uint t = gl_GlobalInvocationID.x, o = t * 8u;
	uint a = src[t * 2u], b = src[t * 2u + 1u];
	vec4 v = vec4(a & 0xffu, a >> 8 & 0xffu, a >> 16 & 0xffu, a >> 24) / 128.0 - 0.5;

	dst[o + 0u] = packUnorm4x8(v);
	dst[o + 1u] = packSnorm4x8(v);
	dst[o + 2u] = packUnorm2x16(v.xy);
	dst[o + 3u] = packSnorm2x16(v.zw);
	dst[o + 4u] = packHalf2x16(v.xy * 100.0);
	dst[o + 5u] = floatBitsToUint(unpackUnorm4x8(b).y + unpackSnorm4x8(b).z);
	dst[o + 6u] = floatBitsToUint(unpackUnorm2x16(b).x - unpackSnorm2x16(a).y);
	dst[o + 7u] = floatBitsToUint(unpackHalf2x16(a & 0xbfffbfffu).x);
}
