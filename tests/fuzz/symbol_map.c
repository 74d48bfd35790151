// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A System.map or a saved /proc/kallsyms, behind a byte that says whether it is believed.
 */
#include "dump/symbols.h"
#include "files.h"
#include "pageowner.h"

static const char vmcoreinfo[] = "OSRELEASE=6.1.0\nSYMBOL(_stext)=ffffffff9e000000\n"
				 "SYMBOL(swapper_pg_dir)=ffffffff9f40a000\n"
				 "KERNELOFFSET=1d000000\n";

static void ask(struct symbols *symbols)
{
	static const char *const names[] = { "_stext", "_end", "swapper_pg_dir", "page_owner_ops",
					     "" };
	struct pageowner_pc pc = { 0 };
	uint64_t address;
	unsigned int index;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (index = 0; index < 3 && !symbols_find(symbols, names[i], index, &address);
		     index++) {
			pc.pc = address + index;
			symbols_at(symbols, &pc);
		}
	symbols_agree(symbols, vmcoreinfo);
	symbols_offset(symbols);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char message[MESSAGE_SIZE] = "";
	struct symbols *symbols;
	struct memory_file file;

	if (!size)
		return 0;
	memory_file_open(&file, data + 1, size - 1);
	symbols = symbols_read_map(file.path, data[0] & 1 ? vmcoreinfo : "", data[0] & 2, message);
	if (symbols)
		ask(symbols);
	else if (!message[0])
		abort();
	symbols_free(symbols);
	close(file.fd);
	return 0;
}
