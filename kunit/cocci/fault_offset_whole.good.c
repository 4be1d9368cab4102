// SPDX-License-Identifier: GPL-2.0
/*
 * The VMA is never split.
 * rule: fault_offset
 * expect: nothing
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

static vm_fault_t fault(struct vm_fault *vmf)
{
	struct page **pages = vmf->vma->vm_private_data;

	pages += linear_page_delta(vmf->vma, vmf->address);

	return vmf_insert_page_mkwrite(vmf, *pages, false);
}

static int may_split(struct vm_area_struct *vma, unsigned long addr)
{
	return -EINVAL;
}

const struct vm_operations_struct program = {
	.fault = fault,
	.may_split = may_split,
};
