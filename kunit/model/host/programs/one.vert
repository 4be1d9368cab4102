#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// one.vert - one large triangle
layout(location = 0) out vec4 colour;

void main()
{
	vec2 p = vec2(gl_VertexIndex == 1 ? 0.9 : -0.8, gl_VertexIndex == 2 ? 0.95 : -0.7);

	gl_Position = vec4(p, 0.5, 1.0);
	colour = vec4(gl_VertexIndex == 0, gl_VertexIndex == 1, gl_VertexIndex == 2, 1.0);
}
