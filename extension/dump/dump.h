/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host for a vmcore with no debugger behind it: what cli.c answers the
 * library's questions with.
 *
 *	dump.c      memory, by libkdumpfile, on several threads
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
 * Functions return 0 or a negative errno as pageowner.h asks of its host.  A
 * message is one line: which file, what is wrong with it, what to do.
 */
#ifndef PAGEOWNER_DUMP_H
#define PAGEOWNER_DUMP_H

#include <elfutils/libdw.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pageowner.h"

#define MESSAGE_SIZE 512

struct _kdump_ctx; /* libkdumpfile's */

/* How far a long preparation is: both in bytes.  Non-zero stops it. */
struct progress {
	int (*report)(void *arg, const char *what, uint64_t done, uint64_t total);
	void *arg;
};

/* ---- dump.c ---- */

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

/* pageowner_target.parallel */
int dump_parallel(struct dump *dump, void (*fn)(void *arg, unsigned int i), void *arg,
		  unsigned int n);

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

/* ---- flat.c ---- */

struct flat {
	int source;
	uint64_t size;			 /* of source, in bytes */
	uint64_t at;			 /* how far it was read */
	const struct progress *progress; /* or NULL */
	int fd;				 /* the file that it describes, the caller's to close */
	bool cut_off;			 /* source ends too early */
};

/* Does a file that starts like this hold a flattened dump? */
bool flat_is(const void *start, ssize_t len);
/* Puts it together in flat->fd, or says why it can't. */
int flat_unpack(struct flat *flat, char message[MESSAGE_SIZE]);

/* ---- header.c ---- */

enum dump_format {
	FORMAT_OTHER, /* left to libkdumpfile */
	FORMAT_ELF,
	FORMAT_KDUMP, /* diskdump or kdump-compressed */
};

struct segment {
	uint64_t paddr;
	uint64_t offset; /* in the file */
	uint64_t size;
	uint64_t held; /* less than size where the file is cut off */
};

#define HEADER_BYTES 512
#define CUT_OFF "the file is cut off"

struct header {
	int fd; /* of the dump itself where the file was a flattened one */
	uint64_t file_size;
	enum dump_format format;
	bool live;		/* it is /proc/kcore */
	char machine[66];	/* uname -m; empty: not known */
	const char *incomplete; /* why, see dump_incomplete() */
	unsigned char start[HEADER_BYTES];

	/* FORMAT_ELF */
	struct segment *segments;
	size_t nr_segments;
	bool left_out; /* memory is named that is not in the file: filtered, or zero */

	/* FORMAT_KDUMP */
	bool big_endian;
	size_t common_bytes; /* of start, the same in all parts of a split dump */
	uint64_t block_size;
	int dump_level; /* what makedumpfile was to leave out; -1: not known */
	bool split;
	uint64_t max_pfn;   /* of the machine */
	uint64_t first_pfn; /* whose descriptor comes first in a part of a split dump */
	uint64_t end_pfn;
	uint64_t bitmap_at;
	uint64_t bitmap_size;
	uint64_t descriptors_at;
	unsigned char *bitmap; /* kept only for an incomplete dump */
	uint64_t *rank;	       /* pages in the file before each RANK_BYTES of the bitmap */
};

/* Takes over @fd.  After an error, too, header_free() is due. */
int header_read(struct header *header, int fd, const struct progress *progress,
		char message[MESSAGE_SIZE]);
void header_free(struct header *header);
/* Of an incomplete dump: are these bytes, within one page, in the file? */
bool header_holds(const struct header *header, uint64_t paddr, size_t len);
/* Where memory ends that may be in it. */
uint64_t header_end(const struct header *header);

/* ---- elf.c ---- */

int header_read_elf(struct header *header);
bool header_elf_holds(const struct header *header, uint64_t paddr, size_t len);
/* From @fd, the same file, past all caches: true when all of it could be read. */
bool header_elf_read(const struct header *header, int fd, uint64_t paddr, void *buf, size_t len);

/* The first byte of memory from *paddr on that is in the file; false: there is none. */
bool header_elf_next(const struct header *header, uint64_t *paddr);

/* ---- files.c ---- */

struct files {
	struct header *headers; /* in the order of memory */
	unsigned int count;
	char incomplete[MESSAGE_SIZE]; /* why; empty: they seem to be whole */
};

/* Does this look like a file of makedumpfile's, rather than a vmlinux? */
bool files_is_part(const char *path);
/* Is it one part of a dump that makedumpfile --split has made? */
bool files_is_split(const char *path);
/* After an error, too, files_close() is due. */
int files_open(struct files *files, const char *const *paths, unsigned int n,
	       const struct progress *progress, char message[MESSAGE_SIZE]);
void files_close(struct files *files);
/* Of an incomplete dump: are these bytes, within one page, in the files? */
bool files_hold(const struct files *files, uint64_t paddr, size_t len);

/* ---- note.c ---- */

#define NOTE_TEXT 24 /* behind an ELF note's header and the name VMCOREINFO */
#define NOTE_START_BYTES 40

/* How many bytes of text the note has that starts like this; 0: it is none. */
size_t note_begins(const unsigned char start[NOTE_START_BYTES], bool big_endian);
/*
 * The text of the first one in a dump that is open as far as physical memory goes,
 * the caller's to free, or NULL.
 */
char *note_search(struct _kdump_ctx *kdump, const struct files *files,
		  const struct progress *progress);

/* ---- btf_check.c ---- */

#define MAX_BTF_SIZE (32u << 20) /* distributions' kernels have some 6 MiB */

/*
 * A copy of BTF that any libbpf can read, every reference in it checked; the
 * caller frees it.  NULL: *wrong says "the BTF is ...".
 */
