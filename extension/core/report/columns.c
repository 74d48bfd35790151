// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/columns.h"
#include "core.h"

#define PAGES_WIDTH 10

/* What stands beside the pages. */
static const struct {
	const char *name, *heading;
	int width, signed_width;
} units[] = {
	[UNIT_MIB] = { "MiB", "MiB", 10, 10 },
	[UNIT_PAGES] = { NULL, NULL, 0, 0 },
	[UNIT_BYTES] = { "bytes", "BYTES", 14, 15 },
};

struct columns columns_of(const struct pageowner *po)
{
	return (struct columns){ .unit = po->options.unit, .page_size = po->reader.page_size };
}

double columns_mib(double bytes)
{
	return bytes / (1024 * 1024);
}

static void number(struct strbuf *text, struct columns columns, int width, int64_t value)
{
	strbuf_printf(text, columns.sign ? "%+*lld" : "%*lld", width, (long long)value);
}

static void in_unit(struct strbuf *text, struct columns columns, int width, int64_t pages)
{
	uint64_t bytes = (uint64_t)pages * columns.page_size;

	if (columns.unit == UNIT_MIB)
		strbuf_printf(text, columns.sign ? "%+*.1f" : "%*.1f", width,
			      columns_mib((double)pages * columns.page_size));
	else
		number(text, columns, width, bytes);
}

static int unit_width(struct columns columns)
{
	return columns.sign ? units[columns.unit].signed_width : units[columns.unit].width;
}

void columns_size(struct strbuf *text, struct columns columns, int64_t pages)
{
	number(text, columns, 0, pages);
	strbuf_printf(text, " pages");
	if (!units[columns.unit].name)
		return;
	strbuf_printf(text, ", ");
	in_unit(text, columns, 0, pages);
	strbuf_printf(text, " %s", units[columns.unit].name);
}

void columns_cells(struct strbuf *text, struct columns columns, int64_t pages)
{
	number(text, columns, PAGES_WIDTH, pages);
	strbuf_append(text, " ", 1);
	if (!units[columns.unit].name)
		return;
	in_unit(text, columns, unit_width(columns), pages);
	strbuf_append(text, " ", 1);
}

void columns_headings(struct strbuf *text, struct columns columns, const char *pages)
{
	strbuf_printf(text, "%*s ", PAGES_WIDTH, pages);
	if (units[columns.unit].name)
		strbuf_printf(text, "%*s ", unit_width(columns), units[columns.unit].heading);
}
