#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// floats.comp - float operations; 32 words a thread
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { float dst[]; };

void main()
{
	uint t = gl_GlobalInvocationID.x, o = t * 32u;
	float a = float(int(src[t * 3u])) / 16777216.0;
	float b = float(int(src[t * 3u + 1u])) / 16777216.0;
	float c = float(src[t * 3u + 2u] & 0xffffu) / 256.0;

	dst[o + 0u] = a + b;
	dst[o + 1u] = a - b;
	dst[o + 2u] = a * b;
	dst[o + 3u] = fma(a, b, c);
	dst[o + 4u] = floor(a);
	dst[o + 5u] = ceil(a);
	dst[o + 6u] = trunc(b);
	dst[o + 7u] = roundEven(b * 2.0) * 0.5;
	dst[o + 8u] = fract(a);
	dst[o + 9u] = min(a, b);
	dst[o + 10u] = max(a, b);
	dst[o + 11u] = clamp(a, -1.5, 2.5);
	dst[o + 12u] = abs(a) - abs(b);
	dst[o + 13u] = sign(a);
	dst[o + 14u] = mix(a, b, 0.25);
	dst[o + 15u] = step(a, b) + smoothstep(-10.0, 10.0, a);
	dst[o + 16u] = float(int(a)) + float(uint(c));
	dst[o + 17u] = a / (abs(b) + 0.5);
	dst[o + 18u] = sqrt(c);
	dst[o + 19u] = inversesqrt(c + 1.0);
	dst[o + 20u] = exp2(clamp(a, -20.0, 20.0));
	dst[o + 21u] = log2(c + 0.125);
	dst[o + 22u] = pow(c + 1.0, 0.75);
	dst[o + 23u] = sin(a);
	dst[o + 24u] = cos(b);
	dst[o + 25u] = tan(clamp(a, -1.0, 1.0));
	dst[o + 26u] = exp(clamp(b, -5.0, 5.0)) + log(c + 1.0);
	dst[o + 27u] = atan(a, b);
	dst[o + 28u] = float(a < b) + 2.0 * float(isnan(a / 0.0 - a / 0.0));
	dst[o + 29u] = mod(a, abs(b) + 1.0);
	dst[o + 30u] = length(vec3(a, b, c));
	dst[o + 31u] = dot(normalize(vec4(a, b, c, 1.0)), vec4(1.0, 2.0, 3.0, 4.0));
}
