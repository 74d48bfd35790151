// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reports of the OOM killer and failed allocations in a kernel log: dump_header(),
 * dump_oom_summary() and __oom_kill_process() of mm/oom_kill.c, mem_cgroup_print_oom_*() of
 * mm/memcontrol.c, warn_alloc() of mm/page_alloc.c, and the owners that memory allocation
 * profiling (mm/show_mem.c, v6.10) and our patches print.
 *
 *   until v5.1  "Kill process 1 (a) score 2 or sacrifice child" announces, and "Killed process
 *               2 (b)" says who it was, which may be a child (bbbe48029720, v5.2, has it once)
 *   until v4.20 "Task in /a killed as a result of limit of /b"; then "oom-kill:constraint="
 *               (ef8444ea01d7)
 */
#include <stdlib.h>

#include "machine/oom_log.h"

#define MAX_LIST_LINES 10 /* mm/show_mem.c: the top users of memory allocation profiling */

static bool begins(const char *line, const char *start)
{
	return !strncmp(line, start, strlen(start));
}

static void keep(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
}

/* What stands behind @key up to one of @stops. */
static bool keep_behind(char *to, size_t size, const char *line, const char *key, const char *stops)
{
	const char *at = strstr(line, key);

	if (!at)
		return false;
	at += strlen(key);
	keep(to, size, at, strcspn(at, stops));
	return true;
}

/* "0xcc0(GFP_KERNEL|__GFP_ZERO)": v4.5 and before have no names. */
static void keep_gfp(struct oom_event *event, const char *line, const char *key)
{
	const char *at = strstr(line, key);
	size_t len;

	if (!at)
		return;
	at += strlen(key);
	len = strspn(at, "0123456789abcdefx");
	if (at[len] == '(')
		len += strcspn(at + len, ")") + 1;
	keep(event->gfp, sizeof(event->gfp), at, strnlen(at, len));
}

/* ---- events ---- */

static struct oom_event *current(struct oom_log *log)
{
	return log->nr_events ? &log->events[(log->nr_events - 1) % OOM_EVENTS] : NULL;
}

/* Two CPUs print at the same time. */
static bool others_line(uint64_t caller, const struct log_record *record)
{
	return caller && record->caller && caller != record->caller;
}

static struct oom_event *begin(struct oom_log *log, enum oom_kind kind,
			       const struct log_record *record)
{
	struct oom_event *event;

	log->nr_events++;
	log->kills += kind == OOM_KILL;
	log->failures += kind == OOM_FAILURE;
	if (!others_line(log->memory.caller, record))
		log->memory.open = false;
	event = current(log);
	*event = (struct oom_event){ .kind = kind, .order = -1, .caller = record->caller };
	log_time_keep(&event->time, record);
	return event;
}

/* The report of the OOM killer that a line belongs to; a log may begin in its middle. */
static struct oom_event *killing(struct oom_log *log, const struct log_record *record, bool ends)
{
	struct oom_event *event = current(log);
	size_t i;

	/* An allocation may fail while the killer is at work. */
	for (i = 0; i < oom_log_kept(log); i++) {
		event = &log->events[(log->nr_events - 1 - i) % OOM_EVENTS];
		if (event->kind == OOM_KILL && !others_line(event->caller, record))
			break;
		event = NULL;
	}
	if (event && (!event->end[0] || !ends) && (!event->victims || !ends || event->group))
		return event;
	event = begin(log, OOM_KILL, record);
	event->headless = true;
	return event;
}

/*
 * "java invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), nodemask=(null), order=0, ...";
 * nodemask= is in it from v4.8 to v4.20.
 */
static bool take_invoked(struct oom_log *log, const struct log_record *record)
{
	static const char key[] = " invoked oom-killer: ";
	const char *at = strstr(record->text, key);
	struct oom_event *event;
	const char *order;

	if (!at)
		return false;
	event = begin(log, OOM_KILL, record);
	keep(event->who, sizeof(event->who), record->text, at - record->text);
	keep_gfp(event, at, "gfp_mask=");
	keep_behind(event->nodes, sizeof(event->nodes), at, "nodemask=", ", ");
	order = strstr(at, "order=");
	event->order = order ? atoi(order + strlen("order=")) : -1;
	return true;
}

