// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * VMCOREINFO: a kernel's description of itself for crash dumps, lines of KEY=value
 * (kernel/crash_core.c, later kernel/vmcore_info.c).
 */
#include <stdlib.h>

#include "core.h"

#define MAX_SIZE (64 * 1024) /* it is one page, and pages have up to 64 KiB */

const char *note_line(const char *text, const char *key, size_t *len)
{
	size_t key_len = strlen(key);

	while (text && *text) {
		size_t line_len = strcspn(text, "\n");

		if (line_len > key_len && text[key_len] == '=' && !strncmp(text, key, key_len)) {
			*len = line_len - key_len - 1;
			return text + key_len + 1;
		}
		text += line_len;
		text += *text == '\n';
	}
	return NULL;
}

int note_number(const char *text, const char *key, int base, int64_t *ret)
{
	char digits[32], *end;
	int64_t value;
	size_t len;

	text = note_line(text, key, &len);
	if (!text || !len || len >= sizeof(digits))
		return -ENOENT;
	memcpy(digits, text, len);
	digits[len] = '\0';
	errno = 0;
	value = digits[0] == '-' ? strtoll(digits, &end, base)
				 : (int64_t)strtoull(digits, &end, base);
	if (errno || *end)
		return -ENOENT;
	*ret = value;
	return 0;
}

const char *vmcoreinfo_line(const struct pageowner *po, const char *key, size_t *len)
{
	return note_line(po->layout.vmcoreinfo, key, len);
}

int vmcoreinfo_number(const struct pageowner *po, const char *key, int base, int64_t *ret)
{
	return note_number(po->layout.vmcoreinfo, key, base, ret);
}

/*
 * Reads the kernel's own copy of the ELF note.  vmcoreinfo_data, which holds the same text,
 * cannot be used: a panic sets it to a copy in the crash kernel's memory, which no dump contains.
 */
static int read_note(struct pageowner *po, uint64_t note)
{
	struct reader *rd = &po->reader;
	unsigned char header[12];
	uint64_t name_size, size;
	char *text;
	int err = target_read(rd, note, header, sizeof(header));

	if (err)
		return err;
	name_size = (get_uint(rd, header, 4) + 3) & ~3ull;
	size = get_uint(rd, header + 4, 4);
	if (name_size > 64 || !size || size > MAX_SIZE)
		return fail(
			rd, -EINVAL,
			"the note has %llu bytes, which is not possible: the dump may be damaged",
			(unsigned long long)size);
	text = arena_alloc(&po->known, size + 1);
	if (!text)
		return -ENOMEM;
	po->layout.vmcoreinfo = text;
	return target_read(rd, note + sizeof(header) + name_size, text, size);
}

static int read_vmcoreinfo(struct pageowner *po)
{
	const struct pageowner_target *host = &po->target;
	struct reader *rd = &po->reader;
	uint64_t variable, note;
	int err;

	if (!host->symbol || host->symbol(host->priv, "vmcoreinfo_note", 0, &variable))
		return fail(rd, -EINVAL, "this dump has no VMCOREINFO note");
	err = target_ulong(rd, variable, &note);
	if (!err)
		err = read_note(po, note);
	return err ? fail(rd, err, "reading VMCOREINFO out of the kernel's memory") : 0;
}

int vmcoreinfo_open(struct pageowner *po)
{
	if (!po->target.vmcoreinfo)
		return read_vmcoreinfo(po);
	po->layout.vmcoreinfo = arena_strdup(&po->known, po->target.vmcoreinfo);
	return po->layout.vmcoreinfo ? 0 : fail(&po->reader, -ENOMEM, "VMCOREINFO");
}
