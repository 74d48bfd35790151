// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The note of a kernel that describes itself.  The host knows everything, so that
 * single facts are overruled and the rest still works: each five bytes of the input
 * are a line with a key that is looked for and some value, and what is left when a
 * byte of 0xff ends them is text.
 */
#include <stdio.h>

#include "fuzz.h"

#define NOTE 0xffffb00000000000ull /* no address of the fake kernel */

/* clang-format off */
static const char *const keys[] = {
	"OFFSET(page_owner.order)", "SIZE(page_owner.order)", "OFFSET(page_owner.handle)",
	"SIZE(page_owner.handle)", "OFFSET(page_owner.comm)", "SIZE(page_owner.comm)",
	"SIZE(page_ext)", "OFFSET(page_ext.flags)", "NUMBER(PAGE_EXT_OWNER)",
	"NUMBER(PAGE_EXT_OWNER_ALLOCATED)", "OFFSET(page_ext_operations.offset)",
	"MASK(handle_parts.pool_index_plus_1)", "SIZE(handle_parts.pool_index_plus_1)",
	"MASK(handle_parts.offset)", "SIZE(handle_parts.offset)", "MASK(handle_parts.extra)",
	"OFFSET(stack_record.size)", "SIZE(stack_record.size)", "OFFSET(stack_record.entries)",
	"SIZE(stack_record.entries)", "OFFSET(mem_section.page_ext)", "OFFSET(mem_section.usage)",
	"OFFSET(mem_section_usage.pageblock_flags)", "NUMBER(__NR_PAGEFLAGS)",
	"NUMBER(PG_reserved)", "NUMBER(MIGRATE_TYPES)", "NUMBER(MR_TYPES)",
	"SIZE(page_flags_fields)", "OFFSET(page_flags_fields.name)", "OFFSET(module.mem)",
	"SIZE(module.mem)", "NUMBER(MOD_MEM_NUM_TYPES)", "SIZE(module_memory)",
	"OFFSET(module.name)", "SIZE(module.name)", "OFFSET(xa_node.slots)",
	"SIZE(xa_node.slots)", "OFFSET(task_struct.tasks)", "OFFSET(kernfs_node.name)",
};
/* clang-format on */

static char *note;
static size_t note_len;
static struct pageowner_target below;

static ssize_t read_note(void *priv, uint64_t addr, void *buf, size_t len)
{
	if (addr < NOTE || addr - NOTE >= note_len)
		return below.read(priv, addr, buf, len);
	if (len > note_len - (addr - NOTE))
		len = note_len - (addr - NOTE);
	memcpy(buf, note + (addr - NOTE), len);
	return len;
}

static void make_note(const uint8_t *data, size_t size)
{
	size_t room = 96 * (size / 5 + 1) + size + 1;
	int32_t value;

	note = malloc(room);
	note_len = 0;
	for (; size >= 5 && *data != 0xff; data += 5, size -= 5) {
		const char *key = keys[*data % (sizeof(keys) / sizeof(keys[0]))];

		memcpy(&value, data + 1, sizeof(value));
		note_len += snprintf(note + note_len, room - note_len,
				     *key == 'M' ? "%s=%x\n" : "%s=%d\n", key, value);
	}
	memcpy(note + note_len, data, size);
	note_len += size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pageowner_target target;
	char *text;

	fuzz_open();
	make_note(data, size);
	text = malloc(fake->note_len + 128);
	sprintf(text, "SYMBOL(vmcore_facts)=%llx\nLENGTH(vmcore_facts)=%zu\n%s", NOTE, note_len,
		fake->note);
	below = target = fake->target;
	target.read = read_note;
	target.vmcoreinfo = text;
	fuzz_run(&target);
	free(text);
	free(note);
	return 0;
}
