// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * compute.c - agx-compute: runs one compute program with Vulkan, on whatever device there is
 *
 *   agx-compute [-i] [-n WORDS] [-s SEED] [-t FORMAT,W,H,LEVELS,LAYERS [-l]] PROGRAM.spv X Y Z OUT
 *
 * Binding 0 is a buffer of WORDS (default 4096) random numbers, binding 1 one of WORDS
 * zeroes, which is written to OUT behind X x Y x Z threadgroups. -i dispatches indirectly.
 * -t: binding 2 is a texture with samplers (of a VkFormat of four bytes), filled from the
 * random numbers, binding 3 an RGBA8 image of the first level's size, which is written to
 * OUT instead. -l: linear filters. Which device: VK_DRIVER_FILES. Prints the device's name.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vulkan/vulkan.h>

#define CHECK(call)	check(call, #call)

static VkDevice dev;
static VkPhysicalDevice phys;

static void die(const char *what)
{
	fprintf(stderr, "agx-compute: %s\n", what);
	exit(2);
}

static void check(VkResult r, const char *call)
{
	if (r == VK_SUCCESS)
		return;
	fprintf(stderr, "agx-compute: %s: %d\n", call, r);
	exit(2);
}

static void *read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	void *data = malloc(1 << 20);

	if (!f || !data)
		die(path);
	*len = fread(data, 1, 1 << 20, f);
	fclose(f);
	return data;
}

static void make_device(void)
{
	VkApplicationInfo app = { .sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
				  .apiVersion = VK_API_VERSION_1_3 };
	VkInstanceCreateInfo ici = { .sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
				     .pApplicationInfo = &app };
	float priority = 1;
	VkDeviceQueueCreateInfo qci = { .sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
					.queueCount = 1, .pQueuePriorities = &priority };
	VkPhysicalDeviceVulkan12Features f12 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES };
	VkPhysicalDeviceVulkan11Features f11 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES, .pNext = &f12 };
	VkPhysicalDeviceFeatures2 features = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2, .pNext = &f11 };
	VkDeviceCreateInfo dci = { .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
				   .pNext = &features, .queueCreateInfoCount = 1,
				   .pQueueCreateInfos = &qci };
	VkPhysicalDeviceProperties props;
	VkInstance inst;
	uint32_t n = 1;

	CHECK(vkCreateInstance(&ici, NULL, &inst));
	if (vkEnumeratePhysicalDevices(inst, &n, &phys) < 0 || !n)
		die("no device");
	vkGetPhysicalDeviceProperties(phys, &props);
	printf("%s\n", props.deviceName);
	/* All features that the device has */
	vkGetPhysicalDeviceFeatures2(phys, &features);
	features.features.robustBufferAccess = VK_FALSE;
	CHECK(vkCreateDevice(phys, &dci, NULL, &dev));
}

static VkBuffer make_buffer(size_t size, void **map)
{
	VkBufferCreateInfo bci = { .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = size,
				   .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
					    VK_BUFFER_USAGE_INDIRECT_BUFFER_BIT |
					    VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
					    VK_BUFFER_USAGE_TRANSFER_DST_BIT };
	VkMemoryAllocateInfo mai = { .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO };
	VkMemoryPropertyFlags want = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
				     VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
	VkPhysicalDeviceMemoryProperties mp;
	VkMemoryRequirements req;
	VkDeviceMemory mem;
	VkBuffer buf;

	CHECK(vkCreateBuffer(dev, &bci, NULL, &buf));
	vkGetBufferMemoryRequirements(dev, buf, &req);
	vkGetPhysicalDeviceMemoryProperties(phys, &mp);
	mai.allocationSize = req.size;
	while (mai.memoryTypeIndex < mp.memoryTypeCount &&
	       (!(req.memoryTypeBits >> mai.memoryTypeIndex & 1) ||
		(mp.memoryTypes[mai.memoryTypeIndex].propertyFlags & want) != want))
		mai.memoryTypeIndex++;
	CHECK(vkAllocateMemory(dev, &mai, NULL, &mem));
	CHECK(vkBindBufferMemory(dev, buf, mem, 0));
	CHECK(vkMapMemory(dev, mem, 0, VK_WHOLE_SIZE, 0, map));
	memset(*map, 0, size);
	return buf;
}

struct texture {
	VkFormat format;
	uint32_t w, h, levels, layers;
	bool linear;
	VkImage source, target;
	VkImageView source_view, target_view;
	VkSampler sampler;
};

