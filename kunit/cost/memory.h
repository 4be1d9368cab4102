/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What scripts/cost --memory counts: the same in memory.c, with the driver, and
 * in floor.c, without one.
 */

#ifndef COST_MEMORY_H
#define COST_MEMORY_H

#define K16		0x4000ULL
#define M2		0x200000ULL
#define M32		0x2000000ULL
#define G1		0x40000000ULL

/* There is always a mapping of one page here, so that its tables are there too. */
#define NEIGHBOUR	(1ULL << 37)
/* 100,000 mappings begin here, on every other page. */
#define CROWD		(1ULL << 38)
/* And here those with nothing near them, if there are any. */
#define DESERT		(1ULL << 36)

/* Of the row's buffer only this is mapped. */
#define ROW_ONLY	1
/* Its first page, all over the range. */
#define ROW_SAME	2
/* There are 100,000 other mappings. */
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

/* How often in a row, so that what belongs to a call of its own does not count. */
static inline unsigned int row_rounds(const struct row *row)
{
	return row->range > M2 ? 4 : 100;
}

/* The least of so many counts: the others had an interrupt in them. */
#define REPEATS		9

/* How many mappings an address space has when it ends, beside one at CROWD. */
static const unsigned int ends[] = { 0, 10, 1000, 100000 };

static inline unsigned int end_repeats(unsigned int count)
{
	return count > 1000 ? 1 : REPEATS;
}

/*
 * The memory for as many mappings again, when so many are there: before that, the
 * allocators have some left over, of which nobody knows how much.
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
 * One figure: MEM, which pass, who, which column, which row, and what; the columns
 * are those above. Everything is done twice, to see how much it differs.
 */
#define MEM_FORMAT	"MEM|%d|%s|%d|%s|%llu\n"
#define PASSES		2

#endif /* COST_MEMORY_H */
