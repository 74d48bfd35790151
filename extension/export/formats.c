// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The formats, a row each.
 */
#include "export/formats.h"

const struct export_format export_formats[] = {
	{ "json", false, json_report, json_account, json_diff },
	{ "csv", false, csv_report, csv_account, csv_diff },
	{ "folded", false, folded_report, folded_account, folded_diff },
	{ "pprof", true, pprof_report, pprof_account, pprof_diff },
	{ NULL, false, NULL, NULL, NULL },
};
