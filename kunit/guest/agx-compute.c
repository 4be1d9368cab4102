// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Compute work as Vulkan programs submit it, through Mesa.
 *
 *   agx-compute [--short] NAME		NAME is the beginning of the device's name
 *   agx-compute --contents
 *   agx-compute --clients N SECONDS
 *
 * A simulated GPU ends jobs but executes no shaders, unless a model is attached to it. So what
 * shaders write is checked with --contents only. Fences, semaphores, times and the order of all
 * these are checked anyway. Other processes, each
 * with an instance and a device of its own, end in all ways while they have work in flight.
 *
 * With --clients, N processes do the same work over and over, and are killed and replaced
 * for SECONDS. The rest has to come to its end, and the driver has to give back all.
 *
 * Prints one line per step; exits with 0 if all steps passed. Every wait ends.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/dma-buf.h>
#include <vulkan/vulkan.h>

#include "agx-guest.h"

/*
 * The guest may be emulated, and its kernel may check every access. Just to make a device
 * takes seconds there.
 */
#define WAIT_SECONDS	120
#define TOTAL_SECONDS	900
#define WAIT_NS		(WAIT_SECONDS * 1000000000ull)

#define SIZE		(64 * 1024)
#define MAX_CLIENTS	64
#define DMA_BUF		VK_EXTERNAL_MEMORY_HANDLE_TYPE_DMA_BUF_BIT_EXT
#define SYNC_FD		VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_SYNC_FD_BIT
#define OPAQUE_FD	VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD_BIT

static int quick;

/* What the program waits for, if it is killed by its alarm */
static const char *now = "start";

/* ---------------------------------------------------------------- shaders */

/*
 * SPIR-V, with the text of each instruction. buffer[i]++, where i is the number of the
 * invocation.
 */
static const uint32_t add[] = {
	/* magic, version 1.0, generator, bound, schema */
	0x7230203, 0x10000, 0x0, 0x16, 0x0,
	0x20011, 0x1,	/* OpCapability Shader */
	0x3000e, 0x0, 0x1,	/* OpMemoryModel Logical GLSL450 */
	0x6000f, 0x5, 0x1, 0x6e69616d, 0x0, 0x2,	/* OpEntryPoint GLCompute %main "main" %id */
	0x60010, 0x1, 0x11, 0x40, 0x1, 0x1,	/* OpExecutionMode %main LocalSize 64 1 1 */
	0x40047, 0x2, 0xb, 0x1c,	/* OpDecorate %id BuiltIn GlobalInvocationId */
	0x40047, 0x3, 0x6, 0x4,	/* OpDecorate %array ArrayStride 4 */
	0x50048, 0x4, 0x0, 0x23, 0x0,	/* OpMemberDecorate %block 0 Offset 0 */
	0x30047, 0x4, 0x3,	/* OpDecorate %block BufferBlock */
	0x40047, 0x5, 0x22, 0x0,	/* OpDecorate %buffer DescriptorSet 0 */
	0x40047, 0x5, 0x21, 0x0,	/* OpDecorate %buffer Binding 0 */
	0x20013, 0x6,	/* %void = OpTypeVoid */
	0x30021, 0x7, 0x6,	/* %fn = OpTypeFunction %void */
	0x40015, 0x8, 0x20, 0x0,	/* %uint = OpTypeInt 32 0 */
	0x40017, 0x9, 0x8, 0x3,	/* %uint3 = OpTypeVector %uint 3 */
	0x3001d, 0x3, 0x8,	/* %array = OpTypeRuntimeArray %uint */
	0x3001e, 0x4, 0x3,	/* %block = OpTypeStruct %array */
	0x40020, 0xa, 0x1, 0x9,	/* %pid3 = OpTypePointer Input %uint3 */
	0x40020, 0xb, 0x1, 0x8,	/* %pid = OpTypePointer Input %uint */
	0x40020, 0xc, 0x2, 0x4,	/* %pblock = OpTypePointer Uniform %block */
	0x40020, 0xd, 0x2, 0x8,	/* %puint = OpTypePointer Uniform %uint */
	0x4002b, 0x8, 0xe, 0x0,	/* %c0 = OpConstant %uint 0 */
	0x4002b, 0x8, 0xf, 0x1,	/* %c1 = OpConstant %uint 1 */
	0x4003b, 0xa, 0x2, 0x1,	/* %id = OpVariable %pid3 Input */
	0x4003b, 0xc, 0x5, 0x2,	/* %buffer = OpVariable %pblock Uniform */
	0x50036, 0x6, 0x1, 0x0, 0x7,	/* %main = OpFunction %void None %fn */
	0x200f8, 0x10,	/* %label = OpLabel */
	0x50041, 0xb, 0x11, 0x2, 0xe,	/* %pix = OpAccessChain %pid %id %c0 */
	0x4003d, 0x8, 0x12, 0x11,	/* %ix = OpLoad %uint %pix */
	0x60041, 0xd, 0x13, 0x5, 0xe, 0x12,	/* %word = OpAccessChain %puint %buffer %c0 %ix */
	0x4003d, 0x8, 0x14, 0x13,	/* %old = OpLoad %uint %word */
	0x50080, 0x8, 0x15, 0x14, 0xf,	/* %new = OpIAdd %uint %old %c1 */
	0x3003e, 0x13, 0x15,	/* OpStore %word %new */
	0x100fd,	/* OpReturn */
	0x10038,	/* OpFunctionEnd */
};

/* scratch[buffer[i] % 1024] = i, buffer[i] = scratch[i % 1024]: too much for registers */
static const uint32_t spill[] = {
	/* magic, version 1.0, generator, bound, schema */
	0x7230203, 0x10000, 0x0, 0x1f, 0x0,
	0x20011, 0x1,	/* OpCapability Shader */
	0x3000e, 0x0, 0x1,	/* OpMemoryModel Logical GLSL450 */
	0x6000f, 0x5, 0x1, 0x6e69616d, 0x0, 0x2,	/* OpEntryPoint GLCompute %main "main" %id */
	0x60010, 0x1, 0x11, 0x40, 0x1, 0x1,	/* OpExecutionMode %main LocalSize 64 1 1 */
	0x40047, 0x2, 0xb, 0x1c,	/* OpDecorate %id BuiltIn GlobalInvocationId */
	0x40047, 0x3, 0x6, 0x4,	/* OpDecorate %array ArrayStride 4 */
	0x50048, 0x4, 0x0, 0x23, 0x0,	/* OpMemberDecorate %block 0 Offset 0 */
	0x30047, 0x4, 0x3,	/* OpDecorate %block BufferBlock */
	0x40047, 0x5, 0x22, 0x0,	/* OpDecorate %buffer DescriptorSet 0 */
	0x40047, 0x5, 0x21, 0x0,	/* OpDecorate %buffer Binding 0 */
	0x20013, 0x6,	/* %void = OpTypeVoid */
	0x30021, 0x7, 0x6,	/* %fn = OpTypeFunction %void */
	0x40015, 0x8, 0x20, 0x0,	/* %uint = OpTypeInt 32 0 */
	0x40017, 0x9, 0x8, 0x3,	/* %uint3 = OpTypeVector %uint 3 */
	0x3001d, 0x3, 0x8,	/* %array = OpTypeRuntimeArray %uint */
	0x3001e, 0x4, 0x3,	/* %block = OpTypeStruct %array */
	0x40020, 0xa, 0x1, 0x9,	/* %pid3 = OpTypePointer Input %uint3 */
	0x40020, 0xb, 0x1, 0x8,	/* %pid = OpTypePointer Input %uint */
	0x40020, 0xc, 0x2, 0x4,	/* %pblock = OpTypePointer Uniform %block */
	0x40020, 0xd, 0x2, 0x8,	/* %puint = OpTypePointer Uniform %uint */
	0x4002b, 0x8, 0xe, 0x0,	/* %c0 = OpConstant %uint 0 */
	0x4002b, 0x8, 0xf, 0x1,	/* %c1 = OpConstant %uint 1 */
	0x4003b, 0xa, 0x2, 0x1,	/* %id = OpVariable %pid3 Input */
	0x4003b, 0xc, 0x5, 0x2,	/* %buffer = OpVariable %pblock Uniform */
	0x4002b, 0x8, 0x10, 0x400,	/* %c1k = OpConstant %uint 1024 */
	0x4001c, 0x11, 0x8, 0x10,	/* %local = OpTypeArray %uint %c1k */
	0x40020, 0x12, 0x7, 0x11,	/* %plocal = OpTypePointer Function %local */
	0x40020, 0x13, 0x7, 0x8,	/* %pele = OpTypePointer Function %uint */
	0x50036, 0x6, 0x1, 0x0, 0x7,	/* %main = OpFunction %void None %fn */
	0x200f8, 0x14,	/* %label = OpLabel */
	0x4003b, 0x12, 0x15, 0x7,	/* %scratch = OpVariable %plocal Function */
	0x50041, 0xb, 0x16, 0x2, 0xe,	/* %pix = OpAccessChain %pid %id %c0 */
	0x4003d, 0x8, 0x17, 0x16,	/* %ix = OpLoad %uint %pix */
	0x60041, 0xd, 0x18, 0x5, 0xe, 0x17,	/* %word = OpAccessChain %puint %buffer %c0 %ix */
	0x4003d, 0x8, 0x19, 0x18,	/* %old = OpLoad %uint %word */
	0x50089, 0x8, 0x1a, 0x19, 0x10,	/* %at = OpUMod %uint %old %c1k */
	0x50041, 0x13, 0x1b, 0x15, 0x1a,	/* %slot = OpAccessChain %pele %scratch %at */
	0x3003e, 0x1b, 0x17,	/* OpStore %slot %ix */
	0x50089, 0x8, 0x1c, 0x17, 0x10,	/* %ix2 = OpUMod %uint %ix %c1k */
	0x50041, 0x13, 0x1d, 0x15, 0x1c,	/* %slot2 = OpAccessChain %pele %scratch %ix2 */
	0x4003d, 0x8, 0x1e, 0x1d,	/* %new = OpLoad %uint %slot2 */
	0x3003e, 0x18, 0x1e,	/* OpStore %word %new */
	0x100fd,	/* OpReturn */
	0x10038,	/* OpFunctionEnd */
};

