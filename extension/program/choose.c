// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Chooses where symbols, types and source lines come from.
 *
 * A vmlinux that the user named answers for types and symbols.  Else the BTF in the dump
 * does, because it cannot be that of another kernel.  Only if there is no BTF is a vmlinux
 * looked for.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>

#include "dump/btf.h"
#include "dump/debuginfod.h"
#include "dump/dump.h"
#include "dump/progress.h"
#include "dump/sources.h"
#include "dump/symbols.h"
#include "dump/vmcoreinfo.h"
#include "dump/vmlinux.h"
#include "program/choose.h"
#include "program/host.h"
#include "program/terminal.h"

/* Looks in the usual places, and with --debuginfod on a server; complains about one that fails. */
static struct vmlinux *find_vmlinux(struct host *host)
{
	struct progress progress = { .report = terminal_progress, .arg = &host->terminal };
	const char *vmcoreinfo = dump_vmcoreinfo(host->dump);
	char message[MESSAGE_SIZE];
	struct vmlinux *v = vmlinux_search(host->path, vmcoreinfo, message);

	if (!v && host->wanted->debuginfod) {
		if (message[0])
			terminal_complain(message);
		v = debuginfod_vmlinux(vmcoreinfo, &progress, message);
		terminal_erase(&host->terminal);
	}
	if (!v && message[0])
		terminal_complain(message);
	return v;
}

/* Takes the vmlinux of the types if there is one, else any that is found. */
void choose_lines(struct host *host)
{
	host->searched_lines = true;
	if (!host->vmlinux)
		host->lines_from = find_vmlinux(host);
	if (host->vmlinux || host->lines_from)
		host->sources = sources_new(host->vmlinux ? host->vmlinux : host->lines_from,
					    host->path, dump_vmcoreinfo(host->dump));
}

/* ---- symbols and types ---- */

#define HELP_MAP "its System.map with --map"
#define HELP_BTF "its types with --btf"

/* Why kallsyms has no address of BTF, and the option that helps if there is no vmlinux. */
static const char *why_no_symbol(struct pageowner *po, const char *vmcoreinfo, const char **help)
{
	char value[32];
	uint64_t addr;

	*help = HELP_MAP;
	if (!vmcoreinfo_value(vmcoreinfo, "SYMBOL(kallsyms_names)", value, sizeof(value)))
		return "VMCOREINFO does not say where the symbols are (since Linux 6.0 it does)";
	/* kallsyms always has functions, but data only with KALLSYMS_ALL. */
	if (pageowner_symbol(po, "_stext", &addr))
		return "the kernel's symbol table is not completely in this dump";
	if (pageowner_symbol(po, "init_task", &addr))
		return "this kernel was built without CONFIG_KALLSYMS_ALL";
	*help = NULL;
	return "this kernel was built without CONFIG_DEBUG_INFO_BTF";
}

/* From the dump's own symbol table, or from --map. */
static int find_symbol(struct host *host, struct pageowner *po, const char *name, uint64_t *ret)
{
	int err = pageowner_symbol(po, name, ret);

	return err && host->map ? symbols_find(host->map, name, 0, ret) : err;
}

/* Sets host->btf and returns true; else sets the cause, and the option that helps. */
static bool open_btf(struct host *host, struct pageowner *po, char why[MESSAGE_SIZE],
		     const char **help)
{
	uint64_t start, stop;
	const char *wrong;
	int err = find_symbol(host, po, "__start_BTF", &start);

	*help = HELP_BTF;
	if (!err)
		err = find_symbol(host, po, "__stop_BTF", &stop);
	if (err && err != -ENOENT) {
		snprintf(why, MESSAGE_SIZE, "%s", pageowner_message(po));
	} else if (err) {
		snprintf(why, MESSAGE_SIZE, "%s",
			 why_no_symbol(po, dump_vmcoreinfo(host->dump), help));
	} else {
		host->btf = btf_types_read(host->dump, start, stop, &wrong);
		if (!host->btf)
			snprintf(why, MESSAGE_SIZE, "the BTF in this dump is %s", wrong);
	}
	return host->btf;
}

static void refuse(struct host *host, const char *path, const char *why, const char *help)
{
	const char *vmcoreinfo = dump_vmcoreinfo(host->dump);
	char release[128], id[128];
	bool has_release = vmcoreinfo_value(vmcoreinfo, "OSRELEASE", release, sizeof(release));
	bool has_id = vmcoreinfo_value(vmcoreinfo, "BUILD-ID", id, sizeof(id));

	snprintf(host->refusal, sizeof(host->refusal),
		 "%s: %s; name, after the dump, the vmlinux "
		 "with debug info of exactly this kernel%s%s%s%s%s%s",
		 path, why, has_release ? ": " : "", has_release ? release : "",
		 has_id ? ", build-id " : "", has_id ? id : "", help ? "; or " : "",
		 help ? help : "");
}

/* The page with the kernel's release is in the dump, and the release is not in it. */
static bool is_scrambled(struct host *host)
{
	const char *vmcoreinfo = dump_vmcoreinfo(host->dump);
	unsigned char bytes[512];
	char release[128];
	uint64_t paddr;
	ssize_t got;

	if (!vmcoreinfo_value(vmcoreinfo, "OSRELEASE", release, sizeof(release)) ||
	    !vmcoreinfo_utsname(vmcoreinfo, &paddr))
		return false;
	got = dump_read_phys(host->dump, paddr, bytes, sizeof(bytes));
	return got == (ssize_t)sizeof(bytes) &&
	       !memmem(bytes, sizeof(bytes), release, strlen(release));
}

/* The library gets no answers about types until this is done. */
void choose_types(struct host *host, struct pageowner *po, const char *path)
{
	char why[MESSAGE_SIZE];
	const char *help;

	if (host->dump && is_scrambled(host)) {
		snprintf(host->refusal, sizeof(host->refusal),
			 "%s: its memory is not that of the kernel that VMCOREINFO describes: its "
			 "release is not where it should be; the memory of an encrypted guest "
			 "(SEV, TDX) cannot be read from outside: dump it by kdump inside",
			 path);
		host->scrambled = true;
		return;
	}
	if (!host->dump || host->vmlinux || host->btf || open_btf(host, po, why, &help))
		return;
	host->vmlinux = find_vmlinux(host);
	if (!host->vmlinux)
		refuse(host, path, why, help);
}

/* Opens the files of names and types that the command line names. */
bool choose_named(struct host *host, const char *vmlinux, char message[MESSAGE_SIZE])
{
	const struct pageowner_sources *wanted = host->wanted;
	const char *vmcoreinfo = dump_vmcoreinfo(host->dump);

	if (vmlinux)
		host->vmlinux = vmlinux_open(vmlinux, vmcoreinfo, wanted->force, message);
	if (vmlinux && !host->vmlinux)
		return false;
	if (wanted->map)
		host->map = symbols_read_map(wanted->map, vmcoreinfo, wanted->force, message);
	if (wanted->map && !host->map)
		return false;
	if (wanted->btf)
		host->btf = btf_types_open(wanted->btf, dump_word_size(host->dump), message);
	return !wanted->btf || host->btf;
}
