// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * flow.c - if, else, loops, breaks, calls, and ends that are errors
 *
 * Programs are compared, lane by lane, with the same algorithm in C.
 */

#include "machine.h"

static struct rig *r;

/* r1 = lane */
static struct code start(void)
{
	struct code c = { .n = 0 };

	as_sr(&c, 1, 52);
	return c;
}

static void test_if_else(void)
{
	struct code c = start();
	bool good;
	unsigned int skip;

	/* if (lane < 10) { if (lane == 3) r2 = 1; else r2 = 2; } else r2 = 3; */
	as_ldimm(&c, 2, 0);
	as_flow(&c, 0, 1, R(1), I(10), ULT, false);
	as_flow(&c, 0, 1, R(1), I(3), IEQ, false);
	as_mov(&c, R(2), I(1));
	as_flow(&c, 1, 1, I(0), I(0), IEQ, false);
	as_mov(&c, R(2), I(2));
	as_pop(&c, 1);
	as_flow(&c, 1, 1, I(0), I(0), IEQ, false);
	as_mov(&c, R(2), I(3));
	as_pop(&c, 1);
	as_iadd(&c, R(2), R(2), I(100), 0, false);
	as_stop(&c);
	good = rig_run(r, &c, ALL_LANES);
	for (unsigned int i = 0; i < LANES; i++)
		good &= r->simd->r[2][i] == (i == 3 ? 101 : i < 10 ? 102 : 103);
	ok(good, "nested if and else, all awake behind them");

	good = rig_run(r, &c, 0x0000ff00);
	for (unsigned int i = 0; i < LANES; i++)
		if (i / 8 == 1)
			good &= r->simd->r[2][i] == (i < 10 ? 102 : 103);
		else
			good &= r->simd->r[2][i] == 0xa5c35a3c;
	ok(good, "lanes that do not exist never wake up");

	/* An if that no lane takes is jumped over. */
	c = start();
	as_ldimm(&c, 2, 0);
	as_flow(&c, 0, 1, R(1), I(99), IEQ, false);
	skip = as_jmp_none(&c, 0);
	c.b[c.n++] = 0x08;	/* a trap */
	c.b[c.n++] = 0x00;
	as_patch(&c, skip);
	as_pop(&c, 1);
	as_mov(&c, R(2), I(5));
	as_stop(&c);
	ok(rig_run(r, &c, ALL_LANES) && r->simd->r[2][7] == 5, "jmp_none");
}

static void test_loop(void)
{
	struct code c = start();
	unsigned int top;
	bool good;

	/*
	 * r2 = 0; r3 = lane; do { r2 += r3; if (r2 > 50) break; } while (--r3 != 0)
	 * A lane that leaves needs two pops: of the loop, and of its own level.
	 */
	as_ldimm(&c, 2, 0);
	as_iadd(&c, R(3), R(1), I(1), 0, false);
	as_flow(&c, 0, 1, I(0), I(0), IEQ, false);	/* a level for the loop */
	top = c.n;
	as_iadd(&c, R(2), R(2), R(3), 0, false);
	/* break: r0l = 1 where r2 > 50 */
	as_icsel(&c, H(0), R(2), I(50), I(1), H(0), UGT);
	as_pop(&c, 0);
	as_iadd(&c, R(3), R(3), I(1), 0, true);
	as_flow(&c, 2, 1, R(3), I(0), IEQ, true);
	as_jmp_any(&c, top);
	as_pop(&c, 1);
	as_iadd(&c, R(4), R(2), I(0), 0, false);
	as_stop(&c);
	good = rig_run(r, &c, ALL_LANES);
	for (unsigned int i = 0; i < LANES; i++) {
		uint32_t x = 0, n = i + 1;

		do {
			x += n;
			if (x > 50)
				break;
		} while (--n);
		good &= r->simd->r[4][i] == x;
	}
	ok(good, "a loop with a break, each lane its own count");
}