/* ---------------------------------------------------------------- a device */

struct gpu {
	VkInstance instance;
	VkPhysicalDevice physical;
	VkPhysicalDeviceMemoryProperties memory;
	VkPhysicalDeviceProperties properties;
	VkPhysicalDeviceFeatures features;
	VkQueueFamilyProperties family;
	VkDevice device;
	VkQueue queue;
	VkCommandPool pool;
	int calibrated;
	PFN_vkGetMemoryFdKHR get_memory_fd;
	PFN_vkGetSemaphoreFdKHR get_semaphore_fd;
	PFN_vkImportSemaphoreFdKHR import_semaphore_fd;
	PFN_vkGetFenceFdKHR get_fence_fd;
	PFN_vkImportFenceFdKHR import_fence_fd;
	PFN_vkGetCalibratedTimestampsEXT get_times;
};

static VkResult make_instance(struct gpu *gpu)
{
	const VkApplicationInfo app = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.pApplicationName = "agx-compute",
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

	count = 1;
	vkGetPhysicalDeviceQueueFamilyProperties(gpu->physical, &count, &gpu->family);
	vkGetPhysicalDeviceMemoryProperties(gpu->physical, &gpu->memory);
	vkGetPhysicalDeviceProperties(gpu->physical, &gpu->properties);
	vkGetPhysicalDeviceFeatures(gpu->physical, &gpu->features);

	return VK_SUCCESS;
}

static int has_extension(const struct gpu *gpu, const char *name)
{
	static VkExtensionProperties all[512];
	uint32_t count = ARRAY_SIZE(all);

	vkEnumerateDeviceExtensionProperties(gpu->physical, NULL, &count, all);
	for (uint32_t i = 0; i < count; i++) {
		if (!strcmp(all[i].extensionName, name))
			return 1;
	}

	return 0;
}

static VkResult make_device(struct gpu *gpu)
{
	static const char *const extensions[] = {
		VK_KHR_EXTERNAL_MEMORY_FD_EXTENSION_NAME,
		VK_EXT_EXTERNAL_MEMORY_DMA_BUF_EXTENSION_NAME,
		VK_KHR_EXTERNAL_SEMAPHORE_FD_EXTENSION_NAME,
		VK_KHR_EXTERNAL_FENCE_FD_EXTENSION_NAME,
		/* Last, since it is optional */
		VK_EXT_CALIBRATED_TIMESTAMPS_EXTENSION_NAME,
	};
	const VkPhysicalDeviceVulkan12Features features12 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
		.timelineSemaphore = VK_TRUE,
		.hostQueryReset = VK_TRUE,
	};
	const VkPhysicalDeviceFeatures features = {
		.sparseBinding = gpu->features.sparseBinding,
		.sparseResidencyBuffer = gpu->features.sparseResidencyBuffer,
	};
	const float priority = 1.0f;
	const VkDeviceQueueCreateInfo queue = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
		.queueCount = 1,
		.pQueuePriorities = &priority,
	};
	VkDeviceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.pNext = &features12,
		.queueCreateInfoCount = 1,
		.pQueueCreateInfos = &queue,
		.enabledExtensionCount = ARRAY_SIZE(extensions) - 1,
		.ppEnabledExtensionNames = extensions,
		.pEnabledFeatures = &features,
	};
	const VkCommandPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
	};
	VkResult res;

	gpu->calibrated = has_extension(gpu, VK_EXT_CALIBRATED_TIMESTAMPS_EXTENSION_NAME);
	info.enabledExtensionCount += gpu->calibrated;

	res = vkCreateDevice(gpu->physical, &info, NULL, &gpu->device);
	if (res)
		return res;

	vkGetDeviceQueue(gpu->device, 0, 0, &gpu->queue);
#define GET(member, name) \
	gpu->member = (PFN_##name)vkGetDeviceProcAddr(gpu->device, #name)
	GET(get_memory_fd, vkGetMemoryFdKHR);
	GET(get_semaphore_fd, vkGetSemaphoreFdKHR);
	GET(import_semaphore_fd, vkImportSemaphoreFdKHR);
	GET(get_fence_fd, vkGetFenceFdKHR);
	GET(import_fence_fd, vkImportFenceFdKHR);
	GET(get_times, vkGetCalibratedTimestampsEXT);
#undef GET

	return vkCreateCommandPool(gpu->device, &pool, NULL, &gpu->pool);
}

static VkResult make_gpu(struct gpu *gpu)
{
	return make_instance(gpu) ?: make_device(gpu);
}

static void end_gpu(struct gpu *gpu)
{
	vkDestroyCommandPool(gpu->device, gpu->pool, NULL);
	vkDestroyDevice(gpu->device, NULL);
	vkDestroyInstance(gpu->instance, NULL);
}

/* ---------------------------------------------------------------- what work needs */

enum { ADD, SPILL, NUM_PIPELINES };

struct work {
	VkBuffer buffer;
	VkDeviceMemory memory;
	VkDescriptorSetLayout set_layout;
	VkPipelineLayout layout;
	VkPipeline pipelines[NUM_PIPELINES];
	VkDescriptorPool pool;
	VkDescriptorSet set;
};

static uint32_t host_type(const struct gpu *gpu, uint32_t bits)
{
	for (uint32_t i = 0; i < gpu->memory.memoryTypeCount; i++) {
		if ((bits & 1u << i) && gpu->memory.memoryTypes[i].propertyFlags &
		    VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT)
			return i;
	}

	return 0;
}

/* FD is a dma-buf to import, or -1. The buffer can be exported. */
static VkResult make_buffer(struct gpu *gpu, struct work *work, int fd)
{
	const VkExternalMemoryBufferCreateInfo external = {
		.sType = VK_STRUCTURE_TYPE_EXTERNAL_MEMORY_BUFFER_CREATE_INFO,
		.handleTypes = DMA_BUF,
	};
	const VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.pNext = &external,
		.size = SIZE,
		.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
			 VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT |
			 VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
			 VK_BUFFER_USAGE_TRANSFER_DST_BIT,
	};
	const VkExportMemoryAllocateInfo export = {
		.sType = VK_STRUCTURE_TYPE_EXPORT_MEMORY_ALLOCATE_INFO,
		.handleTypes = DMA_BUF,
	};
	const VkImportMemoryFdInfoKHR import = {
		.sType = VK_STRUCTURE_TYPE_IMPORT_MEMORY_FD_INFO_KHR,
		.handleType = DMA_BUF,
		.fd = fd,
	};
	VkMemoryAllocateInfo allocate = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
		.pNext = fd < 0 ? (const void *)&export : &import,
	};
	VkMemoryRequirements need;
	VkResult res;

	res = vkCreateBuffer(gpu->device, &info, NULL, &work->buffer);
	if (res)
		return res;

	vkGetBufferMemoryRequirements(gpu->device, work->buffer, &need);
	allocate.allocationSize = need.size;
	allocate.memoryTypeIndex = host_type(gpu, need.memoryTypeBits);

	return vkAllocateMemory(gpu->device, &allocate, NULL, &work->memory) ?:
	       vkBindBufferMemory(gpu->device, work->buffer, work->memory, 0);
}

