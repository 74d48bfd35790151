// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Who else kills for memory: the kernel's OOM killer has no report of what these took.
 *
 *   drivers/staging/android/lowmemorykiller.c (until v4.12), and what vendors made of it
 *   lmkd of Android, which logcat and Android's kernel log have as "lowmemorykiller"
 *   systemd-oomd, earlyoom, nohang, oomd in the log of the system
 */
#include <stdlib.h>

#include "machine/oom_log.h"

static bool begins(const char *line, const char *start)
{
	return !strncmp(line, start, strlen(start));
}

static void keep_name(struct log_other *other, const char *from, size_t len)
{
	if (len >= sizeof(other->name))
		len = sizeof(other->name) - 1;
	memcpy(other->name, from, len);
	other->name[len] = '\0';
}

/* "'com.example' (1234)", and what it gave back: "free 5120kB". */
static bool take_quoted(struct log_other *other, const char *at)
{
	const char *end = *at == '\'' ? strstr(at + 1, "' (") : NULL, *size;

	if (!end)
		return false;
	keep_name(other, at + 1, end - at - 1);
	other->pid = strtoll(end + 3, NULL, 10);
	size = strstr(end, "to free ");
	other->rss_kib = size ? strtoull(size + strlen("to free "), NULL, 10) : 0;
	return true;
}

/* "Killing 'a' (1), adj 2," of the driver, "Kill 'a' (1), uid 2, oom_score_adj 3" of lmkd. */
static bool take_lowmemorykiller(struct log_other *other, const char *line, bool foreign)
{
	static const char key[] = "lowmemorykiller: ";
	const char *at = begins(line, key) ? line + strlen(key) : line;

	/* "send sigkill to 5 (a), adj 6, size 7": the driver until v3.10, in pages */
	if (begins(at, "send sigkill to ") && strstr(at, ", adj ")) {
		const char *name = strchr(at, '('), *end = strstr(at, "), adj ");

		if (!name || !end || end < name)
			return false;
		other->by = "lowmemorykiller, a driver";
		other->pid = strtoll(at + strlen("send sigkill to "), NULL, 10);
		keep_name(other, name + 1, end - name - 1);
		return true;
	}
	if (begins(at, "Killing '") && take_quoted(other, at + strlen("Killing "))) {
		other->by = foreign ? "lmkd, a program" : "lowmemorykiller, a driver";
		return strstr(at, " adj ") != NULL;
	}
	if (begins(at, "Kill '") && take_quoted(other, at + strlen("Kill "))) {
		other->by = "lmkd, a program";
		return strstr(at, " uid ") || strstr(at, "oom_");
	}
	return false;
}

/* "systemd-oomd[5]: Killed /user.slice/a due to memory pressure ...": it kills a whole cgroup. */
static bool take_oomd(struct log_other *other, const char *line)
{
	const char *at = strstr(line, " Killed /"), *end;

	if (!at || !(begins(line, "systemd-oomd") || begins(line, "oomd")))
		return false;
	at += strlen(" Killed ");
	end = strstr(at, " due to ");
	other->by = begins(line, "oomd") ? "oomd, a program" : "systemd-oomd, a program";
	keep_name(other, at, end ? (size_t)(end - at) : strlen(at));
	return true;
}

/*
 * "earlyoom[5]: sending SIGTERM to process 6 uid 7 "a": badness 8, VmRSS 9 MiB", without the
 * user in 1.3, "killing process 6 "a" with signal 15: badness 8, VmRSS 9 MiB" in 1.2.
 */
static bool take_earlyoom(struct log_other *other, const char *line)
{
	const char *at = strstr(line, "ending SIG"), *name, *end, *size;

	if (!begins(line, "earlyoom"))
		return false;
	if (!at)
		at = strstr(line, "illing process ");
	at = at ? strstr(at, " process ") : NULL;
	name = at ? strchr(at, '"') : NULL;
	end = name ? strchr(name + 1, '"') : NULL;
	if (!end)
		return false;
	other->by = "earlyoom, a program";
	other->pid = strtoll(at + strlen(" process "), NULL, 10);
	keep_name(other, name + 1, end - name - 1);
	size = strstr(end, "VmRSS ");
	other->rss_kib = size ? strtoull(size + strlen("VmRSS "), NULL, 10) << 10 : 0;
	return true;
}

/* The driver's line goes on: "   to free 5120kB on behalf of 'kswapd0' (6) because" */
static bool take_rest(struct log_others *others, const char *line)
{
	static const char key[] = "to free ";
	struct log_other *last = others->kills ? &others->last[(others->kills - 1) % OOM_OTHERS]
					       : NULL;

	line += strspn(line, " ");
	if (!last || last->rss_kib || !begins(line, key) || !strstr(line, "on behalf of "))
		return false;
	last->rss_kib = strtoull(line + strlen(key), NULL, 10);
	return true;
}

bool log_others_line(struct log_others *others, const struct log_record *record)
{
	struct log_other other = { .by = NULL };
	const char *line = record->text;

	if (take_rest(others, line))
		return true;
	if (!take_lowmemorykiller(&other, line, record->foreign) &&
	    !(record->foreign && (take_oomd(&other, line) || take_earlyoom(&other, line))))
		return false;
	log_time_keep(&other.time, record);
	others->last[others->kills++ % OOM_OTHERS] = other;
	return true;
}
