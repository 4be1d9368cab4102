// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Memory as Vulkan programs use it: allocated, mapped, bound and shared through Mesa.
 *
 *   agx-vulkan [--short] NAME	NAME is the beginning of the device's name
 *
 * The program submits nothing and waits for no queue: all this has to work before
 * anything runs on the GPU. Two more processes, each with an instance and a device of
 * its own, get buffers and send buffers, and are killed while they hold buffers.
 *
 * Prints one line per step; exits with 0 if all steps passed. Every wait ends.
 */

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <vulkan/vulkan.h>

#include "agx-guest.h"

#define KIB 1024ull
#define MIB (1024 * KIB)

/*
 * The guest may be emulated, and its kernel may check every access. Just to make a
 * device takes seconds there.
 */
#define WAIT_SECONDS	120
#define TOTAL_SECONDS	600

#define DMA_BUF VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT

static int quick;

struct gpu {
	VkInstance instance;
	VkPhysicalDevice physical;
	VkPhysicalDeviceMemoryProperties memory;
	VkDevice device;
	VkQueue queue;
	PFN_vkGetMemoryFdKHR get_fd;
	PFN_vkGetMemoryFdPropertiesKHR get_fd_properties;
};

static VkResult make_instance(struct gpu *gpu)
{
	const VkApplicationInfo app = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.pApplicationName = "agx-vulkan",
		.apiVersion = VK_API_VERSION_1_2,
	};
	const VkInstanceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
		.pApplicationInfo = &app,
	};
	uint32_t count = 1;
	VkResult res;

	res = vkCreateInstance(&info, NULL, &gpu->instance);
	if (res)
		return res;

	res = vkEnumeratePhysicalDevices(gpu->instance, &count, &gpu->physical);
	if (res == VK_SUCCESS && !count)
		return VK_ERROR_INCOMPATIBLE_DRIVER;
	if (res != VK_SUCCESS && res != VK_INCOMPLETE)
		return res;

	vkGetPhysicalDeviceMemoryProperties(gpu->physical, &gpu->memory);

	return VK_SUCCESS;
}

static VkResult make_device(struct gpu *gpu)
{
	static const char *const extensions[] = {
		VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME,
		VK_EXT_EXTERNAL_MEMORY_DMA_BUF_EXTENSION_NAME,
	};
	const float priority = 1.0f;
	const VkDeviceQueueCreateInfo queue = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
		.queueFamilyIndex = 0,
		.queueCount = 1,
		.pQueuePriorities = &priority,
	};
	const VkDeviceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.queueCreateInfoCount = 1,
		.pQueueCreateInfos = &queue,
		.enabledExtensionCount = ARRAY_SIZE(extensions),
		.ppEnabledExtensionNames = extensions,
	};
	VkResult res;

	res = vkCreateDevice(gpu->physical, &info, NULL, &gpu->device);
	if (res)
		return res;

	vkGetDeviceQueue(gpu->device, 0, 0, &gpu->queue);
	gpu->get_fd = (PFN_vkGetMemoryFdKHR)
		vkGetDeviceProcAddr(gpu->device, "vkGetMemoryFdKHR");
	gpu->get_fd_properties = (PFN_vkGetMemoryFdPropertiesKHR)
		vkGetDeviceProcAddr(gpu->device, "vkGetMemoryFdPropertiesKHR");

	return gpu->queue && gpu->get_fd && gpu->get_fd_properties ?
	       VK_SUCCESS : VK_ERROR_EXTENSION_NOT_PRESENT;
}

static VkResult allocate(struct gpu *gpu, uint32_t type, uint64_t size,
			 const void *next, VkDeviceMemory *memory)
{
	const VkMemoryAllocateInfo info = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.pNext = next,
		.allocationSize = size,
		.memoryTypeIndex = type,
	};

	return vkAllocateMemory(gpu->device, &info, NULL, memory);
}