static VkImage make_image(VkFormat format, uint32_t w, uint32_t h, uint32_t levels, uint32_t layers,
			  VkImageUsageFlags usage, VkImageView *view)
{
	VkImageCreateInfo ici = { .sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
				  .imageType = VK_IMAGE_TYPE_2D, .format = format,
				  .extent = { w, h, 1 }, .mipLevels = levels,
				  .arrayLayers = layers, .samples = VK_SAMPLE_COUNT_1_BIT,
				  .usage = usage };
	VkMemoryAllocateInfo mai = { .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO };
	VkImageViewCreateInfo vci = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO, .format = format,
		.viewType = layers > 1 ? VK_IMAGE_VIEW_TYPE_2D_ARRAY : VK_IMAGE_VIEW_TYPE_2D,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, levels, 0, layers } };
	VkMemoryRequirements req;
	VkDeviceMemory mem;

	CHECK(vkCreateImage(dev, &ici, NULL, &vci.image));
	vkGetImageMemoryRequirements(dev, vci.image, &req);
	mai.allocationSize = req.size;
	while (!(req.memoryTypeBits >> mai.memoryTypeIndex & 1))
		mai.memoryTypeIndex++;
	CHECK(vkAllocateMemory(dev, &mai, NULL, &mem));
	CHECK(vkBindImageMemory(dev, vci.image, mem, 0));
	CHECK(vkCreateImageView(dev, &vci, NULL, view));
	return vci.image;
}

static void make_texture(struct texture *t)
{
	VkFilter filter = t->linear ? VK_FILTER_LINEAR : VK_FILTER_NEAREST;
	VkSamplerCreateInfo sci = {
		.sType = VK_STRUCTURE_TYPE_SAMPLER_CREATE_INFO, .magFilter = filter,
		.minFilter = filter, .maxLod = 16,
		.mipmapMode = t->linear ? VK_SAMPLER_MIPMAP_MODE_LINEAR :
					  VK_SAMPLER_MIPMAP_MODE_NEAREST,
		.addressModeU = VK_SAMPLER_ADDRESS_MODE_REPEAT,
		.addressModeV = VK_SAMPLER_ADDRESS_MODE_CLAMP_TO_EDGE };

	t->source = make_image(t->format, t->w, t->h, t->levels, t->layers,
			       VK_IMAGE_USAGE_SAMPLED_BIT | VK_IMAGE_USAGE_TRANSFER_DST_BIT,
			       &t->source_view);
	t->target = make_image(VK_FORMAT_R8G8B8A8_UNORM, t->w, t->h, 1, 1,
			       VK_IMAGE_USAGE_STORAGE_BIT | VK_IMAGE_USAGE_TRANSFER_SRC_BIT |
			       VK_IMAGE_USAGE_TRANSFER_DST_BIT, &t->target_view);
	CHECK(vkCreateSampler(dev, &sci, NULL, &t->sampler));
}

static void barrier(VkCommandBuffer cmd, VkImage image, VkImageLayout to)
{
	VkImageMemoryBarrier b = {
		.sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER,
		.srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
		.dstAccessMask = VK_ACCESS_MEMORY_READ_BIT | VK_ACCESS_MEMORY_WRITE_BIT,
		.oldLayout = to == VK_IMAGE_LAYOUT_GENERAL ? VK_IMAGE_LAYOUT_UNDEFINED :
							     VK_IMAGE_LAYOUT_GENERAL,
		.newLayout = to, .image = image,
		.subresourceRange = { VK_IMAGE_ASPECT_COLOR_BIT, 0, VK_REMAINING_MIP_LEVELS, 0,
				      VK_REMAINING_ARRAY_LAYERS } };

	vkCmdPipelineBarrier(cmd, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 0, NULL, 0, NULL, 1, &b);
}

static void execution_barrier(VkCommandBuffer cmd)
{
	VkMemoryBarrier b = { .sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER,
			      .srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
			      .dstAccessMask = VK_ACCESS_MEMORY_READ_BIT |
					       VK_ACCESS_MEMORY_WRITE_BIT };

	vkCmdPipelineBarrier(cmd, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 1, &b, 0, NULL, 0, NULL);
}

