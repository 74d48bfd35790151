// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names and addresses of a kernel from outside of the dump: of its vmlinux, or
 * of a System.map or saved /proc/kallsyms.
 *
 * VMCOREINFO names a dozen symbols itself.  From them follows how far KASLR has
 * moved the kernel, and whether it is this kernel at all.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/progress.h"
#include "dump/symbols.h"
#include "dump/vmcoreinfo.h"

#define MAX_MAP_SIZE (256l << 20)

struct symbol {
	const char *name;
	uint64_t address;
	uint32_t next; /* of the same hash, plus 1 */
	bool fixed;    /* KASLR leaves it where it is */
};

struct symbols {
	struct symbol *symbols; /* in the order of the file */
	size_t count, room;
	uint32_t *buckets; /* the first symbol of a hash, plus 1 */
	size_t nr_buckets; /* a power of two */
	uint64_t offset;
	char *text; /* of a map, with the names in it */
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

/* ---- where the kernel was ---- */

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

int symbols_settle(struct symbols *s, const char *vmcoreinfo)
{
	uint64_t stext = 0;

	for (s->nr_buckets = 1; s->nr_buckets < s->count; s->nr_buckets *= 2)
		;
	s->buckets = calloc(s->nr_buckets, sizeof(*s->buckets));
	if (!s->buckets)
		return -ENOMEM;
	/* From the end, so that a chain has them in the order of the file. */
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

/* Of these two VMCOREINFO has a value; _stext proves nothing, it gave the offset. */
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
 * Lines "ADDRESS TYPE NAME", in /proc/kallsyms with "[MODULE]" behind those that are
 * not the kernel image's.  x86-64 before 6.15 links per-CPU data at 0, and those
 * symbols are offsets, as absolute ones are.
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
			return "no System.map or /proc/kallsyms: a line is not ADDRESS TYPE NAME";
		/* The end itself is a symbol of no section. */
		if (percpu && strstr(line, " __per_cpu_end"))
			percpu = false;
	}
	if (symbols_settle(s, vmcoreinfo))
		return "out of memory";
	if (symbols_find(s, "_stext", 0, &stext))
		return "no System.map or /proc/kallsyms: there is no _stext in it";
	if (stext == s->offset)
		return "its addresses are hidden; only root can save /proc/kallsyms";
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
			"(--force takes it all the same)";
	if (!wrong)
		return s;
	snprintf(message, MESSAGE_SIZE, "%s: %s", path, wrong);
	symbols_free(s);
	return NULL;
}
