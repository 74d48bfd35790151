// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Finds source lines and inlined functions of an address in DWARF.
 *
 * Distributions strip .debug_aranges, so the unit of an address is found by the ranges of
 * the units.  Inside the unit, each entry that contains the address is a function, a
 * block, or a function inlined into the entry above.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/index.h"
#include "dump/lines.h"

#define MAX_NESTING 64 /* blocks and inlined functions, one inside the other */

struct range {
	uint64_t start, end; /* end is the first address after it */
	Dwarf_Die unit;
};

struct lines {
	struct range *ranges; /* ascending */
	size_t nr_ranges, room;
	char root[PATH_MAX]; /* of the source tree, with a slash at the end; "": not known */
};

/* ---- paths ---- */

/* Removes "." and "name/.." from a path, in place. */
static void tidy_path(char *path)
{
	char *out = path, *in = path, *start;

	while (*in) {
		size_t len = strcspn(in, "/");

		if (len == 2 && !strncmp(in, "..", 2) && out > path + 1) {
			start = out - 1;
			while (start > path && start[-1] != '/')
				start--;
			/* ".." stays if only ".." comes before it. */
			if (strncmp(start, "../", 3)) {
				out = start;
				in += len + (in[len] == '/');
				continue;
			}
		}
		if (!(len == 1 && *in == '.')) {
			memmove(out, in, len);
			out += len;
			if (in[len] == '/')
				*out++ = '/';
		}
		in += len + (in[len] == '/');
	}
	*out = '\0';
}

/* The full path of a file in DWARF, without "." and "..". */
static bool full_path(Dwarf_Die *unit, const char *name, char ret[PATH_MAX])
{
	Dwarf_Attribute attr;
	const char *folder = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attr));
	int len = name[0] == '/' || !folder ? snprintf(ret, PATH_MAX, "%s", name)
					    : snprintf(ret, PATH_MAX, "%s/%s", folder, name);

	if (len < 0 || len >= PATH_MAX)
		return false;
	tidy_path(ret);
	return true;
}

/* Every kernel has these two files, so their paths show the root of the source tree. */
static void note_root(struct lines *lines, Dwarf_Die *unit)
{
	static const char *const known[] = { "mm/page_alloc.c", "init/main.c" };
	const char *name = dwarf_diename(unit);
	char path[PATH_MAX];

	for (size_t i = 0; name && !lines->root[0] && i < 2; i++) {
		size_t tail = strlen(known[i]), len;

		if (!full_path(unit, name, path))
			return;
		len = strlen(path);
		if (len > tail && !strcmp(path + len - tail, known[i]) &&
		    path[len - tail - 1] == '/')
			snprintf(lines->root, len - tail + 1, "%s", path);
	}
}

/* ---- the unit of an address ---- */

static bool add_range(struct lines *lines, Dwarf_Die *unit, uint64_t start, uint64_t end)
{
	struct range *grown;

	if (lines->nr_ranges == lines->room) {
		lines->room = lines->room ? lines->room * 2 : 1024;
		grown = realloc(lines->ranges, lines->room * sizeof(*grown));
		if (!grown)
			return false;
		lines->ranges = grown;
	}
	lines->ranges[lines->nr_ranges++] = (struct range){ start, end, *unit };
	return true;
}

static bool add_unit(struct lines *lines, Dwarf_Die *unit)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;

	note_root(lines, unit);
	while ((next = dwarf_ranges(unit, next, &base, &start, &end)) > 0)
		if (start < end && !add_range(lines, unit, start, end))
			return false;
	return true;
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

struct lines *lines_new(Dwarf *dwarf)
{
	struct lines *lines = calloc(1, sizeof(*lines));
	Dwarf_CU *cu = NULL;
	uint8_t type;
	Dwarf_Die die;

	while (lines && !dwarf_get_units(dwarf, cu, &cu, NULL, &type, &die, NULL)) {
		if (type != DW_UT_compile || add_unit(lines, &die))
			continue;
		lines_free(lines);
		return NULL;
	}
	if (lines && lines->nr_ranges)
		qsort(lines->ranges, lines->nr_ranges, sizeof(*lines->ranges), compare_ranges);
	return lines;
}

