// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * draw.c - agx-draw: draws triangles with Vulkan, on whatever device there is
 *
 *   agx-draw [-zbtsq] [-c CULL] [-i INSTANCES] [-l LAYERS] VERTEX.spv FRAGMENT.spv
 *	      W H VERTICES OUT
 *
 * Binding 0 is a buffer of 4096 random numbers for both programs. -z: with a depth buffer
 * (less); -b: with blending; -c: VkCullModeFlags; -t: a triangle strip, indexed, with
 * restarts; -l: so many layers, which the vertex program chooses;
 * -s: four samples, resolved to their average; -q: OUT also gets how many samples passed, how
 * many vertices and triangles came in, how often the vertex program ran, and whether an event
 * that follows was set. OUT gets the RGBA8 picture, which was
 * cleared first. Which device:
 * VK_DRIVER_FILES. Prints the device's name.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vulkan/vulkan.h>

#define CHECK(call)	check(call, #call)
#define COLOUR		VK_FORMAT_R8G8B8A8_UNORM
#define DEPTH		VK_FORMAT_D32_SFLOAT
#define WORDS		4096

static VkDevice dev;
static VkPhysicalDevice phys;
static bool with_depth, with_blend, with_strip, with_samples, with_queries;
static VkQueryPool passed, statistics;
static VkEvent event;

#define SAMPLES	(with_samples ? VK_SAMPLE_COUNT_4_BIT : VK_SAMPLE_COUNT_1_BIT)
static uint32_t cull, instances = 1, layers = 1, width, height, vertices;

static void die(const char *what)
{
	fprintf(stderr, "agx-draw: %s\n", what);
	exit(2);
}

static void check(VkResult r, const char *call)
{
	if (r == VK_SUCCESS)
		return;
	fprintf(stderr, "agx-draw: %s: %d\n", call, r);
	exit(2);
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
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES,
		.shaderOutputLayer = layers > 1 };
	VkPhysicalDeviceVulkan13Features f13 = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_3_FEATURES,
		.pNext = &f12, .dynamicRendering = VK_TRUE };
	VkPhysicalDeviceFeatures features = { .occlusionQueryPrecise = with_queries,
					      .pipelineStatisticsQuery = with_queries };
	VkDeviceCreateInfo dci = { .sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, .pNext = &f13,
				   .pEnabledFeatures = &features, .queueCreateInfoCount = 1, .pQueueCreateInfos = &qci };
	VkPhysicalDeviceProperties props;
	VkInstance inst;
	uint32_t n = 1;

	CHECK(vkCreateInstance(&ici, NULL, &inst));
	if (vkEnumeratePhysicalDevices(inst, &n, &phys) < 0 || !n)
		die("no device");
	vkGetPhysicalDeviceProperties(phys, &props);
	printf("%s\n", props.deviceName);
	CHECK(vkCreateDevice(phys, &dci, NULL, &dev));
}

static VkDeviceMemory allocate(VkMemoryRequirements req, bool host)
{
	VkMemoryAllocateInfo mai = { .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO,
				     .allocationSize = req.size };
	VkMemoryPropertyFlags want = host ? VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
					    VK_MEMORY_PROPERTY_HOST_COHERENT_BIT : 0;
	VkPhysicalDeviceMemoryProperties mp;
	VkDeviceMemory mem;

	vkGetPhysicalDeviceMemoryProperties(phys, &mp);
	while (mai.memoryTypeIndex < mp.memoryTypeCount &&
	       (!(req.memoryTypeBits >> mai.memoryTypeIndex & 1) ||
		(mp.memoryTypes[mai.memoryTypeIndex].propertyFlags & want) != want))
		mai.memoryTypeIndex++;
	CHECK(vkAllocateMemory(dev, &mai, NULL, &mem));
	return mem;
}

static VkBuffer make_buffer(size_t size, void **map)
{
	VkBufferCreateInfo bci = { .sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = size,
				   .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT |
					    VK_BUFFER_USAGE_INDEX_BUFFER_BIT |
					    VK_BUFFER_USAGE_TRANSFER_DST_BIT };
	VkMemoryRequirements req;
	VkDeviceMemory mem;
	VkBuffer buf;

	CHECK(vkCreateBuffer(dev, &bci, NULL, &buf));
	vkGetBufferMemoryRequirements(dev, buf, &req);
	mem = allocate(req, true);
	CHECK(vkBindBufferMemory(dev, buf, mem, 0));
	CHECK(vkMapMemory(dev, mem, 0, VK_WHOLE_SIZE, 0, map));
	memset(*map, 0, size);
	return buf;
}

