#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// wide.comp - 64-bit integers; 16 words a thread
#extension GL_EXT_shader_explicit_arithmetic_types : require
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };

void put(uint at, uint64_t v)
{
	dst[at] = uint(v);
	dst[at + 1u] = uint(v >> 32);
}

void main()
{
	uint t = gl_GlobalInvocationID.x, o = t * 16u;
	uint64_t a = uint64_t(src[t * 4u]) << 32 | src[t * 4u + 1u];
	uint64_t b = uint64_t(src[t * 4u + 2u]) << 32 | src[t * 4u + 3u];
	uint n = src[t * 4u] & 63u;

	put(o, a + b);
	put(o + 2u, a - b);
	put(o + 4u, a * b);
	put(o + 6u, a << n);
	put(o + 8u, a >> n);
	put(o + 10u, uint64_t(int64_t(a) >> n));
	put(o + 12u, a / (b >> n | 1UL));
	put(o + 14u, uint64_t(a < b) + uint64_t(int64_t(a) < int64_t(b)) * 2UL + (a ^ b) % 1000UL);
}