static VkResult make_pipeline(struct gpu *gpu, struct work *work, const uint32_t *words,
			      size_t size, VkPipeline *pipeline)
{
	const VkShaderModuleCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
		.codeSize = size,
		.pCode = words,
	};
	VkComputePipelineCreateInfo pipeline_info = {
		.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
		.stage = {
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_COMPUTE_BIT,
			.pName = "main",
		},
		.layout = work->layout,
	};
	VkShaderModule module;
	VkResult res;

	res = vkCreateShaderModule(gpu->device, &info, NULL, &module);
	if (res)
		return res;

	pipeline_info.stage.module = module;
	res = vkCreateComputePipelines(gpu->device, VK_NULL_HANDLE, 1, &pipeline_info, NULL,
				       pipeline);
	vkDestroyShaderModule(gpu->device, module, NULL);

	return res;
}

static VkResult make_set(struct gpu *gpu, struct work *work)
{
	const VkDescriptorPoolSize pool_size = { VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1 };
	const VkDescriptorPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
		.maxSets = 1, .poolSizeCount = 1, .pPoolSizes = &pool_size,
	};
	VkDescriptorSetAllocateInfo allocate = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
		.descriptorSetCount = 1, .pSetLayouts = &work->set_layout,
	};
	const VkDescriptorBufferInfo buffer = { work->buffer, 0, VK_WHOLE_SIZE };
	VkWriteDescriptorSet write = {
		.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
		.descriptorCount = 1,
		.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		.pBufferInfo = &buffer,
	};
	VkResult res;

	res = vkCreateDescriptorPool(gpu->device, &pool, NULL, &work->pool);
	if (res)
		return res;

	allocate.descriptorPool = work->pool;
	res = vkAllocateDescriptorSets(gpu->device, &allocate, &work->set);
	if (res)
		return res;

	write.dstSet = work->set;
	vkUpdateDescriptorSets(gpu->device, 1, &write, 0, NULL);

	return VK_SUCCESS;
}

static VkResult make_work(struct gpu *gpu, struct work *work, int fd)
{
	const VkDescriptorSetLayoutBinding binding = {
		.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		.descriptorCount = 1,
		.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
	};
	const VkDescriptorSetLayoutCreateInfo set_layout = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
		.bindingCount = 1, .pBindings = &binding,
	};
	VkPipelineLayoutCreateInfo layout = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
		.setLayoutCount = 1, .pSetLayouts = &work->set_layout,
	};

	memset(work, 0, sizeof(*work));

	return make_buffer(gpu, work, fd) ?:
	       vkCreateDescriptorSetLayout(gpu->device, &set_layout, NULL, &work->set_layout) ?:
	       vkCreatePipelineLayout(gpu->device, &layout, NULL, &work->layout) ?:
	       make_pipeline(gpu, work, add, sizeof(add), &work->pipelines[ADD]) ?:
	       make_pipeline(gpu, work, spill, sizeof(spill), &work->pipelines[SPILL]) ?:
	       make_set(gpu, work);
}

static void end_work(struct gpu *gpu, struct work *work)
{
	vkDestroyDescriptorPool(gpu->device, work->pool, NULL);
	for (int i = 0; i < NUM_PIPELINES; i++)
		vkDestroyPipeline(gpu->device, work->pipelines[i], NULL);
	vkDestroyPipelineLayout(gpu->device, work->layout, NULL);
	vkDestroyDescriptorSetLayout(gpu->device, work->set_layout, NULL);
	vkDestroyBuffer(gpu->device, work->buffer, NULL);
	vkFreeMemory(gpu->device, work->memory, NULL);
}

static VkResult begin(struct gpu *gpu, VkCommandBuffer *cmd)
{
	const VkCommandBufferAllocateInfo allocate = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandPool = gpu->pool,
		.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY,
		.commandBufferCount = 1,
	};
	const VkCommandBufferBeginInfo info = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
		.flags = VK_COMMAND_BUFFER_USAGE_SIMULTANEOUS_USE_BIT,
	};

	return vkAllocateCommandBuffers(gpu->device, &allocate, cmd) ?:
	       vkBeginCommandBuffer(*cmd, &info);
}

static void add_barrier(VkCommandBuffer cmd)
{
	const VkMemoryBarrier barrier = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
		.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
		.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT,
	};

	vkCmdPipelineBarrier(cmd, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 1, &barrier, 0, NULL, 0,
			     NULL);
}

static void add_dispatches(VkCommandBuffer cmd, const struct work *work, int pipeline, int count)
{
	vkCmdBindPipeline(cmd, VK_PIPELINE_BIND_POINT_COMPUTE, work->pipelines[pipeline]);
	vkCmdBindDescriptorSets(cmd, VK_PIPELINE_BIND_POINT_COMPUTE, work->layout, 0, 1,
				&work->set, 0, NULL);
	for (int i = 0; i < count; i++) {
		if (i)
			add_barrier(cmd);
		vkCmdDispatch(cmd, 1 + i % 4, 1, 1);
	}
}

/* A command buffer with some dispatches */
static VkResult record(struct gpu *gpu, const struct work *work, int pipeline, int count,
		       VkCommandBuffer *cmd)
{
	VkResult res = begin(gpu, cmd);

	if (res)
		return res;

	add_dispatches(*cmd, work, pipeline, count);

	return vkEndCommandBuffer(*cmd);
}

/* ---------------------------------------------------------------- submits */

struct sync {
	VkSemaphore wait, signal;
	uint64_t wait_value, signal_value;
	VkFence fence;
};

static VkResult submit(struct gpu *gpu, VkCommandBuffer cmd, const struct sync *sync)
{
	const VkPipelineStageFlags stage = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
	const VkTimelineSemaphoreSubmitInfo values = {
		.sType = VK_STRUCTURE_TYPE_TIMELINE_SEMAPHORE_SUBMIT_INFO,
		.waitSemaphoreValueCount = !!sync->wait,
		.pWaitSemaphoreValues = &sync->wait_value,
		.signalSemaphoreValueCount = !!sync->signal,
		.pSignalSemaphoreValues = &sync->signal_value,
	};
	const VkSubmitInfo info = {
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.pNext = &values,
		.waitSemaphoreCount = !!sync->wait,
		.pWaitSemaphores = &sync->wait,
		.pWaitDstStageMask = &stage,
		.commandBufferCount = !!cmd,
		.pCommandBuffers = &cmd,
		.signalSemaphoreCount = !!sync->signal,
		.pSignalSemaphores = &sync->signal,
	};

	return vkQueueSubmit(gpu->queue, 1, &info, sync->fence);
}

static VkResult make_fence(struct gpu *gpu, int handle_type, VkFence *fence)
{
	const VkExportFenceCreateInfo export = {
		.sType = VK_STRUCTURE_TYPE_EXPORT_FENCE_CREATE_INFO,
		.handleTypes = handle_type,
	};
	const VkFenceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO,
		.pNext = handle_type ? &export : NULL,
	};

	return vkCreateFence(gpu->device, &info, NULL, fence);
}

static VkResult make_semaphore(struct gpu *gpu, VkSemaphoreType type, int handle_type,
			       VkSemaphore *semaphore)
{
	const VkExportSemaphoreCreateInfo export = {
		.sType = VK_STRUCTURE_TYPE_EXPORT_SEMAPHORE_CREATE_INFO,
		.handleTypes = handle_type,
	};
	const VkSemaphoreTypeCreateInfo type_info = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO,
		.pNext = handle_type ? &export : NULL,
		.semaphoreType = type,
	};
	const VkSemaphoreCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO,
		.pNext = &type_info,
	};

	return vkCreateSemaphore(gpu->device, &info, NULL, semaphore);
}

static VkResult make_timeline(struct gpu *gpu, VkSemaphore *semaphore)
{
	return make_semaphore(gpu, VK_SEMAPHORE_TYPE_TIMELINE, 0, semaphore);
}

static VkResult make_binary(struct gpu *gpu, int handle_type, VkSemaphore *semaphore)
{
	return make_semaphore(gpu, VK_SEMAPHORE_TYPE_BINARY, handle_type, semaphore);
}

static VkResult wait_fence(struct gpu *gpu, VkFence fence)
{
	return vkWaitForFences(gpu->device, 1, &fence, VK_TRUE, WAIT_NS);
}

/* Wait, and make the fence ready for the next submit. */
static VkResult finish(struct gpu *gpu, VkFence fence)
{
	return wait_fence(gpu, fence) ?: vkResetFences(gpu->device, 1, &fence);
}

static VkResult wait_timeline(struct gpu *gpu, VkSemaphore semaphore, uint64_t value)
{
	const VkSemaphoreWaitInfo info = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_WAIT_INFO,
		.semaphoreCount = 1,
		.pSemaphores = &semaphore,
		.pValues = &value,
	};

	return vkWaitSemaphores(gpu->device, &info, WAIT_NS);
}

static VkResult signal_timeline(struct gpu *gpu, VkSemaphore semaphore, uint64_t value)
{
	const VkSemaphoreSignalInfo info = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_SIGNAL_INFO,
		.semaphore = semaphore,
		.value = value,
	};

	return vkSignalSemaphore(gpu->device, &info);
}