void lines_free(struct lines *lines)
{
	if (lines)
		free(lines->ranges);
	free(lines);
}

const char *lines_root(const struct lines *lines)
{
	return lines->root;
}

static struct range *find_range(const struct lines *lines, uint64_t addr)
{
	size_t low = 0, high = lines->nr_ranges;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (lines->ranges[mid].start <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low && addr < lines->ranges[low - 1].end ? &lines->ranges[low - 1] : NULL;
}

/* ---- the functions of an address ---- */

struct nest {
	Dwarf_Die functions[MAX_NESTING]; /* outermost first */
	int count;
};

static bool nest_down(struct nest *nest, Dwarf_Die *parent, uint64_t addr, int depth)
{
	Dwarf_Die die;

	if (depth == MAX_NESTING || dwarf_child(parent, &die))
		return false;
	do {
		int tag = dwarf_tag(&die);
		bool function = tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;

		if (tag == DW_TAG_namespace && nest_down(nest, &die, addr, depth + 1))
			return true;
		if ((!function && tag != DW_TAG_lexical_block) || dwarf_haspc(&die, addr) <= 0)
			continue;
		if (function)
			nest->functions[nest->count++] = die;
		nest_down(nest, &die, addr, depth + 1);
		return true;
	} while (next_die(&die));
	return false;
}

/* ---- lines ---- */

struct place {
	char path[PATH_MAX];
	struct pageowner_line line;
};

/* A path inside the tree becomes relative to it, as in the kernel's own messages. */
static void set_file(struct place *place, Dwarf_Die *unit, const char *file, const char *root)
{
	size_t len = strlen(root);

	place->line.file = NULL;
	if (!file || !full_path(unit, file, place->path))
		return;
	place->line.file = place->path;
	if (len && !strncmp(place->path, root, len))
		place->line.file += len;
}

static void set_position(struct place *place, Dwarf_Die *unit, uint64_t addr, const char *root)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, addr);
	int number = 0, column = 0;

	place->line.file = NULL;
	place->line.line = place->line.column = 0;
	if (!line)
		return;
	set_file(place, unit, dwarf_linesrc(line, NULL, NULL), root);
	if (!dwarf_lineno(line, &number) && number > 0)
		place->line.line = number;
	if (!dwarf_linecol(line, &column) && column > 0)
		place->line.column = column;
}

static unsigned int number_of(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attr;
	Dwarf_Word value;

	if (dwarf_formudata(dwarf_attr(die, name, &attr), &value) || value > INT_MAX)
		return 0;
	return value;
}

/* The place where the inlined function was called, in the function around it. */
static void set_call(struct place *place, Dwarf_Die *unit, Dwarf_Die *inlined, const char *root)
{
	unsigned int index = number_of(inlined, DW_AT_call_file);
	Dwarf_Files *files;
	size_t n;

	place->line.file = NULL;
	if (!dwarf_getsrcfiles(unit, &files, &n) && index < n)
		set_file(place, unit, dwarf_filesrc(files, index, NULL, NULL), root);
	place->line.line = number_of(inlined, DW_AT_call_line);
	place->line.column = number_of(inlined, DW_AT_call_column);
}

int lines_find(const struct lines *lines, uint64_t addr, const char *root,
	       void (*sink)(void *arg, const struct pageowner_line *line), void *arg)
{
	struct range *range = find_range(lines, addr);
	struct nest nest = { .count = 0 };
	struct place place;

	if (!range)
		return -ENOENT;
	nest_down(&nest, &range->unit, addr, 0);
	set_position(&place, &range->unit, addr, root);
	/* Assembly has lines, but no functions. */
	if (!nest.count && place.line.file) {
		place.line.function = NULL;
		place.line.inlined = false;
		sink(arg, &place.line);
	}
	for (int i = nest.count - 1; i >= 0; i--) {
		Dwarf_Die *die = &nest.functions[i];
		Dwarf_Attribute attr;

		place.line.function =
			dwarf_formstring(dwarf_attr_integrate(die, DW_AT_name, &attr));
		place.line.inlined = i > 0;
		sink(arg, &place.line);
		if (i)
			set_call(&place, &range->unit, die, root);
	}
	return 0;
}