/*
 * warn_alloc(): "a: page allocation failure: order:4, mode:0xcc0(GFP_KERNEL), nodemask=(null)",
 * a "page allocation stalls for" of v4.9 to v4.14, "vmalloc error: size 4096, ...".
 */
static bool take_failure(struct oom_log *log, const struct log_record *record)
{
	static const char *const keys[] = {
		": page allocation failure",
		": page allocation stall",
		": vmalloc error",
		": vmalloc: allocation failure",
	};
	const char *at = NULL, *order;
	struct oom_event *event;
	size_t i;

	for (i = 0; !at && i < ARRAY_SIZE(keys); i++)
		at = strstr(record->text, keys[i]);
	if (!at || !strstr(at, "mode:"))
		return false;
	event = begin(log, OOM_FAILURE, record);
	keep(event->who, sizeof(event->who), record->text, at - record->text);
	at += 2;
	keep(event->what, sizeof(event->what), at, strcspn(at, ",:."));
	keep_gfp(event, at, "mode:");
	if (!keep_behind(event->nodes, sizeof(event->nodes), at, "mems_allowed=", ", "))
		keep_behind(event->nodes, sizeof(event->nodes), at, "nodemask=", ", ");
	order = strstr(at, "order:");
	if (!order)
		order = strstr(at, "order ");
	event->order = order ? atoi(order + strlen("order:")) : -1;
	return true;
}

/* "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a" */
static bool take_summary(struct oom_log *log, const struct log_record *record)
{
	const char *line = record->text;
	struct oom_event *event;

	if (!begins(line, "oom-kill:"))
		return false;
	event = killing(log, record, true);
	keep_behind(event->constraint, sizeof(event->constraint), line, "constraint=CONSTRAINT_",
		    ",");
	keep_behind(event->nodes, sizeof(event->nodes), line, "mems_allowed=", ",");
	/* A list of nodes has commas itself: "0-1,3". */
	if (strstr(line, "mems_allowed=")) {
		const char *at = strstr(line, "mems_allowed=") + strlen("mems_allowed=");

		keep(event->nodes, sizeof(event->nodes), at, strspn(at, "0123456789-,"));
		for (size_t len = strlen(event->nodes); len && event->nodes[len - 1] == ',';)
			event->nodes[--len] = '\0';
	}
	if (!keep_behind(event->cgroup, sizeof(event->cgroup), line, "oom_memcg=", ","))
		event->cgroup[0] = '\0';
	return true;
}

/* mem_cgroup_print_oom_info(), mem_cgroup_print_oom_meminfo() */
static bool take_cgroup(struct oom_log *log, const struct log_record *record)
{
	static const char stats[] = "Memory cgroup stats for ";
	static const char limit[] = " as a result of limit of ";
	const char *line = record->text,
		   *at = begins(line, "Task in ") ? strstr(line, limit) : NULL;
	bool group = begins(line, "Tasks in ") && strstr(line, "memory.oom.group");
	struct oom_event *event;

	if (!at && !group && !begins(line, stats) && !begins(line, "memory: usage "))
		return false;
	event = killing(log, record, false);
	if (group)
		event->group = true;
	else if (at)
		keep(event->cgroup, sizeof(event->cgroup), at + strlen(limit),
		     strlen(at + strlen(limit)));
	else if (begins(line, stats) && !event->cgroup[0])
		keep_behind(event->cgroup, sizeof(event->cgroup), line, stats, ":");
	if (begins(line, "memory: usage ")) {
		event->usage_kib = strtoull(line + strlen("memory: usage "), NULL, 10);
		at = strstr(line, "limit ");
		event->limit_kib = at ? strtoull(at + strlen("limit "), NULL, 10) : 0;
	}
	if (!event->constraint[0])
		strcpy(event->constraint, "MEMCG");
	return true;
}

