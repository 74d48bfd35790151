/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PAGEOWNER_OOM_REPORT_H
#define PAGEOWNER_OOM_REPORT_H

#include "core.h"

struct oom_log;

/* What oom says of a log that has been read. */
void oom_report_text(struct pageowner *po, struct strbuf *text, struct oom_log *log);

#endif