static VkImage make_image(VkFormat format, VkImageUsageFlags usage, VkImageAspectFlags aspect,
			  VkSampleCountFlagBits samples, VkImageView *view)
{
	VkImageCreateInfo ici = { .sType = VK_STRUCTURE_TYPE_IMAGE_CREATE_INFO,
				  .imageType = VK_IMAGE_TYPE_2D, .format = format,
				  .extent = { width, height, 1 }, .mipLevels = 1, .arrayLayers = layers,
				  .samples = samples, .usage = usage };
	VkImageViewCreateInfo vci = { .sType = VK_STRUCTURE_TYPE_IMAGE_VIEW_CREATE_INFO,
				      .viewType = layers > 1 ? VK_IMAGE_VIEW_TYPE_2D_ARRAY :
							    VK_IMAGE_VIEW_TYPE_2D,
				      .format = format,
				      .subresourceRange = { aspect, 0, 1, 0, layers } };
	VkMemoryRequirements req;

	CHECK(vkCreateImage(dev, &ici, NULL, &vci.image));
	vkGetImageMemoryRequirements(dev, vci.image, &req);
	CHECK(vkBindImageMemory(dev, vci.image, allocate(req, false), 0));
	CHECK(vkCreateImageView(dev, &vci, NULL, view));
	return vci.image;
}

static VkShaderModule load(const char *path)
{
	static uint32_t code[1 << 18];
	VkShaderModuleCreateInfo mci = { .sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
					 .pCode = code };
	VkShaderModule m;
	FILE *f = fopen(path, "rb");

	if (!f)
		die(path);
	mci.codeSize = fread(code, 1, sizeof(code), f);
	fclose(f);
	CHECK(vkCreateShaderModule(dev, &mci, NULL, &m));
	return m;
}

static VkPipelineLayout layout;
static VkDescriptorSet set;

static void make_set(VkBuffer buf)
{
	VkDescriptorSetLayoutBinding binding = {
		.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, .descriptorCount = 1,
		.stageFlags = VK_SHADER_STAGE_VERTEX_BIT | VK_SHADER_STAGE_FRAGMENT_BIT };
	VkDescriptorSetLayoutCreateInfo lci = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO, .bindingCount = 1,
		.pBindings = &binding };
	VkDescriptorSetLayout set_layout;
	VkPipelineLayoutCreateInfo plci = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, .setLayoutCount = 1,
		.pSetLayouts = &set_layout };
	VkDescriptorPoolSize size = { VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1 };
	VkDescriptorPoolCreateInfo pci = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO, .maxSets = 1,
		.poolSizeCount = 1, .pPoolSizes = &size };
	VkDescriptorSetAllocateInfo sai = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
		.descriptorSetCount = 1, .pSetLayouts = &set_layout };
	VkDescriptorBufferInfo info = { buf, 0, VK_WHOLE_SIZE };
	VkWriteDescriptorSet w = { .sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET,
				   .descriptorCount = 1, .pBufferInfo = &info,
				   .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER };

	CHECK(vkCreateDescriptorSetLayout(dev, &lci, NULL, &set_layout));
	CHECK(vkCreatePipelineLayout(dev, &plci, NULL, &layout));
	CHECK(vkCreateDescriptorPool(dev, &pci, NULL, &sai.descriptorPool));
	CHECK(vkAllocateDescriptorSets(dev, &sai, &set));
	w.dstSet = set;
	vkUpdateDescriptorSets(dev, 1, &w, 0, NULL);
}

