#version 450
// SPDX-License-Identifier: GPL-2.0-only OR MIT
// subgroups.comp - operations of subgroups against the same by shared memory
//
// A word a thread: bit n is set if operation n agreed. The size of subgroups may be any.
#extension GL_KHR_shader_subgroup_basic : require
#extension GL_KHR_shader_subgroup_vote : require
#extension GL_KHR_shader_subgroup_ballot : require
#extension GL_KHR_shader_subgroup_arithmetic : require
#extension GL_KHR_shader_subgroup_shuffle : require
#extension GL_KHR_shader_subgroup_shuffle_relative : require
#extension GL_KHR_shader_subgroup_quad : require
layout(local_size_x = 128) in;
layout(binding = 0) readonly buffer In { uint src[]; };
layout(binding = 1) buffer Out { uint dst[]; };
shared uint vals[128];

void main()
{
	uint t = gl_LocalInvocationIndex, g = gl_GlobalInvocationID.x, ok = 0u;
	uint v = src[g], lane = gl_SubgroupInvocationID, size = gl_SubgroupSize;
	uint first = t - lane, sum = 0u, below = 0u, top = 0u, both = 0xffffffffu, parity = 0u;
	uint active_sum = 0u, bits = 0u, active_below = 0u;
	int low = 0x7fffffff;
	float fsum = 0.0;

	vals[t] = v;
	barrier();
	for (uint i = 0u; i < size; i++) {
		uint w = vals[first + i];

		sum += w;
		below += i < lane ? w : 0u;
		top = max(top, w);
		low = min(low, int(w));
		both &= w;
		parity ^= w;
		fsum += float(w & 0xffu);
		bits |= (w >> 31) << i;
		if ((w & 4u) != 0u) {
			active_sum += w;
			active_below += i < lane ? w : 0u;
		}
	}
	ok |= uint(subgroupAdd(v) == sum) << 0;
	ok |= uint(subgroupExclusiveAdd(v) == below) << 1;
	ok |= uint(subgroupInclusiveAdd(v) == below + v) << 2;
	ok |= uint(subgroupMax(v) == top) << 3;
	ok |= uint(subgroupMin(int(v)) == low) << 4;
	ok |= uint(subgroupAnd(v) == both) << 5;
	ok |= uint(subgroupXor(v) == parity) << 6;
	ok |= uint(subgroupAdd(float(v & 0xffu)) == fsum) << 7;
	ok |= uint(subgroupBallot((v >> 31) != 0u).x == bits) << 8;
	ok |= uint(subgroupBroadcast(v, 3u) == vals[first + 3u]) << 9;
	ok |= uint(subgroupBroadcastFirst(v) == vals[first]) << 10;
	ok |= uint(subgroupShuffle(v, (lane * 5u + 3u) % size) ==
		   vals[first + (lane * 5u + 3u) % size]) << 11;
	ok |= uint(subgroupShuffleXor(v, 5u) == vals[first + (lane ^ 5u)]) << 12;
	ok |= uint(lane < 3u || subgroupShuffleUp(v, 3u) == vals[t - 3u]) << 13;
	uint down = subgroupShuffleDown(v, 2u);
	ok |= uint(lane + 2u >= size || down == vals[min(t + 2u, 127u)]) << 14;
	ok |= uint(subgroupQuadSwapHorizontal(v) == vals[t ^ 1u]) << 15;
	ok |= uint(subgroupQuadSwapVertical(v) == vals[t ^ 2u]) << 16;
	ok |= uint(subgroupQuadBroadcast(v, 2u) == vals[(t & ~3u) + 2u]) << 17;
	ok |= uint(subgroupAny(v == vals[first])) << 18;
	ok |= uint(subgroupAll((v | 1u) != 0u) && !subgroupAll(lane == 1u)) << 19;
	if ((v & 4u) != 0u) {
		ok |= uint(subgroupAdd(v) == active_sum) << 20;
		ok |= uint(subgroupExclusiveAdd(v) == active_below) << 21;
		ok |= uint(subgroupElect() ? 1 : 1) << 22;
	} else {
		ok |= 7u << 20;
	}
	ok |= uint(subgroupBallotBitCount(subgroupBallot((v & 4u) != 0u)) ==
		   subgroupAdd(v >> 2 & 1u)) << 23;
	dst[g] = ok;
}
