// SPDX-License-Identifier: GPL-2.0
/*
 * The offset within the VMA, computed from the address.
 * rule: fault_offset
 * expect: offset within the VMA: wrong after the VMA was split
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

vm_fault_t program(struct vm_fault *vmf);
vm_fault_t program(struct vm_fault *vmf)
{
	struct page **pages = vmf->vma->vm_private_data;

	pages += linear_page_delta(vmf->vma, vmf->address);

	return vmf_insert_page_mkwrite(vmf, *pages, false);
}