static VkResult allocate_shared(struct gpu *gpu, uint32_t type, uint64_t size,
				VkDeviceMemory *memory)
{
	const VkExportMemoryAllocateInfo share = {
		.sType = VK_STRUCTURE_TYPE_EXPORT_MEMORY_ALLOCATE_INFO,
		.handleTypes = DMA_BUF,
	};

	return allocate(gpu, type, size, &share, memory);
}

/* If it succeeds, the descriptor belongs to Vulkan. */
static VkResult import(struct gpu *gpu, uint32_t type, uint64_t size, int fd,
		       VkDeviceMemory *memory)
{
	const VkImportMemoryFdInfoKHR from = {
		.sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_FD_INFO_KHR,
		.handleType = DMA_BUF,
		.fd = fd,
	};

	return allocate(gpu, type, size, &from, memory);
}

static int export(struct gpu *gpu, VkDeviceMemory memory)
{
	const VkMemoryGetFdInfoKHR info = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_GET_FD_INFO_KHR,
		.memory = memory,
		.handleType = DMA_BUF,
	};
	int fd;

	return gpu->get_fd(gpu->device, &info, &fd) ? -1 : fd;
}

static uint32_t *map(struct gpu *gpu, VkDeviceMemory memory)
{
	void *p;

	if (vkMapMemory(gpu->device, memory, 0, VK_WHOLE_SIZE, 0, &p))
		return NULL;

	return p;
}

static void release(struct gpu *gpu, VkDeviceMemory memory)
{
	vkFreeMemory(gpu->device, memory, NULL);
}

/* Each word is different, and differs with the seed. */
static void fill(uint32_t *p, uint64_t size, uint32_t seed)
{
	for (uint64_t i = 0; i < size / sizeof(*p); i++)
		p[i] = (uint32_t)i * 2654435761u + seed;
}

static uint64_t wrong(const uint32_t *p, uint64_t size, uint32_t seed)
{
	uint64_t bad = 0;

	for (uint64_t i = 0; i < size / sizeof(*p); i++)
		bad += p[i] != (uint32_t)i * 2654435761u + seed;

	return bad;
}

static uint32_t random32(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;

	return *state >> 8;
}

static int mappable(const struct gpu *gpu, uint32_t type)
{
	return gpu->memory.memoryTypes[type].propertyFlags &
	       VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
}

static const char *size_name(uint64_t size, char *text)
{
	if (size >= MIB)
		sprintf(text, "%llu MiB", (unsigned long long)(size / MIB));
	else
		sprintf(text, "%llu KiB", (unsigned long long)(size / KIB));

	return text;
}

/* ---------------------------------------------------------------- one process */

static void check_size(struct gpu *gpu, uint32_t type, uint64_t size)
{
	const uint32_t seed = 0x1000 * type + size / KIB;
	VkDeviceMemory memory;
	char text[32];
	uint32_t *p;
	VkResult res;

	size_name(size, text);
	res = allocate(gpu, type, size, NULL, &memory);
	if (res) {
		step(0, "type %u: %s (%d)", type, text, res);
		return;
	}

	if (!mappable(gpu, type)) {
		step(1, "type %u: %s, not for the CPU", type, text);
		release(gpu, memory);
		return;
	}

	p = map(gpu, memory);
	if (p) {
		fill(p, size, seed);
		vkUnmapMemory(gpu->device, memory);
		p = map(gpu, memory);
	}
	if (p) {
		step(!wrong(p, size, seed),
		     "type %u: %s read back what was written", type, text);
		vkUnmapMemory(gpu->device, memory);
	} else {
		step(0, "type %u: map %s", type, text);
	}

	release(gpu, memory);
}

