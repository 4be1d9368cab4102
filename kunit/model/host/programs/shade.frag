#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// shade.frag - coordinates, derivatives, discards, a flat input would be another
layout(binding = 0) readonly buffer In { uint src[]; };
layout(location = 0) in vec4 colour;
layout(location = 0) out vec4 target;

void main()
{
	vec2 d = vec2(dFdx(colour.x), dFdy(colour.y)) * 20.0;

	if ((int(gl_FragCoord.x) ^ int(gl_FragCoord.y)) % 5 == 3)
		discard;
	target = vec4(fract(colour.xy * 4.0), gl_FrontFacing ? gl_FragCoord.z : d.x + 0.5, colour.a);
}
