// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names and addresses of a kernel from a file outside of the dump: its vmlinux, a
 * System.map or a saved /proc/kallsyms.
 *
 * VMCOREINFO itself names a dozen symbols.  They show how far KASLR has moved the kernel,
 * and whether the file is of this kernel at all.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/progress.h"
#include "dump/symbols.h"
#include "dump/vmcoreinfo.h"
#include "pageowner.h"

#define MAX_MAP_SIZE (256l << 20)

struct symbol {
	const char *name;
	uint64_t address;
	uint32_t next; /* the next symbol with the same hash, plus 1; 0: none */
	bool fixed;    /* KASLR does not move it */
};

struct symbols {
	struct symbol *symbols; /* in the order of the file */
	size_t count, room;
	uint32_t *buckets; /* the first symbol of each hash, plus 1; 0: none */
	size_t nr_buckets; /* a power of two */
	uint64_t offset;
	struct symbol **sorted; /* by address, those that it moves; NULL until asked */
	size_t nr_sorted;
	char *text; /* the text of a map, which holds the names */
};

struct symbols *symbols_new(void)
{
	return calloc(1, sizeof(struct symbols));
}

void symbols_free(struct symbols *s)
{
	if (!s)
		return;
	free(s->symbols);
	free(s->buckets);
	free(s->sorted);
	free(s->text);
	free(s);
}

int symbols_add(struct symbols *s, const char *name, uint64_t address, bool fixed)
{
	struct symbol *grown;

	if (s->count == s->room) {
		s->room = s->room ? s->room * 2 : 1 << 16;
		grown = s->room < UINT32_MAX / 4 ? realloc(s->symbols, s->room * sizeof(*grown))
						 : NULL;
		if (!grown)
			return -ENOMEM;
		s->symbols = grown;
	}
	s->symbols[s->count++] = (struct symbol){ name, address, 0, fixed };
	return 0;
}

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 2166136261u;

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 16777619u;
	return hash;
}

int symbols_find(const struct symbols *s, const char *name, unsigned int index, uint64_t *ret)
{
	uint32_t i = s->buckets[hash_of(name) & (s->nr_buckets - 1)];

	for (; i; i = s->symbols[i - 1].next) {
		if (strcmp(s->symbols[i - 1].name, name) || index--)
			continue;
		*ret = s->symbols[i - 1].address;
		return 0;
	}
	return -ENOENT;
}

uint64_t symbols_offset(const struct symbols *s)
{
	return s->offset;
}

/* ---- how far KASLR moved the kernel ---- */

/*
 * How far KASLR has moved the kernel.  The address of _stext shows it on every
 * architecture; KERNELOFFSET exists only on those that have KASLR.
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

int symbols_settle(struct symbols *s, const char *vmcoreinfo)
{
	uint64_t stext = 0;

	for (s->nr_buckets = 1; s->nr_buckets < s->count; s->nr_buckets *= 2)
		;
	s->buckets = calloc(s->nr_buckets, sizeof(*s->buckets));
	if (!s->buckets)
		return -ENOMEM;
	/* From the end, so that each chain is in the order of the file. */
	for (size_t i = s->count; i--;) {
		uint32_t *bucket = &s->buckets[hash_of(s->symbols[i].name) & (s->nr_buckets - 1)];

		s->symbols[i].next = *bucket;
		*bucket = i + 1;
	}
	symbols_find(s, "_stext", 0, &stext);
	s->offset = kernel_offset(vmcoreinfo, stext);
	for (size_t i = 0; i < s->count; i++)
		if (!s->symbols[i].fixed)
			s->symbols[i].address += s->offset;
	return 0;
}

/* VMCOREINFO has the values of the first two, and KASLR's offset was taken from _stext. */
static bool tells_address(const char *name)
{
	return strcmp(name, "mem_section") && strcmp(name, "vmemmap") && strcmp(name, "_stext");
}

bool symbols_agree(const struct symbols *s, const char *vmcoreinfo)
{
	const char *line = vmcoreinfo;
	unsigned long long want;
	uint64_t have;
	char name[64];

	while (line && (line = strstr(line, "SYMBOL("))) {
		if (sscanf(line, "SYMBOL(%63[^)])=%llx", name, &want) == 2 && tells_address(name) &&
		    !symbols_find(s, name, 0, &have) && have != want)
			return false;
		line += strlen("SYMBOL(");
	}
	return true;
}

/* ---- an address ---- */

