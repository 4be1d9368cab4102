// SPDX-License-Identifier: GPL-2.0
/*
 * The start of the mapping may belong to another VMA now.
 * rule: fault_offset
 * expect: offset within the VMA: wrong after the VMA was split
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

vm_fault_t program(struct vm_fault *vmf);
vm_fault_t program(struct vm_fault *vmf)
{
	unsigned long address = vmf->address - (vmf->pgoff << PAGE_SHIFT);
	unsigned long pfn = *(unsigned long *)vmf->vma->vm_private_data;
	vm_fault_t ret = VM_FAULT_SIGBUS;
	unsigned long i;

	for (i = 0; i < vma_pages(vmf->vma); i++)
		ret = vmf_insert_pfn(vmf->vma, address + i * PAGE_SIZE, pfn + i);

	return ret;
}
