/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inputs as files that have a name. */
#ifndef PAGEOWNER_FUZZ_FILES_H
#define PAGEOWNER_FUZZ_FILES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A file in memory; path: its name while fd is open. */
struct memory_file {
	int fd;
	char path[64];
};

static inline void memory_file_open(struct memory_file *file, const void *data, size_t size)
{
	file->fd = memfd_create("input", 0);
	if (file->fd < 0 || write(file->fd, data, size) != (ssize_t)size)
		abort();
	snprintf(file->path, sizeof(file->path), "/proc/self/fd/%d", file->fd);
}

static inline void put32(unsigned char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

static inline void put64(unsigned char *at, uint64_t value)
{
	memcpy(at, &value, sizeof(value));
}

#endif
