#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// sample.comp - sampling: levels, offsets, gathers, coordinates outside
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 2) uniform sampler2D tex;
layout(binding = 3, rgba8) writeonly uniform image2D target;

void main()
{
	ivec2 p = ivec2(gl_GlobalInvocationID.xy), size = imageSize(target);
	vec2 c = (vec2(p) + 0.3) / vec2(size);
	vec4 v;

	if (p.x >= size.x || p.y >= size.y)
		return;
	switch (p.y & 7) {
	case 0:
		v = textureLod(tex, c, 0.0);
		break;
	case 1:
		v = textureLod(tex, c * 3.0 - 1.0, 0.0);
		break;
	case 2:
		v = textureLod(tex, c, 1.3);
		break;
	case 3:
		v = textureLodOffset(tex, c, 0.0, ivec2(-3, 2));
		break;
	case 4:
		v = textureGather(tex, c, 1);
		break;
	case 5:
		v = textureGrad(tex, c, vec2(0.02, 0.0), vec2(0.0, 0.03));
		break;
	case 6:
		v = texelFetch(tex, p / 4, 2);
		break;
	default:
		v = texelFetch(tex, p * 2 - 5, 1) + textureLod(tex, c, float(p.x & 3)) * 0.5;
		break;
	}
	imageStore(target, p, v);
}
