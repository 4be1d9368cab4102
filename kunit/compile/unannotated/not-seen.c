// SPDX-License-Identifier: GPL-2.0
/*
 * The struct that counts references is not in this file.
 * expect: looked at nothing
 */
struct thing;
void use(struct thing *t);
