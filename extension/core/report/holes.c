// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What could not be read, for the end of every report.
 */
#include "core.h"
#include "report/columns.h"

/* Stacks and the tables of the kernel are read only once; holes in the rest count anew. */
void holes_begin(struct pageowner *po)
{
	po->reader.holes[HOLE_PAGE] = 0;
	po->reader.holes[HOLE_PAGE_EXT] = 0;
	po->reader.holes[HOLE_OTHER] = po->open_holes;
	po->reader.last_hole = 0;
}

void holes_keep(struct pageowner *po, struct result *result)
{
	result->holes[HOLE_PAGE] += po->reader.holes[HOLE_PAGE];
	result->holes[HOLE_PAGE_EXT] += po->reader.holes[HOLE_PAGE_EXT];
	result->holes[HOLE_OTHER] += po->reader.holes[HOLE_OTHER] - po->open_holes;
	holes_begin(po);
}

uint64_t holes_count(const struct pageowner *po, const struct result *result, enum hole hole)
{
	return result->holes[hole] + po->reader.holes[hole];
}

static const struct {
	enum hole hole;
	const char *what;
} hole_names[] = {
	{ HOLE_PAGE_EXT, "pages of page_ext" },
	{ HOLE_PAGE, "pages of the memory map" },
	{ HOLE_STACK, "stacks" },
	{ HOLE_OTHER, "pages of other kernel data" },
};

bool holes_any(const struct pageowner *po, const struct result *result)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(hole_names); i++)
		if (holes_count(po, result, hole_names[i].hole))
			return true;
	return result->totals.unknown_pages || !result->complete || po->unnamed ||
	       po->machine.ram_doubt || result->broken_lists;
}

/* What stands in front of the part behind it. */
static const char *doubts_text(const struct pageowner *po, const struct result *result,
			       const char *separator, struct strbuf *text)
{
	if (result->broken_lists) {
		strbuf_printf(text, "%s%llu lists of free pages that lead in circles",
			      *separator ? "; " : "", (unsigned long long)result->broken_lists);
		separator = ";";
	}
	if (!po->machine.ram_doubt)
		return separator;
	strbuf_printf(text, "%show much RAM there is (%s)", *separator ? "; " : "",
		      po->machine.ram_doubt);
	return ";";
}

void holes_text(struct pageowner *po, const struct result *result, struct strbuf *text)
{
	uint64_t unknown = result->totals.unknown_pages;
	const char *separator = "";
	double page = po->reader.page_size;
	size_t i;

	if (!result->complete) {
		strbuf_printf(text, "interrupted after %llu page frames",
			      (unsigned long long)result->totals.pages);
		separator = "; ";
	}
	for (i = 0; i < ARRAY_SIZE(hole_names); i++) {
		uint64_t count = holes_count(po, result, hole_names[i].hole);

		if (!count)
			continue;
		strbuf_printf(text, "%s%llu %s", separator, (unsigned long long)count,
			      hole_names[i].what);
		if (hole_names[i].hole != HOLE_STACK)
			strbuf_printf(text, " (%.1f MiB)", columns_mib(count * page));
		separator = ", ";
	}
	if (*separator == ',')
		strbuf_printf(text, " are not in this dump");
	if (po->unnamed && !po->names_given) {
		strbuf_printf(text, "%sthe names of functions (%s)", *separator ? "; " : "",
			      po->unnamed);
		separator = ";";
	}
	if (po->names_given) {
		strbuf_printf(text,
			      "%s%llu names of functions are from the file that was given, %llu "
			      "from the dump",
			      *separator ? "; " : "", (unsigned long long)po->names_given,
			      (unsigned long long)po->names_own);
		separator = ";";
	}
	separator = doubts_text(po, result, separator, text);
	if (unknown)
		strbuf_printf(text, "%sthe owner of %llu page frames (%.1f MiB) is unknown",
			      *separator ? ": " : "", (unsigned long long)unknown,
			      columns_mib(unknown * page));
	if (*separator == ',')
		strbuf_printf(text, "; pageowner check tells what to do next time");
}
