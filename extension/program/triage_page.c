// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The index of a triage to look at: a row for each dump.  It has no program, and nothing that
 * comes out of a dump is markup.
 */
#include <string.h>
#include <unistd.h>

#include "program/triage_page.h"

/* The style is allowed by its hash, which tests/html/run compares: openssl dgst -sha256 -binary. */
#define STYLE                                                                                    \
	":root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;" \
	"max-width:1300px;padding:0 1em}table{border-collapse:collapse;width:100%}th,td{"        \
	"text-align:left;padding:4px 10px;border-bottom:1px solid #8884;vertical-align:top}"     \
	"td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:"          \
	"tabular-nums}td.message{color:#a52a00}@media(prefers-color-scheme:dark){td.message{"    \
	"color:#ff9d76}}tr.largest{background:#d55e0022}@media(max-width:700px){.wide{display:"  \
	"none}}"
#define STYLE_HASH "sha256-Vy3B/h5/e4UsrCIOJCGTISQxGZpCSbR6t6GYeS/cTD8="

static void text(FILE *file, const char *words)
{
	for (; *words; words++)
		switch (*words) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		default:
			putc(*words, file);
		}
}

static const char *word_of(const json_t *value, const char *name)
{
	const char *word = json_string_value(json_object_get(value, name));

	return word ? word : "";
}

/* A name, which turns nothing around that stands beside it. */
static void name_cell(FILE *file, const char *words, const char *kind)
{
	fprintf(file, "<td class=\"%s\"><bdi>", kind);
	text(file, words);
	fputs("</bdi></td>", file);
}

static void size_cell(FILE *file, const json_t *bytes, const char *kind)
{
	if (json_is_integer(bytes))
		fprintf(file, "<td class=\"%s\">%.1f</td>", kind,
			(double)json_integer_value(bytes) / 1048576.0);
	else
		fprintf(file, "<td class=\"%s\">-</td>", kind);
}

/* A folder's name has only letters, digits and ._+- and stands for itself in a link. */
static void dump_cell(FILE *file, const json_t *entry)
{
	const char *folder = word_of(entry, "folder");
	char path[512];

	snprintf(path, sizeof(path), "%s/" TRIAGE_PAGE, folder);
	fputs("<td>", file);
	if (!access(path, F_OK)) {
		fputs("<a href=\"", file);
		text(file, path);
		fputs("\">", file);
	}
	fputs("<bdi>", file);
	text(file, word_of(entry, "dump"));
	fputs("</bdi>", file);
	if (!access(path, F_OK))
		fputs("</a>", file);
	fputs("</td>", file);
}

static double share_of(const json_t *entry)
{
	const json_t *bytes = json_object_get(entry, "unaccounted_bytes");
	const json_t *all = json_object_get(entry, "managed_bytes");

	return json_is_integer(bytes) && json_integer_value(all) > 0
		       ? 100.0 * (double)json_integer_value(bytes) / (double)json_integer_value(all)
		       : -1;
}

static void owner_cell(FILE *file, const json_t *entry)
{
	const json_t *owner = json_object_get(entry, "unaccounted_owner");

	fputs("<td>", file);
	if (json_is_object(owner)) {
		fputs("<bdi>", file);
		text(file, word_of(owner, "caller"));
		fprintf(file, "</bdi> %.1f MiB",
			(double)json_integer_value(json_object_get(owner, "bytes")) / 1048576.0);
	}
	fputs("</td>", file);
}

static void row(FILE *file, const json_t *entry, double most)
{
	double share = share_of(entry);

	fprintf(file, "<tr%s>", share >= 0 && share >= most ? " class=\"largest\"" : "");
	dump_cell(file, entry);
	name_cell(file, word_of(entry, "status"), "status");
	name_cell(file, word_of(entry, "kernel"), "wide");
	size_cell(file, json_object_get(entry, "managed_bytes"), "number wide");
	size_cell(file, json_object_get(entry, "owned_bytes"), "number wide");
	size_cell(file, json_object_get(entry, "unaccounted_bytes"), "number");
	if (share >= 0)
		fprintf(file, "<td class=\"number\">%.1f%%</td>", share);
	else
		fputs("<td class=\"number\">-</td>", file);
	owner_cell(file, entry);
	name_cell(file, word_of(entry, "message"), "message");
	fputs("</tr>\n", file);
}

void triage_page(FILE *file, const json_t *entries)
{
	const json_t *entry;
	double most = 0;
	size_t i;

	json_array_foreach(entries, i, entry) most = share_of(entry) > most ? share_of(entry)
									    : most;
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	      "style-src '" STYLE_HASH "'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<link rel=\"icon\" href=\"data:,\">\n"
	      "<title>Triage of dumps</title>\n<style>" STYLE "</style></head><body>\n"
	      "<h1>Triage of dumps</h1>\n"
	      "<p>Each name leads to the page of a dump. The row with the largest share of "
	      "unaccounted memory, which no line of /proc/meminfo shows, is marked.</p>\n"
	      "<table><thead><tr><th>Dump</th><th>Status</th><th class=\"wide\">Kernel</th>"
	      "<th class=\"number wide\">RAM MiB</th><th class=\"number wide\">Owned MiB</th>"
	      "<th class=\"number\">Unaccounted MiB</th><th class=\"number\">of RAM</th>"
	      "<th>Its largest owner</th><th>Message</th></tr></thead><tbody>\n",
	      file);
	json_array_foreach(entries, i, entry) row(file, entry, most);
	fputs("</tbody></table></body></html>\n", file);
}