static int export_semaphore(struct gpu *gpu, VkSemaphore semaphore, int handle_type)
{
	const VkSemaphoreGetFdInfoKHR info = {
		.sType = VK_STRUCTURE_TYPE_SEMAPHORE_GET_FD_INFO_KHR,
		.semaphore = semaphore,
		.handleType = handle_type,
	};
	int fd;

	return gpu->get_semaphore_fd(gpu->device, &info, &fd) ? -2 : fd;
}

/* If it succeeds, the descriptor belongs to Vulkan. */
static VkResult import_semaphore(struct gpu *gpu, VkSemaphore semaphore, int handle_type, int fd)
{
	const VkImportSemaphoreFdInfoKHR info = {
		.sType = VK_STRUCTURE_TYPE_IMPORT_SEMAPHORE_FD_INFO_KHR,
		.semaphore = semaphore,
		.flags = handle_type == SYNC_FD ? VK_SEMAPHORE_IMPORT_TEMPORARY_BIT : 0,
		.handleType = handle_type,
		.fd = fd,
	};

	return gpu->import_semaphore_fd(gpu->device, &info);
}

static int export_memory(struct gpu *gpu, VkDeviceMemory memory)
{
	const VkMemoryGetFdInfoKHR info = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_GET_FD_INFO_KHR,
		.memory = memory,
		.handleType = DMA_BUF,
	};
	int fd;

	return gpu->get_memory_fd(gpu->device, &info, &fd) ? -1 : fd;
}

static int wait_fd(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	/* -1 is a fence that has signalled. */
	return fd == -1 || poll(&poll_fd, 1, WAIT_SECONDS * 1000) == 1;
}

/* ---------------------------------------------------------------- one device */

static void check_fence(struct gpu *gpu, struct work *work)
{
	VkCommandBuffer cmd;
	VkFence fence;
	VkResult res;

	now = "fence";
	res = make_fence(gpu, 0, &fence) ?: record(gpu, work, ADD, 1, &cmd);
	step(!res && vkGetFenceStatus(gpu->device, fence) == VK_NOT_READY,
	     "a fence has not signalled before the submit (%d)", res);
	res = submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: wait_fence(gpu, fence);
	step(!res && vkGetFenceStatus(gpu->device, fence) == VK_SUCCESS,
	     "a dispatch, and its fence signals (%d)", res);
	res = vkResetFences(gpu->device, 1, &fence);
	step(!res && vkGetFenceStatus(gpu->device, fence) == VK_NOT_READY,
	     "the fence is reset (%d)", res);

	now = "empty submit";
	res = submit(gpu, NULL, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	step(!res, "a submit of nothing (%d)", res);
	vkDestroyFence(gpu->device, fence, NULL);
}

/* Fills the first quarter, changes four words of it, and copies it to the third quarter. */
static VkResult fill_and_copy(struct gpu *gpu, struct work *work, VkFence fence)
{
	const VkBufferCopy copy = { .srcOffset = 0, .dstOffset = SIZE / 2, .size = SIZE / 4 };
	const uint32_t data[4] = { 1, 2, 3, 4 };
	VkCommandBuffer cmd;
	VkResult res;

	res = begin(gpu, &cmd);
	if (res)
		return res;

	vkCmdFillBuffer(cmd, work->buffer, 0, SIZE / 4, 7);
	add_barrier(cmd);
	vkCmdUpdateBuffer(cmd, work->buffer, 64, sizeof(data), data);
	add_barrier(cmd);
	vkCmdCopyBuffer(cmd, work->buffer, work->buffer, 1, &copy);

	return vkEndCommandBuffer(cmd) ?: submit(gpu, cmd, &(struct sync){ .fence = fence }) ?:
	       finish(gpu, fence);
}

static void check_commands(struct gpu *gpu, struct work *work)
{
	VkCommandBuffer cmd;
	uint32_t *p = NULL;
	VkFence fence;
	VkResult res;

	res = make_fence(gpu, 0, &fence);
	if (res) {
		step(0, "fence (%d)", res);
		return;
	}

	now = "scratch";
	res = record(gpu, work, SPILL, 2, &cmd) ?:
	      submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	step(!res, "a shader that needs scratch memory (%d)", res);

	now = "copies";
	res = fill_and_copy(gpu, work, fence);
	step(!res, "a buffer is filled, updated and copied (%d)", res);

	now = "indirect dispatch";
	res = vkMapMemory(gpu->device, work->memory, 0, VK_WHOLE_SIZE, 0, (void **)&p);
	if (!res) {
		p[0] = 2;
		p[1] = 1;
		p[2] = 1;
		vkUnmapMemory(gpu->device, work->memory);
		res = begin(gpu, &cmd);
	}
	if (!res) {
		add_dispatches(cmd, work, ADD, 1);
		add_barrier(cmd);
		vkCmdDispatchIndirect(cmd, work->buffer, 0);
		res = vkEndCommandBuffer(cmd) ?:
		      submit(gpu, cmd, &(struct sync){ .fence = fence }) ?:
		      finish(gpu, fence);
	}
	step(!res, "an indirect dispatch (%d)", res);
	vkDestroyFence(gpu->device, fence, NULL);
}

static void check_many(struct gpu *gpu, struct work *work)
{
	enum { BUFFERS = 8, SUBMITS = 3 };
	const VkPipelineStageFlags stage = VK_PIPELINE_STAGE_ALL_COMMANDS_BIT;
	VkCommandBuffer cmds[BUFFERS];
	VkSemaphore semaphores[SUBMITS];
	VkSubmitInfo infos[SUBMITS] = {};
	const int rounds = quick ? 20 : 200;
	VkFence fence;
	VkResult res;

	now = "many command buffers";
	res = make_fence(gpu, 0, &fence);
	for (int i = 0; !res && i < BUFFERS; i++)
		res = record(gpu, work, i % NUM_PIPELINES, 1 + i % 4, &cmds[i]);
	for (int i = 0; !res && i < SUBMITS; i++)
		res = make_binary(gpu, 0, &semaphores[i]);
	if (res) {
		step(0, "command buffers and semaphores (%d)", res);
		return;
	}

	infos[0] = (VkSubmitInfo){
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.commandBufferCount = BUFFERS,
		.pCommandBuffers = cmds,
	};
	res = vkQueueSubmit(gpu->queue, 1, infos, fence) ?: finish(gpu, fence);
	step(!res, "%d command buffers in a submit (%d)", BUFFERS, res);

	now = "chain of submits";
	for (int i = 0; i < SUBMITS; i++)
		infos[i] = (VkSubmitInfo){
			.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
			.waitSemaphoreCount = i > 0,
			.pWaitSemaphores = i ? &semaphores[i - 1] : NULL,
			.pWaitDstStageMask = &stage,
			.commandBufferCount = 2,
			.pCommandBuffers = &cmds[i * 2],
			.signalSemaphoreCount = i < SUBMITS - 1,
			.pSignalSemaphores = &semaphores[i],
		};
	res = vkQueueSubmit(gpu->queue, SUBMITS, infos, fence) ?: finish(gpu, fence);
	step(!res, "%d submits in a call, each waits for the one before (%d)", SUBMITS, res);

	now = "vkQueueWaitIdle";
	for (int i = 0; !res && i < rounds; i++)
		res = submit(gpu, cmds[i % BUFFERS], &(struct sync){});
	res = res ?: vkQueueWaitIdle(gpu->queue);
	step(!res, "%d submits, and the queue becomes idle (%d)", rounds, res);
	res = submit(gpu, cmds[0], &(struct sync){ .fence = fence }) ?:
	      vkDeviceWaitIdle(gpu->device);
	step(!res && vkGetFenceStatus(gpu->device, fence) == VK_SUCCESS,
	     "all fences of an idle device have signalled (%d)", res);

	for (int i = 0; i < SUBMITS; i++)
		vkDestroySemaphore(gpu->device, semaphores[i], NULL);
	vkDestroyFence(gpu->device, fence, NULL);
}

static void check_semaphores(struct gpu *gpu, struct work *work)
{
	VkSemaphore binary, timeline;
	VkCommandBuffer cmd;
	uint64_t value = 0;
	VkFence fence;
	VkResult res;

	now = "binary semaphore";
	res = make_fence(gpu, 0, &fence) ?: record(gpu, work, ADD, 2, &cmd) ?:
	      make_binary(gpu, 0, &binary) ?: make_timeline(gpu, &timeline);
	if (res) {
		step(0, "semaphores (%d)", res);
		return;
	}

	for (int i = 0; !res && i < 3; i++)
		res = submit(gpu, cmd, &(struct sync){ .signal = binary }) ?:
		      submit(gpu, cmd, &(struct sync){ .wait = binary, .fence = fence }) ?:
		      finish(gpu, fence);
	step(!res, "a binary semaphore, three times (%d)", res);

	now = "timeline semaphore";
	for (int i = 1; !res && i <= 3; i++)
		res = submit(gpu, cmd, &(struct sync){ .signal = timeline, .signal_value = i });
	res = res ?: wait_timeline(gpu, timeline, 3) ?:
	      vkGetSemaphoreCounterValue(gpu->device, timeline, &value);
	step(!res && value == 3, "a timeline semaphore reaches %llu (%d)",
	     (unsigned long long)value, res);

	now = "wait before signal";
	res = submit(gpu, cmd, &(struct sync){ .wait = timeline, .wait_value = 10,
					       .signal = timeline, .signal_value = 11,
					       .fence = fence });
	step(!res && vkGetFenceStatus(gpu->device, fence) == VK_NOT_READY &&
	     !vkGetSemaphoreCounterValue(gpu->device, timeline, &value) && value == 3,
	     "a submit waits for a value that nothing has signalled (%d)", res);
	res = signal_timeline(gpu, timeline, 10) ?: finish(gpu, fence) ?:
	      vkGetSemaphoreCounterValue(gpu->device, timeline, &value);
	step(!res && value == 11, "it runs when the CPU signals the value (%d)", res);

	vkDestroySemaphore(gpu->device, binary, NULL);
	vkDestroySemaphore(gpu->device, timeline, NULL);
	vkDestroyFence(gpu->device, fence, NULL);
}

/* The time of the GPU now, in the unit of queries */
static int gpu_time(struct gpu *gpu, uint64_t *time)
{
	const VkCalibratedTimestampInfoEXT info = {
		.sType = VK_STRUCTURE_TYPE_CALIBRATED_TIMESTAMP_INFO_EXT,
		.timeDomain = VK_TIME_DOMAIN_DEVICE_EXT,
	};
	uint64_t deviation;

	return gpu->get_times(gpu->device, 1, &info, time, &deviation);
}

static void check_times(struct gpu *gpu, struct work *work)
{
	enum { TIMES = 6 };
	const VkQueryPoolCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
		.queryType = VK_QUERY_TYPE_TIMESTAMP,
		.queryCount = TIMES,
	};
	uint64_t before = 0, after = ~0ull, times[TIMES] = {};
	VkCommandBuffer cmd;
	VkQueryPool pool;
	VkFence fence;
	VkResult res;
	int ordered;

	if (!gpu->family.timestampValidBits) {
		skip("the driver has no timestamps");
		return;
	}

	now = "timestamps";
	res = vkCreateQueryPool(gpu->device, &info, NULL, &pool) ?: make_fence(gpu, 0, &fence) ?:
	      begin(gpu, &cmd);
	if (res) {
		step(0, "a pool for timestamps (%d)", res);
		return;
	}

	vkResetQueryPool(gpu->device, pool, 0, TIMES);
	for (int i = 0; i < TIMES; i++) {
		vkCmdWriteTimestamp(cmd, i % 2 ? VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT :
				    VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, pool, i);
		add_dispatches(cmd, work, ADD, 1);
		add_barrier(cmd);
	}
	res = vkEndCommandBuffer(cmd);
	step(vkGetQueryPoolResults(gpu->device, pool, 0, TIMES, sizeof(times), times,
				   sizeof(times[0]), VK_QUERY_RESULT_64_BIT) == VK_NOT_READY,
	     "timestamps are not there before the submit");

	if (gpu->calibrated)
		res = res ?: gpu_time(gpu, &before);
	res = res ?: submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	if (gpu->calibrated)
		res = res ?: gpu_time(gpu, &after);
	res = res ?: vkGetQueryPoolResults(gpu->device, pool, 0, TIMES, sizeof(times), times,
					   sizeof(times[0]), VK_QUERY_RESULT_64_BIT);
	step(!res, "%d timestamps were written (%d)", TIMES, res);

	ordered = times[0] > 0;
	for (int i = 1; i < TIMES; i++)
		ordered &= times[i] >= times[i - 1];
	step(!res && ordered, "they are in the order of the commands: %llu to %llu",
	     (unsigned long long)times[0], (unsigned long long)times[TIMES - 1]);
	if (gpu->calibrated)
		step(!res && before <= times[0] && times[TIMES - 1] <= after,
		     "and between the times before the submit and after it: %llu, %llu",
		     (unsigned long long)before, (unsigned long long)after);
	else
		skip("the driver has no calibrated timestamps");

	vkDestroyQueryPool(gpu->device, pool, NULL);
	vkDestroyFence(gpu->device, fence, NULL);
}

