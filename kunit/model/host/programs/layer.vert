#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// layer.vert - each instance to a layer of its own
#extension GL_ARB_shader_viewport_layer_array : require
layout(binding = 0) readonly buffer In { uint src[]; };
layout(location = 0) out vec4 colour;

void main()
{
	uint n = uint(gl_VertexIndex * 3 + gl_InstanceIndex * 77);
	vec3 p = vec3(ivec3(src[n & 4095u], src[n + 1u & 4095u], src[n + 2u & 4095u])) / 2147483648.0;

	gl_Position = vec4(p.xy, p.z * 0.5 + 0.5, 1.0);
	gl_Layer = gl_InstanceIndex;
	colour = vec4(abs(p), float(gl_InstanceIndex) * 0.2);
}