/* Of one address the first in the file comes first, as in kallsyms (scripts/kallsyms.c). */
static int by_address(const void *a, const void *b)
{
	const struct symbol *x = *(struct symbol *const *)a, *y = *(struct symbol *const *)b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* What scripts/kallsyms.c leaves out: labels of assemblers, and mapping symbols of arm64. */
static bool is_label(const char *name)
{
	return name[0] == '$' || !strncmp(name, ".L", 2) || !strncmp(name, "__pfx_", 6);
}

static bool sort_addresses(struct symbols *s)
{
	s->sorted = calloc(s->count ? s->count : 1, sizeof(struct symbol *));
	if (!s->sorted)
		return false;
	for (size_t i = 0; i < s->count; i++)
		if (!s->symbols[i].fixed && !is_label(s->symbols[i].name))
			s->sorted[s->nr_sorted++] = &s->symbols[i];
	if (s->nr_sorted)
		qsort(s->sorted, s->nr_sorted, sizeof(struct symbol *), by_address);
	return true;
}

int symbols_at(struct symbols *s, struct pageowner_pc *ret)
{
	size_t low = 0, high, next;
	uint64_t start, end;

	if (symbols_find(s, "_stext", 0, &start) || symbols_find(s, "_end", 0, &end) ||
	    ret->pc < start || ret->pc >= end || (!s->sorted && !sort_addresses(s)))
		return -ENOENT;
	for (high = s->nr_sorted; low < high;) {
		size_t mid = low + (high - low) / 2;

		if (s->sorted[mid]->address <= ret->pc)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low)
		return -ENOENT;
	next = low;
	while (low > 1 && s->sorted[low - 2]->address == s->sorted[low - 1]->address)
		low--;
	ret->symbol = s->sorted[low - 1]->name;
	ret->offset = ret->pc - s->sorted[low - 1]->address;
	ret->size = (next < s->nr_sorted ? s->sorted[next]->address : end) -
		    s->sorted[low - 1]->address;
	return 0;
}

/* ---- System.map, /proc/kallsyms ---- */

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	size_t room = 1 << 20, len = 0, got;
	char *text = NULL, *grown;

	while (file && room <= MAX_MAP_SIZE) {
		grown = realloc(text, room);
		if (!grown)
			break;
		text = grown;
		got = fread(text + len, 1, room - len - 1, file);
		len += got;
		if (len < room - 1) {
			fclose(file);
			text[len] = '\0';
			return text;
		}
		room *= 2;
	}
	if (file)
		fclose(file);
	free(text);
	return NULL;
}

/*
 * Lines are "ADDRESS TYPE NAME"; in /proc/kallsyms "[MODULE]" follows symbols of modules.
 * x86-64 before v6.15 links per-CPU data at 0, so that these symbols are offsets; KASLR
 * does not move them, nor absolute symbols.
 */
static bool read_line(struct symbols *s, char *line, bool *percpu)
{
	unsigned long long address;
	char type, *name;
	int at = 0;

	if (sscanf(line, "%llx %c %n", &address, &type, &at) != 2 || !at)
		return false;
	name = line + at;
	if (strpbrk(name, " \t") || !*name)
		return true;
	if (!strcmp(name, "__per_cpu_start"))
		*percpu = address == 0;
	return !symbols_add(s, name, address, *percpu || type == 'A' || type == 'a');
}

static const char *read_lines(struct symbols *s, const char *vmcoreinfo)
{
	bool percpu = false;
	uint64_t stext;

	for (char *line = s->text, *end; *line; line = end) {
		end = line + strcspn(line, "\n");
		if (*end)
			*end++ = '\0';
		if (*line && !read_line(s, line, &percpu))
			return "not a System.map or /proc/kallsyms: it has other lines";
		/* The symbol of the end is already outside of the section. */
		if (percpu && strstr(line, " __per_cpu_end"))
			percpu = false;
	}
	if (symbols_settle(s, vmcoreinfo))
		return "out of memory";
	if (symbols_find(s, "_stext", 0, &stext))
		return "not a System.map or /proc/kallsyms: it has no symbol _stext";
	if (stext == s->offset)
		return "its addresses are hidden; save /proc/kallsyms as root";
	return NULL;
}

struct symbols *symbols_read_map(const char *path, const char *vmcoreinfo, bool force,
				 char message[MESSAGE_SIZE])
{
	struct symbols *s = symbols_new();
	const char *wrong = "out of memory";

	errno = 0;
	if (s)
		s->text = read_file(path);
	if (s && !s->text)
		wrong = errno ? strerror(errno) : "too large";
	if (s && s->text)
		wrong = read_lines(s, vmcoreinfo);
	if (!wrong && !force && !symbols_agree(s, vmcoreinfo))
		wrong = "not the map of this kernel: the dump has its symbols elsewhere "
			"(--force uses it anyway)";
	if (!wrong)
		return s;
	snprintf(message, MESSAGE_SIZE, "%s: %s", path, wrong);
	symbols_free(s);
	return NULL;
}
