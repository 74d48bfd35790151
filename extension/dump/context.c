// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Opens a dump with libkdumpfile, once for each thread that reads it, and sets the values
 * that the file may lack: the architecture, VMCOREINFO, the kernel's page tables.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/attr.h"
#include "dump/context.h"
#include "dump/header.h"
#include "dump/note.h"
#include "dump/vmcoreinfo.h"

/*
 * The cache is a linked list that libkdumpfile searches for every page.  Only page tables
 * and the current page are read twice, so a larger cache costs time and saves none.
 */
#define CACHE_PAGES 32

/* libkdumpfile's attribute for VMCOREINFO */
#define VMCOREINFO "linux.vmcoreinfo"

static const char *canonical_arch(const char *machine)
{
	/* clang-format off */
	static const struct {
		const char *machine, *arch;
	} names[] = {
		{ "x86_64", KDUMP_ARCH_X86_64 },
		{ "aarch64", KDUMP_ARCH_AARCH64 },
		{ "ppc64", KDUMP_ARCH_PPC64 },
		{ "s390x", KDUMP_ARCH_S390X },
		{ "arm", KDUMP_ARCH_ARM },
#ifdef KDUMP_ARCH_RISCV64
		{ "riscv64", KDUMP_ARCH_RISCV64 },
#endif
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(machine, names[i].machine, strlen(names[i].machine)))
			return names[i].arch;
	if (machine[0] == 'i' && !strcmp(machine + 2, "86"))
		return KDUMP_ARCH_IA32;
	return NULL;
}

/* QEMU fills only the machine into a kdump header, and libkdumpfile does not trust it. */
static kdump_status set_arch(struct context *c)
{
	const char *arch;

	if (kdump_get_string_attr(c->kdump, KDUMP_ATTR_ARCH_NAME, &arch) == KDUMP_OK)
		return KDUMP_OK;
	arch = canonical_arch(c->dump->files.headers[0].machine);
	if (!arch)
		return KDUMP_OK;
	return kdump_set_string_attr(c->kdump, KDUMP_ATTR_ARCH_NAME, arch);
}

/*
 * libkdumpfile up to 0.5.4 starts from the cr3 of a CPU.  With page table isolation the
 * cr3 of a CPU in user mode maps hardly any of the kernel, so use the kernel's own page
 * table.  (libkdumpfile's functions for VMCOREINFO do not work yet at this point.)
 */
static kdump_status set_page_table(struct context *c)
{
	kdump_attr_t pgt, phys_base;
	kdump_status status;

	if (!get_attr(c->kdump, VMCOREINFO ".SYMBOL.init_top_pgt", KDUMP_ADDRESS, &pgt) ||
	    !get_attr(c->kdump, VMCOREINFO ".lines.NUMBER(phys_base)", KDUMP_STRING, &phys_base))
		return KDUMP_OK;
	/* arch/x86: __pa_symbol(), with __START_KERNEL_map */
	pgt.val.address += strtoll(phys_base.val.string, NULL, 10) - 0xffffffff80000000;
	status = kdump_set_number_attr(c->kdump, KDUMP_ATTR_XLAT_FORCE ".rootpgt.as",
				       ADDRXLAT_MACHPHYSADDR);
	if (status == KDUMP_OK)
		status = kdump_set_address_attr(c->kdump, KDUMP_ATTR_XLAT_FORCE ".rootpgt.addr",
						pgt.val.address);
	return status;
}

/*
 * fs/proc/kcore.c copies through one buffer for each file that was opened, so two
 * threads that read the same one get each other's bytes.
 */
static bool open_live(struct context *c)
{
	char path[64];

	if (!c->dump->files.headers[0].live)
		return true;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", c->dump->files.headers[0].fd);
	c->fd = open(path, O_RDONLY | O_CLOEXEC);
	return c->fd >= 0;
}