/* Later buffers use the addresses and handles again. */
static void check_many(struct gpu *gpu, uint32_t type)
{
	enum { MANY = 100 };
	const int rounds = quick ? 1 : 3;
	VkDeviceMemory memory[MANY];
	uint64_t size[MANY];
	int order[MANY];
	uint32_t state = 0xa9c + type;
	int made = 0, bad = 0;

	for (int round = 0; round < rounds; round++) {
		int n;

		for (n = 0; n < MANY; n++) {
			uint32_t *p;

			order[n] = n;
			size[n] = (1 + random32(&state) % 20) * 16 * KIB;
			if (allocate(gpu, type, size[n], NULL, &memory[n]))
				break;
			made++;
			p = mappable(gpu, type) ? map(gpu, memory[n]) : NULL;
			if (p) {
				fill(p, size[n], n);
				vkUnmapMemory(gpu->device, memory[n]);
			}
		}

		for (int i = n - 1; i > 0; i--) {
			int j = random32(&state) % (i + 1), t = order[i];

			order[i] = order[j];
			order[j] = t;
		}

		for (int i = 0; i < n; i++) {
			int k = order[i];

			if (mappable(gpu, type)) {
				uint32_t *p = map(gpu, memory[k]);

				bad += !p || wrong(p, size[k], k);
			}
			release(gpu, memory[k]);
		}
	}

	step(made == MANY * rounds && !bad,
	     "type %u: %d allocations, freed in another order, %d lost what they held",
	     type, made, bad);
}

static void check_buffer(struct gpu *gpu, uint32_t type)
{
	const VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.size = 100 * KIB,
		.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
			 VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
			 VK_BUFFER_USAGE_TRANSFER_DST_BIT,
	};
	VkBuffer a = VK_NULL_HANDLE, b = VK_NULL_HANDLE;
	VkDeviceMemory memory = VK_NULL_HANDLE;
	VkMemoryRequirements need;
	uint64_t second;
	VkResult res;

	res = vkCreateBuffer(gpu->device, &info, NULL, &a) ?:
	      vkCreateBuffer(gpu->device, &info, NULL, &b);
	if (res) {
		step(0, "type %u: buffers (%d)", type, res);
		goto out;
	}

	vkGetBufferMemoryRequirements(gpu->device, a, &need);
	if (!(need.memoryTypeBits & 1u << type)) {
		step(1, "type %u: not for buffers", type);
		goto out;
	}

	second = (need.size + need.alignment - 1) / need.alignment *
		 need.alignment;
	res = allocate(gpu, type, second + need.size, NULL, &memory) ?:
	      vkBindBufferMemory(gpu->device, a, memory, 0) ?:
	      vkBindBufferMemory(gpu->device, b, memory, second);
	step(!res, "type %u: two buffers in one allocation (%d)", type, res);
out:
	vkDestroyBuffer(gpu->device, a, NULL);
	vkDestroyBuffer(gpu->device, b, NULL);
	if (memory)
		release(gpu, memory);
}

static void check_image(struct gpu *gpu, uint32_t type, VkImageTiling tiling)
{
	const char *name = tiling == VK_IMAGE_TILING_LINEAR ? "linear" :
							      "tiled";
	const VkImageCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
		.imageType = VK_IMAGE_TYPE_2D,
		.format = VK_FORMAT_R8G8B8A8_UNORM,
		.extent = { 333, 222, 1 },
		.mipLevels = 1,
		.arrayLayers = 1,
		.samples = VK_SAMPLE_COUNT_1_BIT,
		.tiling = tiling,
		.usage = VK_IMAGE_USAGE_SAMPLED_BIT |
			 VK_IMAGE_USAGE_TRANSFER_DST_BIT,
		.initialLayout = VK_IMAGE_LAYOUT_UNDEFINED,
	};
	VkDeviceMemory memory = VK_NULL_HANDLE;
	VkMemoryRequirements need;
	VkImageView view = VK_NULL_HANDLE;
	VkImage image;
	VkResult res;

	res = vkCreateImage(gpu->device, &info, NULL, &image);
	if (res) {
		step(0, "type %u: %s image (%d)", type, name, res);
		return;
	}

	vkGetImageMemoryRequirements(gpu->device, image, &need);
	if (!(need.memoryTypeBits & 1u << type)) {
		step(1, "type %u: not for %s images", type, name);
		vkDestroyImage(gpu->device, image, NULL);
		return;
	}

	const VkImageViewCreateInfo view_info = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
		.image = image,
		.viewType = VK_IMAGE_VIEW_TYPE_2D,
		.format = info.format,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 },
	};

	res = allocate(gpu, type, need.size, NULL, &memory) ?:
	      vkBindImageMemory(gpu->device, image, memory, 0) ?:
	      vkCreateImageView(gpu->device, &view_info, NULL, &view);
	step(!res, "type %u: a %s image bound to memory (%d)", type, name, res);

	vkDestroyImageView(gpu->device, view, NULL);
	vkDestroyImage(gpu->device, image, NULL);
	if (memory)
		release(gpu, memory);
}

