// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds source lines of the kernel image and of its modules.
 *
 * A module's file is relocatable.  The dump is not asked where its sections were loaded:
 * a symbol and an offset, which the kernel's own symbol table gives, lead to the same place
 * in the file.  The file must be of the dump's release, and its function as long as the
 * one in the dump.
 */
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <fts.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/index.h"
#include "dump/lines.h"
#include "dump/sources.h"
#include "dump/symbols.h"
#include "dump/vmcoreinfo.h"
#include "dump/vmlinux.h"

struct module {
	struct module *next;
	char *name;
	Dwfl *dwfl;
	Dwfl_Module *file; /* NULL: none was found */
	GElf_Addr bias;	   /* from addresses in its debug info to dwfl's */
	struct lines *lines;
};

struct sources {
	uint64_t offset; /* by which KASLR moved the kernel */
	struct lines *kernel;
	char *folder; /* the folder of the dump */
	char release[128];
	struct module *modules; /* all modules that were looked up */
};

struct sources *sources_new(struct vmlinux *v, const char *dump_path, const char *vmcoreinfo)
{
	struct sources *s = calloc(1, sizeof(*s));
	const char *slash = strrchr(dump_path, '/');

	if (!s)
		return NULL;
	s->offset = symbols_offset(vmlinux_symbols(v));
	s->kernel = lines_new(index_dwarf(vmlinux_types(v)));
	s->folder = slash ? strndup(dump_path, slash - dump_path) : strdup(".");
	vmcoreinfo_value(vmcoreinfo, "OSRELEASE", s->release, sizeof(s->release));
	if (strchr(s->release, '/'))
		s->release[0] = '\0';
	if (s->kernel && s->folder)
		return s;
	sources_free(s);
	return NULL;
}

static void module_free(struct module *module)
{
	lines_free(module->lines);
	if (module->dwfl)
		dwfl_end(module->dwfl);
	free(module->name);
	free(module);
}

void sources_free(struct sources *s)
{
	struct module *next;

	for (struct module *m = s ? s->modules : NULL; m; m = next) {
		next = m->next;
		module_free(m);
	}
	if (s) {
		lines_free(s->kernel);
		free(s->folder);
	}
	free(s);
}

/* ---- the file of a module ---- */

/* Keeps libdwfl from its own search for debug info, above all on a server. */
static int no_debuginfo(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
			const char *file, const char *link, GElf_Word crc, char **ret)
{
	(void)module, (void)data, (void)name, (void)base, (void)file, (void)link, (void)crc;
	(void)ret;
	return -1;
}

/* .modinfo has "vermagic=6.1.0-50-amd64 SMP ..."; a file with only debug info has none. */
static bool same_release(Elf *elf, const char *release)
{
	static const char key[] = "vermagic=";
	Elf_Data *info = section_data(elf, ".modinfo");
	const char *found =
		info && info->d_buf ? memmem(info->d_buf, info->d_size, key, strlen(key)) : NULL;
	size_t left, len = strlen(release);

	if (!found || !len)
		return true;
	found += strlen(key);
	left = (char *)info->d_buf + info->d_size - found;
	return left > len && !memcmp(found, release, len) && found[len] == ' ';
}

static bool open_module(const struct sources *s, struct module *module, const char *path)
{
	static const Dwfl_Callbacks callbacks = {
		.find_debuginfo = no_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	GElf_Addr bias;
	Dwarf *dwarf;
	Elf *elf;

	module->dwfl = dwfl_begin(&callbacks);
	if (module->dwfl)
		module->file = dwfl_report_offline(module->dwfl, module->name, path, -1);
	if (module->file && !dwfl_report_end(module->dwfl, NULL, NULL)) {
		elf = dwfl_module_getelf(module->file, &bias);
		dwarf = elf && same_release(elf, s->release)
				? dwfl_module_getdwarf(module->file, &module->bias)
				: NULL;
		module->lines = dwarf ? lines_new(dwarf) : NULL;
	}
	if (module->lines)
		return true;
	if (module->dwfl)
		dwfl_end(module->dwfl);
	module->dwfl = NULL;
	module->file = NULL;
	return false;
}

/* Module snd_hda_intel is in the file snd-hda-intel.ko.xz. */
static bool is_file_of(const char *file, const char *module)
{
	static const char *const endings[] = {
		".ko", ".ko.debug", ".ko.xz", ".ko.zst", ".ko.gz",
	};

	for (; *module; file++, module++)
		if (*file != *module && !(*file == '-' && *module == '_'))
			return false;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (!strcmp(file, endings[i]))
			return true;
	return false;
}

/* Searches below @folder, as deep as a tree of modules goes. */
static bool search_module(const struct sources *s, struct module *module, char *folder, int depth)
{
	char *const folders[] = { folder, NULL };
	FTS *fts = fts_open(folders, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	bool found = false;
	FTSENT *entry;

	while (fts && !found && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_D && entry->fts_level >= depth)
			fts_set(fts, entry, FTS_SKIP);
		if (entry->fts_info == FTS_F && is_file_of(entry->fts_name, module->name))
			found = open_module(s, module, entry->fts_path);
	}
	if (fts)
		fts_close(fts);
	return found;
}

static void find_module(const struct sources *s, struct module *module)
{
	static const char *const trees[] = { "/usr/lib/debug/lib/modules/", "/lib/modules/" };
	char path[PATH_MAX];

	if (search_module(s, module, s->folder, 1))
		return;
	for (size_t i = 0; s->release[0] && i < sizeof(trees) / sizeof(trees[0]); i++) {
		snprintf(path, sizeof(path), "%s%s/kernel", trees[i], s->release);
		if (search_module(s, module, path, 16))
			return;
	}
}

static struct module *module_of(struct sources *s, const char *name)
{
	struct module *module;

	for (module = s->modules; module; module = module->next)
		if (!strcmp(module->name, name))
			return module;
	module = calloc(1, sizeof(*module));
	if (!module || !(module->name = strdup(name))) {
		free(module);
		return NULL;
	}
	module->next = s->modules;
	s->modules = module;
	if (!strchr(name, '/'))
		find_module(s, module);
	return module;
}

/* ---- looking up ---- */

/* The address of the function in the file; two of the same name and length do not count. */
static bool find_function(struct module *module, const struct pageowner_pc *pc, GElf_Addr *ret)
{
	int n = dwfl_module_getsymtab(module->file), found = 0;
	GElf_Sym sym;
	GElf_Addr addr;

	for (int i = 1; i < n; i++) {
		const char *name =
			dwfl_module_getsym_info(module->file, i, &sym, &addr, NULL, NULL, NULL);

		if (!name || strcmp(name, pc->symbol) || sym.st_shndx == SHN_UNDEF ||
		    sym.st_size > pc->size || (sym.st_size && pc->offset >= sym.st_size))
			continue;
		*ret = addr + pc->offset;
		found++;
	}
	return found == 1;
}

int sources_find(struct sources *s, const struct pageowner_pc *pc,
		 void (*sink)(void *arg, const struct pageowner_line *line), void *arg)
{
	const char *root = lines_root(s->kernel);
	struct module *module;
	GElf_Addr addr;

	if (!pc->module)
		return lines_find(s->kernel, pc->pc - s->offset, root, sink, arg);
	module = module_of(s, pc->module);
	if (!module || !module->lines || !pc->symbol || !find_function(module, pc, &addr))
		return -ENOENT;
	return lines_find(module->lines, addr - module->bias, root, sink, arg);
}
