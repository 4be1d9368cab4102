#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// control.comp - divergent loops, breaks, continues, switches, early returns
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };

uint collatz(uint n)
{
	uint steps = 0u;

	while (n != 1u && steps < 300u) {
		if ((n & 1u) == 0u)
			n >>= 1;
		else
			n = 3u * n + 1u;
		steps++;
	}
	return steps;
}

uint search(uint t)
{
	uint found = 0u;

	for (uint i = 0u; i < 40u; i++) {
		uint v = src[(t * 7u + i * 13u) & 4095u];

		if ((v & 3u) == 1u)
			continue;
		for (uint j = 0u; j < 32u; j++) {
			if ((v >> j & 5u) == 5u) {
				found += j * (i + 1u);
				break;
			}
			if ((v >> j & 15u) == 9u)
				return found ^ 0x80000000u;
		}
		if (found > 600u)
			break;
	}
	return found;
}

uint machine(uint t)
{
	uint state = t & 7u, sum = t;

	for (uint i = 0u; i < 50u; i++) {
		switch (state) {
		case 0u:
			state = sum & 3u;
			sum += 5u;
			break;
		case 1u:
			sum *= 3u;
			/* fall through */
		case 2u:
			state = (sum >> 2) & 7u;
			break;
		case 3u:
			if ((sum & 1u) != 0u)
				return sum + i;
			sum ^= 0x5a5au;
			state = 6u;
			break;
		default:
			state = (state + sum) & 3u;
			sum += i;
			break;
		}
	}
	return sum;
}

void main()
{
	uint t = gl_GlobalInvocationID.x;

	dst[t * 4u] = collatz((src[t] & 0xffffu) + 1u);
	dst[t * 4u + 1u] = search(t);
	dst[t * 4u + 2u] = machine(t);
	if ((src[t] & 6u) == 2u)
		return;
	dst[t * 4u + 3u] = t + 1u;
}