/* A buffer is imported where it comes from: freeing one must not free the other. */
static void check_own_import(struct gpu *gpu, uint32_t type)
{
	VkDeviceMemory mine, again;
	uint32_t *a, *b;
	VkResult res;
	int fd;

	res = allocate_shared(gpu, type, MIB, &mine);
	if (res) {
		step(0, "type %u: shared memory (%d)", type, res);
		return;
	}

	fd = export(gpu, mine);
	step(fd >= 0, "type %u: export", type);
	if (fd < 0) {
		release(gpu, mine);
		return;
	}

	res = import(gpu, type, MIB, fd, &again);
	step(!res, "type %u: imported where it comes from (%d)", type, res);
	if (res) {
		close(fd);
		release(gpu, mine);
		return;
	}

	a = map(gpu, mine);
	b = map(gpu, again);
	if (a && b) {
		fill(a, MIB, 7);
		step(!wrong(b, MIB, 7), "type %u: both are one memory", type);
	} else {
		step(0, "type %u: map both", type);
	}

	release(gpu, again);
	if (a)
		step(!wrong(a, MIB, 7), "type %u: one is freed, the other stays",
		     type);
	release(gpu, mine);
}

/* ---------------------------------------------------------------- two processes */

enum what { IMPORT, EXPORT, WRITE };

struct message {
	enum what what;
	int32_t result;
	uint32_t type;
	uint32_t seed;
	uint64_t size;
};

static int wait_for(int sock, short events)
{
	struct pollfd fd = { .fd = sock, .events = events };

	return poll(&fd, 1, WAIT_SECONDS * 1000) == 1 ? 0 : -1;
}

static int send_message(int sock, const struct message *message, int fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {};
	struct iovec data = { (void *)message, sizeof(*message) };
	struct msghdr msg = { .msg_iov = &data, .msg_iovlen = 1 };

	if (fd >= 0) {
		msg.msg_control = &control;
		msg.msg_controllen = sizeof(control);
		control.header.cmsg_level = SOL_SOCKET;
		control.header.cmsg_type = SCM_RIGHTS;
		control.header.cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	}

	if (wait_for(sock, POLLOUT))
		return -1;

	return sendmsg(sock, &msg, MSG_NOSIGNAL) == sizeof(*message) ? 0 : -1;
}

static int receive_message(int sock, struct message *message, int *fd)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {};
	struct iovec data = { message, sizeof(*message) };
	struct msghdr msg = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	*fd = -1;
	if (wait_for(sock, POLLIN) ||
	    recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) != sizeof(*message))
		return -1;

	if (msg.msg_controllen >= CMSG_LEN(sizeof(int)) &&
	    control.header.cmsg_type == SCM_RIGHTS)
		memcpy(fd, CMSG_DATA(&control.header), sizeof(*fd));

	return 0;
}

/* Check the contents of the other side's buffer, then write own contents to it. */
static int32_t child_import(struct gpu *gpu, const struct message *message,
			    int fd, uint32_t **mapped)
{
	VkDeviceMemory memory;
	uint32_t *p;

	if (import(gpu, message->type, message->size, fd, &memory)) {
		close(fd);
		return 1;
	}

	p = map(gpu, memory);
	if (!p)
		return 2;
	if (wrong(p, message->size, message->seed))
		return 3;

	fill(p, message->size, ~message->seed);
	*mapped = p;

	return 0;
}

