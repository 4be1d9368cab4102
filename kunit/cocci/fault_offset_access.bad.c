// SPDX-License-Identifier: GPL-2.0
/*
 * A debugger sees another part of the buffer than the program.
 * rule: fault_offset
 * expect: offset within the VMA: wrong after the VMA was split
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

int program(struct vm_area_struct *vma, unsigned long addr, void *buf, int len, int write);
int program(struct vm_area_struct *vma, unsigned long addr, void *buf, int len, int write)
{
	char *memory = vma->vm_private_data;

	addr -= vma->vm_start;
	memcpy(write ? memory + addr : buf, write ? buf : memory + addr, len);

	return len;
}
