// SPDX-License-Identifier: GPL-2.0
/*
 * The start of the fake offsets is subtracted; the offset of the VMA is added,
 * for a debugger as well; a mapping of a dma-buf has no fake offset; all pages
 * of the VMA are mapped; the start of the VMA is no offset.
 * expect: nothing
 */
#include <linux/mm.h>
#include <linux/pagemap.h>

struct buffer {
	unsigned long start;
	unsigned long pfn;
	char *memory;
	struct page **pages;
};

static vm_fault_t subtracted(struct vm_fault *vmf)
{
	struct buffer *buf = vmf->vma->vm_private_data;

	return vmf_insert_page_mkwrite(vmf, buf->pages[vmf->pgoff - buf->start], false);
}

static vm_fault_t added(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct buffer *buf = vma->vm_private_data;
	pgoff_t offset = vma->vm_pgoff - buf->start;

	offset += (vmf->address - vma->vm_start) >> PAGE_SHIFT;

	return vmf_insert_pfn(vma, vmf->address, buf->pfn + offset);
}

static vm_fault_t index(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct buffer *buf = vma->vm_private_data;

	return vmf_insert_pfn(vma, vmf->address,
			      buf->pfn + linear_page_index(vma, vmf->address) - buf->start);
}

static vm_fault_t plain(struct vm_fault *vmf)
{
	struct buffer *buf = vmf->vma->vm_private_data;

	return vmf_insert_pfn(vmf->vma, vmf->address, buf->pfn + vmf->pgoff);
}

static vm_fault_t all(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct buffer *buf = vma->vm_private_data;
	unsigned long pfn = buf->pfn + vma->vm_pgoff - buf->start;
	unsigned long address = vma->vm_start;
	vm_fault_t ret = VM_FAULT_SIGBUS;

	for (; address < vma->vm_end; address += PAGE_SIZE)
		ret = vmf_insert_pfn(vma, address, pfn++);

	return vmf->address < vma->vm_start ? VM_FAULT_SIGBUS : ret;
}

static int seen(struct vm_area_struct *vma, unsigned long addr, void *to, int len, int write)
{
	struct buffer *buf = vma->vm_private_data;

	addr -= vma->vm_start;
	addr += (vma->vm_pgoff - buf->start) << PAGE_SHIFT;
	memcpy(to, buf->memory + addr, len);

	return len;
}

const struct vm_operations_struct program[] = {
	{ .fault = subtracted, .access = seen },
	{ .fault = added },
	{ .fault = index },
	{ .fault = plain },
	{ .fault = all },
};
