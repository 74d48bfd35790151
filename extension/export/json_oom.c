// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What oom says, as JSON: docs/oom.schema.json describes each member.
 */
#include "base/screen.h"
#include "export/formats.h"
#include "export/json.h"
#include "machine/oom_log.h"
#include "report/oom_report.h"
#include "scan/account.h"
#include "scan/source_log.h"

#define SCHEMA_VERSION 1

/* ---- the log ---- */

static json_t *word(struct json *json, const char *name)
{
	struct strbuf text = { .arena = &json->po->piece };

	strbuf_name(&text, name);
	return json_of_text(json, &text);
}

static void set_time(struct json *json, json_t *value, const struct log_time *time)
{
	json_set(json, value, "at_ns", json_number_if(time->has_ts, time->ts));
	json_set(json, value, "clock", word(json, time->clock));
}

static json_t *event_value(struct json *json, const struct oom_event *event)
{
	json_t *value = json_object();

	json_set(json, value, "kind", json_string(event->kind == OOM_KILL ? "kill" : "failure"));
	set_time(json, value, &event->time);
	json_set(json, value, "who", word(json, event->who));
	json_set(json, value, "what", word(json, event->what));
	json_set(json, value, "order", json_number_if(event->order >= 0, event->order));
	json_set(json, value, "gfp", word(json, event->gfp));
	json_set(json, value, "nodes", word(json, event->nodes));
	json_set(json, value, "constraint", word(json, event->constraint));
	json_set(json, value, "cgroup", word(json, event->cgroup));
	json_set(json, value, "usage_kib", json_number_if(event->limit_kib, event->usage_kib));
	json_set(json, value, "limit_kib", json_number_if(event->limit_kib, event->limit_kib));
	json_set(json, value, "victims", json_number(event->victims));
	json_set(json, value, "victim", word(json, event->victim));
	json_set(json, value, "pid", event->victims ? json_integer(event->pid) : json_null());
	json_set(json, value, "rss_kib", json_number_if(event->rss_kib, event->rss_kib));
	json_set(json, value, "end", word(json, event->end));
	json_set(json, value, "begun", json_boolean(!event->headless));
	return value;
}

static json_t *events_value(struct json *json, const struct oom_log *log)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < oom_log_kept(log); i++)
		json_push(json, array, event_value(json, oom_log_event(log, i)));
	return array;
}

static json_t *others_value(struct json *json, const struct log_others *others)
{
	uint64_t i = others->kills > OOM_OTHERS ? others->kills - OOM_OTHERS : 0;
	json_t *array = json_array();

	for (; i < others->kills; i++) {
		const struct log_other *other = &others->last[i % OOM_OTHERS];
		json_t *value = json_object();

		set_time(json, value, &other->time);
		json_set(json, value, "by", json_string(other->by));
		json_set(json, value, "name", word(json, other->name));
		json_set(json, value, "pid", other->pid ? json_integer(other->pid) : json_null());
		json_set(json, value, "rss_kib", json_number_if(other->rss_kib, other->rss_kib));
		json_push(json, array, value);
	}
	return array;
}

static json_t *memory_value(struct json *json, const struct log_memory *memory)
{
	json_t *value = json_object(), *array = json_array();
	struct oom_memory_row row;
	uint64_t whole;
	size_t i;

	for (i = 0; oom_memory_row(memory, i, &row); i++) {
		json_t *one = json_size(json, row.pages);

		json_set(json, one, "what", json_string(row.name));
		json_set(json, one, "known", json_boolean(row.known));
		json_push(json, array, one);
	}
	set_time(json, value, &memory->time);
	json_set(json, value, "begun", json_boolean(!memory->headless));
	json_set(json, value, "mixed", json_boolean(memory->mixed));
	json_set(json, value, "managed",
		 log_memory_managed(memory, &whole) ? json_size(json, whole) : json_null());
	json_set(json, value, "rows", array);
	return value;
}

static json_t *processes_value(struct json *json, struct log_tasks *tasks)
{
	uint64_t top = json->po->options.top ? json->po->options.top : UINT64_MAX;
	json_t *array = json_array();
	size_t i;

	oom_tasks_sort(tasks);
	for (i = 0; i < tasks->count && i < top && tasks->of[i].tasks; i++) {
		json_t *value = json_object();

		json_set(json, value, "name", word(json, tasks->of[i].name));
		json_set(json, value, "tasks", json_number(tasks->of[i].tasks));
		json_set(json, value, "rss_pages", json_number(tasks->of[i].rss));
		json_set(json, value, "swap", json_number(tasks->of[i].swap));
		json_push(json, array, value);
	}
	return array;
}

