#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// shared.comp - a bitonic sort and a prefix sum in shared memory, with barriers
layout(local_size_x = 256) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };
shared uint keys[256];
shared uint sums[256];
shared uint histogram[16];
shared int lowest;
shared uint total;

void main()
{
	uint t = gl_LocalInvocationIndex, g = gl_GlobalInvocationID.x;

	keys[t] = src[g];
	sums[t] = src[g] & 0xffu;
	if (t < 16u)
		histogram[t] = 0u;
	if (t == 0u)
		lowest = 0x7fffffff, total = 0u;
	barrier();
	atomicAdd(histogram[src[g] >> 28], 1u);
	atomicMin(lowest, int(src[g]));
	for (uint old = total;;) {
		uint seen = atomicCompSwap(total, old, old + (src[g] >> 8));

		if (seen == old)
			break;
		old = seen;
	}
	for (uint k = 2u; k <= 256u; k <<= 1) {
		for (uint j = k >> 1; j > 0u; j >>= 1) {
			uint other = t ^ j;

			if (other > t) {
				uint a = keys[t], b = keys[other];

				if ((a > b) == ((t & k) == 0u)) {
					keys[t] = b;
					keys[other] = a;
				}
			}
			barrier();
		}
	}
	for (uint d = 1u; d < 256u; d <<= 1) {
		uint v = t >= d ? sums[t - d] : 0u;

		barrier();
		sums[t] += v;
		barrier();
	}
	dst[g * 2u] = keys[t];
	dst[g * 2u + 1u] = sums[t] ^ (t < 16u ? histogram[t] << 16 : uint(lowest) + total);
}