static VkResult bind_sparse(struct gpu *gpu, VkBuffer buffer, VkDeviceMemory memory,
			    uint64_t memory_offset, uint64_t offset, uint64_t size, VkSemaphore wait, VkSemaphore signal,
			    VkFence fence)
{
	const VkSparseMemoryBind bind = {
		.resourceOffset = offset, .size = size, .memory = memory,
		.memoryOffset = memory_offset,
	};
	const VkSparseBufferMemoryBindInfo buffer_bind = {
		.buffer = buffer, .bindCount = 1, .pBinds = &bind,
	};
	const VkBindSparseInfo info = {
		.sType = VK_STRUCTURE_TYPE_BIND_SPARSE_INFO,
		.waitSemaphoreCount = !!wait,
		.pWaitSemaphores = &wait,
		.bufferBindCount = 1,
		.pBufferBinds = &buffer_bind,
		.signalSemaphoreCount = !!signal,
		.pSignalSemaphores = &signal,
	};

	return vkQueueBindSparse(gpu->queue, 1, &info, fence);
}

static void check_sparse(struct gpu *gpu, struct work *work)
{
	VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.flags = VK_BUFFER_CREATE_SPARSE_BINDING_BIT |
			 VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT,
		.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
	};
	VkMemoryAllocateInfo allocate = {
		.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
	};
	VkDeviceMemory memory = VK_NULL_HANDLE;
	VkBuffer buffer = VK_NULL_HANDLE;
	VkMemoryRequirements need;
	VkSemaphore bound, done;
	VkCommandBuffer cmd;
	VkFence fence;
	VkResult res;

	if (!gpu->features.sparseResidencyBuffer ||
	    !(gpu->family.queueFlags & VK_QUEUE_SPARSE_BINDING_BIT)) {
		skip("the driver has no sparse buffers");
		return;
	}

	now = "sparse binds";
	info.size = 1 << 20;
	res = make_fence(gpu, 0, &fence) ?: make_binary(gpu, 0, &bound) ?:
	      make_binary(gpu, 0, &done) ?: vkCreateBuffer(gpu->device, &info, NULL, &buffer);
	if (res) {
		step(0, "a sparse buffer (%d)", res);
		return;
	}

	vkGetBufferMemoryRequirements(gpu->device, buffer, &need);
	allocate.allocationSize = 4 * need.alignment;
	allocate.memoryTypeIndex = host_type(gpu, need.memoryTypeBits);
	res = vkAllocateMemory(gpu->device, &allocate, NULL, &memory) ?: begin(gpu, &cmd);
	if (!res) {
		vkCmdFillBuffer(cmd, buffer, 0, 3 * need.alignment, 5);
		add_barrier(cmd);
		add_dispatches(cmd, work, ADD, 1);
		res = vkEndCommandBuffer(cmd);
	}
	res = res ?: bind_sparse(gpu, buffer, memory, 0, 0, 2 * need.alignment, NULL, bound, NULL) ?:
	      submit(gpu, cmd, &(struct sync){ .wait = bound, .signal = done }) ?:
	      bind_sparse(gpu, buffer, memory, 0, 4 * need.alignment, 4 * need.alignment, done,
			  NULL, fence) ?: finish(gpu, fence);
	step(!res, "memory is bound to a sparse buffer, used, and bound elsewhere (%d)", res);
	res = res ?: submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence) ?:
	      bind_sparse(gpu, buffer, VK_NULL_HANDLE, 0, 0, info.size, NULL, NULL, fence) ?:
	      finish(gpu, fence) ?:
	      submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	step(!res, "a buffer with holes is used, then one with nothing (%d)", res);

	vkDestroyBuffer(gpu->device, buffer, NULL);
	vkFreeMemory(gpu->device, memory, NULL);
	vkDestroySemaphore(gpu->device, bound, NULL);
	vkDestroySemaphore(gpu->device, done, NULL);
	vkDestroyFence(gpu->device, fence, NULL);
}

/* ---------------------------------------------------------------- contents of memory */

/* Does WORDS words at P count up from FIRST by STEP? */
static int counts_up(const uint32_t *p, uint32_t words, uint32_t first, uint32_t step)
{
	for (uint32_t i = 0; i < words; i++) {
		if (p[i] != first + i * step) {
			printf("# word %u is %u, not %u\n", i, p[i], first + i * step);
			return 0;
		}
	}

	return 1;
}

static int all_are(const void *p, uint64_t size, uint32_t value)
{
	return counts_up(p, size / 4, value, 0);
}