/* Each level from the start of the buffer; the target gets a colour. */
static void upload(VkCommandBuffer cmd, const struct texture *t, VkBuffer from)
{
	VkClearColorValue colour = { .float32 = { 0.25f, 0.5f, 0.75f, 1.0f } };
	VkImageSubresourceRange range = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 1, 0, 1 };

	barrier(cmd, t->source, VK_IMAGE_LAYOUT_GENERAL);
	barrier(cmd, t->target, VK_IMAGE_LAYOUT_GENERAL);
	for (uint32_t l = 0; l < t->levels; l++) {
		VkBufferImageCopy copy = {
			.imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, l, 0, t->layers },
			.imageExtent = { t->w >> l ? t->w >> l : 1, t->h >> l ? t->h >> l : 1, 1 } };

		vkCmdCopyBufferToImage(cmd, from, t->source, VK_IMAGE_LAYOUT_GENERAL, 1, &copy);
	}
	vkCmdClearColorImage(cmd, t->target, VK_IMAGE_LAYOUT_GENERAL, &colour, 1, &range);
	barrier(cmd, t->source, VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL);
	execution_barrier(cmd);
}

static void download(VkCommandBuffer cmd, const struct texture *t, VkBuffer to)
{
	VkBufferImageCopy copy = { .imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, 1 },
				   .imageExtent = { t->w, t->h, 1 } };

	barrier(cmd, t->target, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
	vkCmdCopyImageToBuffer(cmd, t->target, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, to, 1, &copy);
	/* Reads of the host come after the copy by the fence. */
}

static VkPipelineLayout layout;
static VkDescriptorSet set;

static void make_set(const VkBuffer bufs[2], const struct texture *t)
{
	uint32_t n = t ? 4 : 2;
	VkDescriptorSetLayoutBinding bindings[4] = {
		{ .binding = 0, .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		  .descriptorCount = 1, .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT },
		{ .binding = 1, .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
		  .descriptorCount = 1, .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT },
		{ .binding = 2, .descriptorType = VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER,
		  .descriptorCount = 1, .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT },
		{ .binding = 3, .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_IMAGE,
		  .descriptorCount = 1, .stageFlags = VK_SHADER_STAGE_COMPUTE_BIT },
	};
	VkDescriptorSetLayoutCreateInfo lci = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
		.bindingCount = n, .pBindings = bindings };
	VkDescriptorSetLayout set_layout;
	VkPipelineLayoutCreateInfo plci = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, .setLayoutCount = 1,
		.pSetLayouts = &set_layout };
	VkDescriptorPoolSize sizes[3] = { { VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 2 },
					  { VK_DESCRIPTOR_TYPE_COMBINED_IMAGE_SAMPLER, 1 },
					  { VK_DESCRIPTOR_TYPE_STORAGE_IMAGE, 1 } };
	VkDescriptorPoolCreateInfo pci = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO, .maxSets = 1,
		.poolSizeCount = 3, .pPoolSizes = sizes };
	VkDescriptorPool pool;
	VkDescriptorSetAllocateInfo sai = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
		.descriptorSetCount = 1, .pSetLayouts = &set_layout };

	CHECK(vkCreateDescriptorSetLayout(dev, &lci, NULL, &set_layout));
	CHECK(vkCreatePipelineLayout(dev, &plci, NULL, &layout));
	CHECK(vkCreateDescriptorPool(dev, &pci, NULL, &pool));
	sai.descriptorPool = pool;
	CHECK(vkAllocateDescriptorSets(dev, &sai, &set));
	for (uint32_t i = 0; i < n; i++) {
		VkDescriptorBufferInfo info = { bufs[i & 1], 0, VK_WHOLE_SIZE };
		VkDescriptorImageInfo image = {
			t ? t->sampler : VK_NULL_HANDLE,
			!t ? VK_NULL_HANDLE : i == 2 ? t->source_view : t->target_view,
			i == 2 ? VK_IMAGE_LAYOUT_SHADER_READ_ONLY_OPTIMAL : VK_IMAGE_LAYOUT_GENERAL };
		VkWriteDescriptorSet w = { .sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
					   .dstSet = set, .dstBinding = i, .descriptorCount = 1,
					   .descriptorType = bindings[i].descriptorType,
					   .pBufferInfo = &info, .pImageInfo = &image };

		vkUpdateDescriptorSets(dev, 1, &w, 0, NULL);
	}
}

