// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The vmlinux of a dump: is it the right one, and where were its symbols at
 * run time?
 */
#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump.h"

struct symbol {
	const char *name;
	uint64_t address;
	uint32_t next;		/* of the same hash, plus 1 */
};

struct vmlinux {
	int fd;
	Elf *elf;
	struct index *types;
	uint64_t offset;	/* of KASLR */
	struct symbol *symbols;	/* in the order of the file */
	size_t nr_symbols;
	uint32_t *buckets;	/* the first symbol of a hash, plus 1 */
	size_t nr_buckets;	/* a power of two */
};

bool vmcoreinfo_value(const char *vmcoreinfo, const char *key, char *ret, size_t size)
{
	size_t len = strlen(key), n;

	for (const char *line = vmcoreinfo; line && *line; ) {
		if (!strncmp(line, key, len) && line[len] == '=') {
			line += len + 1;
			n = strcspn(line, "\n");
			snprintf(ret, size, "%.*s", (int)n, line);
			/* It is shown to the user, and a dump may hold anything. */
			for (; *ret; ret++)
				if (*ret < ' ' || *ret > '~')
					*ret = '?';
			return true;
		}
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return false;
}

/* ---- symbols ---- */

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 2166136261u;

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 16777619u;
	return hash;
}

/*
 * Where KASLR has moved the kernel.  Comparing _stext says so on every
 * architecture; KERNELOFFSET is there on those that move at all.
 */
static uint64_t kernel_offset(const char *vmcoreinfo, uint64_t stext)
{
	char text[32];

	if (stext && vmcoreinfo_value(vmcoreinfo, "SYMBOL(_stext)", text, sizeof(text)))
		return strtoull(text, NULL, 16) - stext;
	if (vmcoreinfo_value(vmcoreinfo, "KERNELOFFSET", text, sizeof(text)))
		return strtoull(text, NULL, 16);
	return 0;
}

/*
 * x86-64 before 6.15 links per-CPU data at 0: its symbols are offsets, not
 * addresses.  Returns how far they reach.
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

static void hash_symbols(struct vmlinux *v)
{
	/* From the end, so that a chain has them in the order of the file. */
	for (size_t i = v->nr_symbols; i--; ) {
		uint32_t *bucket = &v->buckets[hash_of(v->symbols[i].name) &
					       (v->nr_buckets - 1)];

		v->symbols[i].next = *bucket;
		*bucket = i + 1;
	}
}

static void shift_symbols(struct vmlinux *v, const char *vmcoreinfo, const bool *fixed)
{
	uint64_t stext = 0;

	vmlinux_symbol(v, "_stext", 0, &stext);
	v->offset = kernel_offset(vmcoreinfo, stext);
	for (size_t i = 0; i < v->nr_symbols; i++)
		if (!fixed[i])
			v->symbols[i].address += v->offset;
}

/* @fixed: for each symbol, whether KASLR leaves it where it is. */
static void collect_symbols(struct vmlinux *v, Elf_Data *data, size_t n, size_t strings,
			    bool *fixed)
{
	size_t percpu;
	uint64_t percpu_end = percpu_size(v->elf, &percpu);
	GElf_Sym sym;

	for (size_t i = 0; i < n; i++) {
		const char *name;
		int type;

		if (!gelf_getsym(data, i, &sym) || sym.st_shndx == SHN_UNDEF)
			continue;
		type = GELF_ST_TYPE(sym.st_info);
		name = elf_strptr(v->elf, strings, sym.st_name);
		if (!name || !name[0] || type == STT_SECTION || type == STT_FILE)
			continue;
		/* __per_cpu_load is in the section, yet an address. */
		fixed[v->nr_symbols] = sym.st_shndx == SHN_ABS ||
			(percpu && sym.st_shndx == percpu && sym.st_value <= percpu_end);
		v->symbols[v->nr_symbols].name = name;
		v->symbols[v->nr_symbols].address = sym.st_value;
		v->nr_symbols++;
	}
}

static int read_symbols(struct vmlinux *v, const char *vmcoreinfo)
{
	Elf_Data *data;
	GElf_Shdr shdr;
	Elf_Scn *scn;
	bool *fixed;
	size_t n;

	scn = symbol_table(v->elf, &shdr);
	data = elf_getdata(scn, NULL);
	if (!data)
		return -ENODATA;
	n = data->d_size / shdr.sh_entsize;
	if (n > UINT32_MAX / 4)
		return -EINVAL;
	for (v->nr_buckets = 1; v->nr_buckets < n; v->nr_buckets *= 2)
		;
	v->symbols = calloc(n + 1, sizeof(*v->symbols));
	v->buckets = calloc(v->nr_buckets, sizeof(*v->buckets));
	fixed = calloc(n + 1, sizeof(*fixed));
	if (v->symbols && v->buckets && fixed) {
		collect_symbols(v, data, n, shdr.sh_link, fixed);
		hash_symbols(v);
		shift_symbols(v, vmcoreinfo, fixed);
	}
	free(fixed);
	return v->nr_symbols ? 0 : -ENODATA;
}

