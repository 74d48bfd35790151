// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The dumped machine as a whole: how much memory, which kernel, when.
 */
#include <stdio.h>
#include <stdlib.h>

#include "scan/saved.h"

#define MAX_CPUS 65536
#define MAX_ZONES 16

static uint64_t node_managed(struct pageowner *po, uint64_t node)
{
	unsigned int zones = node_zones(po, node), i;
	uint64_t managed, sum = 0;

	/* atomic_long_t since v5.0, unsigned long before */
	for (i = 0; i < zones; i++)
		if (!target_ulong(&po->reader,
				  zone_address(po, node, i) + offset_of(po, F_ZONE_MANAGED),
				  &managed))
			sum += managed;
	return sum;
}

uint64_t machine_managed_pages(struct pageowner *po)
{
	unsigned int nodes, i;
	uint64_t sum = 0;

	if (po->saved)
		return po->saved->managed;
	nodes = node_count(po);
	po->reader.hole = HOLE_OTHER;
	if (!has(po, F_ZONE_MANAGED))
		return 0;
	for (i = 0; i < nodes; i++)
		sum += node_managed(po, node_address(po, i));
	return sum;
}

unsigned int machine_age(const struct pageowner *po, uint64_t ts)
{
	uint64_t age;

	if (!po->now || !ts)
		return 0;
	age = ts < po->now ? (po->now - ts) / (po->now / AGE_TENTHS + 1) : 0;
	return 1 + (age < AGE_TENTHS ? age : AGE_TENTHS - 1);
}

const char *machine_zone_name(struct pageowner *po, int zone)
{
	struct reader *rd = &po->reader;
	uint64_t node, name;
	char buf[32];

	if (po->saved)
		return zone >= 0 && zone < SAVED_ZONES && po->saved->zones[zone]
			       ? po->saved->zones[zone]
			       : "";
	rd->hole = HOLE_OTHER;
	if (zone < 0 || zone >= MAX_ZONES || !has(po, F_ZONE_NAME) || !has(po, F_NODE_ZONES) ||
	    !has(po, F_SIZEOF_ZONE))
		return "";
	node = node_address(po, 0);
	if (!node || read_member(rd, po, F_ZONE_NAME, zone_address(po, node, zone), &name) ||
	    target_string(rd, name, buf, sizeof(buf)))
		return "";
	return name_text(po, name_id(po, buf, strlen(buf)));
}

/* Each run queue keeps the sched_clock() of its last update. */
uint64_t machine_now(struct pageowner *po)
{
	struct reader *rd = &po->reader;
	unsigned int word = po->target.word_size;
	uint64_t cpus, i, offset, clock, now = 0;

	if (po->saved)
		return po->saved->now;
	rd->hole = HOLE_OTHER;
	if (!has(po, F_RUNQUEUES) || !has(po, F_RQ_CLOCK) || !has(po, F_PER_CPU_OFFSET) ||
	    !has(po, F_NR_CPU_IDS) || target_uint(rd, fact(po, F_NR_CPU_IDS), 4, &cpus))
		return 0;
	for (i = 0; i < cpus && i < MAX_CPUS; i++) {
		if (target_ulong(rd, fact(po, F_PER_CPU_OFFSET) + i * word, &offset) ||
		    read_member(rd, po, F_RQ_CLOCK, fact(po, F_RUNQUEUES) + offset, &clock))
			continue;
		if (clock > now)
			now = clock;
	}
	return now;
}

uint64_t machine_time(struct pageowner *po)
{
	struct reader *rd = &po->reader;
	uint64_t seconds, keeper;
	size_t len;
	const char *text;

	if (po->saved)
		return po->saved->when;
	text = vmcoreinfo_line(po, "CRASHTIME", &len);
	if (text)
		return strtoull(text, NULL, 10);
	rd->hole = HOLE_OTHER;
	if (has(po, F_TIMEKEEPER_SHADOW))
		keeper = fact(po, F_TIMEKEEPER_SHADOW);
	else if (has(po, F_TK_CORE) && has(po, F_TK_DATA_TIMEKEEPER))
		keeper = fact(po, F_TK_CORE) + offset_of(po, F_TK_DATA_TIMEKEEPER);
	else
		return 0;
	return has(po, F_TK_XTIME_SEC) && !read_member(rd, po, F_TK_XTIME_SEC, keeper, &seconds)
		       ? seconds
		       : 0;
}

static bool uts_name(struct pageowner *po, enum fact field, char *buf, size_t size)
{
	if (po->saved) {
		const char *saved = po->saved->uts[field - F_UTS_RELEASE];

		snprintf(buf, size, "%s", saved ? saved : "");
		return saved;
	}
	po->reader.hole = HOLE_OTHER;
	if (!has(po, F_INIT_UTS_NS) || !has(po, F_UTS_NAME) || !has(po, field))
		return false;
	return !target_string(&po->reader,
			      fact(po, F_INIT_UTS_NS) + offset_of(po, F_UTS_NAME) +
				      offset_of(po, field),
			      buf, size);
}

void machine_uts_text(struct pageowner *po, enum fact field, struct strbuf *text)
{
	char name[65];

	if (uts_name(po, field, name, sizeof(name)))
		strbuf_name(text, name);
}

void machine_kernel_text(struct pageowner *po, struct strbuf *text)
{
	static const enum fact fields[] = { F_UTS_RELEASE, F_UTS_MACHINE, F_UTS_VERSION };
	char name[65];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!uts_name(po, fields[i], name, sizeof(name)))
			continue;
		if (i)
			strbuf_append(text, " ", 1);
		strbuf_name(text, name);
	}
}

bool source_is_text(const struct pageowner *po)
{
	return po->target.text ? !po->saved || po->saved->text : false;
}

bool source_is_live(const struct pageowner *po)
{
	return po->saved ? po->saved->live : po->target.live;
}
