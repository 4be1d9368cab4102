/* SPDX-License-Identifier: GPL-2.0 */
/* What memory.c and submit.c share: each is process 1 of a machine that counts instructions */

#ifndef COST_INIT_H
#define COST_INIT_H

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include <drm/asahi_drm.h>

#define VM_END		((1ULL << 39) - 0x8000)
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Until the console has written everything, its interrupts would come in the next operation. */
static void flush_output(void)
{
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
}

static void finish(void)
{
	flush_output();
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}

static void check(long ret, const char *what)
{
	if (ret >= 0)
		return;

	printf("error: %s: %s\n", what, strerror(errno));
	finish();
}

static uint64_t min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Make the machine ready, and load @module, the other side of the comparison. */
static void begin(const char *module)
{
	int fd = open(module, O_RDONLY);

	setvbuf(stdout, NULL, _IOLBF, 0);
	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	check(mount("devtmpfs", "/dev", "devtmpfs", 0, NULL), "mount devtmpfs");
	check(mount("proc", "/proc", "proc", 0, NULL), "mount proc");

	check(syscall(SYS_finit_module, fd, "", 0), module);
	close(fd);
}

static uint32_t vm_create(int fd)
{
	struct drm_asahi_vm_create args = {
		.kernel_start = VM_END - (32ULL << 30),
		.kernel_end = VM_END,
	};

	check(ioctl(fd, DRM_IOCTL_ASAHI_VM_CREATE, &args), "VM_CREATE");

	return args.vm_id;
}

#endif /* COST_INIT_H */