void *btf_normalise(const void *bytes, size_t len, size_t *ret_len, const char **wrong);

/* ---- btf.c ---- */

struct btf_types;

/*
 * From a file: BTF as /sys/kernel/btf/vmlinux has it, or an ELF file with a section
 * of it.  NULL with a message.
 */
struct btf_types *btf_types_open(const char *path, unsigned int word_size,
				 char message[MESSAGE_SIZE]);
/* NULL: *wrong says "the BTF is ...". */
struct btf_types *btf_types_read(struct dump *dump, uint64_t start, uint64_t stop,
				 const char **wrong);
struct btf_types *btf_types_new(const void *bytes, size_t len, unsigned int word_size,
				const char **wrong);
void btf_types_free(struct btf_types *types);

/* The questions of pageowner_target. */
int btf_types_size(const struct btf_types *types, const char *type, uint64_t *ret);
int btf_types_member(const struct btf_types *types, const char *type, const char *name,
		     uint64_t *bit_offset, uint64_t *bit_size);
int btf_types_constant(const struct btf_types *types, const char *name, int64_t *ret);

/* ---- symbols.c ---- */

struct symbols;

/* NULL: out of memory. */
struct symbols *symbols_new(void);
void symbols_free(struct symbols *symbols);
/* @name has to last.  @fixed: KASLR leaves it where it is.  0 or -ENOMEM. */
int symbols_add(struct symbols *symbols, const char *name, uint64_t address, bool fixed);
/* Behind the last one: moves them to where this kernel was.  0 or -ENOMEM. */
int symbols_settle(struct symbols *symbols, const char *vmcoreinfo);
/* How far that was. */
uint64_t symbols_offset(const struct symbols *symbols);
/* Are those that VMCOREINFO names where it says? */
bool symbols_agree(const struct symbols *symbols, const char *vmcoreinfo);
/* pageowner_target.symbol */
int symbols_find(const struct symbols *symbols, const char *name, unsigned int index,
		 uint64_t *ret);
/*
 * A System.map or a saved /proc/kallsyms of this kernel; unless with @force one of
 * another kernel is refused.  NULL with a message.
 */
struct symbols *symbols_read_map(const char *path, const char *vmcoreinfo, bool force,
				 char message[MESSAGE_SIZE]);

/* ---- vmlinux.c ---- */

struct vmlinux;

/* Is the file a program of ELF, and no dump? */
bool vmlinux_is_one(const char *path);
/*
 * Opens it; unless with @force it refuses one that another kernel was built as.
 * @vmcoreinfo may be NULL.
 */
struct vmlinux *vmlinux_open(const char *path, const char *vmcoreinfo, bool force,
			     char message[MESSAGE_SIZE]);
/*
 * Looks for it beside the dump and where distributions install it.  NULL when it
 * is nowhere; then the message says what is wrong with the first one that was
 * there all the same, or is empty.
 */
struct vmlinux *vmlinux_search(const char *dump_path, const char *vmcoreinfo,
			       char message[MESSAGE_SIZE]);
void vmlinux_close(struct vmlinux *vmlinux);
struct symbols *vmlinux_symbols(struct vmlinux *vmlinux);
struct index *vmlinux_types(struct vmlinux *vmlinux);

/* ---- debuginfod.c ---- */

/* Fetches it into the user's debuginfod cache.  NULL with a message. */
struct vmlinux *debuginfod_vmlinux(const char *vmcoreinfo, const struct progress *progress,
				   char message[MESSAGE_SIZE]);

/* ---- index.c ---- */

struct index;

/* The DWARF of @elf, or NULL when it has none. */
struct index *index_new(Elf *elf);
void index_free(struct index *index);
/* The definition of a type, or an enumerator, by its tag and name. */
int index_find(struct index *index, int tag, const char *name, Dwarf_Die *ret);
/* Moves to the next sibling; false at the last. */
bool next_die(Dwarf_Die *die);
Dwarf *index_dwarf(struct index *index);
/* The contents of a section, or NULL. */
Elf_Data *section_data(Elf *elf, const char *name);

/* ---- types.c: the same questions ---- */

int type_size(struct index *index, const char *type, uint64_t *ret);
int type_member(struct index *index, const char *type, const char *name, uint64_t *bit_offset,
		uint64_t *bit_size);
int type_constant(struct index *index, const char *name, int64_t *ret);

/* ---- lines.c ---- */

struct lines;

/* NULL: out of memory. */
struct lines *lines_new(Dwarf *dwarf);
void lines_free(struct lines *lines);
/* The folder of the kernel's source, with the slash behind it; "" when unknown. */
const char *lines_root(const struct lines *lines);
/*
 * pageowner_target.frames for an address as the debug info has it; paths inside
 * @root become relative to it.
 */
int lines_find(const struct lines *lines, uint64_t addr, const char *root,
	       void (*sink)(void *arg, const struct pageowner_line *line), void *arg);

/* ---- sources.c ---- */

struct sources;

/* Of this kernel; modules are looked for when they are asked for.  NULL: out of memory. */
struct sources *sources_new(struct vmlinux *vmlinux, const char *dump_path, const char *vmcoreinfo);
void sources_free(struct sources *sources);
/* pageowner_target.frames */
int sources_find(struct sources *sources, const struct pageowner_pc *pc,
		 void (*sink)(void *arg, const struct pageowner_line *line), void *arg);

/* ---- text.c ---- */

/* A descriptor of the file when it is page_owner text, else -1. */
int text_file_open(const char *path);
/* pageowner_target.text */
ssize_t text_file_read(int fd, uint64_t offset, void *buf, size_t len);

#endif
