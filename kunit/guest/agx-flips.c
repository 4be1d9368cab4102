// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * agx-flips - what a program shows on a display, frame by frame
 *
 *   LD_PRELOAD=.../agx-flips.so AGX_FLIPS=DIR AGX_FLIPS_COUNT=N kmscube ...
 *
 * Each time that the program asks libdrm to show a picture, the picture is written to
 * DIR/NUMBER.raw: width and height, then pixels of four bytes, without the padding of its
 * lines. Of N pictures (default 8), that is; the rest is shown only. The picture is read
 * when its dma-buf says that the GPU has written it, as a display would do. A byte that is
 * not shown is 255.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm/drm.h>
#include <drm/drm_mode.h>
#include <linux/dma-buf.h>

#define WAIT_MS	60000

static unsigned int count;

static int write_picture(int buf, const struct drm_mode_fb_cmd *fb)
{
	const char *dir = getenv("AGX_FLIPS");
	uint32_t size[2] = { fb->width, fb->height };
	size_t len = (size_t)fb->pitch * fb->height;
	struct pollfd ready = { .fd = buf, .events = POLLIN };
	struct dma_buf_sync begin = { .flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };
	struct dma_buf_sync end = { .flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ };
	char name[256];
	uint8_t *map;
	FILE *f;
	int bad;

	if (poll(&ready, 1, WAIT_MS) != 1) {
		fprintf(stderr, "agx-flips: the GPU does not finish picture %u\n", count);
		return -1;
	}
	map = mmap(NULL, len, PROT_READ, MAP_SHARED, buf, 0);
	if (map == MAP_FAILED || ioctl(buf, DMA_BUF_IOCTL_SYNC, &begin)) {
		perror("agx-flips: the picture cannot be read");
		return -1;
	}
	snprintf(name, sizeof(name), "%s/%u.raw", dir, count);
	f = fopen(name, "wb");
	bad = !f || fwrite(size, sizeof(size), 1, f) != 1;
	for (uint32_t y = 0; !bad && y < fb->height; y++) {
		const uint32_t *line = (const uint32_t *)(map + (size_t)y * fb->pitch);

		for (uint32_t x = 0; !bad && x < fb->width; x++) {
			uint32_t pixel = line[x] | (fb->depth == 24 ? 0xff000000 : 0);

			bad = fwrite(&pixel, 4, 1, f) != 1;
		}
	}
	if (!f || fclose(f) || bad)
		perror(name);
	ioctl(buf, DMA_BUF_IOCTL_SYNC, &end);
	munmap(map, len);

	return bad;
}

static void keep(int fd, uint32_t id)
{
	const char *limit = getenv("AGX_FLIPS_COUNT");
	struct drm_mode_fb_cmd fb = { .fb_id = id };
	struct drm_prime_handle prime = { .flags = O_CLOEXEC };
	struct drm_gem_close gem = {};

	if (!getenv("AGX_FLIPS") || !id || count >= (limit ? strtoul(limit, NULL, 0) : 8))
		return;
	if (ioctl(fd, DRM_IOCTL_MODE_GETFB, &fb) || fb.bpp != 32) {
		perror("agx-flips: not a picture of four bytes a pixel");
		return;
	}
	prime.handle = fb.handle;
	if (ioctl(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime)) {
		perror("agx-flips: the picture cannot be shared");
	} else {
		write_picture(prime.fd, &fb);
		close(prime.fd);
	}
	/* GETFB has made a handle of its own. */
	gem.handle = fb.handle;
	ioctl(fd, DRM_IOCTL_GEM_CLOSE, &gem);
	count++;
}

int drmModeSetCrtc(int fd, uint32_t crtc, uint32_t fb, uint32_t x, uint32_t y,
		   uint32_t *connectors, int nr, void *mode)
{
	int (*next)(int, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t *, int, void *) =
		dlsym(RTLD_NEXT, "drmModeSetCrtc");

	keep(fd, fb);
	return next(fd, crtc, fb, x, y, connectors, nr, mode);
}

int drmModePageFlip(int fd, uint32_t crtc, uint32_t fb, uint32_t flags, void *data)
{
	int (*next)(int, uint32_t, uint32_t, uint32_t, void *) =
		dlsym(RTLD_NEXT, "drmModePageFlip");

	keep(fd, fb);
	return next(fd, crtc, fb, flags, data);
}