static VkPipeline make_pipeline(const char *vert, const char *frag)
{
	VkPipelineShaderStageCreateInfo stages[2] = {
		{ .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
		  .stage = VK_SHADER_STAGE_VERTEX_BIT, .module = load(vert), .pName = "main" },
		{ .sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
		  .stage = VK_SHADER_STAGE_FRAGMENT_BIT, .module = load(frag), .pName = "main" } };
	VkPipelineVertexInputStateCreateInfo vi = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_VERTEX_INPUT_STATE_CREATE_INFO };
	VkPipelineInputAssemblyStateCreateInfo ia = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_INPUT_ASSEMBLY_STATE_CREATE_INFO,
		.topology = with_strip ? VK_PRIMITIVE_TOPOLOGY_TRIANGLE_STRIP :
					 VK_PRIMITIVE_TOPOLOGY_TRIANGLE_LIST,
		.primitiveRestartEnable = with_strip };
	VkViewport viewport = { 0, 0, (float)width, (float)height, 0, 1 };
	VkRect2D scissor = { { 3, 2 }, { width - 5, height - 3 } };
	VkPipelineViewportStateCreateInfo vp = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_VIEWPORT_STATE_CREATE_INFO,
		.viewportCount = 1, .pViewports = &viewport, .scissorCount = 1,
		.pScissors = &scissor };
	VkPipelineRasterizationStateCreateInfo rs = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_RASTERIZATION_STATE_CREATE_INFO,
		.cullMode = cull, .lineWidth = 1 };
	VkPipelineMultisampleStateCreateInfo ms = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_MULTISAMPLE_STATE_CREATE_INFO,
		.rasterizationSamples = SAMPLES };
	VkPipelineDepthStencilStateCreateInfo ds = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_DEPTH_STENCIL_STATE_CREATE_INFO,
		.depthTestEnable = with_depth, .depthWriteEnable = with_depth,
		.depthCompareOp = VK_COMPARE_OP_LESS };
	VkPipelineColorBlendAttachmentState att = {
		.blendEnable = with_blend, .srcColorBlendFactor = VK_BLEND_FACTOR_SRC_ALPHA,
		.dstColorBlendFactor = VK_BLEND_FACTOR_ONE_MINUS_SRC_ALPHA,
		.srcAlphaBlendFactor = VK_BLEND_FACTOR_ONE, .colorWriteMask = 15 };
	VkPipelineColorBlendStateCreateInfo cb = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_COLOR_BLEND_STATE_CREATE_INFO,
		.attachmentCount = 1, .pAttachments = &att };
	VkFormat format = COLOUR;
	VkPipelineRenderingCreateInfo rendering = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_RENDERING_CREATE_INFO,
		.colorAttachmentCount = 1, .pColorAttachmentFormats = &format,
		.depthAttachmentFormat = with_depth ? DEPTH : VK_FORMAT_UNDEFINED };
	VkGraphicsPipelineCreateInfo gci = {
		.sType = VK_STRUCTURE_TYPE_GRAPHICS_PIPELINE_CREATE_INFO, .pNext = &rendering,
		.stageCount = 2, .pStages = stages, .pVertexInputState = &vi,
		.pInputAssemblyState = &ia, .pViewportState = &vp, .pRasterizationState = &rs,
		.pMultisampleState = &ms, .pDepthStencilState = &ds, .pColorBlendState = &cb,
		.layout = layout };
	VkPipeline p;

	CHECK(vkCreateGraphicsPipelines(dev, VK_NULL_HANDLE, 1, &gci, NULL, &p));
	return p;
}

static void barrier(VkCommandBuffer cmd, VkImage image, VkImageAspectFlags aspect,
		    VkImageLayout from, VkImageLayout to)
{
	VkImageMemoryBarrier b = { .sType = VK_STRUCTURE_TYPE_IMAGE_MEMORY_BARRIER,
				   .srcAccessMask = VK_ACCESS_MEMORY_WRITE_BIT,
				   .dstAccessMask = VK_ACCESS_MEMORY_READ_BIT |
						    VK_ACCESS_MEMORY_WRITE_BIT,
				   .oldLayout = from, .newLayout = to, .image = image,
				   .subresourceRange = { aspect, 0, 1, 0, layers } };

	vkCmdPipelineBarrier(cmd, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT,
			     VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, 0, 0, NULL, 0, NULL, 1, &b);
}