static VkResult fill(struct gpu *gpu, VkBuffer buffer, uint64_t offset, uint64_t size,
		     uint32_t value, VkFence fence)
{
	VkCommandBuffer cmd;

	return begin(gpu, &cmd) ?:
	       (vkCmdFillBuffer(cmd, buffer, offset, size, value), vkEndCommandBuffer(cmd)) ?:
	       submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
}

/* Dispatch i has 1 + i % 4 groups of 64, and each invocation adds 1 to its word. */
static void check_sums(struct gpu *gpu, struct work *work, uint32_t *p, VkFence fence)
{
	VkCommandBuffer cmd;
	VkResult res;
	int good = 1;

	for (int i = 0; i < SIZE / 4; i++)
		p[i] = i;
	now = "sums";
	res = record(gpu, work, ADD, 8, &cmd) ?:
	      submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	for (int i = 0; i < 4; i++)
		good &= counts_up(p + 64 * i, 64, 64 * i + 2 * (4 - i), 1);
	good &= counts_up(p + 256, SIZE / 4 - 256, 256, 1);
	step(!res && good, "256 invocations, of 8 dispatches, have added up (%d)", res);

	res = fill_and_copy(gpu, work, fence);
	good = all_are(p, 64, 7) && counts_up(p + 16, 4, 1, 1) && all_are(p + 20, SIZE / 4 - 80, 7) &&
	       !memcmp(p, (char *)p + SIZE / 2, SIZE / 4);
	step(!res && good, "what was filled, updated and copied is there (%d)", res);
}

/* Memory at addresses that had other memory, or none, before */
static void check_binds(struct gpu *gpu, VkFence fence)
{
	VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO,
		.flags = VK_BUFFER_CREATE_SPARSE_BINDING_BIT |
			 VK_BUFFER_CREATE_SPARSE_RESIDENCY_BIT,
		.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_DST_BIT,
		.size = 40 << 20,
	};
	VkMemoryAllocateInfo allocate = { .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO };
	VkDeviceMemory one, two;
	VkMemoryRequirements need;
	char *p, *q;
	uint64_t size, far;
	VkBuffer buffer;
	VkResult res;

	now = "contents of sparse binds";
	res = vkCreateBuffer(gpu->device, &info, NULL, &buffer);
	if (res) {
		step(0, "a sparse buffer (%d)", res);
		return;
	}
	vkGetBufferMemoryRequirements(gpu->device, buffer, &need);
	size = need.alignment;
	far = info.size - size;
	allocate.memoryTypeIndex = host_type(gpu, need.memoryTypeBits);
	allocate.allocationSize = info.size;
	res = vkAllocateMemory(gpu->device, &allocate, NULL, &one);
	allocate.allocationSize = 4 * size;
	res = res ?: vkAllocateMemory(gpu->device, &allocate, NULL, &two) ?:
	      vkMapMemory(gpu->device, one, 0, VK_WHOLE_SIZE, 0, (void **)&p) ?:
	      vkMapMemory(gpu->device, two, 0, VK_WHOLE_SIZE, 0, (void **)&q);
	if (res) {
		step(0, "memory for a sparse buffer (%d)", res);
		return;
	}

	/* More than the entries of one page table */
	res = bind_sparse(gpu, buffer, one, 0, 0, info.size, NULL, NULL, fence) ?:
	      finish(gpu, fence) ?: fill(gpu, buffer, 0, 4 * size, 1, fence) ?:
	      fill(gpu, buffer, far, size, 2, fence);
	step(!res && all_are(p, 4 * size, 1) && all_are(p + far, size, 2) &&
	     all_are(p + 4 * size, size, 0), "both ends of 40 MiB are filled (%d)", res);

	res = bind_sparse(gpu, buffer, two, size, size, 2 * size, NULL, NULL, fence) ?:
	      finish(gpu, fence) ?: fill(gpu, buffer, 0, 4 * size, 3, fence);
	step(!res && all_are(p, size, 3) && all_are(p + size, 2 * size, 1) &&
	     all_are(p + 3 * size, size, 3) && all_are(q, size, 0) &&
	     all_are(q + size, 2 * size, 3) && all_are(q + 3 * size, size, 0), "other memory in the middle is filled (%d)", res);

	res = bind_sparse(gpu, buffer, VK_NULL_HANDLE, 0, 0, info.size, NULL, NULL, fence) ?:
	      finish(gpu, fence) ?: fill(gpu, buffer, 0, 4 * size, 4, fence);
	step(!res && all_are(p, size, 3) && all_are(p + size, 2 * size, 1) &&
	     all_are(q, size, 0) && all_are(q + size, 2 * size, 3),
	     "memory that was unbound is not filled (%d)", res);

	res = bind_sparse(gpu, buffer, two, 0, 0, size, NULL, NULL, fence) ?:
	      finish(gpu, fence) ?: fill(gpu, buffer, 0, size, 5, fence);
	step(!res && all_are(q, size, 5) && all_are(q + size, size, 3) && all_are(p, size, 3),
	     "memory at the same address is filled (%d)", res);

	vkDestroyBuffer(gpu->device, buffer, NULL);
	vkFreeMemory(gpu->device, one, NULL);
	vkFreeMemory(gpu->device, two, NULL);
}

static int run_contents(void)
{
	struct gpu gpu = {};
	struct work work;
	void *p = NULL;
	VkFence fence;
	VkResult res;

	now = "device";
	res = make_gpu(&gpu) ?: make_work(&gpu, &work, -1) ?: make_fence(&gpu, 0, &fence) ?:
	      vkMapMemory(gpu.device, work.memory, 0, VK_WHOLE_SIZE, 0, &p);
	step(!res, "a device, a buffer and two compute pipelines (%d)", res);
	if (res)
		return 1;

	check_sums(&gpu, &work, p, fence);
	check_binds(&gpu, fence);
	check_times(&gpu, &work);

	vkDestroyFence(gpu.device, fence, NULL);
	end_work(&gpu, &work);
	end_gpu(&gpu);

	return failures != 0;
}

/* ---------------------------------------------------------------- two devices */

struct pair {
	struct gpu gpu[2];
	struct work work[2];
	VkCommandBuffer cmd[2];
	VkFence fence[2];
};

static void check_sync_fd(struct pair *pair)
{
	struct gpu *a = &pair->gpu[0], *b = &pair->gpu[1];
	VkSemaphore from, to;
	VkFence fence;
	VkResult res;
	int fd = -2;

	now = "sync_fd of a semaphore";
	res = make_binary(a, SYNC_FD, &from) ?: make_binary(b, 0, &to) ?:
	      make_fence(a, VK_EXTERNAL_FENCE_HANDLE_TYPE_SYNC_FD_BIT, &fence);
	if (res) {
		step(0, "semaphores and fences for sync_fd (%d)", res);
		return;
	}

	res = submit(a, pair->cmd[0], &(struct sync){ .signal = from });
	if (!res)
		fd = export_semaphore(a, from, SYNC_FD);
	step(!res && fd >= -1 && wait_fd(fd),
	     "a semaphore is exported as sync_fd, which signals (%d)", res);
	res = res ?: import_semaphore(b, to, SYNC_FD, fd) ?:
	      submit(b, pair->cmd[1], &(struct sync){ .wait = to, .fence = pair->fence[1] }) ?:
	      finish(b, pair->fence[1]);
	step(!res, "another device waits for it (%d)", res);

	now = "sync_fd of a fence";
	fd = -2;
	res = submit(a, pair->cmd[0], &(struct sync){ .fence = fence }) ?:
	      a->get_fence_fd(a->device, &(VkFenceGetFdInfoKHR){
		.sType = VK_STRUCTURE_TYPE_FENCE_GET_FD_INFO_KHR, .fence = fence,
		.handleType = VK_EXTERNAL_FENCE_HANDLE_TYPE_SYNC_FD_BIT }, &fd);
	res = res ?: b->import_fence_fd(b->device, &(VkImportFenceFdInfoKHR){
		.sType = VK_STRUCTURE_TYPE_IMPORT_FENCE_FD_INFO_KHR,
		.fence = pair->fence[1],
		.flags = VK_FENCE_IMPORT_TEMPORARY_BIT,
		.handleType = VK_EXTERNAL_FENCE_HANDLE_TYPE_SYNC_FD_BIT, .fd = fd }) ?:
	      finish(b, pair->fence[1]);
	step(!res, "a fence of one device is waited for at another one (%d)", res);

	vkDestroyFence(a->device, fence, NULL);
	vkDestroySemaphore(a->device, from, NULL);
	vkDestroySemaphore(b->device, to, NULL);
}

