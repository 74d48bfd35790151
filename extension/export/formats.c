// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table of formats, with a row for each.
 */
#include "export/formats.h"

const struct export_format export_formats[] = {
	{ "json", false, json_report, json_account, json_diff,
	  "one object; docs/*.schema.json describe it" },
	{ "csv", false, csv_report, csv_account, csv_diff,
	  "a line for each group, for spreadsheets" },
	{ "folded", false, folded_report, folded_account, folded_diff,
	  "a line for each stack and its bytes, for flamegraph.pl and speedscope; for diff the "
	  "old and the new bytes, as difffolded.pl writes them" },
	{ "pprof", true, pprof_report, pprof_account, pprof_diff,
	  "a compressed profile.proto, for pprof -http and other viewers" },
	{ NULL, false, NULL, NULL, NULL, NULL },
};
