// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * preload.c - what the preloaded library puts in the place of libc's and libdrm's functions
 *
 * The node's descriptors are copies of one memfd, known by its inode.
 */

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <linux/dma-buf.h>

#include "node.h"
#include "space.h"

#define NODE		"/dev/dri/renderD128"
#define NODE_DEV	makedev(226, 128)
#define EXPORT		__attribute__((visibility("default")))

/* libdrm's description of a device, as far as it is used */
struct drm_device {
	char **nodes;
	int available_nodes;
	int bustype;
	char (*bus)[512];
	char ***compatible;
};

#define DRM_NODE_RENDER		2
#define DRM_BUS_PLATFORM	2

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int node_fd = -1;
static ino_t node_ino;

static void *next_symbol(const char *name)
{
	void *p = dlsym(RTLD_NEXT, name);

	if (!p)
		abort();
	return p;
}

/* A call of the C library's function of the same name */
#define REAL(name)	((__typeof__(&name))next_symbol(#name))

static bool is_node(int fd)
{
	struct stat st;

	return node_ino && !REAL(fstat)(fd, &st) && st.st_ino == node_ino;
}

/* All descriptors are copies of one file's, so that a copy made by others is known too. */
static int node_open(void)
{
	struct stat st;
	int fd;

	pthread_mutex_lock(&lock);
	if (node_fd < 0) {
		node_fd = memfd_create("agx-node", MFD_CLOEXEC);
		if (node_fd >= 0 && !REAL(fstat)(node_fd, &st))
			node_ino = st.st_ino;
	}
	fd = fcntl(node_fd, F_DUPFD_CLOEXEC, 0);
	pthread_mutex_unlock(&lock);
	return fd;
}

static void be_node(struct stat *st)
{
	st->st_mode = S_IFCHR | 0666;
	st->st_rdev = NODE_DEV;
}

EXPORT int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return strcmp(path, NODE) ? REAL(open)(path, flags, mode) : node_open();
}

EXPORT int open64(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list ap;

	va_start(ap, flags);
	if (flags & (O_CREAT | __O_TMPFILE))
		mode = va_arg(ap, mode_t);
	va_end(ap);
	return strcmp(path, NODE) ? REAL(open64)(path, flags, mode) : node_open();
}

EXPORT int access(const char *path, int mode)
{
	return strcmp(path, NODE) ? REAL(access)(path, mode) : 0;
}

EXPORT int stat(const char *restrict path, struct stat *restrict st)
{
	if (strcmp(path, NODE))
		return REAL(stat)(path, st);
	memset(st, 0, sizeof(*st));
	be_node(st);
	return 0;
}

EXPORT int fstat(int fd, struct stat *st)
{
	int ret = REAL(fstat)(fd, st);

	if (!ret && node_ino && st->st_ino == node_ino)
		be_node(st);
	return ret;
}

/* On 64-bit hosts the structures are the same. */
EXPORT int stat64(const char *restrict path, struct stat64 *restrict st)
{
	return stat(path, (struct stat *)st);
}

EXPORT int fstat64(int fd, struct stat64 *st)
{
	return fstat(fd, (struct stat *)st);
}

EXPORT void *mmap(void *addr, size_t len, int prot, int flags, int fd, off_t offset)
{
	if (fd >= 0 && is_node(fd)) {
		struct buffer *b;

		pthread_mutex_lock(&lock);
		b = buffer_get((uint32_t)((uint64_t)offset >> 32));
		fd = b ? b->fd : -1;
		pthread_mutex_unlock(&lock);
		if (fd < 0) {
			errno = EINVAL;
			return MAP_FAILED;
		}
		offset &= 0xffffffff;
	}
	return REAL(mmap)(addr, len, prot, flags, fd, offset);
}

EXPORT void *mmap64(void *addr, size_t len, int prot, int flags, int fd, off64_t offset)
{
	return mmap(addr, len, prot, flags, fd, offset);
}

/* libdrm */

static struct drm_device *device_new(void)
{
	struct drm_device *d = calloc(1, sizeof(*d));

	d->nodes = calloc(3, sizeof(*d->nodes));
	for (unsigned int i = 0; i < 3; i++)
		d->nodes[i] = strdup(i == DRM_NODE_RENDER ? NODE : "");
	d->available_nodes = 1 << DRM_NODE_RENDER;
	d->bustype = DRM_BUS_PLATFORM;
	d->bus = calloc(1, sizeof(*d->bus));
	strcpy(*d->bus, "asahi");
	d->compatible = calloc(1, sizeof(*d->compatible));
	*d->compatible = calloc(1, sizeof(**d->compatible));
	return d;
}

EXPORT void drmFreeDevice(struct drm_device **d)
{
	if (!d || !*d)
		return;
	for (unsigned int i = 0; i < 3; i++)
		free((*d)->nodes[i]);
	free((*d)->nodes);
	free((*d)->bus);
	free(*(*d)->compatible);
	free((*d)->compatible);
	free(*d);
	*d = NULL;
}

EXPORT void drmFreeDevices(struct drm_device **devices, int count)
{
	for (int i = 0; i < count; i++)
		drmFreeDevice(&devices[i]);
}

EXPORT int drmGetDevices2(uint32_t flags, struct drm_device **devices, int max)
{
	(void)flags;
	if (devices && max > 0)
		devices[0] = device_new();
	return 1;
}

EXPORT int drmGetDevice2(int fd, uint32_t flags, struct drm_device **device)
{
	(void)flags;
	if (!is_node(fd))
		return -EINVAL;
	*device = device_new();
	return 0;
}

EXPORT int drmGetDeviceFromDevId(dev_t dev, uint32_t flags, struct drm_device **device)
{
	(void)flags;
	if (dev != NODE_DEV)
		return -ENODEV;
	*device = device_new();
	return 0;
}

/* Shared buffers are memfds: what is asked of a dma-buf is always done already. */
static int dma_buf_ioctl(unsigned long request, void *arg)
{
	struct dma_buf_export_sync_file *sync = arg;

	if (request == DMA_BUF_IOCTL_EXPORT_SYNC_FILE) {
		sync->fd = REAL(open)("/dev/null", O_RDWR | O_CLOEXEC);
		return sync->fd < 0 ? -1 : 0;
	}
	return 0;
}

EXPORT int ioctl(int fd, unsigned long request, ...)
{
	void *arg;
	va_list ap;
	int err;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (_IOC_TYPE(request) == DMA_BUF_BASE && _IOC_NR(request) <= 3)
		return dma_buf_ioctl(request & 0xffffffff, arg);
	if (!is_node(fd))
		return REAL(ioctl)(fd, request, arg);
	pthread_mutex_lock(&lock);
	err = node_ioctl(request & 0xffffffff, arg);
	pthread_mutex_unlock(&lock);
	if (!err)
		return 0;
	errno = err;
	return -1;
}
