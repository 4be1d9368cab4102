#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// halves.comp - storage of 8 and 16 bits
#extension GL_EXT_shader_explicit_arithmetic_types : require
#extension GL_EXT_shader_16bit_storage : require
#extension GL_EXT_shader_8bit_storage : require
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint8_t bytes[]; };
layout(binding = 1) buffer Out { uint16_t words[]; };

void main()
{
	uint t = gl_GlobalInvocationID.x;
	uint16_t a = uint16_t(bytes[t * 3u]), b = uint16_t(bytes[t * 3u + 1u]);
	int16_t c = int16_t(int8_t(bytes[t * 3u + 2u]));

	words[t * 3u] = a * 257us + b;
	words[t * 3u + 1u] = uint16_t(c * 3s);
	words[t * 3u + 2u] = float16BitsToUint16(float16_t(c) * 0.5hf + float16_t(a));
}
