// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens the vmlinux of a dump: checks that it is the right one, and finds where its symbols
 * were at run time.
 */
#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dump/index.h"
#include "dump/progress.h"
#include "dump/symbols.h"
#include "dump/vmcoreinfo.h"
#include "dump/vmlinux.h"

struct vmlinux {
	int fd;
	Elf *elf;
	struct index *types;
	struct symbols *symbols;
};

/* ---- symbols ---- */

/*
 * x86-64 before v6.15 links per-CPU data at 0, so that its symbols are offsets, not
 * addresses.  Returns the end of these offsets.
 */
static uint64_t percpu_size(Elf *elf, size_t *section)
{
	Elf_Scn *scn = NULL;
	const char *name;
	GElf_Shdr shdr;
	size_t strings;

	*section = 0;
	if (elf_getshdrstrndx(elf, &strings))
		return 0;
	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr) || shdr.sh_addr)
			continue;
		name = elf_strptr(elf, strings, shdr.sh_name);
		if (!name || strcmp(name, ".data..percpu"))
			continue;
		*section = elf_ndxscn(scn);
		return shdr.sh_size;
	}
	return 0;
}

static Elf_Scn *symbol_table(Elf *elf, GElf_Shdr *shdr)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)))
		if (gelf_getshdr(scn, shdr) && shdr->sh_type == SHT_SYMTAB && shdr->sh_entsize)
			return scn;
	return NULL;
}

static int collect_symbols(struct vmlinux *v, Elf_Data *data, size_t n, size_t strings)
{
	size_t percpu;
	uint64_t percpu_end = percpu_size(v->elf, &percpu);
	GElf_Sym sym;
	int err = 0;

	for (size_t i = 0; i < n && !err; i++) {
		const char *name;
		bool fixed;
		int type;

		if (!gelf_getsym(data, i, &sym) || sym.st_shndx == SHN_UNDEF)
			continue;
		type = GELF_ST_TYPE(sym.st_info);
		name = elf_strptr(v->elf, strings, sym.st_name);
		if (!name || !name[0] || type == STT_SECTION || type == STT_FILE)
			continue;
		/* __per_cpu_load is in the section, but it is an address. */
		fixed = sym.st_shndx == SHN_ABS ||
			(percpu && sym.st_shndx == percpu && sym.st_value <= percpu_end);
		err = symbols_add(v->symbols, name, sym.st_value, fixed);
	}
	return err;
}

static int read_symbols(struct vmlinux *v, const char *vmcoreinfo)
{
	Elf_Data *data;
	GElf_Shdr shdr;
	Elf_Scn *scn;
	uint64_t end;
	int err;

	scn = symbol_table(v->elf, &shdr);
	data = elf_getdata(scn, NULL);
	if (!data)
		return -ENODATA;
	v->symbols = symbols_new();
	err = v->symbols ? collect_symbols(v, data, data->d_size / shdr.sh_entsize, shdr.sh_link)
			 : -ENOMEM;
	if (!err)
		err = symbols_settle(v->symbols, vmcoreinfo);
	if (!err && symbols_find(v->symbols, "_stext", 0, &end) &&
	    symbols_find(v->symbols, "_text", 0, &end))
		err = -ENODATA;
	return err;
}

/* ---- opening ---- */

static void hex(const unsigned char *bytes, size_t n, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < n && i * 2 + 2 < size; i++)
		snprintf(ret + i * 2, 3, "%02x", bytes[i]);
}

/* VMCOREINFO has the build-id since v5.9; before that, the addresses of symbols are compared. */
static bool same_build(struct vmlinux *v, const char *path, const char *vmcoreinfo,
		       char message[MESSAGE_SIZE])
{
	char want[80], have[80] = "none";
	const void *id;
	ssize_t n;

	if (!vmcoreinfo_value(vmcoreinfo, "BUILD-ID", want, sizeof(want))) {
		if (symbols_agree(v->symbols, vmcoreinfo))
			return true;
		snprintf(message, MESSAGE_SIZE,
			 "%s: not the vmlinux of this dump, which has its "
			 "symbols elsewhere (--force uses it anyway)",
			 path);
		return false;
	}
	n = dwelf_elf_gnu_build_id(v->elf, &id);
	if (n > 0)
		hex(id, n, have, sizeof(have));
	if (!strcmp(want, have))
		return true;
	snprintf(message, MESSAGE_SIZE,
		 "%s: not the vmlinux of this dump: "
		 "the dump's build-id is %s, the vmlinux's is %s (--force uses it anyway)",
		 path, want, have);
	return false;
}

static const char *open_elf(struct vmlinux *v, const char *path)
{
	GElf_Ehdr ehdr;
	struct stat st;

	/* A pipe that lies beside the dump would wait for its writer. */
	v->fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (v->fd < 0 || fstat(v->fd, &st))
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "not a regular file";
	elf_version(EV_CURRENT);
	v->elf = elf_begin(v->fd, ELF_C_READ_MMAP, NULL);
	if (!v->elf || elf_kind(v->elf) != ELF_K_ELF || !gelf_getehdr(v->elf, &ehdr))
		return "not an ELF file; decompress a compressed vmlinux first";
	if (ehdr.e_type == ET_CORE)
		return "a dump, not a vmlinux; name the dump first, then the vmlinux";
	return NULL;
}