static uint64_t kib_behind(const char *line, const char *key)
{
	const char *at = strstr(line, key);

	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

/* "2776 (my (db)) total-vm:3112kB, ...": a name may have parentheses of its own. */
static void take_victim(struct oom_event *event, const char *at)
{
	static const char *const behind[] = { ") total-vm:", "), UID ", ") score ", "), " };
	const char *name = strchr(at, '('), *end = NULL;
	size_t i;

	event->victims++;
	event->rss_kib += kib_behind(at, "anon-rss:") + kib_behind(at, "file-rss:") +
			  kib_behind(at, "shmem-rss:");
	if (event->victims > 1 || !name)
		return;
	event->pid = strtoll(at, NULL, 10);
	name++;
	for (i = 0; !end && i < ARRAY_SIZE(behind); i++)
		end = strstr(name, behind[i]);
	if (!end)
		end = strrchr(name, ')');
	keep(event->victim, sizeof(event->victim), name, end ? (size_t)(end - name) : strlen(name));
}

/* "Out of memory: Killed process 1 (a)", "Memory cgroup out of memory: Kill process 1 (a)" */
static bool take_kill(struct oom_log *log, const struct log_record *record)
{
	static const char killed[] = "Killed process ";
	const char *line = record->text, *at = strstr(line, killed);
	bool memcg = begins(line, "Memory cgroup out of memory"), announced;
	struct oom_event *event;

	announced = (memcg || begins(line, "Out of memory")) && strstr(line, ": Kill process ");
	if (!announced && (!at || (at != line && !strstr(line, "ut of memory"))))
		return false;
	event = killing(log, record, true);
	if (memcg && !event->constraint[0])
		strcpy(event->constraint, "MEMCG");
	if (announced)
		event->chosen = true;
	else
		take_victim(event, at + strlen(killed));
	return true;
}

/* How it may end without a victim: out_of_memory(), check_panic_on_oom(), oom_kill_process(). */
static bool take_end(struct oom_log *log, const struct log_record *record)
{
	static const char panic[] = "Kernel panic - not syncing: ";
	const char *line = record->text;
	struct oom_event *event = current(log);
	bool none = strstr(line, "ut of memory and no killable processes") != NULL;
	bool exiting = strstr(line, " is already exiting. Skip killing the task") != NULL;

	if (begins(line, panic) && !log->panic[0]) {
		keep(log->panic, sizeof(log->panic), line, strlen(line));
		log_time_keep(&log->panic_time, record);
	}
	if (!none && !exiting &&
	    !(begins(line, panic) && strstr(line, "emory") && event && event->kind == OOM_KILL))
		return false;
	if (none || exiting)
		event = killing(log, record, true);
	if (!event->victims && !event->end[0])
		keep(event->end, sizeof(event->end), line, strlen(line));
	return true;
}

/* ---- owners ---- */

static struct log_owner *new_owner(struct log_owner *owners, size_t *count)
{
	return *count < OOM_OWNERS ? &owners[(*count)++] : NULL;
}

static void append_line(struct oom_log *log, struct log_owner *owner, const char *line)
{
	struct strbuf text = { .arena = log->arena };

	strbuf_printf(&text, "%s%s\n", owner->text ? owner->text : "", line);
	if (text.failed)
		log->err = -ENOMEM;
	else
		owner->text = text.data;
}

/* "    8.00 MiB     2048 mm/slub.c:2325 func:alloc_slab_page" */
static bool take_tag(struct oom_log *log, const char *line)
{
	struct log_owner *owner = NULL;

	if (strstr(line, " func:") && log->nr_tags < MAX_LIST_LINES)
		owner = new_owner(log->tags, &log->nr_tags);
	if (owner)
		append_line(log, owner, line + strspn(line, " "));
	return owner;
}

/* "page_owner: 2048 pages, 8192 kB:" and the frames of its stack */
static bool take_owner(struct oom_log *log, const char *line)
{
	static const char key[] = "page_owner: ";
	struct log_owner *owner;
	char *end;
	uint64_t pages;

	if (begins(line, key)) {
		pages = strtoull(line + strlen(key), &end, 10);
		owner = begins(end, " pages, ") ? new_owner(log->owners, &log->nr_owners) : NULL;
		if (owner)
			owner->pages = pages;
		return owner;
	}
	if (!log->nr_owners || !(strstr(line, "+0x") || begins(line, " ")))
		return false;
	owner = &log->owners[log->nr_owners - 1];
	if (strlen(owner->text ? owner->text : "") < 4096)
		append_line(log, owner, line + strspn(line, " "));
	return true;
}

static bool take_owners(struct oom_log *log, const struct log_record *record)
{
	const char *line = record->text;

	if (begins(line, "Memory allocations") && line[strlen(line) - 1] == ':') {
		log->state = LOG_IN_TAGS;
		log->nr_tags = 0;
	} else if (begins(line, "page_owner: ") &&
		   strstr(line, " stacks with pages, which have ")) {
		log->state = LOG_IN_OWNERS;
		log->nr_owners = 0;
		memset(log->owners, 0, sizeof(log->owners));
	} else if (!(log->state == LOG_IN_TAGS && take_tag(log, line)) &&
		   !(log->state == LOG_IN_OWNERS && take_owner(log, line))) {
		log->state = LOG_NOWHERE;
		return false;
	} else {
		return true;
	}
	if (log->state == LOG_IN_TAGS)
		memset(log->tags, 0, sizeof(log->tags));
	log_time_keep(&log->owners_time, record);
	return true;
}

/* ---- the log itself ---- */

/* "Linux version 6.1.0 (...", "CPU: 1 PID: 92 Comm: node Not tainted 6.1.0 #1 ..." */
static void learn_release(struct oom_log *log, const char *line)
{
	const char *at;
	size_t len;

	if (begins(line, "Linux version ")) {
		at = line + strlen("Linux version ");
		keep(log->release, sizeof(log->release), at, strcspn(at, " "));
		return;
	}
	if (log->release[0] || !begins(line, "CPU: ") || !strstr(line, "ainted"))
		return;
	at = strstr(line, " #");
	for (len = 0; at && at - len > line && at[-(ptrdiff_t)len - 1] != ' '; len++)
		;
	if (at && at[-(ptrdiff_t)len] >= '0' && at[-(ptrdiff_t)len] <= '9')
		keep(log->release, sizeof(log->release), at - len, len);
}

/* "** 12 printk messages dropped **", "Missed 12 kernel messages" of the journal */
static void count_dropped(struct oom_log *log, const char *line)
{
	const char *at = strstr(line, "printk messages dropped") ? strstr(line, "** ") : NULL;

	if (at)
		log->dropped += strtoull(at + 3, NULL, 10);
	at = strstr(line, "kernel messages") ? strstr(line, "Missed ") : NULL;
	if (at)
		log->dropped += strtoull(at + strlen("Missed "), NULL, 10);
}

/* The event whose Mem-Info or table of tasks a line is of. */
static struct oom_event *event_of(struct oom_log *log, const struct log_record *record)
{
	size_t i;

	for (i = 0; i < oom_log_kept(log); i++) {
		struct oom_event *event = &log->events[(log->nr_events - 1 - i) % OOM_EVENTS];

		if (!others_line(event->caller, record))
			return event;
	}
	return NULL;
}

void oom_log_begin(struct oom_log *log, struct arena *arena)
{
	memset(log, 0, sizeof(*log));
	log->arena = arena;
	log->tasks.arena = arena;
}

static bool take_event(struct oom_log *log, const struct log_record *record)
{
	static bool (*const takers[])(struct oom_log * log, const struct log_record *record) = {
		take_invoked, take_failure, take_summary, take_cgroup,
		take_kill,    take_end,	    take_owners,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(takers); i++)
		if (takers[i](log, record))
			return true;
	return false;
}

int oom_log_line(void *arg, const struct log_record *record)
{
	struct oom_log *log = arg;
	struct oom_event *event;

	if (record->foreign) {
		log_others_line(&log->others, record);
		return 0;
	}
	if (!log->lines++)
		log_time_keep(&log->first, record);
	log_time_keep(&log->last, record);
	learn_release(log, record->text);
	count_dropped(log, record->text);
	log->dumped += begins(record->text, "page last allocated via order ") ||
		       begins(record->text, "page allocated via order ");
	if (!*record->text || log_others_line(&log->others, record) || take_event(log, record))
		return log->err;
	event = event_of(log, record);
	if (log_memory_line(&log->memory, record)) {
		if (event)
			event->has_memory = true;
	} else if (log_tasks_line(&log->tasks, record, &log->err)) {
		if (!others_line(log->memory.caller, record))
			log->memory.open = false;
		if (event)
			event->has_tasks = true;
	}
	return log->err;
}

size_t oom_log_kept(const struct oom_log *log)
{
	return log->nr_events < OOM_EVENTS ? log->nr_events : OOM_EVENTS;
}

const struct oom_event *oom_log_event(const struct oom_log *log, size_t i)
{
	return &log->events[(log->nr_events - oom_log_kept(log) + i) % OOM_EVENTS];
}
