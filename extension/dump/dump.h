/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host for a vmcore with no debugger behind it: with it the program answers
 * the library's questions.
 *
 *	dump.c      memory, by libkdumpfile
 *	context.c   opens the dump for it, once for each thread
 *	threads.c   the threads
 *	header.c    what the file says of itself, and where it ends too early
 *	elf.c       the same of an ELF file
 *	files.c     the parts of a split dump
 *	attr.c      what libkdumpfile knows of an open dump
 *	flat.c      puts a flattened dump together
 *	note.c      finds VMCOREINFO in memory where the file has none
 *	vmcoreinfo.c   a value of that text
 *	btf.c       types, from the BTF that the kernel carries, by libbpf
 *	btf_check.c what libbpf would take on trust
 *	symbols.c   symbols by name; those of a System.map
 *	vmlinux.c   symbols, by libelf; is this the vmlinux of the dump?
 *	index.c     finds a type in the vmlinux's DWARF, by libdw
 *	types.c     its size, its members
 *	debuginfod.c   the vmlinux from a server
 *	lines.c     source lines and inlined functions of an address
 *	sources.c   those of the kernel and of its modules, wherever they are
 *
 * Each has a header for what others use of it.  Functions return 0 or a negative errno as
 * pageowner.h asks of its host.
 */
#ifndef PAGEOWNER_DUMP_DUMP_H
#define PAGEOWNER_DUMP_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "dump/progress.h"

struct dump;

/* Opens a dump, of one file or of all parts of a split one; NULL: the message says why. */
struct dump *dump_open(const char *const *paths, unsigned int n, const struct progress *progress,
		       char message[MESSAGE_SIZE]);
void dump_close(struct dump *dump);

/* 4 or 8 bytes a pointer. */
unsigned int dump_word_size(const struct dump *dump);
bool dump_big_endian(const struct dump *dump);
/* Is it the memory of the machine that we run on? */
bool dump_is_live(const struct dump *dump);
/* The VMCOREINFO note as text, or NULL. */
const char *dump_vmcoreinfo(const struct dump *dump);

/*
 * Read as pageowner_target.read and read_phys do.  A page that the file lost
 * (cut off, damaged) is a hole like one that was filtered out.
 */
ssize_t dump_read(struct dump *dump, uint64_t addr, void *buf, size_t len);
ssize_t dump_read_phys(struct dump *dump, uint64_t paddr, void *buf, size_t len);

/* pageowner_target.translate */
int dump_translate(struct dump *dump, uint64_t addr, uint64_t *ret);

/* Why the file can't hold all that was to be saved, or NULL when it seems whole. */
const char *dump_incomplete(const struct dump *dump);
/* Has the file no VMCOREINFO, and the kernel's own copy in its memory is used? */
bool dump_found_note(const struct dump *dump);
/* Does the file not tell pages of zeros from those that were filtered out? */
bool dump_ambiguous(const struct dump *dump);
/* pageowner_target.dump_level */
int dump_level(const struct dump *dump);
/* How many pages were met so far whose data can't be decoded. */
uint64_t dump_damaged(const struct dump *dump);
/* What libkdumpfile said when a read first returned an error; empty: none did. */
const char *dump_error(struct dump *dump);

#endif
