#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// colour.frag - the interpolated colour
layout(location = 0) in vec4 colour;
layout(location = 0) out vec4 target;

void main()
{
	target = colour;
}
