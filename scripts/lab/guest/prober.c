// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tests whether a bug of page_owner is still there.  Each probe triggers one, asks the kernel by
 * dump_page() (module pageowner_probe), and prints "sound" or "broken" with the symptom.
 *
 *   prober migrated   who freed a page last, and when, after the page has migrated
 *   prober gigantic   the record of the last page of a page that is larger than a section
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096UL
#define GIGANTIC (1UL << 30)
#ifndef MADV_SOFT_OFFLINE
#define MADV_SOFT_OFFLINE 101
#endif

struct record {
	int allocated, order, free_pid; /* -1: the log does not say */
	int none;			/* the log says that there is none */
	unsigned long long ts, free_ts;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static uint64_t pfn_of(const void *address)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry;

	if (fd < 0 || pread(fd, &entry, sizeof(entry), (uintptr_t)address / PAGE * 8) != 8)
		die("pagemap");
	close(fd);
	return entry >> 63 ? entry & ((1ull << 55) - 1) : 0;
}

/* Lines of the log as __dump_page_owner() of mm/page_owner.c writes them. */
static void take(struct record *record, const char *line)
{
	const char *at;

	if (strstr(line, "page_owner tracks the page as "))
		record->allocated = !!strstr(line, "as allocated");
	if (strstr(line, "page_owner info is not present"))
		record->none = 1;
	at = strstr(line, "page last allocated via order ");
	if (at)
		sscanf(at, "page last allocated via order %d", &record->order);
	if (at && (at = strstr(at, ", ts ")))
		sscanf(at, ", ts %llu, free_ts %llu", &record->ts, &record->free_ts);
	/* Newer kernels print the time of the free here. */
	at = strstr(line, "page last free pid ");
	if (at)
		sscanf(at, "page last free pid %d tgid %*d ts %llu", &record->free_pid,
		       &record->free_ts);
}

static struct record probe(uint64_t pfn)
{
	struct record record = { .allocated = -1, .order = -1, .free_pid = -1 };
	int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	int ask = open("/sys/kernel/debug/pageowner_probe", O_WRONLY);
	char line[8192];
	ssize_t len;

	if (log < 0 || ask < 0 || lseek(log, 0, SEEK_END) < 0)
		die("asking for a page");
	len = snprintf(line, sizeof(line), "%llu", (unsigned long long)pfn);
	if (write(ask, line, len) != len)
		die("pageowner_probe");
	while ((len = read(log, line, sizeof(line) - 1)) > 0) {
		line[len] = '\0';
		take(&record, line);
	}
	close(ask);
	close(log);
	return record;
}

static char *memory(size_t size, int flags)
{
	char *start = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags,
			   -1, 0);

	return start == MAP_FAILED ? NULL : start;
}

/* Pages that a CPU has freed may wait for its next allocation. */
static void stay_here(void)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first))
		die("sched_setaffinity");
}

/*
 * Another process frees the pages that this one will get: every second page, so that they are not
 * merged and are the first to be allocated.  It keeps the others until it is killed.
 */
static pid_t give_back(void)
{
	size_t size = 32 << 20, at;
	pid_t child = fork();
	char *start;

	if (!child) {
		start = memory(size, 0);
		memset(start, 1, size);
		for (at = 0; at < size; at += 2 * PAGE)
			madvise(start + at, PAGE, MADV_DONTNEED);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, WUNTRACED);
	return child;
}

/* Nonzero if the page has moved and both records say who freed it and when. */
static int migrate(char *page, pid_t freer, struct record *before, struct record *after)
{
	uint64_t pfn = pfn_of(page);

	*before = probe(pfn);
	if (!before->free_ts || (before->free_pid != -1 && before->free_pid != freer))
		return 0;
	if (madvise(page, PAGE, MADV_SOFT_OFFLINE)) {
		perror("soft offline");
		return 0;
	}
	if (pfn_of(page) == pfn)
		return 0;
	*after = probe(pfn_of(page));
	return after->ts == before->ts && (after->free_pid == -1) == (before->free_pid == -1);
}

static int migrated(void)
{
	struct record before, after;
	size_t size = 8 << 20, at; /* the same amount is left free for the pages to move to */
	pid_t freer;
	char *start;
	bool own;

	stay_here();
	freer = give_back();
	start = memory(size, 0);
	memset(start, 1, size);
	for (at = 0; at < size; at += 64 * PAGE)
		if (migrate(start + at, freer, &before, &after))
			break;
	kill(freer, SIGKILL);
	if (at >= size) {
		printf("unknown: no page has migrated\n");
		return 1;
	}
	/* The history of frees is that of the new frame, not of the old one or of who moved it. */
	own = after.free_pid != getpid() && after.free_ts != before.free_ts &&
	      after.free_ts != after.ts;
	printf("%s: freed last by %d at %llu, after process %d has moved it by %d at %llu\n",
	       own ? "sound" : "broken", before.free_pid, before.free_ts, getpid(), after.free_pid,
	       after.free_ts);
	return 0;
}

static int gigantic(void)
{
	FILE *pool = fopen("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "w");
	struct record record;
	char *start;

	if (!pool || fputs("1", pool) < 0 || fclose(pool))
		die("nr_hugepages");
	start = memory(GIGANTIC, MAP_HUGETLB | 30 << 26); /* MAP_HUGE_1GB */
	if (!start) {
		printf("unknown: there is no page of 1 GiB\n");
		return 1;
	}
	*start = 1;
	record = probe(pfn_of(start) + GIGANTIC / PAGE - 1);
	if (record.allocated < 0 && !record.none)
		printf("unknown: the kernel says nothing of the last page of a page of 1 GiB\n");
	else if (record.none)
		printf("broken: the last page of a page of 1 GiB has no record\n");
	else
		printf("%s: the last page of a page of 1 GiB is %s, its record of order %d\n",
		       record.allocated && record.order == 18 ? "sound" : "broken",
		       record.allocated ? "allocated" : "free", record.order);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "migrated"))
		return migrated();
	if (argc == 2 && !strcmp(argv[1], "gigantic"))
		return gigantic();
	fprintf(stderr, "usage: prober migrated|gigantic\n");
	return 2;
}