/* The other device submits first: it waits for a value that will be signalled later. */
static void check_shared_timeline(struct pair *pair)
{
	struct gpu *a = &pair->gpu[0], *b = &pair->gpu[1];
	VkSemaphore from, to;
	VkResult res;
	int fd = -2;

	now = "shared timeline";
	res = make_semaphore(a, VK_SEMAPHORE_TYPE_TIMELINE, OPAQUE_FD, &from) ?:
	      make_timeline(b, &to);
	if (!res)
		fd = export_semaphore(a, from, OPAQUE_FD);
	if (!res && fd >= 0)
		res = import_semaphore(b, to, OPAQUE_FD, fd);
	step(!res && fd >= 0, "a timeline semaphore is shared with another device (%d)", res);
	if (res || fd < 0)
		return;

	res = submit(b, pair->cmd[1], &(struct sync){ .wait = to, .wait_value = 7,
						      .fence = pair->fence[1] });
	step(!res && vkGetFenceStatus(b->device, pair->fence[1]) == VK_NOT_READY,
	     "a submit there waits before this device signals (%d)", res);
	res = res ?: submit(a, pair->cmd[0], &(struct sync){ .signal = from, .signal_value = 7 }) ?:
	      finish(b, pair->fence[1]);
	step(!res, "it runs when a submit here has signalled (%d)", res);

	vkDestroySemaphore(a->device, from, NULL);
	vkDestroySemaphore(b->device, to, NULL);
}

/* Work on a buffer of both, in turn */
static void check_shared_buffer(struct pair *pair)
{
	struct gpu *a = &pair->gpu[0], *b = &pair->gpu[1];
	struct dma_buf_export_sync_file export = { .flags = DMA_BUF_SYNC_RW, .fd = -1 };
	struct dma_buf_import_sync_file import = { .flags = DMA_BUF_SYNC_WRITE, .fd = -1 };
	struct work other = {};
	VkSemaphore from, to;
	VkCommandBuffer cmd;
	VkResult res;
	int buf, fd;

	now = "shared buffer";
	buf = export_memory(a, pair->work[0].memory);
	res = make_work(b, &other, dup(buf)) ?: record(b, &other, ADD, 2, &cmd) ?:
	      make_binary(a, SYNC_FD, &from) ?: make_binary(b, SYNC_FD, &to);
	step(buf >= 0 && !res, "another device imports the buffer of a shader (%d)", res);
	if (buf < 0 || res)
		return;

	for (int i = 0; !res && i < 5; i++) {
		res = submit(a, pair->cmd[0], &(struct sync){ .signal = from });
		fd = res ? -2 : export_semaphore(a, from, SYNC_FD);
		/* Implicit fences, which the kernel keeps with the buffer */
		if (!res && fd >= 0) {
			import.fd = fd;
			if (ioctl(buf, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &import) ||
			    ioctl(buf, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &export))
				res = VK_ERROR_UNKNOWN;
			close(fd);
			fd = export.fd;
		}
		res = res ?: import_semaphore(b, to, SYNC_FD, fd) ?:
		      submit(b, cmd, &(struct sync){ .wait = to, .fence = pair->fence[1] }) ?:
		      finish(b, pair->fence[1]);
	}
	step(!res, "both devices use it in turn, with the fences of the dma-buf (%d)", res);
	step(wait_fd(buf), "the dma-buf can be written when these have signalled");

	vkDestroySemaphore(a->device, from, NULL);
	vkDestroySemaphore(b->device, to, NULL);
	end_work(b, &other);
	close(buf);
}

/* Work in flight for as long as this program wants */
static void check_in_flight(struct pair *pair)
{
	struct gpu *a = &pair->gpu[0], *b = &pair->gpu[1];
	int timeline = open_sw_timeline(), fence;
	VkSemaphore wait, chain, next;
	VkResult res;
	int fd = -2;

	if (timeline < 0) {
		skip("no software timelines: work that waits for another driver");
		return;
	}

	now = "work that waits for another driver";
	fence = sw_fence(timeline, 1);
	res = make_binary(a, 0, &wait) ?: make_binary(a, SYNC_FD, &chain) ?:
	      make_binary(b, 0, &next) ?: import_semaphore(a, wait, SYNC_FD, fence) ?:
	      submit(a, pair->cmd[0], &(struct sync){ .wait = wait, .signal = chain,
						      .fence = pair->fence[0] });
	if (!res)
		fd = export_semaphore(a, chain, SYNC_FD);
	res = res ?: import_semaphore(b, next, SYNC_FD, fd) ?:
	      submit(b, pair->cmd[1], &(struct sync){ .wait = next, .fence = pair->fence[1] });
	step(!res && vkGetFenceStatus(a->device, pair->fence[0]) == VK_NOT_READY &&
	     vkGetFenceStatus(b->device, pair->fence[1]) == VK_NOT_READY,
	     "two devices have work in flight that waits (%d)", res);
	sw_advance(timeline);
	res = res ?: finish(b, pair->fence[1]) ?: finish(a, pair->fence[0]);
	step(!res, "it ends when the other driver signals (%d)", res);

	close_sw_timeline(timeline);
	vkDestroySemaphore(a->device, wait, NULL);
	vkDestroySemaphore(a->device, chain, NULL);
	vkDestroySemaphore(b->device, next, NULL);
}

/* ---------------------------------------------------------------- other processes */

static const char *const endings[] = { "destroy", "exit", "kill" };
enum { DESTROY, EXIT, KILL };

/* The program again: a process that Mesa has been in cannot fork. */
static pid_t run_again(const char *mode, const char *arg, int fd)
{
	char number[16];
	pid_t pid;

	snprintf(number, sizeof(number), "%d", fd);
	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
	execl("/proc/self/exe", "agx-compute", mode, arg, number, NULL);
	_exit(127);
}

/* Returns the status, or -1 if the process does not end in time. */
static int wait_process(pid_t pid)
{
	int status;

	for (int i = 0; i < WAIT_SECONDS * 100; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		pause_ms(10);
	}
	say_where(pid);
	kill(pid, SIGKILL);

	return -1;
}

/*
 * A process that ends with work in flight, which waits for a fence that signals only after
 * its end. FD is the timeline of that fence.
 */