static kdump_status open_files(struct context *c)
{
	const struct files *files = &c->dump->files;
	int *fds = calloc(files->count, sizeof(*fds));
	kdump_status status;

	if (!fds)
		return KDUMP_ERR_SYSTEM;
	for (unsigned int i = 0; i < files->count; i++)
		fds[i] = files->headers[i].live ? c->fd : files->headers[i].fd;
	status = kdump_open_fdset(c->kdump, files->count, fds);
	free(fds);
	return status;
}

static void set_pages(struct context *c)
{
	kdump_attr_t map;

	if (get_attr(c->kdump, KDUMP_ATTR_FILE_PAGEMAP, KDUMP_BITMAP, &map))
		c->pages = map.val.bitmap; /* owned by the context */
}

static bool has_vmcoreinfo(kdump_ctx_t *kdump)
{
	kdump_attr_t text;

	return get_attr(kdump, VMCOREINFO ".raw", KDUMP_BLOB, &text);
}

/* The text of the file's note; NULL: it has none, or none that can be one. */
static char *own_note(kdump_ctx_t *kdump)
{
	char *text, value[64];
	kdump_attr_t raw;
	void *data;

	/* kdump_vmcoreinfo_raw() does not work before the type of the system is set. */
	if (!get_attr(kdump, VMCOREINFO ".raw", KDUMP_BLOB, &raw))
		return NULL;
	data = kdump_blob_pin(raw.val.blob);
	if (!data)
		return NULL;
	text = strndup(data, kdump_blob_size(raw.val.blob));
	kdump_blob_unpin(raw.val.blob);
	/* Every kernel's names these two first. */
	if (text && vmcoreinfo_value(text, "OSRELEASE", value, sizeof(value)) &&
	    vmcoreinfo_value(text, "PAGESIZE", value, sizeof(value)))
		return text;
	free(text);
	return NULL;
}

/* The copy in memory, unless the file's own note leads to the kernel, or the copy does not. */
static void search_note(struct context *c)
{
	struct dump *dump = c->dump;
	char *own = own_note(c->kdump);

	if (!own || !note_leads(c->kdump, &dump->files, own)) {
		dump->vmcoreinfo = note_search(c->kdump, &dump->files, dump->progress);
		if (own && dump->vmcoreinfo &&
		    (!strcmp(own, dump->vmcoreinfo) ||
		     !note_leads(c->kdump, &dump->files, dump->vmcoreinfo))) {
			free(dump->vmcoreinfo);
			dump->vmcoreinfo = NULL;
		}
	}
	free(own);
	dump->searched_note = true;
	dump->found_note = dump->vmcoreinfo;
	dump->bad_note = dump->found_note && has_vmcoreinfo(c->kdump);
}

/* If the file has no VMCOREINFO, the copy in the kernel's memory is used. */
static kdump_status set_vmcoreinfo(struct context *c)
{
	struct dump *dump = c->dump;
	kdump_attr_t attr = { .type = KDUMP_BLOB };
	kdump_status status;

	if (dump->files.headers[0].live)
		return KDUMP_OK;
	/* The search is done once for all contexts. */
	if (!dump->given_note && !dump->searched_note)
		search_note(c);
	if (!dump->given_note && !dump->found_note)
		return KDUMP_OK;
	dump->found_note = true;
	attr.val.blob = kdump_blob_new_dup(dump->vmcoreinfo, strlen(dump->vmcoreinfo));
	if (!attr.val.blob)
		return KDUMP_ERR_SYSTEM;
	/* What it has set has taken over our reference, in every release of libkdumpfile. */
	status = kdump_set_attr(c->kdump, VMCOREINFO ".raw", &attr);
	if (status != KDUMP_OK)
		kdump_blob_decref(attr.val.blob);
	return status;
}

