// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* mem.c - tests of the cached view of memory */

#include "ram.h"
#include "tap.h"

int main(void)
{
	struct ram ram = { .n = 0 };
	uint8_t *rw = ram_add(&ram, 0x10000, 0x8000, true);
	uint8_t *ro = ram_add(&ram, 0x20000, 0x1000, false);
	struct mem *m = mem_new(&ram_ops, &ram);
	struct fault f = { 0 };
	uint8_t buf[64];
	uint32_t v;
	uint64_t w;
	bool good;

	memset(ro, 0x5a, 0x1000);
	rw[3] = 7;
	ok(mem_read_u32(m, 0x10000, &v, &f) && v == 7u << 24, "reads bytes");
	ok(mem_read_u64(m, 0x20ff8, &w, &f) && w == 0x5a5a5a5a5a5a5a5aull,
	   "reads the end of a range");
	ok(!mem_read_u64(m, 0x20ffc, &w, &f) && f.kind == FAULT_READ && f.addr == 0x21000,
	   "a read past the end says the first bad address");
	f = (struct fault){ 0 };
	ok(!mem_read(m, 0xfffffffffffffffcull, buf, 8, &f) && f.kind == FAULT_READ,
	   "a range that wraps around is refused");
	f = (struct fault){ 0 };
	ok(!mem_write(m, 0x20010, buf, 4, &f) && f.kind == FAULT_WRITE && f.addr == 0x20010,
	   "a write without permission fails at once");
	f = (struct fault){ 0 };
	ok(!mem_write(m, 0x90000, buf, 4, &f) && f.kind == FAULT_WRITE,
	   "a write to nothing fails");
	ok(!mem_write(m, 0x91000, buf, 4, &f) && f.addr == 0x90000, "the first fault stays");
	f = (struct fault){ 0 };

	/* What others write beside the job's bytes stays. */
	v = 0x11223344;
	good = mem_write(m, 0x10100, &v, 4, &f) && mem_write(m, 0x10200, &v, 4, &f) &&
	       mem_write(m, 0x10ffe, &v, 4, &f);
	rw[0x104] = 0xaa;
	rw[0x1ff] = 0xbb;
	rw[0x204] = 0xcc;
	good &= mem_flush(m, &f);
	ok(good && ram_u32(&ram, 0x10100) == v && ram_u32(&ram, 0x10200) == v &&
	   ram_u32(&ram, 0x10ffe) == v && rw[0x104] == 0xaa && rw[0x1ff] == 0xbb &&
	   rw[0x204] == 0xcc, "a flush writes the job's bytes and no other");
	mem_read_u32(m, 0x10300, &v, &f);
	rw[0x300] = 9;
	mem_flush(m, &f);
	ok(mem_read_u32(m, 0x10300, &v, &f) && v == 9, "a flush forgets what was read");

	v = 1;
	mem_write(m, 0x10400, &v, 4, &f);
	v = 2;
	mem_write(m, 0x10400, &v, 4, &f);
	ok(mem_read_u32(m, 0x10400, &v, &f) && v == 2, "a read sees the write before it");
	mem_drop(m);
	ok(mem_read_u32(m, 0x10400, &v, &f) && v == 1, "dropped: the second write is gone");

	/* More lines than the cache has */
	mem_free(m);
	ram_free(&ram);
	ram_add(&ram, 0, 0x800000, true);
	m = mem_new(&ram_ops, &ram);
	good = true;
	for (v = 0; v < 0x800000; v += 0x1000)
		for (uint32_t i = 0; i < 3; i++)
			good &= mem_write(m, v + 8 * i, &v, 4, &f);
	good &= mem_flush(m, &f);
	for (v = 0; v < 0x800000; v += 0x1000)
		for (uint32_t i = 0; i < 3; i++)
			good &= ram_u32(&ram, v + 8 * i) == v;
	ok(good, "2048 lines are written back, evicted ones too");
	for (uint32_t i = 0; i < 200000; i++) {
		uint32_t at = (uint32_t)rnd() % 0x7fffc, x = (uint32_t)rnd(), y = 0;

		if (i % 2)
			good &= mem_write(m, at, &x, 1 + i % 4, &f);
		good &= mem_read(m, at, &y, 1 + i % 4, &f);
		if (i % 2)
			good &= !memcmp(&x, &y, 1 + i % 4);
	}
	ok(good && f.kind == FAULT_NONE, "random writes read back");
	mem_free(m);
	ram_free(&ram);
	return tap_end();
}