static int32_t child_export(struct gpu *gpu, const struct message *message,
			    int *fd, uint32_t **mapped)
{
	VkDeviceMemory memory;
	uint32_t *p;

	if (allocate_shared(gpu, message->type, message->size, &memory))
		return 1;

	p = map(gpu, memory);
	if (!p)
		return 2;
	fill(p, message->size, message->seed);
	*mapped = p;

	*fd = export(gpu, memory);

	return *fd < 0 ? 4 : 0;
}

/*
 * Carries out each message and frees nothing: the process will be killed. Its first
 * message says whether it has a device.
 */
static void child(int sock)
{
	struct gpu gpu = {};
	struct message message = {};
	uint32_t *last = NULL;
	int fd, out = -1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(TOTAL_SECONDS);

	message.result = make_instance(&gpu) ?: make_device(&gpu);

	while (!send_message(sock, &message, out)) {
		if (out >= 0)
			close(out);
		out = -1;

		if (receive_message(sock, &message, &fd))
			break;

		switch (message.what) {
		case IMPORT:
			message.result = child_import(&gpu, &message, fd,
						      &last);
			break;
		case EXPORT:
			message.result = child_export(&gpu, &message, &out,
						      &last);
			break;
		case WRITE:
			if (last)
				fill(last, message.size, message.seed);
			message.result = !last;
			break;
		}
	}

	_exit(1);
}

struct peer {
	pid_t pid;
	int sock;
};

static int start(struct peer *peer)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return -1;

	fflush(stdout);
	peer->pid = fork();
	if (!peer->pid) {
		close(pair[0]);
		child(pair[1]);
	}

	close(pair[1]);
	peer->sock = pair[0];

	return peer->pid < 0 ? -1 : 0;
}

/* Returns whether SIGKILL ended the process in time. */
static int end(struct peer *peer)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	int status, dead = 0;

	kill(peer->pid, SIGKILL);
	for (int i = 0; i < WAIT_SECONDS * 100 && !dead; i++) {
		dead = waitpid(peer->pid, &status, WNOHANG) == peer->pid;
		if (!dead)
			nanosleep(&pause, NULL);
	}
	close(peer->sock);

	return dead && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static int ask(struct peer *peer, struct message *message, int out, int *in)
{
	int fd = -1;

	if (send_message(peer->sock, message, out) ||
	    receive_message(peer->sock, message, &fd))
		return -1;

	if (in)
		*in = fd;
	else if (fd >= 0)
		close(fd);

	return message->result;
}

struct shared {
	VkDeviceMemory memory;
	VkBuffer buffer;
	uint32_t *p;
};

/* Make a buffer for shared memory, and bind it to that. */
static VkResult bind_shared(struct gpu *gpu, struct shared *shared,
			    uint64_t size)
{
	const VkExternalMemoryBufferCreateInfo external = {
		.sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO,
		.handleTypes = DMA_BUF,
	};
	const VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.pNext = &external,
		.size = size,
		.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
	};

	return vkCreateBuffer(gpu->device, &info, NULL, &shared->buffer) ?:
	       vkBindBufferMemory(gpu->device, shared->buffer, shared->memory,
				  0);
}

static void release_shared(struct gpu *gpu, struct shared *shared)
{
	vkDestroyBuffer(gpu->device, shared->buffer, NULL);
	if (shared->memory)
		release(gpu, shared->memory);
}

/* Lends a buffer to the importer, which keeps it. */
static int lend(struct gpu *gpu, struct peer *peer, uint32_t type,
		uint64_t size, struct shared *shared)
{
	struct message message = {
		.what = IMPORT,
		.type = type,
		.seed = 0x1111 * (type + 1),
		.size = size,
	};
	int fd = -1, err = -1;

	if (allocate_shared(gpu, type, size, &shared->memory) ||
	    bind_shared(gpu, shared, size))
		goto out;

	shared->p = map(gpu, shared->memory);
	if (!shared->p)
		goto out;
	fill(shared->p, size, message.seed);

	fd = export(gpu, shared->memory);
	if (fd >= 0)
		err = ask(peer, &message, fd, NULL);
out:
	step(!err, "type %u: the other process imports it and sees its contents (%d)",
	     type, err);
	if (!err)
		step(!wrong(shared->p, size, ~message.seed),
		     "type %u: its writes are seen here", type);
	if (fd >= 0)
		close(fd);

	return err;
}

