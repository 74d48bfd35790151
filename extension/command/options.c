// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The options, a row each: its name, the function that takes its value, the commands that
 * have it, and its help.  Letters are those of page_owner_sort if it has the option.
 */
#include <stddef.h>
#include <stdio.h>

#include "command/command.h"

#define AT(member) offsetof(struct options, member)

/* The commands that print stacks of one dump. */
#define WITH_STACKS "report list page stack fragments account suspects oom"

/* clang-format off */
const struct option_section option_sections[] = {
	{ GROUPING, "Grouping", "KEYS are separated by commas; they are listed below." },
	{ SORTING, "Sorting", NULL },
	{ SELECTION, "Selection",
	  "An allocation counts if it fits all of these. A LIST has values separated by commas, "
	  "numbers also as ranges: 0,3-9 or 0x1000-0x1fff. A ! before the value inverts it: "
	  "--module '!vmlinux'. Names of processes, cgroups, modules, zones and migrate "
	  "types may have wildcards: --name 'kworker*'." },
	{ RELEASED, NULL, NULL },
	{ COMPARING, "Comparing", NULL },
	{ ADDRESSES, "Addresses", "Without these pageowner finds out what ADDR is." },
	{ SHOWING, "Showing", NULL },
	{ FORMATS, "Output", NULL },
	{ INPUT, "Symbols", "For dumps that have no symbols or no types of their own." },
	{ MACHINE, "Machine", NULL },
	{ EVERY_COMMAND, "General", NULL },
	{ 0, NULL, NULL },
};