bool vmlinux_is_one(const char *path)
{
	unsigned char start[EI_NIDENT + 2] = "";
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : pread(fd, start, sizeof(start), 0);
	unsigned int type = start[EI_DATA] == ELFDATA2MSB ? start[EI_NIDENT + 1] : start[EI_NIDENT];

	if (fd >= 0)
		close(fd);
	return got == sizeof(start) && !memcmp(start, ELFMAG, SELFMAG) && type != ET_CORE;
}

struct vmlinux *vmlinux_open(const char *path, const char *vmcoreinfo, bool force,
			     char message[MESSAGE_SIZE])
{
	struct vmlinux *v = calloc(1, sizeof(*v));
	const char *wrong = v ? open_elf(v, path) : "out of memory";

	if (!wrong && read_symbols(v, vmcoreinfo))
		wrong = "it has no symbol table; name the vmlinux with debug info";
	if (!wrong && !force && !same_build(v, path, vmcoreinfo, message))
		goto fail;
	if (!wrong)
		v->types = index_new(v->elf);
	if (!wrong && !v->types)
		wrong = "it has no debug info; install it, or name a vmlinux that has it";
	if (!wrong)
		return v;
	snprintf(message, MESSAGE_SIZE, "%s: %s", path, wrong);
fail:
	vmlinux_close(v);
	return NULL;
}

/* ---- searching ---- */

struct kernel {
	char folder[PATH_MAX]; /* of the dump, "" or with a slash at the end */
	char release[128];
	char build_id[128]; /* "xx/yyyy", as in file names */
};

enum key { NOTHING, RELEASE, BUILD_ID };

/* In the order of the search; a relative path starts at the folder of the dump. */
static const struct place {
	const char *before;
	enum key key;
	const char *after;
} places[] = {
	{ "vmlinux", NOTHING, "" },
	{ "vmlinux-", RELEASE, "" },
	{ "vmlinux.debug", NOTHING, "" },
	{ "/usr/lib/debug/.build-id/", BUILD_ID, ".debug" },
	{ "/usr/lib/debug/boot/vmlinux-", RELEASE, "" },
	{ "/usr/lib/debug/lib/modules/", RELEASE, "/vmlinux" },
	{ "/lib/modules/", RELEASE, "/build/vmlinux" },
	{ "/lib/modules/", RELEASE, "/vmlinux" },
	{ "/boot/vmlinux-", RELEASE, "" },
};

/* The names come from the dump, so they must not lead out of the folders. */
static void read_kernel(const char *dump_path, const char *vmcoreinfo, struct kernel *ret)
{
	const char *slash = strrchr(dump_path, '/');
	char id[sizeof(ret->build_id) - 1] = "";

	memset(ret, 0, sizeof(*ret));
	snprintf(ret->folder, sizeof(ret->folder), "%.*s", slash ? (int)(slash + 1 - dump_path) : 0,
		 dump_path);
	vmcoreinfo_value(vmcoreinfo, "OSRELEASE", ret->release, sizeof(ret->release));
	if (strchr(ret->release, '/') || ret->release[0] == '.')
		ret->release[0] = '\0';
	vmcoreinfo_value(vmcoreinfo, "BUILD-ID", id, sizeof(id));
	if (strlen(id) > 2 && !id[strspn(id, "0123456789abcdef")])
		snprintf(ret->build_id, sizeof(ret->build_id), "%.2s/%s", id, id + 2);
}

static char *path_of(const struct place *place, const struct kernel *kernel)
{
	const char *key = place->key == RELEASE	   ? kernel->release
			  : place->key == BUILD_ID ? kernel->build_id
						   : "";
	char *path;

	if ((place->key != NOTHING && !key[0]) ||
	    asprintf(&path, "%s%s%s%s", place->before[0] == '/' ? "" : kernel->folder,
		     place->before, key, place->after) < 0)
		return NULL;
	return path;
}

struct vmlinux *vmlinux_search(const char *dump_path, const char *vmcoreinfo,
			       char message[MESSAGE_SIZE])
{
	struct vmlinux *v = NULL;
	char later[MESSAGE_SIZE];
	struct kernel kernel;

	message[0] = '\0';
	read_kernel(dump_path, vmcoreinfo, &kernel);
	for (size_t i = 0; !v && i < sizeof(places) / sizeof(places[0]); i++) {
		char *path = path_of(&places[i], &kernel);

		if (path && !access(path, F_OK))
			v = vmlinux_open(path, vmcoreinfo, false, message[0] ? later : message);
		free(path);
	}
	return v;
}

void vmlinux_close(struct vmlinux *v)
{
	if (!v)
		return;
	index_free(v->types);
	elf_end(v->elf);
	if (v->fd >= 0)
		close(v->fd);
	symbols_free(v->symbols);
	free(v);
}

struct index *vmlinux_types(struct vmlinux *v)
{
	return v->types;
}

struct symbols *vmlinux_symbols(struct vmlinux *v)
{
	return v->symbols;
}