static void record(VkCommandBuffer cmd, VkPipeline pipeline, VkBuffer indices, VkBuffer out)
{
	VkImageView colour_view, depth_view = VK_NULL_HANDLE;
	VkImage colour = make_image(COLOUR, VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT |
				    VK_IMAGE_USAGE_TRANSFER_SRC_BIT, VK_IMAGE_ASPECT_COLOR_BIT,
				    VK_SAMPLE_COUNT_1_BIT, &colour_view);
	VkImage depth = VK_NULL_HANDLE, many = VK_NULL_HANDLE;
	VkRenderingAttachmentInfo ca = {
		.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO, .imageView = colour_view,
		.imageLayout = VK_IMAGE_LAYOUT_GENERAL, .loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
		.storeOp = VK_ATTACHMENT_STORE_OP_STORE,
		.clearValue.color.float32 = { 0.2f, 0.4f, 0.6f, 0.8f } };
	VkRenderingAttachmentInfo da = {
		.sType = VK_STRUCTURE_TYPE_RENDERING_ATTACHMENT_INFO,
		.imageLayout = VK_IMAGE_LAYOUT_GENERAL, .loadOp = VK_ATTACHMENT_LOAD_OP_CLEAR,
		.storeOp = VK_ATTACHMENT_STORE_OP_STORE, .clearValue.depthStencil.depth = 0.9f };
	VkRenderingInfo ri = { .sType = VK_STRUCTURE_TYPE_RENDERING_INFO,
			       .renderArea = { { 0, 0 }, { width, height } }, .layerCount = layers,
			       .colorAttachmentCount = 1, .pColorAttachments = &ca };
	VkBufferImageCopy copy = { .imageSubresource = { VK_IMAGE_ASPECT_COLOR_BIT, 0, 0, layers },
				   .imageExtent = { width, height, 1 } };

	barrier(cmd, colour, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED,
		VK_IMAGE_LAYOUT_GENERAL);
	if (with_samples) {
		ca.resolveMode = VK_RESOLVE_MODE_AVERAGE_BIT;
		ca.resolveImageView = colour_view;
		ca.resolveImageLayout = VK_IMAGE_LAYOUT_GENERAL;
		many = make_image(COLOUR, VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT,
				  VK_IMAGE_ASPECT_COLOR_BIT, SAMPLES, &ca.imageView);
		barrier(cmd, many, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_UNDEFINED,
			VK_IMAGE_LAYOUT_GENERAL);
	}
	if (with_depth) {
		depth = make_image(DEPTH, VK_IMAGE_USAGE_DEPTH_STENCIL_ATTACHMENT_BIT,
				   VK_IMAGE_ASPECT_DEPTH_BIT, SAMPLES, &depth_view);
		da.imageView = depth_view;
		ri.pDepthAttachment = &da;
		barrier(cmd, depth, VK_IMAGE_ASPECT_DEPTH_BIT, VK_IMAGE_LAYOUT_UNDEFINED,
			VK_IMAGE_LAYOUT_GENERAL);
	}
	if (with_queries) {
		vkCmdResetQueryPool(cmd, passed, 0, 1);
		vkCmdResetQueryPool(cmd, statistics, 0, 1);
	}
	vkCmdBeginRendering(cmd, &ri);
	if (with_queries) {
		vkCmdBeginQuery(cmd, passed, 0, VK_QUERY_CONTROL_PRECISE_BIT);
		vkCmdBeginQuery(cmd, statistics, 0, 0);
	}
	vkCmdBindPipeline(cmd, VK_PIPELINE_BIND_POINT_GRAPHICS, pipeline);
	vkCmdBindDescriptorSets(cmd, VK_PIPELINE_BIND_POINT_GRAPHICS, layout, 0, 1, &set, 0, NULL);
	if (with_strip) {
		vkCmdBindIndexBuffer(cmd, indices, 0, VK_INDEX_TYPE_UINT16);
		vkCmdDrawIndexed(cmd, vertices, instances, 0, 5, 0);
	} else {
		vkCmdDraw(cmd, vertices, instances, 0, 0);
	}
	if (with_queries) {
		vkCmdEndQuery(cmd, passed, 0);
		vkCmdEndQuery(cmd, statistics, 0);
	}
	vkCmdEndRendering(cmd);
	if (with_queries)
		vkCmdSetEvent(cmd, event, VK_PIPELINE_STAGE_ALL_COMMANDS_BIT);
	barrier(cmd, colour, VK_IMAGE_ASPECT_COLOR_BIT, VK_IMAGE_LAYOUT_GENERAL,
		VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL);
	vkCmdCopyImageToBuffer(cmd, colour, VK_IMAGE_LAYOUT_TRANSFER_SRC_OPTIMAL, out, 1, &copy);
}

static void make_queries(void)
{
	VkQueryPoolCreateInfo qi = { .sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO,
				     .queryType = VK_QUERY_TYPE_OCCLUSION, .queryCount = 1 };
	VkEventCreateInfo ei = { .sType = VK_STRUCTURE_TYPE_EVENT_CREATE_INFO };

	CHECK(vkCreateQueryPool(dev, &qi, NULL, &passed));
	qi.queryType = VK_QUERY_TYPE_PIPELINE_STATISTICS;
	qi.pipelineStatistics = VK_QUERY_PIPELINE_STATISTIC_INPUT_ASSEMBLY_VERTICES_BIT |
		VK_QUERY_PIPELINE_STATISTIC_INPUT_ASSEMBLY_PRIMITIVES_BIT |
		VK_QUERY_PIPELINE_STATISTIC_VERTEX_SHADER_INVOCATIONS_BIT;
	CHECK(vkCreateQueryPool(dev, &qi, NULL, &statistics));
	CHECK(vkCreateEvent(dev, &ei, NULL, &event));
}

