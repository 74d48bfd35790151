/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to a vmcore without a debugger: the program answers the library's questions from here.
 *
 *	dump.c        reads memory, by direct.c or by libkdumpfile
 *	direct.c      reads pages out of kdump-compressed and ELF files
 *	codec.c       unpacks a page
 *	tables.c      walks the page tables of x86_64
 *	context.c     opens the dump with libkdumpfile, once for each thread
 *	threads.c     runs the library's jobs on threads
 *	attr.c        reads attributes of libkdumpfile
 *	header.c      reads the headers of the file, and finds where it ends too early
 *	elf.c         does the same for an ELF file
 *	files.c       opens the parts of a split dump
 *	hole.c        finds what a sparse file does not store
 *	flat.c        puts a flattened dump together
 *	note.c        finds VMCOREINFO in memory if the file has none
 *	vmcoreinfo.c  finds a value in that text
 *	btf.c         answers for types from the kernel's BTF, by libbpf
 *	btf_check.c   checks BTF before libbpf, which trusts it, reads it
 *	symbols.c     finds symbols by name; reads a System.map
 *	vmlinux.c     opens a vmlinux, and checks that the dump is of the same kernel
 *	index.c       finds a type in a vmlinux's DWARF, by libdw
 *	types.c       answers for types from that DWARF
 *	debuginfod.c  fetches a vmlinux from a server
 *	lines.c       finds source lines and inlined functions of an address
 *	sources.c     finds the debug info of kernel and modules for lines.c
 *	text.c        reads the text of page_owner and saved files, for all hosts
 *
 * Each has a header with the functions that others use.  Functions return 0 or a negative
 * errno, as pageowner.h wants it from a host.
 */
#ifndef PAGEOWNER_DUMP_DUMP_H
#define PAGEOWNER_DUMP_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "dump/progress.h"

struct dump;

/*
 * Opens a dump of one file, or of all @n parts of a split dump.  NULL with a message.
 * @progress may be NULL; it is not used after the return.
 */
struct dump *dump_open(const char *const *paths, unsigned int n, const char *vmcoreinfo,
		       const struct progress *progress, char message[MESSAGE_SIZE]);
void dump_close(struct dump *dump);

/* The size of a pointer, 4 or 8 bytes. */
unsigned int dump_word_size(const struct dump *dump);
bool dump_big_endian(const struct dump *dump);
/* Is this the memory of the machine that the program runs on? */
bool dump_is_live(const struct dump *dump);
/* The VMCOREINFO note as text, owned by the dump; NULL: there is none. */
const char *dump_vmcoreinfo(const struct dump *dump);

/*
 * Like pageowner_target.read and read_phys.  A page that the file lost (it is cut off or
 * damaged) is a hole, like a page that was filtered out.
 */
ssize_t dump_read(struct dump *dump, uint64_t addr, void *buf, size_t len);
ssize_t dump_read_phys(struct dump *dump, uint64_t paddr, void *buf, size_t len);

/* pageowner_target.translate */
int dump_translate(struct dump *dump, uint64_t addr, uint64_t *ret);

/* The reason why the file does not hold all that was to be saved; NULL: it seems whole. */
const char *dump_incomplete(const struct dump *dump);
/* Did the file lack VMCOREINFO, so that the kernel's own copy in memory is used? */
bool dump_found_note(const struct dump *dump);
/* The same, and the file has a VMCOREINFO that names no kernel. */
bool dump_bad_note(const struct dump *dump);
/* Does the file leave out pages of zeros and filtered pages in the same way? */
bool dump_ambiguous(const struct dump *dump);
/* pageowner_target.dump_level */
int dump_level(const struct dump *dump);
/* The number of pages read so far whose data cannot be decoded. */
uint64_t dump_damaged(const struct dump *dump);
/* libkdumpfile's message about the first read that returned an error, or "". */
const char *dump_error(struct dump *dump);

#endif