static void check_importer_dies(struct gpu *gpu, struct peer *peer)
{
	const uint64_t size = 2 * MIB;
	struct shared shared[VK_MAX_MEMORY_TYPES] = {};
	int last = -1;

	for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; i++) {
		if (mappable(gpu, i) &&
		    !lend(gpu, peer, i, size, &shared[i]))
			last = i;
	}

	if (last >= 0) {
		struct message message = {
			.what = WRITE, .seed = 99, .size = size,
		};

		/* Both processes have the same memory: no copy is made. */
		fill(shared[last].p, size, 98);
		step(!ask(peer, &message, -1, NULL) &&
		     !wrong(shared[last].p, size, 99),
		     "the other process writes once more");
	}

	step(end(peer), "the importer is killed");

	for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; i++) {
		if (!shared[i].p)
			continue;
		step(!wrong(shared[i].p, size,
			    (int)i == last ? 99 : ~(0x1111 * (i + 1))),
		     "type %u: the importer's buffer is still here", i);
		fill(shared[i].p, size, i);
		step(!wrong(shared[i].p, size, i), "type %u: and it can be written",
		     i);
		release_shared(gpu, &shared[i]);
	}
}

/* Borrows a buffer from the exporter. */
static int borrow(struct gpu *gpu, struct peer *peer, uint32_t type,
		  uint64_t size, struct shared *shared)
{
	VkMemoryFdPropertiesKHR properties = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_FD_PROPERTIES_KHR,
	};
	struct message message = {
		.what = EXPORT,
		.type = type,
		.seed = 0x2222 * (type + 1),
		.size = size,
	};
	int fd = -1, err;

	err = ask(peer, &message, -1, &fd);
	if (!err && fd < 0)
		err = -2;
	if (!err)
		err = gpu->get_fd_properties(gpu->device, DMA_BUF, fd,
					     &properties);
	if (!err && !(properties.memoryTypeBits & 1u << type))
		err = -3;
	if (!err) {
		err = import(gpu, type, size, fd, &shared->memory);
		if (!err)
			fd = -1;
	}
	if (!err)
		err = bind_shared(gpu, shared, size);
	if (!err) {
		shared->p = map(gpu, shared->memory);
		err = shared->p ? 0 : -4;
	}
	step(!err && !wrong(shared->p, size, message.seed),
	     "type %u: import from the other process (%d)", type, err);
	if (fd >= 0)
		close(fd);

	return err;
}

static void check_exporter_dies(struct gpu *gpu, struct peer *peer)
{
	const uint64_t size = 2 * MIB;
	struct shared shared[VK_MAX_MEMORY_TYPES] = {};

	for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; i++) {
		if (mappable(gpu, i))
			borrow(gpu, peer, i, size, &shared[i]);
	}

	step(end(peer), "the exporter is killed");

	for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; i++) {
		if (!shared[i].p)
			continue;
		step(!wrong(shared[i].p, size, 0x2222 * (i + 1)),
		     "type %u: the exporter's buffer is still here", i);
		vkUnmapMemory(gpu->device, shared[i].memory);
		shared[i].p = map(gpu, shared[i].memory);
		if (shared[i].p)
			step(!wrong(shared[i].p, size, 0x2222 * (i + 1)),
			     "type %u: and after it is mapped again", i);
		else
			step(0, "type %u: mapped again", i);
		release_shared(gpu, &shared[i]);
	}
}

/* ---------------------------------------------------------------- all steps */

