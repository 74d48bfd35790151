/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_OOM_REPORT_H
#define PAGEOWNER_OOM_REPORT_H

#include "core.h"

struct oom_log;
struct log_memory;
struct log_tasks;

/* What oom says of a log that has been read. */
void oom_report_text(struct pageowner *po, struct strbuf *text, struct oom_log *log);

/* The @i-th row of the account of Mem-Info, from 0 on; false: there are no more. */
struct oom_memory_row {
	const char *name;
	uint64_t pages;
	bool known; /* false: some of its counters are not in the log */
};
bool oom_memory_row(const struct log_memory *memory, size_t i, struct oom_memory_row *ret);
/* Puts the names with the most resident pages first. */
void oom_tasks_sort(struct log_tasks *tasks);

#endif
