// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The header of a dump file: flattened, kdump-compressed, ELF.  Then every page
 * of its start is looked for, as if the file were incomplete, and memory for a
 * VMCOREINFO.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "dump/elf.h"
#include "dump/header.h"
#include "dump/note.h"
#include "dump/progress.h"
#include "fuzz.h"

static struct header header;

static void look_for_note(void)
{
	unsigned char start[NOTE_START_BYTES];
	uint64_t paddr = 0;

	for (int i = 0; i < 100 && header_elf_next(&header, &paddr); i++, paddr += 4096)
		if (header_elf_read(&header, header.fd, paddr, start, sizeof(start)) &&
		    note_begins(start, false) > 64 << 10)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char message[MESSAGE_SIZE] = "";
	int fd = memfd_create("dump", 0);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (header_read(&header, fd, NULL, message)) {
		if (!message[0])
			abort();
	} else {
		look_for_note();
	}
	header_free(&header);
	return 0;
}
