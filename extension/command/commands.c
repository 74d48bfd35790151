// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The commands, a row each: the function that runs it, the inputs that it reads, the options
 * that it takes, its defaults and its help.
 */
#include <stdio.h>

#include "base/nearest.h"
#include "command/command.h"
#include "scan/source_saved.h"

#define FOR_PROGRAMS FORMAT_BIT(FORMAT_EXPORT)
#define TO_LOOK_AT FORMAT_BIT(FORMAT_HTML)
#define AS_JSON FORMAT_BIT(FORMAT_RECORDS)

/* clang-format off */
const struct command command_rows[] = {
	{
		.name = "report",
		.run = run_report,
		.complete = complete_report,
		.reads = FROM_DUMP | FROM_TEXT | FROM_SAVED,
		.takes = GROUPING | SORTING | SELECTION | RELEASED | SHOWING | FORMATS | INPUT,
		.formats = FORMAT_BIT(FORMAT_SORT) | FOR_PROGRAMS | TO_LOOK_AT,
		.sort = { KEY_PAGES, -1 },
		.usage = "[OPTION]... DUMP... [VMLINUX]",
		.summary = "which stacks own the most memory (the default command)",
		.text = "Shows how much memory has an owner, then the groups that own the "
			"most of it. A group is a stack, unless --cull says otherwise. TIMES is "
			"the number of allocations, OLDEST and YOUNGEST are ages.",
		.examples = {
			{ "pageowner vmcore", "the stacks that own the most memory" },
			{ "pageowner --cull module vmcore", "the modules that own the most" },
			{ "pageowner --older 1h --module '!vmlinux' vmcore",
			  "pages of drivers that are older than an hour" },
			{ "pageowner --tree --top 3 --no-slab vmcore",
			  "a call tree without slabs" },
		},
	}, {
		.name = "account",
		.run = run_account,
		.complete = complete_account,
		.reads = FROM_DUMP | FROM_SAVED,
		.need = OPENS_WITHOUT,
		.takes = GROUPING | SORTING | SHOWING | FORMATS | INPUT,
		.formats = FOR_PROGRAMS | TO_LOOK_AT,
		.sort = { KEY_PAGES, -1 },
		.usage = "[OPTION]... DUMP... [VMLINUX]",
		.summary = "where all memory went, beside the kernel's own counters",
		.text = "Puts each page into one row, and each row beside the counter that "
			"the kernel keeps for it. Pages that no line of /proc/meminfo "
			"shows are unaccounted: their owners are below the rows, by caller "
			"unless --cull says otherwise. With node or zone among the keys "
			"each node or zone has an account of its own.",
		.examples = {
			{ "pageowner account vmcore", "where all memory went" },
			{ "pageowner account --cull zone,module vmcore",
			  "the same for each zone" },
			{ "pageowner account --meminfo vmcore",
			  "/proc/meminfo of the crashed machine" },
		},
	}, {
		.name = "suspects",
		.run = run_suspects,
		.complete = complete_account,
		.reads = FROM_DUMP | FROM_SAVED,
		.takes = SHOWING | FORMATS | INPUT,
		.formats = AS_JSON | TO_LOOK_AT,
		.sort = { KEY_PAGES, -1 },
		.usage = "[OPTION]... DUMP... [VMLINUX]",
		.summary = "which stacks of unaccounted pages may be leaks, and why",
		.text = "A suspect owns unaccounted pages, which no line of /proc/meminfo "
			"shows, and has a reason to be looked at: the process, module or "
			"cgroup that took the pages is gone, they were taken in an "
			"interrupt, they are a large part of the RAM, or they were taken "
			"during the whole uptime. A reason is no proof.",
		.examples = {
			{ "pageowner suspects vmcore", "which stacks may be leaks" },
			{ "pageowner suspects --top 0 --full vmcore",
			  "all of them, with whole stacks" },
		},
	}, {
		.name = "oom",
		.run = run_oom,
		.complete = complete_account,
		.reads = FROM_DUMP | FROM_SAVED | FROM_LOG,
		.need = RUNS_WITHOUT,
		.takes = GROUPING | SORTING | SHOWING | FORMATS | INPUT,
		.formats = AS_JSON | TO_LOOK_AT,
		.top = 5,
		.sort = { KEY_PAGES, -1 },
		.usage = "[OPTION]... DUMP|LOG [VMLINUX]",
		.summary = "one page for a ticket: OOM report, account, owners and suspects",
		.text = "Shows what the kernel log says about memory that ran out: each "
			"report of the OOM killer and failed allocation, where memory went "
			"by the last Mem-Info, and the processes by name; then what account "
			"and suspects show. If the kernel kept no page_owner data, or the "
			"input is a log alone, it shows only what the log says.",
		.examples = {
			{ "pageowner oom vmcore", "one page for a ticket" },
			{ "pageowner oom vmcore-dmesg.txt", "the same of the log alone" },
		},
	}, {
		.name = "diff",
		.run = run_diff,
		.reads = FROM_DUMP | FROM_TEXT | FROM_SAVED,
		.takes = GROUPING | SELECTION | RELEASED | COMPARING | SHOWING | FORMATS,
		.formats = FOR_PROGRAMS | TO_LOOK_AT,
		.sort = { KEY_PAGES, -1 },
		.compares = true,
		.usage = "[OPTION]... OLD [VMLINUX]... NEW [VMLINUX]",
		.summary = "what grew between two or more dumps, saved files or texts",
		.text = "The inputs are given in the order of their age, the oldest first; "
			"a VMLINUX belongs to the dump before it. Stacks are the same if "
			"the names of their functions are, so the kernels may differ. With "
			"three or more inputs it also shows the growth per hour. Inside a "
			"debugger the dump that is open there is NEW, and only OLD files "
			"are given.",
		.examples = {
			{ "pageowner diff monday tuesday", "what grew since Monday" },
			{ "pageowner diff --cull module monday tuesday",
			  "which modules took more" },
			{ "pageowner diff --exit-code before.gz vmcore",
			  "status 5 if something grew" },
		},
	}, {
		.name = "save",
		.run = run_save,
		.reads = FROM_DUMP | FROM_TEXT | FROM_SAVED,
		.takes = INPUT,
		.keys = SAVED_KEYS,
		.sort = { KEY_PAGES, -1 },
		.binary = true,
		.usage = "[OPTION]... DUMP... [VMLINUX] -o FILE",
		.summary = "write a small file that other commands read instead of the dump",
		.text = "The file has the owners and the account, but no contents of "
			"memory. report, account, suspects, oom, diff and save read it "
			"like the dump. It holds everything: selections, groups and "
			"formats are chosen when it is read.",
		.examples = {
			{ "pageowner save vmcore -o owners.gz",
			  "a small file instead of the dump" },
			{ "pageowner save --anonymize vmcore -o owners.gz",
			  "the same without names of processes and cgroups" },
		},
	}, {
		.name = "triage",
		.run = run_triage,
		.complete = complete_triage,
		.triages = true,
		.usage = "[OPTION]... DUMP... -o DIR",
		.summary = "for automation: a folder of reports for each dump, and an index",
		.text = "Writes into DIR, for each dump, a folder with a summary for a "
			"ticket, the account, reports, a profile and a saved file, and an "
			"index of all dumps. A dump that can't be read does not stop the "
			"others. Only the program has this command; inside a debugger use "
			"save and oom.",
		.examples = {
			{ "pageowner triage /var/crash/*/vmcore -o triaged",
			  "reports about many dumps" },
		},
	}, {
		.name = "list",
		.run = run_list,
		.reads = FROM_DUMP | FROM_TEXT,
		.takes = SELECTION | RELEASED | FORMATS | INPUT,
		.formats = AS_JSON | FORMAT_BIT(FORMAT_LINES),
		.streams = true,
		.usage = "[OPTION]... DUMP... [VMLINUX]",
		.summary = "every allocation, as /sys/kernel/debug/page_owner shows it",
		.text = "Prints the same bytes as that file of the crashed kernel. Of text "
			"it prints the selected records unchanged.",
		.examples = {
			{ "pageowner list --pid 1 vmcore", "every page that one process took" },
			{ "pageowner list --freed vmcore",
			  "who had, and who released, the free pages" },
		},
	}, {
		.name = "sort",
		.run = run_sort,
		.replaces = true,
		.complete = complete_sort,
		.reads = FROM_DUMP | FROM_TEXT,
		.takes = GROUPING | SORTING | SELECTION | INPUT,
		.sort = { KEY_TIMES, -1 },
		.usage = "[OPTION]... INPUT OUTPUT",
		.summary = "the kernel's tool page_owner_sort, with its options",
		.text = "Reads text and writes text. Without --cull each distinct record "
			"is a group.",
		.examples = {
			{ "pageowner sort -m page_owner.txt sorted.txt",
			  "sort the text of a live machine" },
		},
	}, {
		.name = "page",
		.run = run_page,
		.reads = FROM_DUMP,
		.takes = ADDRESSES | INPUT,
		.numbers = "addresses or PFNs",
		.usage = "[OPTION]... DUMP... [VMLINUX] ADDR...",
		.summary = "who owns the page at an address, and what it is used for",
		.text = "ADDR is the number of a page frame, a physical address, the "
			"address of a struct page or a virtual address of the kernel; the "
			"output says which of them was recognised. Numbers are written as "
			"in C, addresses also without 0x.",
		.examples = {
			{ "pageowner page vmcore 0x3d0e000", "the owner of one page" },
		},
	}, {
		.name = "stack",
		.run = run_stack,
		.reads = FROM_DUMP,
		.takes = INPUT,
		.numbers = "handles",
		.usage = "[OPTION]... DUMP... [VMLINUX] HANDLE...",
		.summary = "the stack that a handle of the stack depot stands for",
		.examples = {
			{ "pageowner stack vmcore 1234", "the stack of one handle" },
		},
	}, {
		.name = "fragments",
		.run = run_fragments,
		.reads = FROM_DUMP,
		.takes = GROUPING | SORTING | SELECTION | SHOWING | FORMATS | INPUT,
		.formats = TO_LOOK_AT,
		.usage = "[OPTION]... DUMP... [VMLINUX]",
		.summary = "who keeps free memory in pieces",
		.text = "Shows /proc/buddyinfo and /proc/pagetypeinfo, the owners of pages "
			"that can't be moved but lie in movable pageblocks, and how large "
			"free blocks could be without them. Without --sort the owner that "
			"spoils the most pageblocks comes first.",
		.examples = {
			{ "pageowner fragments vmcore", "who keeps free memory in pieces" },
			{ "pageowner fragments --cull module vmcore", "the same by module" },
		},
	}, {
		.name = "dmesg",
		.run = run_dmesg,
		.reads = FROM_DUMP | FROM_LOG,
		.need = RUNS_WITHOUT,
		.takes = INPUT,
		.usage = "[OPTION]... DUMP|LOG [VMLINUX]",
		.summary = "the kernel log, as dmesg prints it",
		.text = "Needs no page_owner data. Of a log it prints the kernel's lines, "
			"without what syslog or a console put in front of them.",
		.examples = {
			{ "pageowner dmesg vmcore", "the kernel log" },
		},
	}, {
		.name = "allocinfo",
		.run = run_allocinfo,
		.complete = complete_allocinfo,
		.reads = FROM_DUMP,
		.need = RUNS_WITHOUT,
		.takes = FORMATS | INPUT,
		.formats = FORMAT_BIT(FORMAT_PROC),
		.sort = { KEY_PAGES, -1 },
		.usage = "[OPTION]... DUMP... [VMLINUX]",
		.summary = "which lines of code hold the most (memory allocation profiling)",
		.text = "Shows the call sites of /proc/allocinfo, on kernels with memory "
			"allocation profiling (Linux 6.10 and later). It sorts by -m or "
			"-t.",
		.examples = {
			{ "pageowner allocinfo -t vmcore",
			  "call sites by number of allocations" },
			{ "pageowner allocinfo --format proc vmcore",
			  "the file /proc/allocinfo" },
		},
	}, {
		.name = "check",
		.run = run_check,
		.reads = FROM_DUMP | FROM_LOG,
		.need = RUNS_WHATEVER_OPENS,
		.takes = INPUT,
		.usage = "[OPTION]... DUMP|LOG [VMLINUX]",
		.summary = "can this dump be analysed, and if not, what to do next time",
		.examples = {
			{ "pageowner check vmcore", "can this dump be analysed" },
		},
	}, {
		.name = "layout",
		.run = run_layout,
		.reads = FROM_DUMP,
		.need = RUNS_WHATEVER_OPENS,
		.takes = INPUT,
		.usage = "[OPTION]... DUMP... [VMLINUX]",
		.summary = "what was found out about this kernel, and where (for bug reports)",
		.text = "Lists every name that pageowner looks up, and where it was found; "
			"a - says that it was not.",
		.examples = {
			{ "pageowner layout vmcore", "attach it to a bug report" },
		},
	}, {
		.name = "doctor",
		.run = run_doctor,
		.takes = MACHINE,
		.usage = "[OPTION]...",
		.summary = "will a crash of this machine leave a dump that can be analysed",
		.text = "Looks at the machine that it runs on: is page_owner built into its kernel "
			"and on, is kdump ready, and will the dump have what is needed. What to "
			"change is said in the commands of Debian, RHEL or SUSE. Exit status: 0 "
			"all is well, 4 page_owner is off, 3 something else is not ready. Only the "
			"program has this command.",
		.examples = {
			{ "pageowner doctor", "before there is a crash" },
		},
	}, {
		.name = "help",
		.usage = "[COMMAND|inputs]",
		.summary = "this list, the options and examples of a command, or all inputs",
		.text = "pageowner COMMAND --help shows the same. pageowner help inputs lists what "
			"can be read, and what makes something of other files that can be.",
		.examples = {
			{ "pageowner help diff", "the options of one command" },
		},
	},
	{ .name = NULL },
};
/* clang-format on */