/* The picture and the answers of queries, which have to come */
static void write_out(const char *path, const uint32_t *picture)
{
	size_t words = (size_t)width * height * layers;
	uint32_t answers[5];
	FILE *f = fopen(path, "wb");

	if (!f || fwrite(picture, 4, words, f) != words)
		die(path);
	if (with_queries) {
		CHECK(vkGetQueryPoolResults(dev, passed, 0, 1, 4, answers, 4,
					    VK_QUERY_RESULT_WAIT_BIT));
		CHECK(vkGetQueryPoolResults(dev, statistics, 0, 1, 12, answers + 1, 12,
					    VK_QUERY_RESULT_WAIT_BIT));
		answers[4] = vkGetEventStatus(dev, event) == VK_EVENT_SET;
		printf("%u samples, %u vertices, %u triangles, %u invocations, event %u\n",
		       answers[0], answers[1], answers[2], answers[3], answers[4]);
		if (fwrite(answers, 4, 5, f) != 5)
			die(path);
	}
	if (fclose(f))
		die(path);
}

static void submit(VkPipeline pipeline, VkBuffer indices, VkBuffer out)
{
	VkCommandPoolCreateInfo pci = { .sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO };
	VkCommandBufferAllocateInfo cai = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandBufferCount = 1 };
	VkCommandBufferBeginInfo begin = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO };
	VkSubmitInfo si = { .sType = VK_STRUCTURE_TYPE_SUBMIT_INFO, .commandBufferCount = 1 };
	VkFenceCreateInfo fci = { .sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO };
	VkCommandBuffer cmd;
	VkQueue queue;
	VkFence fence;

	vkGetDeviceQueue(dev, 0, 0, &queue);
	CHECK(vkCreateFence(dev, &fci, NULL, &fence));
	CHECK(vkCreateCommandPool(dev, &pci, NULL, &cai.commandPool));
	CHECK(vkAllocateCommandBuffers(dev, &cai, &cmd));
	CHECK(vkBeginCommandBuffer(cmd, &begin));
	record(cmd, pipeline, indices, out);
	CHECK(vkEndCommandBuffer(cmd));
	si.pCommandBuffers = &cmd;
	CHECK(vkQueueSubmit(queue, 1, &si, fence));
	CHECK(vkWaitForFences(dev, 1, &fence, VK_TRUE, 60000000000ull));
}

int main(int argc, char **argv)
{
	VkBuffer buf, index_buf, out_buf;
	uint16_t *indices;
	uint32_t *in, *out;
	uint64_t x = 1;
	int opt;

	while ((opt = getopt(argc, argv, "zbtsqc:i:l:")) != -1) {
		if (opt == 'z')
			with_depth = true;
		else if (opt == 'b')
			with_blend = true;
		else if (opt == 's')
			with_samples = true;
		else if (opt == 'q')
			with_queries = true;
		else if (opt == 't')
			with_strip = true;
		else if (opt == 'c')
			cull = (uint32_t)strtoul(optarg, NULL, 0);
		else if (opt == 'l')
			layers = (uint32_t)strtoul(optarg, NULL, 0);
		else if (opt == 'i')
			instances = (uint32_t)strtoul(optarg, NULL, 0);
		else
			return 2;
	}
	if (argc - optind != 6)
		die("usage: agx-draw [-zbtsq] [-c N] [-i N] [-l N] VERTEX.spv FRAGMENT.spv W H N OUT");
	argv += optind;
	width = (uint32_t)strtoul(argv[2], NULL, 0);
	height = (uint32_t)strtoul(argv[3], NULL, 0);
	vertices = (uint32_t)strtoul(argv[4], NULL, 0);
	make_device();
	if (with_queries)
		make_queries();
	buf = make_buffer(WORDS * 4, (void **)&in);
	out_buf = make_buffer((size_t)width * height * layers * 4, (void **)&out);
	index_buf = make_buffer(65536 * 2, (void **)&indices);
	for (uint32_t i = 0; i < WORDS; i++) {
		x = x * 6364136223846793005ull + 1442695040888963407ull;
		in[i] = (uint32_t)(x >> 32);
	}
	for (uint32_t i = 0; i < 65536; i++)
		indices[i] = i % 11 == 10 ? 0xffff : (uint16_t)(i - i / 7);
	make_set(buf);
	submit(make_pipeline(argv[0], argv[1]), index_buf, out_buf);
	write_out(argv[5], out);
	return 0;
}
