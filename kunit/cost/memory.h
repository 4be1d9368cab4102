/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The operations that scripts/cost --memory counts: in memory.c with the driver, and in
 * floor.c without one.
 */

#ifndef COST_MEMORY_H
#define COST_MEMORY_H

#define K16		0x4000ULL
#define M2		0x200000ULL
#define M32		0x2000000ULL
#define G1		0x40000000ULL

/* A page is always mapped here, so that the page tables around it exist. */
#define NEIGHBOUR	(1ULL << 37)
/* 100,000 mappings begin here, on every other page. */
#define CROWD		(1ULL << 38)
/* Mappings without neighbours begin here. */
#define DESERT		(1ULL << 36)

/* The buffer has no other mapping. */
#define ROW_ONLY	1
/* The buffer's first page is mapped all over the range. */
#define ROW_SAME	2
/* The address space has 100,000 other mappings. */
#define ROW_CROWD	4

static const struct row {
	const char *name;
	unsigned long long addr, offset, range;
	unsigned int flags;
} rows[] = {
	{ "16 KiB", NEIGHBOUR + K16, 0, K16, 0 },
	{ "16 KiB, nothing else in the 32 MiB around it", NEIGHBOUR + 4 * G1, 0, K16, 0 },
	{ "16 KiB, the only mapping of its buffer", NEIGHBOUR + K16, 0, K16, ROW_ONLY },
	{ "16 KiB, the last of a buffer of 1 GiB", NEIGHBOUR + K16, G1 - K16, K16, 0 },
	{ "16 KiB, between 100,000 mappings", CROWD + 100001 * K16, 0, K16, ROW_CROWD },
	{ "2 MiB", NEIGHBOUR + M2, 0, M2, 0 },
	{ "2 MiB, the same 16 KiB 128 times", NEIGHBOUR + M2, 0, M2, ROW_SAME },
	{ "1 GiB", NEIGHBOUR + 4 * G1, 0, G1, 0 },
};

/* Operations that are counted together, so that the cost of the counting is small */
static inline unsigned int row_rounds(const struct row *row)
{
	return row->range > M2 ? 4 : 100;
}

/* The smallest of so many counts is used: the others had an interrupt in them. */
#define REPEATS		9

/* The mappings that an address space has when it ends, beside one at CROWD */
static const unsigned int ends[] = { 0, 10, 1000, 100000 };

static inline unsigned int end_repeats(unsigned int count)
{
	return count > 1000 ? 1 : REPEATS;
}

/*
 * The memory for @count more mappings when @before are mapped. The first mappings are
 * not counted: the allocators may have memory left over for them.
 */
static const struct layout {
	const char *name;
	unsigned long long addr, stride;
	unsigned int before, count;
} layouts[] = {
	{ "one after the other", CROWD, K16, 100000, 300000 },
	{ "one in each 32 MiB", DESERT, M32, 1000, 10000 },
};

enum column { IOCTL_EACH, IOCTL_MANY, BIND, CLOSE, DESTROY, BYTES, CREATE, FORGET };

/*
 * One figure: MEM, pass, side (driver or floor), column of the enum above, row, value.
 * Everything is done twice, to see how much it differs.
 */
#define MEM_FORMAT	"MEM|%d|%s|%d|%s|%llu\n"
#define PASSES		2

#endif /* COST_MEMORY_H */