int vmlinux_symbol(struct vmlinux *v, const char *name, unsigned int index, uint64_t *ret)
{
	uint32_t i = v->buckets[hash_of(name) & (v->nr_buckets - 1)];

	for (; i; i = v->symbols[i - 1].next) {
		if (strcmp(v->symbols[i - 1].name, name) || index--)
			continue;
		*ret = v->symbols[i - 1].address;
		return 0;
	}
	return -ENOENT;
}

/* ---- opening ---- */

static void hex(const unsigned char *bytes, size_t n, char *ret, size_t size)
{
	ret[0] = '\0';
	for (size_t i = 0; i < n && i * 2 + 2 < size; i++)
		snprintf(ret + i * 2, 3, "%02x", bytes[i]);
}

/* VMCOREINFO has the build-id since Linux 5.9; without it any vmlinux may be right. */
static bool same_build(struct vmlinux *v, const char *path, const char *vmcoreinfo,
		       char message[MESSAGE_SIZE])
{
	char want[80], have[80] = "none";
	const void *id;
	ssize_t n;

	if (!vmcoreinfo_value(vmcoreinfo, "BUILD-ID", want, sizeof(want)))
		return true;
	n = dwelf_elf_gnu_build_id(v->elf, &id);
	if (n > 0)
		hex(id, n, have, sizeof(have));
	if (!strcmp(want, have))
		return true;
	snprintf(message, MESSAGE_SIZE, "%s: not the vmlinux of this dump: "
		 "the dump's build-id is %s, the vmlinux's is %s", path, want, have);
	return false;
}

static const char *open_elf(struct vmlinux *v, const char *path)
{
	GElf_Ehdr ehdr;

	v->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (v->fd < 0)
		return strerror(errno);
	elf_version(EV_CURRENT);
	v->elf = elf_begin(v->fd, ELF_C_READ_MMAP, NULL);
	if (!v->elf || elf_kind(v->elf) != ELF_K_ELF || !gelf_getehdr(v->elf, &ehdr))
		return "not an ELF file; a compressed vmlinux has to be unpacked first";
	if (ehdr.e_type == ET_CORE)
		return "a dump, not a vmlinux; the dump comes first, then the vmlinux";
	return NULL;
}

static const char *read_contents(struct vmlinux *v, const char *vmcoreinfo)
{
	if (read_symbols(v, vmcoreinfo))
		return "no symbol table in it; the vmlinux with debug info is needed";
	v->types = index_new(v->elf);
	if (!v->types)
		return "no debug info in it; install that of this kernel, or name another vmlinux";
	return NULL;
}

struct vmlinux *vmlinux_open(const char *path, const char *vmcoreinfo,
			     char message[MESSAGE_SIZE])
{
	struct vmlinux *v = calloc(1, sizeof(*v));
	const char *wrong = v ? open_elf(v, path) : "out of memory";

	if (!wrong && !same_build(v, path, vmcoreinfo, message))
		goto fail;
	if (!wrong)
		wrong = read_contents(v, vmcoreinfo);
	if (!wrong)
		return v;
	snprintf(message, MESSAGE_SIZE, "%s: %s", path, wrong);
fail:
	vmlinux_close(v);
	return NULL;
}

/* ---- searching ---- */

struct kernel {
	char folder[PATH_MAX];		/* of the dump, "" or with the slash behind it */
	char release[128];
	char build_id[128];		/* "xx/yyyy", as file names have it */
};

enum key { NOTHING, RELEASE, BUILD_ID };

/* In the order of search; what is not absolute is beside the dump. */
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

/* The dump says what the names are, and it is not to lead us anywhere else. */
static void read_kernel(const char *dump_path, const char *vmcoreinfo, struct kernel *ret)
{
	const char *slash = strrchr(dump_path, '/');
	char id[sizeof(ret->build_id) - 1] = "";

	memset(ret, 0, sizeof(*ret));
	snprintf(ret->folder, sizeof(ret->folder), "%.*s",
		 slash ? (int)(slash + 1 - dump_path) : 0, dump_path);
	vmcoreinfo_value(vmcoreinfo, "OSRELEASE", ret->release, sizeof(ret->release));
	if (strchr(ret->release, '/'))
		ret->release[0] = '\0';
	vmcoreinfo_value(vmcoreinfo, "BUILD-ID", id, sizeof(id));
	if (strlen(id) > 2 && !id[strspn(id, "0123456789abcdef")])
		snprintf(ret->build_id, sizeof(ret->build_id), "%.2s/%s", id, id + 2);
}

static char *path_of(const struct place *place, const struct kernel *kernel)
{
	const char *key = place->key == RELEASE ? kernel->release :
			  place->key == BUILD_ID ? kernel->build_id : "";
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
			v = vmlinux_open(path, vmcoreinfo, message[0] ? later : message);
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
	free(v->symbols);
	free(v->buckets);
	free(v);
}

struct index *vmlinux_types(struct vmlinux *v)
{
	return v->types;
}

uint64_t vmlinux_offset(const struct vmlinux *v)
{
	return v->offset;
}
