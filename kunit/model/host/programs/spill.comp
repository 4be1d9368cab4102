#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// spill.comp - an array with variable indices, larger than the registers
layout(local_size_x = 32) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };

void main()
{
	uint t = gl_GlobalInvocationID.x;
	uint a[200];

	for (uint i = 0u; i < 200u; i++)
		a[i] = src[(t + i * 5u) & 4095u];
	for (uint i = 0u; i < 400u; i++) {
		uint x = a[i % 200u] % 200u, y = (a[(i * 7u) % 200u] >> 8) % 200u;
		uint v = a[x];

		a[x] = a[y] + i;
		a[y] = v ^ i;
	}
	for (uint i = 0u; i < 200u; i++)
		dst[t * 4u + (i & 3u)] += a[i] * (i + 1u);
}
