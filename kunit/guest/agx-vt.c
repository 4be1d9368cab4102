// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * agx-vt - a virtual terminal where the kernel has none
 *
 *   LD_PRELOAD=.../agx-vt.so vkmark --winsys kms --winsys-options kms-tty=/dev/null ...
 *
 * vkmark takes a display only if it can have a virtual terminal, too, and wants to be asked
 * before the user switches to another one. User Mode Linux has none: its own consoles have
 * their device numbers. So this library answers these two requests for files that are no
 * terminals. All that goes to the display is left as it is.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include <linux/vt.h>

int ioctl(int fd, unsigned long request, ...)
{
	int (*next)(int, unsigned long, void *) = dlsym(RTLD_NEXT, "ioctl");
	va_list ap;
	void *arg;
	int ret;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);

	ret = next(fd, request, arg);
	if (!ret || errno != ENOTTY)
		return ret;
	if (request == VT_GETMODE)
		memset(arg, 0, sizeof(struct vt_mode));

	return request == VT_GETMODE || request == VT_SETMODE ? 0 : ret;
}