static int end_in_flight(const char *how, int timeline)
{
	VkSemaphore wait, more;
	struct gpu gpu = {};
	VkCommandBuffer cmd;
	struct work work;
	VkFence fence;
	VkResult res;

	res = make_gpu(&gpu) ?: make_work(&gpu, &work, -1) ?: record(&gpu, &work, ADD, 3, &cmd) ?:
	      make_fence(&gpu, 0, &fence) ?: make_binary(&gpu, 0, &wait) ?:
	      make_binary(&gpu, SYNC_FD, &more);
	/* One job has run, many wait. */
	res = res ?: submit(&gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(&gpu, fence) ?:
	      import_semaphore(&gpu, wait, SYNC_FD, sw_fence(timeline, 1));
	res = res ?: submit(&gpu, cmd, &(struct sync){ .wait = wait, .signal = more });
	/* To export it waits until the kernel has the job. */
	if (!res && export_semaphore(&gpu, more, SYNC_FD) < 0)
		res = VK_ERROR_UNKNOWN;
	for (int i = 0; !res && i < 10; i++)
		res = submit(&gpu, cmd, &(struct sync){ .fence = i ? VK_NULL_HANDLE : fence });
	if (res || vkGetFenceStatus(gpu.device, fence) != VK_NOT_READY) {
		printf("# %s: no work in flight (%d)\n", how, res);
		return 1;
	}

	if (!strcmp(how, endings[KILL]))
		raise(SIGKILL);
	/* A program must not do that, but some do. */
	if (!strcmp(how, endings[DESTROY])) {
		vkDestroyDevice(gpu.device, NULL);
		vkDestroyInstance(gpu.instance, NULL);
	}
	_exit(0);
}

static void check_endings(struct gpu *gpu, struct work *work)
{
	int timeline, status, want;
	VkCommandBuffer cmd;
	VkFence fence;
	VkResult res;

	res = make_fence(gpu, 0, &fence) ?: record(gpu, work, ADD, 1, &cmd);
	for (size_t i = 0; !res && i < ARRAY_SIZE(endings); i++) {
		now = endings[i];
		timeline = open_sw_timeline();
		if (timeline < 0) {
			skip("no software timelines: processes that end with work in flight");
			return;
		}

		status = wait_process(run_again("--end", endings[i], timeline));
		want = i == KILL ? SIGKILL : 0;
		step(status == want, "a process ends with work in flight: %s (status %#x)",
		     endings[i], status);
		res = submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
		step(!res, "work here goes on while that work waits (%d)", res);
		close_sw_timeline(timeline);
	}
	res = res ?: submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	step(!res, "and after its end (%d)", res);
	vkDestroyFence(gpu->device, fence, NULL);
}

/* Works on a buffer of another process until it is killed. */
static int borrow(int buf)
{
	struct gpu gpu = {};
	VkCommandBuffer cmd;
	struct work work;
	VkResult res;

	res = make_gpu(&gpu) ?: make_work(&gpu, &work, dup(buf)) ?:
	      record(&gpu, &work, ADD, 3, &cmd);
	if (res)
		return 1;

	/* The owner sees that the work has begun. */
	res = submit(&gpu, cmd, &(struct sync){}) ?: vkQueueWaitIdle(gpu.queue);
	if (res || write(STDOUT_FILENO, "# it works\n", 11) < 0)
		return 1;
	kill(getppid(), SIGUSR1);
	while (!res) {
		for (int i = 0; !res && i < 20; i++)
			res = submit(&gpu, cmd, &(struct sync){});
		res = res ?: vkQueueWaitIdle(gpu.queue);
	}

	return 1;
}

static volatile sig_atomic_t signals;

static void on_signal(int sig)
{
	(void)sig;
	signals++;
}

static void check_borrower(struct gpu *gpu, struct work *work)
{
	VkCommandBuffer cmd;
	VkFence fence;
	VkResult res;
	int buf, status = 0;
	pid_t pid;

	now = "borrower";
	signal(SIGUSR1, on_signal);
	res = make_fence(gpu, 0, &fence) ?: record(gpu, work, ADD, 3, &cmd);
	buf = export_memory(gpu, work->memory);
	pid = run_again("--borrow", "", buf);
	for (int i = 0; i < WAIT_SECONDS * 100 && !signals && !status; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			status = 1;
		else
			pause_ms(10);
	}
	step(signals && !res, "another process works on a buffer of this one (%d)", res);
	for (int i = 0; !res && i < 10; i++)
		res = submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	if (!status) {
		kill(pid, SIGKILL);
		status = wait_process(pid);
	}
	step(status == SIGKILL, "it is killed (status %#x)", status);
	for (int i = 0; !res && i < 10; i++)
		res = submit(gpu, cmd, &(struct sync){ .fence = fence }) ?: finish(gpu, fence);
	step(!res, "work on the buffer goes on (%d)", res);
	close(buf);
	vkDestroyFence(gpu->device, fence, NULL);
}

/* ---------------------------------------------------------------- many clients */

static volatile sig_atomic_t stop;

static void on_term(int sig)
{
	(void)sig;
	stop = 1;
}

/* A client that works until SIGTERM. Each job has to end. */
static int client(int nr)
{
	struct gpu gpu = {};
	VkSemaphore binary, timeline;
	VkCommandBuffer cmds[4];
	unsigned long jobs = 0;
	uint64_t value = 0;
	struct work work;
	VkFence fence;
	VkResult res = VK_SUCCESS;

	signal(SIGTERM, on_term);
	while (!stop && !res) {
		res = make_gpu(&gpu) ?: make_work(&gpu, &work, -1) ?:
		      make_fence(&gpu, 0, &fence) ?: make_binary(&gpu, 0, &binary) ?:
		      make_timeline(&gpu, &timeline);
		for (int i = 0; !res && i < 4; i++)
			res = record(&gpu, &work, ADD, 1 + i, &cmds[i]);
		value = 0;
		for (int i = 0; !res && !stop && i < 50; i++) {
			value++;
			res = submit(&gpu, cmds[0], &(struct sync){ .signal = binary }) ?:
			      submit(&gpu, cmds[1], &(struct sync){ .wait = binary,
				.signal = timeline, .signal_value = value }) ?:
			      submit(&gpu, cmds[2 + i % 2], &(struct sync){ .wait = timeline,
				.wait_value = value, .fence = fence }) ?:
			      finish(&gpu, fence);
			jobs += 3;
		}
		if (res)
			break;
		/* Some are idle, and some are not. */
		if (nr % 2)
			res = vkQueueWaitIdle(gpu.queue);
		vkDestroySemaphore(gpu.device, binary, NULL);
		vkDestroySemaphore(gpu.device, timeline, NULL);
		vkDestroyFence(gpu.device, fence, NULL);
		end_work(&gpu, &work);
		end_gpu(&gpu);
		memset(&gpu, 0, sizeof(gpu));
	}

	printf("# client %d: %lu jobs have ended, result %d\n", nr, jobs, res);

	return res != VK_SUCCESS;
}

static pid_t start_client(int nr)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", nr);

	return run_again("--client", text, -1);
}

static int run_clients(int count, int duration)
{
	const double until = seconds() + duration;
	int log = open_log(), kills = 0, bad = 0, counted, timeline;
	const struct counts nothing = { .n = { [BOS] = 1 << 20, [TABLES] = 1 << 20 } };
	const char *device = find_device();
	pid_t pids[MAX_CLIENTS] = {};
	struct counts before;
	uint64_t random = 1;
	int status;

	/* The first use of the driver makes what stays. */
	timeline = open_sw_timeline();
	wait_process(run_again("--end", endings[EXIT], timeline));
	close_sw_timeline(timeline);
	counted = !wait_for_counts(device, &nothing, &before);

	for (int i = 0; i < count; i++)
		pids[i] = start_client(i);
	while (seconds() < until) {
		pause_ms(100);
		random = mix(random);
		if (random % 3)
			continue;
		status = random / 3 % count;
		kill(pids[status], SIGKILL);
		kills += wait_process(pids[status]) == SIGKILL;
		pids[status] = start_client(status);
	}

	for (int i = 0; i < count; i++)
		kill(pids[i], SIGTERM);
	for (int i = 0; i < count; i++) {
		status = wait_process(pids[i]);
		/* One that has just begun is ended by the signal. */
		if (status && status != SIGTERM) {
			printf("# client %d ended with status %#x\n", i, status);
			bad++;
		}
	}
	step(!bad, "%d clients for %d s, of which %d were killed: each job of the rest has ended",
	     count, duration, kills);
	if (counted)
		check_counts(device, &before);
	else
		skip("the driver's counts cannot be read");
	check_log(log);

	return failures != 0;
}

/* ---------------------------------------------------------------- all steps */

static int run(const char *name)
{
	static struct pair pair;
	struct gpu *gpu = &pair.gpu[0];
	struct work *work = &pair.work[0];
	int log = open_log();
	VkResult res;

	now = "instance";
	res = make_instance(gpu);
	step(!res && !strncmp(gpu->properties.deviceName, name, strlen(name)),
	     "the device is '%s' (%d)", gpu->properties.deviceName, res);
	if (res)
		return 1;
	step(gpu->family.queueFlags & VK_QUEUE_COMPUTE_BIT, "its queue can compute");
	now = "device";
	res = make_device(gpu);
	step(!res, "a device with a queue (%d)", res);
	if (res)
		return 1;
	now = "pipelines";
	res = make_work(gpu, work, -1);
	step(!res, "a buffer and two compute pipelines (%d)", res);
	if (res)
		return 1;

	check_fence(gpu, work);
	check_commands(gpu, work);
	check_many(gpu, work);
	check_semaphores(gpu, work);
	check_times(gpu, work);
	check_sparse(gpu, work);

	now = "two devices";
	res = make_gpu(&pair.gpu[1]) ?: make_work(&pair.gpu[1], &pair.work[1], -1);
	for (int i = 0; !res && i < 2; i++)
		res = record(&pair.gpu[i], &pair.work[i], ADD, 2, &pair.cmd[i]) ?:
		      make_fence(&pair.gpu[i], 0, &pair.fence[i]);
	step(!res, "a second instance with a device (%d)", res);
	if (!res) {
		check_sync_fd(&pair);
		check_shared_timeline(&pair);
		check_shared_buffer(&pair);
		check_in_flight(&pair);
	}

	if (!quick) {
		check_endings(gpu, work);
		check_borrower(gpu, work);
	}

	now = "the end";
	for (int i = 0; i < 2 && !res; i++) {
		vkDestroyFence(pair.gpu[i].device, pair.fence[i], NULL);
		end_work(&pair.gpu[i], &pair.work[i]);
		end_gpu(&pair.gpu[i]);
	}
	step(1, "devices and instances are destroyed");
	check_log(log);

	return failures != 0;
}

static void on_alarm(int sig)
{
	(void)sig;
	dprintf(STDOUT_FILENO, "not ok - it does not end: %s\n", now);
	_exit(1);
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGALRM, on_alarm);
	alarm(TOTAL_SECONDS);

	if (argc == 4 && !strcmp(argv[1], "--end"))
		return end_in_flight(argv[2], atoi(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "--borrow"))
		return borrow(atoi(argv[3]));
	if (argc == 4 && !strcmp(argv[1], "--client"))
		return client(atoi(argv[2]));
	if (argc == 2 && !strcmp(argv[1], "--contents"))
		return run_contents();
	if (argc == 4 && !strcmp(argv[1], "--clients")) {
		int duration = number("agx-compute", argv[3], 1, 3000);

		alarm(duration + 4 * END_SECONDS);
		return run_clients(number("agx-compute", argv[2], 1, MAX_CLIENTS), duration);
	}

	quick = argc == 3 && !strcmp(argv[1], "--short");
	if (argc != 2 + quick) {
		fprintf(stderr, "usage: agx-compute [--short] NAME | --contents | --clients N SECONDS\n");
		return 2;
	}

	return run(argv[1 + quick]);
}
