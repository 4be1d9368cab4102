#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// grid.comp - where threads are, in three dimensions
layout(local_size_x = 4, local_size_y = 3, local_size_z = 2) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };

void main()
{
	uvec3 p = gl_GlobalInvocationID, n = gl_NumWorkGroups * gl_WorkGroupSize;
	uint at = (p.z * n.y + p.y) * n.x + p.x;
	uvec3 g = gl_WorkGroupID, l = gl_LocalInvocationID;

	dst[at] = g.x | g.y << 5 | g.z << 10 | l.x << 15 | l.y << 18 | l.z << 21 |
		  gl_LocalInvocationIndex << 24;
}