static void check_name(struct gpu *gpu, const char *name)
{
	VkPhysicalDeviceDriverProperties driver = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES,
	};
	VkPhysicalDeviceProperties2 properties = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2,
		.pNext = &driver,
	};

	vkGetPhysicalDeviceProperties2(gpu->physical, &properties);
	step(!strncmp(properties.properties.deviceName, name, strlen(name)),
	     "the device is '%s'", properties.properties.deviceName);
	step(!strcmp(driver.driverName, "Honeykrisp") &&
	     properties.properties.deviceType != VK_PHYSICAL_DEVICE_TYPE_CPU,
	     "the driver is '%s'", driver.driverName);
}

static void check_exportable(struct gpu *gpu)
{
	const VkPhysicalDeviceExternalBufferInfo info = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_EXTERNAL_BUFFER_INFO,
		.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
		.handleType = DMA_BUF,
	};
	const VkExternalMemoryFeatureFlags need =
		VK_EXTERNAL_MEMORY_FEATURE_EXPORTABLE_BIT |
		VK_EXTERNAL_MEMORY_FEATURE_IMPORTABLE_BIT;
	VkExternalBufferProperties properties = {
		.sType = VK_STRUCTURE_TYPE_EXTERNAL_BUFFER_PROPERTIES,
	};

	vkGetPhysicalDeviceExternalBufferProperties(gpu->physical, &info,
						    &properties);
	step((properties.externalMemoryProperties.externalMemoryFeatures &
	      need) == need, "buffers can be dma-bufs");
}

/* The process has answered when it had tried to make a device. */
static int ready(struct peer *peer)
{
	struct message message = { .result = -1 };
	int fd;

	if (receive_message(peer->sock, &message, &fd))
		return -1;

	return message.result;
}

static int run(const char *name)
{
	static const uint64_t sizes[] = { 16 * KIB, MIB, 64 * MIB };
	struct peer importer, exporter;
	struct gpu gpu = {};
	VkResult res;
	int err;

	/* Fork before Mesa makes threads, and before it has state to inherit. */
	if (start(&importer) || start(&exporter)) {
		step(0, "fork: %s", strerror(errno));
		return 1;
	}

	res = make_instance(&gpu);
	step(!res, "an instance with a device (%d)", res);
	if (res)
		return 1;
	check_name(&gpu, name);
	check_exportable(&gpu);

	res = make_device(&gpu);
	step(!res, "a device with a queue (%d)", res);
	if (res)
		return 1;
	step(gpu.memory.memoryTypeCount > 0, "%u types of memory",
	     gpu.memory.memoryTypeCount);

	for (uint32_t i = 0; i < gpu.memory.memoryTypeCount; i++) {
		for (size_t j = 0; j < ARRAY_SIZE(sizes) - quick; j++)
			check_size(&gpu, i, sizes[j]);
		check_many(&gpu, i);
		check_buffer(&gpu, i);
		check_image(&gpu, i, VK_IMAGE_TILING_OPTIMAL);
		check_image(&gpu, i, VK_IMAGE_TILING_LINEAR);
		if (mappable(&gpu, i))
			check_own_import(&gpu, i);
	}

	err = ready(&importer);
	step(!err, "another process has a device (%d)", err);
	if (!err)
		check_importer_dies(&gpu, &importer);
	err = ready(&exporter);
	step(!err, "a third process has a device (%d)", err);
	if (!err)
		check_exporter_dies(&gpu, &exporter);

	vkDestroyDevice(gpu.device, NULL);
	vkDestroyInstance(gpu.instance, NULL);
	step(1, "device and instance are destroyed");

	return failures != 0;
}

int main(int argc, char **argv)
{
	quick = argc == 3 && !strcmp(argv[1], "--short");
	if (argc != 2 + quick) {
		fprintf(stderr, "usage: agx-vulkan [--short] NAME\n");
		return 2;
	}

	setvbuf(stdout, NULL, _IOLBF, 0);
	alarm(TOTAL_SECONDS);

	return run(argv[1 + quick]);
}