static VkPipeline make_pipeline(const char *path)
{
	VkShaderModuleCreateInfo mci = { .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO };
	VkComputePipelineCreateInfo cci = {
		.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO, .layout = layout };
	VkPipeline pipeline;
	size_t len;

	mci.pCode = read_file(path, &len);
	mci.codeSize = len;
	cci.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
	cci.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
	cci.stage.pName = "main";
	CHECK(vkCreateShaderModule(dev, &mci, NULL, &cci.stage.module));
	CHECK(vkCreateComputePipelines(dev, VK_NULL_HANDLE, 1, &cci, NULL, &pipeline));
	return pipeline;
}

static void run(VkPipeline pipeline, const uint32_t groups[3], VkBuffer indirect,
		const struct texture *t, const VkBuffer bufs[2])
{
	VkCommandPoolCreateInfo pci = { .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO };
	VkCommandBufferAllocateInfo cai = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandBufferCount = 1 };
	VkCommandBufferBeginInfo begin = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO };
	VkSubmitInfo submit = { .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
				.commandBufferCount = 1 };
	VkFenceCreateInfo fci = { .sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO };
	VkCommandPool pool;
	VkCommandBuffer cmd;
	VkQueue queue;
	VkFence fence;

	vkGetDeviceQueue(dev, 0, 0, &queue);
	CHECK(vkCreateFence(dev, &fci, NULL, &fence));
	CHECK(vkCreateCommandPool(dev, &pci, NULL, &pool));
	cai.commandPool = pool;
	CHECK(vkAllocateCommandBuffers(dev, &cai, &cmd));
	CHECK(vkBeginCommandBuffer(cmd, &begin));
	if (t)
		upload(cmd, t, bufs[0]);
	vkCmdBindPipeline(cmd, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline);
	vkCmdBindDescriptorSets(cmd, VK_PIPELINE_BIND_POINT_COMPUTE, layout, 0, 1, &set, 0, NULL);
	if (indirect)
		vkCmdDispatchIndirect(cmd, indirect, 0);
	else
		vkCmdDispatch(cmd, groups[0], groups[1], groups[2]);
	if (t)
		download(cmd, t, bufs[1]);
	CHECK(vkEndCommandBuffer(cmd));
	submit.pCommandBuffers = &cmd;
	CHECK(vkQueueSubmit(queue, 1, &submit, fence));
	CHECK(vkWaitForFences(dev, 1, &fence, VK_TRUE, 60000000000ull));
}

int main(int argc, char **argv)
{
	uint32_t words = 4096, groups[3];
	uint64_t x = 1;
	bool indirect = false, textured = false;
	struct texture t = { .levels = 1, .layers = 1 };
	VkBuffer bufs[2], ind = VK_NULL_HANDLE;
	uint32_t *in, *out, *args;
	FILE *f;
	int opt;

	while ((opt = getopt(argc, argv, "iln:s:t:")) != -1) {
		if (opt == 'i')
			indirect = true;
		else if (opt == 'l')
			t.linear = true;
		else if (opt == 't')
			textured = sscanf(optarg, "%u,%u,%u,%u,%u", (unsigned int *)&t.format, &t.w,
					  &t.h, &t.levels, &t.layers) >= 3;
		else if (opt == 'n')
			words = (uint32_t)strtoul(optarg, NULL, 0);
		else if (opt == 's')
			x = strtoull(optarg, NULL, 0);
		else
			return 2;
	}
	if (argc - optind != 5)
		die("usage: agx-compute [-il] [-n WORDS] [-s SEED] [-t ...] PROGRAM.spv X Y Z OUT");
	for (unsigned int i = 0; i < 3; i++)
		groups[i] = (uint32_t)strtoul(argv[optind + 1 + (int)i], NULL, 0);
	make_device();
	bufs[0] = make_buffer(words * 4, (void **)&in);
	bufs[1] = make_buffer(words * 4, (void **)&out);
	for (uint32_t i = 0; i < words; i++) {
		x = x * 6364136223846793005ull + 1442695040888963407ull;
		in[i] = (uint32_t)(x >> 32);
	}
	if (indirect) {
		ind = make_buffer(4096, (void **)&args);
		memcpy(args, groups, sizeof(groups));
	}
	if (textured)
		make_texture(&t);
	make_set(bufs, textured ? &t : NULL);
	run(make_pipeline(argv[optind]), groups, ind, textured ? &t : NULL, bufs);
	f = fopen(argv[optind + 4], "wb");
	if (!f || fwrite(out, 4, words, f) != words || fclose(f))
		die(argv[optind + 4]);
	return 0;
}
