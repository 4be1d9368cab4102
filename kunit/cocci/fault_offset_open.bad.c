// SPDX-License-Identifier: GPL-2.0
/*
 * The same without the function for it.
 * rule: fault_offset
 * expect: offset within the VMA: wrong after the VMA was split
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

vm_fault_t program(struct vm_fault *vmf);
vm_fault_t program(struct vm_fault *vmf)
{
	unsigned long pfn = *(unsigned long *)vmf->vma->vm_private_data;

	pfn += (vmf->address - vmf->vma->vm_start) >> PAGE_SHIFT;

	return vmf_insert_pfn(vmf->vma, vmf->address, pfn);
}
