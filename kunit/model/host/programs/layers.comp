#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// layers.comp - the layers and levels of an array
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 2) uniform sampler2DArray tex;
layout(binding = 3, rgba8) writeonly uniform image2D target;

void main()
{
	ivec2 p = ivec2(gl_GlobalInvocationID.xy), size = imageSize(target);
	ivec3 n = textureSize(tex, 0);
	int layer = (p.x + p.y) % n.z;

	if (p.x >= size.x || p.y >= size.y)
		return;
	if ((p.y & 1) == 0)
		imageStore(target, p, texelFetch(tex, ivec3(p, layer), 0));
	else
		imageStore(target, p, textureLod(tex, vec3((vec2(p) + 0.5) / vec2(size), layer),
						 float(p.x & 7)));
}
