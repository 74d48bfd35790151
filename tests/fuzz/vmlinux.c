// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A vmlinux: its symbols, its types and its source lines, as libelf and libdw read them for us.
 * Input: an ELF file; a good start is an object that was compiled with -g.
 */
#include "dump/index.h"
#include "dump/lines.h"
#include "dump/symbols.h"
#include "dump/types.h"
#include "dump/vmlinux.h"
#include "files.h"

static const char vmcoreinfo[] = "OSRELEASE=6.1.0\nSYMBOL(_stext)=ffffffff81000000\n";

static void take_line(void *arg, const struct pageowner_line *line)
{
	(void)arg;
	if (line->file && !strlen(line->file) && line->line == 1 && !line->function)
		abort();
}

static void ask(struct vmlinux *vmlinux)
{
	static const char *const types[] = { "struct list", "union part", "struct page",
					     "int",	    "enum kind",  "no such type" };
	static const char *const members[] = { "next", "word.low", "bits", "a.b.c" };
	struct index *index = vmlinux_types(vmlinux);
	struct lines *lines = lines_new(index_dwarf(index));
	uint64_t addr, offset, bits;
	int64_t value;
	size_t i, j;

	for (i = 0; i < sizeof(types) / sizeof(*types); i++) {
		type_size(index, types[i], &offset);
		for (j = 0; j < sizeof(members) / sizeof(*members); j++)
			type_member(index, types[i], members[j], &offset, &bits);
	}
	type_constant(index, "KIND_ONE", &value);
	type_constant(index, "KIND_NONE", &value);
	for (i = 0; lines && i < 3; i++)
		if (!symbols_find(vmlinux_symbols(vmlinux), i ? "outer" : "_stext", 0, &addr))
			lines_find(lines, addr + 7 * i, lines_root(lines), take_line, NULL);
	lines_free(lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char message[MESSAGE_SIZE] = "";
	struct vmlinux *vmlinux;
	struct memory_file file;

	memory_file_open(&file, data, size);
	vmlinux_is_one(file.path);
	vmlinux = vmlinux_open(file.path, vmcoreinfo, true, message);
	if (vmlinux)
		ask(vmlinux);
	else if (!message[0])
		abort();
	vmlinux_close(vmlinux);
	close(file.fd);
	return 0;
}