const struct option_row option_rows[] = {
	/* The kind of an address. */
	{ .name = "pfn", .argument = "N", .apply = add_pfn, .set = ADDRESSES,
	  .help = "look at the page with the number N" },
	{ .name = "phys", .apply = set_address, .value = ADDRESS_PHYS, .set = ADDRESSES,
	  .help = "ADDR is a physical address" },
	{ .name = "page", .apply = set_address, .value = ADDRESS_PAGE, .set = ADDRESSES,
	  .help = "ADDR is the address of a struct page" },
	{ .name = "virt", .apply = set_address, .value = ADDRESS_VIRT, .set = ADDRESSES,
	  .help = "ADDR is a virtual address of the kernel" },
	{ .name = "pid", .argument = "PID", .apply = set_address_pid, .set = ADDRESSES,
	  .help = "ADDR is a virtual address of the process PID" },

	{ .name = "cull", .argument = "KEYS", .apply = cull_by_keys, .set = GROUPING,
	  .help = "make a group of all allocations that agree in these keys" },
	{ .name = "group", .argument = "KEYS", .apply = cull_by_keys, .set = GROUPING,
	  .help = "the same as --cull, which is the word of page_owner_sort" },
	{ .letter = 'c', .apply = cull_by_stack, .set = GROUPING,
	  .help = "the same as --cull stacktrace" },
	{ .name = "depth", .argument = "N", .apply = set_number, .offset = AT(depth),
	  .set = GROUPING, .also = "suspects",
	  .help = "compare and show only N frames of a stack, from the caller of the "
		  "allocator on" },
	{ .name = "tree", .apply = set_tree, .value = false, .set = GROUPING, .only = "report",
	  .text = true,
	  .help = "print a call tree that starts at the outermost frames; --top limits the "
		  "branches at each point" },
	{ .name = "reverse", .apply = set_tree, .value = true, .set = GROUPING, .only = "report",
	  .text = true,
	  .help = "print a call tree that starts at the callers of the allocators" },

	{ .name = "min-share", .argument = "PERCENT", .apply = set_min_share, .set = GROUPING,
	  .only = "report", .text = true,
	  .help = "show the branches of a call tree that have at least this share of its pages; "
		  "without it 1, with --top 0 all" },

	{ .name = "skip", .argument = "REGEX", .apply = add_caller_pattern,
	  .offset = AT(rules.skip), .set = GROUPING, .also = "suspects",
	  .help = "functions whose name matches are allocators, too, so that the caller is who "
		  "called them; may be given several times" },
	{ .name = "callers", .argument = "REGEX", .apply = add_caller_pattern,
	  .offset = AT(rules.callers), .set = GROUPING, .also = "suspects",
	  .help = "the caller is the first function of a stack that matches; of stacks without "
		  "one it is the usual one" },

	{ .name = "sort", .argument = "KEYS", .apply = sort_by_keys, .set = SORTING,
	  .also = "allocinfo",
	  .help = "sort by these keys, the first one first; a - before a key sorts it in "
		  "descending order, a + or nothing in ascending order" },
	{ .letter = 'm', .apply = sort_by_one, .value = KEY_PAGES, .sign = -1, .set = SORTING,
	  .also = "allocinfo",
	  .help = "sort by memory, largest first (default of all commands but sort)" },
	{ .letter = 't', .apply = sort_by_one, .value = KEY_TIMES, .sign = -1, .set = SORTING,
	  .also = "allocinfo",
	  .help = "sort by the number of allocations, largest first (default of sort)" },
	{ .letter = 's', .apply = sort_by_one, .value = KEY_STACK, .sign = 1, .set = SORTING,
	  .help = "sort by stack" },
	{ .letter = 'p', .apply = sort_by_one, .value = KEY_PID, .sign = 1, .set = SORTING,
	  .help = "sort by pid" },
	{ .letter = 'P', .apply = sort_by_one, .value = KEY_TGID, .sign = 1, .set = SORTING,
	  .help = "sort by tgid" },
	{ .letter = 'n', .apply = sort_by_one, .value = KEY_COMM, .sign = 1, .set = SORTING,
	  .help = "sort by the name of the process" },
	{ .letter = 'a', .apply = sort_by_one, .value = KEY_ALLOC_TS, .sign = 1, .set = SORTING,
	  .help = "sort by the time of allocation" },
	{ .letter = 'r', .apply = sort_by_one, .value = KEY_FREE_TS, .sign = 1, .set = SORTING,
	  .help = "sort by the time of release" },
	{ .letter = 'M', .apply = sort_by_one, .value = KEY_MODULE, .sign = 1, .set = SORTING,
	  .help = "sort by module" },

	{ .name = "pid", .argument = "LIST", .apply = add_criterion, .value = BY_PID,
	  .set = SELECTION, .help = "threads that allocated, by number" },
	{ .name = "tgid", .argument = "LIST", .apply = add_criterion, .value = BY_TGID,
	  .set = SELECTION, .help = "processes that allocated, by number" },
	{ .name = "name", .argument = "LIST", .apply = add_criterion, .value = BY_COMM,
	  .set = SELECTION, .help = "processes that allocated, by name" },
	{ .name = "cgroup", .argument = "LIST", .apply = add_criterion, .value = BY_CGROUP,
	  .set = SELECTION,
	  .help = "cgroups that the pages are charged to, by the last part of their path" },
	{ .name = "context", .argument = "LIST", .apply = add_criterion, .value = BY_CONTEXT,
	  .set = SELECTION,
	  .help = "task, softirq, hardirq or nmi, if the kernel records it" },
	{ .name = "module", .argument = "LIST", .apply = add_criterion, .value = BY_MODULE,
	  .set = SELECTION,
	  .help = "a module anywhere in the stack (sort: the first one in it); vmlinux: there is "
		  "none; (unloaded): it is no longer loaded" },
	{ .name = "frame", .argument = "REGEX", .apply = add_criterion, .value = BY_FRAME,
	  .set = SELECTION,
	  .help = "stacks with a frame that matches this extended regular expression" },
	{ .name = "handle", .argument = "LIST", .apply = add_criterion, .value = BY_HANDLE,
	  .set = SELECTION, .help = "stacks with these handles" },
	{ .name = "pfn", .argument = "LIST", .apply = add_criterion, .value = BY_PFN,
	  .set = SELECTION, .help = "page frame numbers" },
	{ .name = "order", .argument = "LIST", .apply = add_criterion, .value = BY_ORDER,
	  .set = SELECTION, .help = "orders of allocations" },
	{ .name = "node", .argument = "LIST", .apply = add_criterion, .value = BY_NODE,
	  .set = SELECTION, .also = "account suspects oom", .help = "NUMA nodes" },
	{ .name = "zone", .argument = "LIST", .apply = add_criterion, .value = BY_ZONE,
	  .set = SELECTION, .also = "account suspects oom",
	  .help = "zones, by number, or by name if the input is not text" },
	{ .name = "migratetype", .argument = "LIST", .apply = add_criterion,
	  .value = BY_MIGRATETYPE, .set = SELECTION,
	  .help = "Unmovable, Movable, Reclaimable, ..." },
	{ .name = "block", .argument = "LIST", .apply = add_criterion, .value = BY_BLOCK,
	  .set = SELECTION,
	  .help = "types of the pageblocks that the pages are in: CMA, Unmovable, Movable, ..." },
	{ .name = "gfp", .argument = "FLAGS", .apply = add_criterion, .value = BY_GFP,
	  .set = SELECTION,
	  .help = "allocations that have all of these gfp flags: names separated by commas "
		  "or |, or a mask with 0x" },
	{ .name = "flags", .argument = "FLAGS", .apply = add_criterion, .value = BY_FLAGS,
	  .set = SELECTION, .help = "the same for the flags of struct page" },
	{ .name = "older", .argument = "TIME", .apply = add_criterion, .value = BY_OLDER,
	  .set = SELECTION,
	  .help = "allocations that were at least this old when the kernel crashed (in text: at "
		  "its newest record): 90s, 10m, 1h30m, 2d" },
	{ .name = "newer", .argument = "TIME", .apply = add_criterion, .value = BY_NEWER,
	  .set = SELECTION, .help = "allocations that were at most this old then" },
	{ .name = "slab", .apply = set_flag, .offset = AT(slab), .set = SELECTION,
	  .excludes = "no-slab", .help = "only pages of the slab allocator" },
	{ .name = "no-slab", .apply = set_flag, .offset = AT(no_slab), .set = SELECTION,
	  .help = "no pages of the slab allocator" },
	{ .name = "freed", .apply = set_flag, .offset = AT(freed), .set = RELEASED,
	  .help = "instead of allocated pages those that are free and whose last owner is known" },
	{ .name = "all", .apply = set_flag, .offset = AT(all), .set = RELEASED,
	  .help = "allocated pages and those of --freed" },
	{ .letter = 'f', .apply = set_flag, .offset = AT(unreleased), .set = RELEASED,
	  .also = "sort", .help = "no allocations that were released, as page_owner_sort -f" },

	{ .name = "offsets", .apply = set_flag, .offset = AT(offsets), .set = COMPARING,
	  .help = "frames are the same only if their offsets in the function are" },
	{ .name = "exit-code", .apply = set_flag, .offset = AT(exit_code), .set = COMPARING,
	  .help = "exit with status 5 if something grew" },

	{ .name = "top", .argument = "N", .apply = set_number, .offset = AT(top),
	  .set = SHOWING, .also = "allocinfo list",
	  .help = "show at most N groups instead of 20 (oom: 5; list: N records); 0 shows "
		  "all" },
	{ .name = "full", .apply = set_flag, .offset = AT(full), .set = SHOWING,
	  .help = "show whole stacks; without it a stack starts at the caller of the allocator "
		  "and ends after five frames" },
	{ .name = "lines", .apply = set_flag, .offset = AT(lines), .set = SHOWING,
	  .only = WITH_STACKS, .excludes = "tree reverse", .text = true,
	  .help = "show source lines and inlined functions in stacks; needs a vmlinux with debug "
		  "information" },
	{ .name = "pages", .apply = set_unit, .value = UNIT_PAGES, .set = SHOWING,
	  .help = "show sizes only as numbers of pages" },
	{ .name = "bytes", .apply = set_unit, .value = UNIT_BYTES, .set = SHOWING,
	  .help = "show sizes in bytes instead of MiB" },
	{ .name = "human", .apply = set_unit, .value = UNIT_FIT, .set = SHOWING,
	  .help = "show sizes in the unit that fits, KiB to TiB, as a terminal gets them" },
	{ .name = "si", .apply = set_unit, .value = UNIT_SI, .set = SHOWING,
	  .help = "the same in powers of 1000, kB to TB" },
	{ .name = "quick", .apply = set_flag, .offset = AT(quick), .set = SHOWING,
	  .only = "report", .text = true,
	  .excludes = "tree reverse freed all f slab no-slab pid tgid name order gfp migratetype "
		      "flags node zone cgroup older newer pfn context block",
	  .help = "use the number of pages that the kernel itself counts for each stack (Linux "
		  "6.9 and later); takes a second on any machine, but knows only stacktrace, "
		  "caller, module and handle" },
	{ .name = "meminfo", .apply = set_flag, .offset = AT(meminfo), .set = SHOWING,
	  .only = "account", .text = true,
	  .help = "print /proc/meminfo as the dumped kernel would have printed it" },

	{ .name = "format", .argument = "FORMAT", .apply = set_format, .set = FORMATS,
	  .help = "write in one of these formats; those for programs have all groups unless "
		  "--top limits them:" },
	{ .name = "json", .apply = set_json, .set = FORMATS,
	  .only = "report account suspects oom diff list",
	  .help = "the same as --format json" },
	{ .name = "open", .apply = set_open, .offset = AT(open), .set = FORMATS,
	  .only = "report account suspects oom fragments diff",
	  .help = "--format html, shown in the browser of the desktop; without -o it goes to a "
		  "temporary file" },
	{ .name = "anonymize", .apply = set_flag, .offset = AT(anonymize), .set = FORMATS,
	  .only = "save",
	  .help = "replace the names of processes and cgroups by numbers, and leave the kernel "
		  "log out" },
	{ .name = "jsonl", .apply = set_flag, .offset = AT(rows), .set = FORMATS,
	  .only = "triage save", .excludes = "anonymize",
	  .help = "write rows for a database, each a line of JSON by docs/rows.schema.json; "
		  "triage adds them to the file of -o, where a dump that is in it already is "
		  "not read again" },
	{ .name = "output", .letter = 'o', .argument = "FILE", .apply = set_word,
	  .offset = AT(output), .set = EVERY_COMMAND, .help = "write the output to FILE" },

	{ .name = "color", .argument = "WHEN", .apply = set_colours, .set = EVERY_COMMAND,
	  .help = "show bold and coloured text always, never, or on a terminal (auto) unless "
		  "$NO_COLOR is set" },
	{ .name = "no-pager", .apply = set_flag, .offset = AT(no_pager), .set = EVERY_COMMAND,
	  .help = "write to the terminal without a pager" },

	{ .name = "map", .argument = "FILE", .apply = set_word, .offset = AT(sources.map),
	  .set = INPUT,
	  .help = "take symbols from a System.map, or from a /proc/kallsyms that root saved" },
	{ .name = "btf", .argument = "FILE", .apply = set_word, .offset = AT(sources.btf),
	  .set = INPUT,
	  .help = "take types from the /sys/kernel/btf/vmlinux of the same kernel, or from an "
		  "ELF file with a section .BTF" },
	{ .name = "vmcoreinfo", .argument = "FILE", .apply = set_word,
	  .offset = AT(sources.vmcoreinfo), .set = INPUT,
	  .help = "take VMCOREINFO from this file, not from the dump" },
	{ .name = "force", .apply = set_flag, .offset = AT(sources.force), .set = INPUT,
	  .also = "diff triage",
	  .help = "accept a VMLINUX or map of another kernel; what it says may be wrong" },
	{ .name = "debuginfod", .apply = set_flag, .offset = AT(sources.debuginfod),
	  .set = INPUT, .also = "diff triage",
	  .help = "download a vmlinux that is found nowhere else from the servers in "
		  "$DEBUGINFOD_URLS" },

	{ .name = "root", .argument = "DIR", .apply = set_word, .offset = AT(root), .set = MACHINE,
	  .help = "the machine whose files are below DIR, not below /" },

	{ .name = "help", .letter = 'h', .set = EVERY_COMMAND,
	  .help = "show this help; without a command, the list of all commands" },
	{ .name = "version", .letter = 'V', .value = 1, .set = EVERY_COMMAND,
	  .help = "show the version" },
};
/* clang-format on */

const size_t nr_option_rows = ARRAY_SIZE(option_rows);

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; list; list = strchr(list, ' ')) {
		list += *list == ' ';
		if (!strncmp(list, word, len) && (list[len] == ' ' || !list[len]))
			return true;
	}
	return false;
}

bool option_goes_with(const struct option_row *row, const struct command *command)
{
	if (row->only)
		return has_word(row->only, command->name);
	return row->set & (command->takes | EVERY_COMMAND) || has_word(row->also, command->name);
}

bool option_excludes(const struct option_row *row, const struct option_row *other)
{
	char letter[2] = { other->letter, '\0' };

	return has_word(row->excludes, other->name ? other->name : letter);
}

const char *option_name(const struct option_row *row, char *buf, size_t size)
{
	if (row->name)
		snprintf(buf, size, "--%s", row->name);
	else
		snprintf(buf, size, "-%c", row->letter);
	return buf;
}
