// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * When a line of a log was printed.
 */
#include "machine/oom_log.h"

void log_time_keep(struct log_time *time, const struct log_record *record)
{
	*time = (struct log_time){ .has_ts = record->has_ts, .ts = record->ts };
	snprintf(time->clock, sizeof(time->clock), "%s", record->clock);
}

void log_time_text(struct strbuf *text, const struct log_time *time)
{
	if (time->has_ts) {
		strbuf_printf(text, "[%5llu.%06llu] ", (unsigned long long)(time->ts / 1000000000),
			      (unsigned long long)(time->ts % 1000000000 / 1000));
	} else if (time->clock[0]) {
		strbuf_append(text, "[", 1);
		strbuf_name(text, time->clock);
		strbuf_append(text, "] ", 2);
	}
}

void log_times_text(struct strbuf *text, const struct log_time *first, const struct log_time *last)
{
	if (!first->has_ts && !first->clock[0]) {
		strbuf_printf(text, "without times");
		return;
	}
	strbuf_printf(text, "from ");
	log_time_text(text, first);
	strbuf_printf(text, "to ");
	log_time_text(text, last);
	text->len -= text->len && text->data[text->len - 1] == ' ';
}
