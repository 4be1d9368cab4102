// SPDX-License-Identifier: GPL-2.0
/*
 * ioctl-errno - print the errno of DRM_IOCTL_ASAHI_GET_TIME on an open descriptor
 *
 * kunit/guest/job runs it on a device that was unbound while it was open.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

struct get_time {
	unsigned long long flags;
	unsigned long long gpu_timestamp;
};

int main(int argc, char **argv)
{
	struct get_time arg = { 0 };
	/* DRM_COMMAND_BASE + DRM_ASAHI_GET_TIME */
	unsigned long cmd = _IOWR('d', 0x40 + 1, struct get_time);

	if (argc != 2) {
		fprintf(stderr, "usage: ioctl-errno FD\n");
		return 2;
	}
	if (!ioctl(atoi(argv[1]), cmd, &arg))
		puts("0");
	else
		puts(strerrorname_np(errno));
	return 0;
}
