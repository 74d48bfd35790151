// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The header of a dump file: flattened, kdump-compressed, ELF.  Then every page
 * of its start is looked for, as if the file were incomplete.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "dump/dump.h"
#include "fuzz.h"

static struct header header;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char message[MESSAGE_SIZE] = "";
	int fd = memfd_create("dump", 0);
	uint64_t paddr;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (header_read(&header, fd, NULL, message)) {
		if (!message[0])
			abort();
	} else if (header.incomplete) {
		for (paddr = 0; paddr < 1 << 20; paddr += 512)
			header_holds(&header, paddr, 512);
	}
	header_free(&header);
	return 0;
}
