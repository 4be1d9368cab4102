#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// copy.comp - an image's texels, by integer coordinates, inverted where x + y is odd
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 2) uniform sampler2D tex;
layout(binding = 3, rgba8) writeonly uniform image2D target;

void main()
{
	ivec2 p = ivec2(gl_GlobalInvocationID.xy), size = imageSize(target);
	vec4 v;

	if (p.x >= size.x || p.y >= size.y || (p.x > 3 && p.x < 9))
		return;
	v = texelFetch(tex, p, 0);
	imageStore(target, p, ((p.x + p.y) & 1) != 0 ? 1.0 - v : v.zyxw);
}