static kdump_status context_set_up(struct context *c)
{
	kdump_status status;

	status = kdump_set_number_attr(c->kdump, "cache.size", CACHE_PAGES);
	/* Reading a page across the end of a mapped file raises SIGBUS, and files may shrink. */
	if (status == KDUMP_OK)
		status = kdump_set_number_attr(c->kdump, KDUMP_ATTR_FILE_MMAP_POLICY,
					       KDUMP_MMAP_NEVER);
	if (status == KDUMP_OK)
		status = open_files(c);
	if (status == KDUMP_OK)
		status = set_arch(c);
	if (status == KDUMP_OK)
		status = set_vmcoreinfo(c);
	if (status == KDUMP_OK)
		status = set_page_table(c);
	if (status == KDUMP_OK)
		status = kdump_set_string_attr(c->kdump, KDUMP_ATTR_OSTYPE, "linux");
	if (status == KDUMP_OK)
		status = kdump_get_addrxlat(c->kdump, &c->xlat, &c->xlat_sys);
	if (status == KDUMP_OK)
		set_pages(c);
	return status;
}

#if KDUMPFILE_VERSION < KDUMPFILE_MKVER(0, 5, 2)
/*
 * kdump_free() of 0.5.1 writes to memory that it has freed.  So contexts are kept until
 * the program ends, in a list that leak checkers can follow.
 */
static _Thread_local struct kept {
	struct kept *next;
	kdump_ctx_t *kdump;
} * kept;

static void release(kdump_ctx_t *kdump)
{
	struct kept *k = malloc(sizeof(*k));

	if (k) {
		k->kdump = kdump;
		k->next = kept;
		kept = k;
	}
}
#else
static void release(kdump_ctx_t *kdump)
{
	kdump_free(kdump);
}
#endif

/* What context_open() opened. */
static void close_kdump(struct context *c)
{
	if (c->xlat)
		addrxlat_ctx_decref(c->xlat);
	if (c->xlat_sys)
		addrxlat_sys_decref(c->xlat_sys);
	if (c->kdump)
		release(c->kdump);
	if (c->fd > 0)
		close(c->fd);
	c->xlat = NULL;
	c->xlat_sys = NULL;
	c->kdump = NULL;
	c->pages = NULL;
	c->fd = 0;
}

void context_close(struct context *c)
{
	close_kdump(c);
	direct_free(c->direct);
	memset(c, 0, sizeof(*c));
}

/* libkdumpfile opens a file by setting an attribute, and its message begins with that. */
static const char *cause_of(kdump_ctx_t *kdump)
{
	static const char prefix[] = "Cannot set file.set.0.fd: ";
	const char *cause = kdump_get_err(kdump);

	return strncmp(cause, prefix, strlen(prefix)) ? cause : cause + strlen(prefix);
}

int context_open(struct context *c, struct dump *dump, char message[MESSAGE_SIZE])
{
	const char *what = "cannot open the dump";
	kdump_status status;

	c->dump = dump;
	if (!open_live(c)) {
		snprintf(message, MESSAGE_SIZE, "cannot open it again: %s", strerror(errno));
		return -EIO;
	}
	c->kdump = kdump_new();
	if (!c->kdump) {
		close_kdump(c);
		snprintf(message, MESSAGE_SIZE, "out of memory");
		return -ENOMEM;
	}
	status = context_set_up(c);
	if (status == KDUMP_OK)
		return 0;
	if (dump->files.incomplete[0])
		what = dump->files.incomplete;
	else if (status == KDUMP_ERR_NOTIMPL)
		what = "not in a format that libkdumpfile knows";
	snprintf(message, MESSAGE_SIZE, "%.150s: %.150s", what, cause_of(c->kdump));
	if (status != KDUMP_ERR_NOTIMPL && !has_vmcoreinfo(c->kdump))
		snprintf(message, MESSAGE_SIZE,
			 "%.150s: it has no VMCOREINFO, without which the kernel cannot be "
			 "found (CONFIG_CRASH_DUMP makes it, QEMU needs -device vmcoreinfo)",
			 what);
	close_kdump(c);
	return -EIO;
}

int context_start(struct context *c, struct dump *dump, char message[MESSAGE_SIZE])
{
	c->dump = dump;
	if (!c->direct)
		c->direct = direct_new(&dump->files, dump->page_size);
	if (c->direct && !c->tables.root)
		tables_init(&c->tables, dump->files.headers[0].machine, dump->vmcoreinfo);
	return c->direct || c->kdump ? 0 : context_open(c, dump, message);
}