static json_t *frames_value(struct json *json, const char *frames)
{
	json_t *array = json_array();

	while (*frames) {
		struct strbuf text = { .arena = &json->po->piece };
		size_t len = strcspn(frames, "\n");
		const struct frame *frame = frame_parse(json->po, frames, len);

		if (frame) {
			frame_print(&text, frame, false);
			json_push(json, array, json_of_text(json, &text));
		}
		frames += len + (frames[len] == '\n');
	}
	return array;
}

static void set_owners(struct json *json, json_t *value, const struct oom_log *log)
{
	json_t *tags = json_array(), *owners = json_array();
	size_t i;

	for (i = 0; i < log->nr_tags; i++) {
		const char *text = log->tags[i].text ? log->tags[i].text : "";

		json_push(json, tags, json_stringn(text, strcspn(text, "\n")));
	}
	for (i = 0; i < log->nr_owners; i++) {
		json_t *owner = json_size(json, log->owners[i].pages);
		const char *text = log->owners[i].text ? log->owners[i].text : "";

		json_set(json, owner, "frames", frames_value(json, text));
		json_push(json, owners, owner);
	}
	json_set(json, value, "profiling", tags);
	json_set(json, value, "page_owner", owners);
}

static json_t *log_value(struct json *json, struct oom_log *log, const struct log_losses *losses)
{
	json_t *value = json_object();

	json_set(json, value, "kills", json_number(log->kills));
	json_set(json, value, "failures", json_number(log->failures));
	json_set(json, value, "events", events_value(json, log));
	json_set(json, value, "other_kills", json_number(log->others.kills));
	json_set(json, value, "others", others_value(json, &log->others));
	json_set(json, value, "panic", word(json, log->panic));
	json_set(json, value, "memory",
		 log->memory.begun ? memory_value(json, &log->memory) : json_null());
	json_set(json, value, "processes",
		 log->tasks.columns ? processes_value(json, &log->tasks) : json_null());
	set_owners(json, value, log);
	json_set(json, value, "lines", json_number(log->lines));
	json_set(json, value, "dropped_lines", json_number(log->dropped));
	json_set(json, value, "lost_records", json_number(losses->printk.records));
	return value;
}

/* A saved file has of the log only what oom prints. */
static json_t *saved_log_value(struct json *json)
{
	struct strbuf text = { .arena = &json->po->piece };

	if (oom_log_lines(json->po, &text))
		json->failed = true;
	screen_strip(&text);
	return json_of_text(json, &text);
}

/* ---- all of it ---- */

/* A log that can't be read is no error of a dump: the account is still there. */
static int read_log(struct pageowner *po, struct oom_log **log, struct log_losses *losses,
		    const char **why)
{
	int err = po->saved ? 0 : log_of_oom(po, log, losses);

	if (po->saved)
		*log = NULL;
	if (!err && *log && (*log)->memory.page_kib && po->target.text)
		po->reader.page_size = (*log)->memory.page_kib * 1024;
	if (!err)
		return 0;
	if (po->target.text || (err != -ENOENT && err != -ENODATA && err != -EINVAL))
		return err;
	*log = NULL;
	*why = arena_strdup(&po->run, po->reader.message);
	po->reader.message[0] = '\0';
	return *why ? 0 : -ENOMEM;
}

static int account_members(struct json *json, struct account *account)
{
	int err = json_account_parts(json, account);

	if (!err)
		err = json_suspects_members(json, account);
	if (err)
		return err;
	json_member(json, "warnings", json_account_warnings(json, account));
	json_member(json, "offline_pages", json_number(account->offline));
	return 0;
}

int json_oom(struct pageowner *po, struct account *account, const char *why)
{
	static const char *const absent[] = {
		"parts",	"suspects",	     "suspects_total",
		"stacks_total", "processes_checked", "cgroups_checked",
		"warnings",	"offline_pages",
	};
	static const struct result nothing = { .complete = true };
	const char *no_log = NULL;
	struct log_losses losses;
	struct oom_log *log;
	struct json json;
	int err = read_log(po, &log, &losses, &no_log);
	size_t i;

	if (err)
		return err;
	json_begin(&json, po, "pageowner oom", SCHEMA_VERSION);
	json_machine(&json);
	json_sorting(&json, po->options.keys);
	json_member(&json, "log", log ? log_value(&json, log, &losses) : json_null());
	json_member(&json, "log_text", po->saved ? saved_log_value(&json) : json_null());
	json_member(&json, "log_missing", json_name(no_log));
	json_member(&json, "account_missing", json_name(why));
	if (account)
		err = account_members(&json, account);
	for (i = 0; !account && i < ARRAY_SIZE(absent); i++)
		json_member(&json, absent[i], json_null());
	if (err)
		return err;
	json_not_read(&json, account ? &account->result : &nothing);
	return json_end(&json);
}
