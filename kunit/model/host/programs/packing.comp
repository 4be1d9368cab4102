#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// packing.comp - packing, 8-bit and 16-bit types; 16 words a thread
#extension GL_EXT_shader_explicit_arithmetic_types : require
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };

void main()
{
	uint t = gl_GlobalInvocationID.x, o = t * 16u;
	uint a = src[t * 2u], b = src[t * 2u + 1u];
	vec4 v = vec4(a & 0xffu, a >> 8 & 0xffu, a >> 16 & 0xffu, a >> 24) / 128.0 - 0.5;
	vec2 h = unpackHalf2x16(a & 0xbfffbfffu);
	uint16_t s = uint16_t(a), u = uint16_t(b);
	int16_t si = int16_t(a), ui = int16_t(b);
	float16_t x = float16_t(v.x), y = float16_t(v.y), z = float16_t(v.z);

	dst[o + 0u] = packUnorm4x8(v);
	dst[o + 1u] = packSnorm4x8(v);
	dst[o + 2u] = packUnorm2x16(v.xy);
	dst[o + 3u] = packSnorm2x16(v.zw);
	dst[o + 4u] = packHalf2x16(v.xy * 100.0);
	dst[o + 5u] = floatBitsToUint(unpackUnorm4x8(b).y + unpackSnorm4x8(b).z);
	dst[o + 6u] = floatBitsToUint(unpackUnorm2x16(b).x - unpackSnorm2x16(a).y);
	dst[o + 7u] = floatBitsToUint(h.x);
	dst[o + 8u] = uint(s + u) | uint(s * u) << 16;
	dst[o + 9u] = uint(uint16_t(si >> 3)) | uint(uint16_t(max(si, ui))) << 16;
	dst[o + 10u] = uint(s < u) + uint(si < ui) * 2u + uint(s >> 5) * 4u;
	dst[o + 11u] = packFloat2x16(f16vec2(x + y, x * y));
	dst[o + 12u] = packFloat2x16(f16vec2(fma(x, y, z), max(y, z)));
	dst[o + 13u] = packFloat2x16(f16vec2(-abs(x), floor(y * 8.0hf)));
	dst[o + 14u] = uint(uint8_t(a) + uint8_t(b)) | uint(int8_t(a) < int8_t(b)) << 31;
	dst[o + 15u] = uint(int(v.x * 1000.0)) ^ uint(uint16_t(v.y * 300.0 + 200.0));
}