const struct command *command_find(const char *name)
{
	const struct command *command;

	for (command = command_rows; command->name; command++)
		if (!strcmp(command->name, name))
			return command;
	return NULL;
}

static const char *nearest_command(const char *word)
{
	struct nearest nearest = { .word = word, .len = strlen(word) };
	const struct command *command;

	for (command = command_rows; command->name; command++)
		nearest_try(&nearest, command->name);
	return nearest.name;
}

int command_unknown(struct reader *rd, const char *word)
{
	const char *meant = nearest_command(word);

	return fail(rd, -EINVAL, "no command is named %s%s%s%s pageowner help lists all commands",
		    word, meant ? "; did you mean " : "", meant ? meant : "", meant ? "?" : ";");
}

bool command_is_misspelt(const char *word)
{
	return !word[strcspn(word, "./")] && nearest_command(word);
}

const char *command_names(char *buf, size_t size, command_is *is, const void *arg)
{
	const struct command *command;
	unsigned int left = 0;
	size_t len = 0;

	for (command = command_rows; command->name; command++)
		left += is(command, arg);
	*buf = '\0';
	for (command = command_rows; command->name && len < size; command++) {
		if (!is(command, arg))
			continue;
		left--;
		len += snprintf(buf + len, size - len, "%s%s", command->name,
				left > 1 ? ", "
				: left	 ? " and "
					 : "");
	}
	return buf;
}