static void test_rules(void)
{
	/* Effect of each flow instruction on r0l, from the table of the reference */
	bool good = true;

	for (unsigned int op = 0; op < 4; op++)
		for (unsigned int n = 0; n < 4; n++)
			for (unsigned int v = 0; v < 5; v++)
				for (unsigned int cond = 0; cond < 2; cond++) {
					struct code c = { .n = 0 };
					unsigned int want = v;

					as_ldimm16(&c, 0, (uint16_t)v);
					if (op == 3)
						as_pop(&c, n);
					else
						as_flow(&c, op, n, I(cond), I(1), IEQ, false);
					as_stop(&c);
					if (op == 0)
						want = v ? v + n : cond ? 0 : 1;
					else if (op == 1)
						want = v == 0 ? n : v > 1 ? v : cond ? 0 : 1;
					else if (op == 2)
						want = v < n ? (cond ? 0 : n) : v;
					else
						want = v > n ? v - n : 0;
					good &= rig_run(r, &c, ALL_LANES);
					good &= (r->simd->r[0][9] & 0xffff) == want;
					good &= r->simd->exec == (want ? 0 : ALL_LANES);
				}
	ok(good, "r0l after if, else, while, pop for all small values");
}

static void test_call(void)
{
	struct code c = start();
	unsigned int jump;

	jump = as_call(&c, 0);
	as_iadd(&c, R(2), R(2), I(1), 0, false);
	as_stop(&c);
	as_patch(&c, jump);
	as_mov(&c, R(2), I(40));
	as_ret(&c, 1);
	ok(rig_run(r, &c, ALL_LANES) && r->simd->r[2][0] == 41, "call and ret");
}

static void test_ends(void)
{
	struct code c = start();

	c.b[c.n++] = 0x08;
	c.b[c.n++] = 0x00;
	ok(!rig_run(r, &c, ALL_LANES) && r->fault.kind == FAULT_TRAP && r->fault.pc == 4,
	   "a trap is a fault, with its place");
	c = start();
	as_jmp_any(&c, c.n);
	ok(!rig_run(r, &c, ALL_LANES) && r->fault.kind == FAULT_LONG, "an endless loop ends");
	c = start();
	c.b[c.n++] = 0xff;
	c.b[c.n++] = 0xff;
	ok(!rig_run(r, &c, ALL_LANES) && r->fault.kind == FAULT_DECODE &&
	   r->fault.addr == EXEC_BASE + 4, "an unknown instruction");
	c = start();
	as_jmp_any(&c, 0x100000);
	ok(!rig_run(r, &c, ALL_LANES) && r->fault.kind == FAULT_FETCH &&
	   r->fault.addr == EXEC_BASE + 0x100000, "a jump out of the mapped code");
	c = start();
	as_jmp_any(&c, 1);
	ok(!rig_run(r, &c, ALL_LANES) && r->fault.kind == FAULT_FETCH, "an odd address");
	c = start();
	c.b[c.n++] = 0x28;	/* doorbell */
	c.b[c.n++] = 0x20;
	ok(!rig_run(r, &c, ALL_LANES) && r->fault.kind == FAULT_UNSUPPORTED,
	   "a doorbell is refused");

	/* The last instruction of the last mapped page is shorter than what is read. */
	c.n = 0;
	memset(&r->fault, 0, sizeof(r->fault));
	r->code[CODE_SIZE - 2] = 0x88;
	r->code[CODE_SIZE - 1] = 0x00;
	as_jmp_any(&c, CODE_SIZE - 2);
	ok(rig_run(r, &c, ALL_LANES), "a stop at the end of the mapped code");
	r->code[CODE_SIZE - 2] = 0x62;
	ok(!rig_run(r, &c, ALL_LANES) && r->fault.kind == FAULT_FETCH,
	   "a longer one there is cut off");
	/* An instruction across a page boundary */
	memset(r->code + 4094, 0, 16);
	c.n = 0;
	as_ldimm(&c, 5, 0x12345678);
	as_stop(&c);
	memcpy(r->code + 4092, c.b, c.n);
	c.n = 0;
	as_jmp_any(&c, 4092);
	ok(rig_run(r, &c, ALL_LANES) && r->simd->r[5][1] == 0x12345678,
	   "an instruction across two pages");
}

int main(void)
{
	r = rig_new();
	test_if_else();
	test_loop();
	test_rules();
	test_call();
	test_ends();
	rig_free(r);
	return tap_end();
}
