// SPDX-License-Identifier: GPL-2.0
/*
 * The start of the VMA in place of that of the fake offsets.
 * rule: fault_offset
 * expect: offset within the VMA: wrong after the VMA was split
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

vm_fault_t program(struct vm_fault *vmf);
vm_fault_t program(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct page **pages = vma->vm_private_data;
	pgoff_t offset = vmf->pgoff - vma->vm_pgoff;

	return vmf_insert_page_mkwrite(vmf, pages[offset], false);
}
