// SPDX-License-Identifier: GPL-2.0
/* expect: parameter 'value' not described */

/**
 * planted() - a function with a parameter that its documentation forgot
 *
 * Return: the parameter.
 */
int planted(int value)
{
	return value;
}
