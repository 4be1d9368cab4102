#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// many.vert - triangles at random places, with perspective; some behind the eye
layout(binding = 0) readonly buffer In { uint src[]; };
layout(location = 0) out vec4 colour;

void main()
{
	uint n = uint(gl_VertexIndex / 3 * 9 + gl_InstanceIndex * 77), k = uint(gl_VertexIndex % 3);
	vec3 c = vec3(ivec3(src[n & 4095u], src[n + 1u & 4095u], src[n + 2u & 4095u])) / 2147483648.0;
	vec3 o = vec3(ivec3(src[n * 3u + k * 3u & 4095u], src[n * 3u + k * 3u + 1u & 4095u],
			    src[n * 3u + k * 3u + 2u & 4095u])) / 2147483648.0;
	vec3 p = c + o * 0.5;

	gl_Position = vec4(p.xy * 2.0, p.z * 0.5 + 0.5, p.z + 1.2);
	colour = vec4(abs(o), 0.5 + 0.5 * c.x);
}
