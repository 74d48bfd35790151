/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pageowner: who owns the memory of a dumped Linux kernel.
 *
 * With page_owner=on the kernel keeps for every page frame who allocated it
 * (mm/page_owner.c, the records in mm/page_ext.c, the stacks in
 * lib/stackdepot.c).  This library reads those records out of a vmcore.  It
 * never opens a file and never prints: it asks its host a few questions
 * (struct pageowner_target) and hands finished text back through one of them.
 * crash, drgn and GDB can answer them already; dump/dump.c answers them for a
 * bare vmcore.  Because nothing else is host specific, every front end prints
 * the same bytes.
 *
 * A session:
 *
 *	struct pageowner *po = pageowner_new();
 *
 *	pageowner_parse(po, argc, argv);          what the user wants
 *	pageowner_attach(po, &target);            whom to ask
 *	status = pageowner_run(po);               scan if needed, then write
 *	if (pageowner_message(po)[0])
 *		complain(pageowner_message(po));
 *	pageowner_free(po);
 *
 * parse and run may be repeated on the same handle.  What has been read stays:
 * a second command whose answer is in the result of an earlier scan reads
 * nothing again.
 *
 * A handle belongs to one thread at a time.  The library starts no threads; if
 * the host offers parallel(), it calls back from the host's threads.
 */
#ifndef PAGEOWNER_H
#define PAGEOWNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define PAGEOWNER_API __attribute__((visibility("default")))

struct pageowner;

/* What pageowner_parse() and pageowner_run() return: the exit status of a program. */
enum pageowner_status {
	PAGEOWNER_COMPLETE = 0,
	PAGEOWNER_ERROR = 1,
	PAGEOWNER_USAGE = 2,
	PAGEOWNER_PARTIAL = 3,	     /* something could not be read; the output says what */
	PAGEOWNER_NO_DATA = 4,	     /* this kernel kept no page_owner records */
	PAGEOWNER_GREW = 5,	     /* diff --exit-code: something grew */
	PAGEOWNER_INTERRUPTED = 130, /* the output holds what was read until then */
};

/* An address in a stack, and what the kernel's own symbols say of it. */
struct pageowner_pc {
	uint64_t pc;	    /* inside the instruction: of a call, not behind it */
	const char *symbol; /* the function, or NULL: not known */
	uint64_t offset;    /* of pc in it */
	uint64_t size;	    /* up to the next symbol */
	const char *module; /* NULL: the kernel image */
};

/* Where in the source that is. */
struct pageowner_line {
	const char *function; /* NULL: not known */
	const char *file;     /* likewise; relative to the kernel's source where it is inside */
	unsigned int line, column; /* 0: not known */
	bool inlined;		   /* into the next one */
};

/*
 * The questions to the host.
 *
 * All callbacks get @priv first.  Those that return int return 0 or a negative
 * errno.  -ENOENT means "this kernel has no such name", and is the only errno
 * that the library treats as an answer; any other ends the command with that
 * error.  No callback may longjmp() or throw across the library, except that
 * the host may abandon a call for good: then it calls pageowner_abandon()
 * before it uses the handle again.
 *
 * A callback that is NULL is a question this host cannot answer.  Only write()
 * is needed for every command.
 */
struct pageowner_target {
	/* sizeof(struct pageowner_target) as the host was compiled. */
	size_t size;
	void *priv;

	/* The dumped machine: 4 or 8 bytes a pointer, byte order. */
	unsigned int word_size;
	bool big_endian;
	/* It runs, and changes while it is read. */
	bool live;
	/* text() can't begin again: it is a pipe. */
	bool text_once;
	/*
	 * write() goes to a terminal, which would obey control characters of a dump or text.
	 * pageowner_to_terminal() changes it.
	 */
	bool terminal;

	/*
	 * The VMCOREINFO note as text, NUL terminated, or NULL: then the
	 * library reads the note from the kernel's memory.  Copied.
	 */
	const char *vmcoreinfo;

	/*
	 * Instead of a kernel's memory: a file that pageowner_is_text() takes for text of
	 * /sys/kernel/debug/page_owner, or one that `pageowner save` wrote, packed or not.
	 * Reads up to @len bytes of it at @offset; 0 at its end.  @offset is where the last
	 * call ended or, to begin again, 0.  Then all other questions but write() and
	 * progress() are not asked.
	 */
	ssize_t (*text)(void *priv, uint64_t offset, void *buf, size_t len);
	/* When that was last changed, in s since 1970; 0: not known. */
	uint64_t text_time;

	/*
	 * Reads @len bytes at the kernel virtual address @addr into @buf.
	 * Returns how many bytes from the start could be had: less than @len
	 * means that the page behind the last one is not in the dump, 0 that
	 * the first is not.  A page that the dumper knew to be zero is data.
	 * A negative errno is an error of the dump file, not a hole in it.
	 * With parallel() this is called from several threads at once.
	 */
	ssize_t (*read)(void *priv, uint64_t addr, void *buf, size_t len);

	/* The same by physical address. */
	ssize_t (*read_phys)(void *priv, uint64_t paddr, void *buf, size_t len);

	/* The physical address behind a kernel virtual one; -EFAULT when there is none. */
	int (*translate)(void *priv, uint64_t addr, uint64_t *ret);

	/*
	 * The run time address of the symbol @name.  Static names repeat:
	 * @index counts through those of the same name from 0.
	 */
	int (*symbol)(void *priv, const char *name, unsigned int index, uint64_t *ret);

	/* The size in bytes of a type, "struct page" or "union handle_parts". */
	int (*type_size)(void *priv, const char *type, uint64_t *ret);

	/*
	 * Where the member @name of @type is: its offset and its size in bits,
	 * also for bit fields, found inside anonymous members too.  Bit offsets
	 * count as DWARF's DW_AT_data_bit_offset does.  "a.b" names a member of
	 * a member.
	 */
	int (*member)(void *priv, const char *type, const char *name, uint64_t *bit_offset,
		      uint64_t *bit_size);

	/* The value of an enumerator. */
	int (*constant)(void *priv, const char *name, int64_t *ret);

	/*
	 * The source lines of an address, by debug info: calls @sink for the
	 * function it is in and for each one that this was inlined into, innermost
	 * first.  The strings need to last until sink() returns.  -ENOENT: not known.
	 */
	int (*frames)(void *priv, const struct pageowner_pc *pc,
		      void (*sink)(void *arg, const struct pageowner_line *line), void *arg);

	/*
	 * Takes one finished piece of output.  -EPIPE (nobody reads any more)
	 * ends the command quietly.
	 */
	int (*write)(void *priv, const char *text, size_t len);

	/*
	 * What makedumpfile was told to leave out of the dump: its option -d, as
	 * the header of the file has it.  Negative: it doesn't tell.
	 */
	int (*dump_level)(void *priv);

	/*
	 * How far a scan is, in page frames; never called from parallel().
	 * Non-zero stops the scan: the command goes on with what is there and
	 * returns PAGEOWNER_INTERRUPTED.
	 */
	int (*progress)(void *priv, uint64_t done, uint64_t total);

	/*
	 * Calls fn(arg, 0) to fn(arg, n - 1), on as many threads as the host
	 * likes, and returns when all have returned.
	 */
	int (*parallel)(void *priv, void (*fn)(void *arg, unsigned int i), void *arg,
			unsigned int n);

	/*
	 * The symbol of the kernel image that ret->pc is in, into the other members, by a
	 * file beside the dump.  It is asked where the dump's own table is not there.  The
	 * name lasts as long as the host.  -ENOENT: not known.  NULL: there is no such file.
	 */
	int (*symbol_at)(void *priv, struct pageowner_pc *ret);

	/*
	 * What people read is laid out for a screen with so many columns, at least 40.  0: there
	 * is none, and the lines are as long as what is in them.
	 */
	unsigned int columns;
	/* The screen shows bold and coloured text (ECMA-48). */
	bool colours;
};

/*
 * Is a file that begins with these @len bytes, at most 64 KiB, one for text() of a target?
 * Else it may be a dump.
 */
PAGEOWNER_API bool pageowner_is_text(const void *head, size_t len);

/*
 * What a file is that could not be read, by its first bytes, and what helps: "it is ...", into
 * @ret.  False: that is not known.
 */
PAGEOWNER_API bool pageowner_explain_file(const void *head, size_t len, char *ret, size_t size);

/* A new handle, or NULL when there is no memory. */
PAGEOWNER_API struct pageowner *pageowner_new(void);

/* Releases the handle and all that it knows.  NULL is fine. */
PAGEOWNER_API void pageowner_free(struct pageowner *po);

/*
 * Parses a command line; argv[0] is the name shown in messages.  The strings
 * are copied.  Returns PAGEOWNER_COMPLETE or PAGEOWNER_USAGE with a message.
 */
PAGEOWNER_API int pageowner_parse(struct pageowner *po, int argc, char *const argv[]);

/*
 * The file names on the parsed command line (DUMP, VMLINUX).  Inside a
 * debugger there should be none.  Valid until the next pageowner_parse().
 */
PAGEOWNER_API unsigned int pageowner_operands(const struct pageowner *po, const char *const **ret);

/*
 * Is the first of these no file, but the misspelt name of a command?  It looks like it; whether
 * there is such a file is for the host to know.  True with a message.
 */
PAGEOWNER_API bool pageowner_misspelt(struct pageowner *po);

/* The file on the command line that write() has to go to, or NULL: standard output. */
PAGEOWNER_API const char *pageowner_output(const struct pageowner *po);

/* May that file be the input, as page_owner_sort is often called? */
PAGEOWNER_API bool pageowner_replaces(const struct pageowner *po);

/* True if the parsed command writes binary output: do not send that to a terminal. */
PAGEOWNER_API bool pageowner_binary(const struct pageowner *po);

/* Is the page that the parsed command writes to be shown in a browser?  Then the host does it. */
PAGEOWNER_API bool pageowner_opens(const struct pageowner *po);

/* When the output is to be in colours: "auto", "always", "never". */
PAGEOWNER_API const char *pageowner_colours(const struct pageowner *po);

/* May the output go through a pager? */
PAGEOWNER_API bool pageowner_pager(const struct pageowner *po);

/* What the command line says of where the host is to look; a debugger knows by itself. */
struct pageowner_sources {
	const char *btf;	/* a file with BTF, or NULL */
	const char *map;	/* a System.map or saved /proc/kallsyms, or NULL */
	const char *vmcoreinfo; /* a file with the text of VMCOREINFO, or NULL */
	bool force;		/* take files of another kernel */
	bool debuginfod;	/* ask servers for what is nowhere else */
};

/* Valid until the next pageowner_parse(). */
PAGEOWNER_API const struct pageowner_sources *pageowner_sources(const struct pageowner *po);

/*
 * Names the host.  The struct is copied, what it points to is not and must
 * outlive the handle.  What was known of a former host is forgotten.
 */
PAGEOWNER_API int pageowner_attach(struct pageowner *po, const struct pageowner_target *target);

/*
 * From the next command on write() goes to a terminal, or does not: a debugger's user may
 * redirect each one.
 */
PAGEOWNER_API void pageowner_to_terminal(struct pageowner *po, bool terminal);

/*
 * The address of a symbol as the dump itself has it (kallsyms, or the note of a
 * kernel that describes itself), for a host that finds its types by one: the BTF of
 * a kernel lies between __start_BTF and __stop_BTF.  After pageowner_attach(), and
 * not from inside a callback; it calls read() and, for what VMCOREINFO does not say,
 * symbol().  -ENOENT: there is no such symbol or no kallsyms; any other errno comes
 * with a message.
 */
PAGEOWNER_API int pageowner_symbol(struct pageowner *po, const char *name, uint64_t *ret);

/* Runs what was parsed last.  Returns an enum pageowner_status. */
PAGEOWNER_API int pageowner_run(struct pageowner *po);

/* An allocation, for a host that programs.  Strings and stack last as long as the handle. */
struct pageowner_page {
	uint64_t pfn;	  /* of its first page */
	uint64_t ts_nsec; /* since boot; 0 where the kernel keeps none */
	uint64_t free_ts_nsec;
	uint64_t flags;		     /* of the struct page */
	const char *comm, *cgroup;   /* cgroup: charged to, else the task's; "": none */
	const char *caller, *module; /* of the stack: the first that is no allocator's; "" */
	const char *stack;	     /* " frame\n" for each */
	const uint64_t *pcs;
	uint32_t nr_pcs;
	uint32_t order, gfp_mask;
	uint32_t handle, free_handle; /* of the stack depot */
	int32_t pid, tgid;
	int32_t free_pid, free_tgid;
	int32_t node, zone; /* -1: not known */
	int32_t last_migrate_reason;
	bool allocated; /* false: free, the fields tell of the last owner */
	bool slab;
	const char *context; /* "task", "softirq", "hardirq", "nmi"; "": not recorded */
	uint64_t cgroup_id;  /* of the task that took it; 0: none or not recorded */
};

/* Allocations that agree in the keys of --cull; what is none of these is empty. */
struct pageowner_group {
	uint64_t times, pages;
	uint64_t ts_first, ts_last; /* oldest and youngest, ns since boot */
	const char *stack, *caller, *module, *comm, *cgroup;
	const uint64_t *pcs;
	uint32_t nr_pcs;
	uint32_t handle, order, gfp_mask;
	int32_t pid, tgid;
	int32_t migratetype, node, zone;
	bool freed, slab;
	const char *context;
};

/* A row of an account. */
struct pageowner_row {
	const char *name; /* as the account prints it */
	uint64_t pages;
	int64_t counter;    /* what the kernel itself counted, in pages */
	int64_t difference; /* pages in all rows that this counter covers, minus the counter */
	int32_t node, zone; /* --cull node, zone: of which part it is; else -1 */
	bool counted;	    /* false: the kernel has no such counter */
	bool managed;	    /* part of what the page allocator manages */
};

/*
 * Run what was parsed last, as pageowner_run() does, but hand each allocation of
 * a list, each group of a report or of an account (there the owners of unaccounted
 * pages, which no line of /proc/meminfo shows), each row of an account to @each
 * instead of writing text.  A negative errno from @each ends the run with that error.
 */
PAGEOWNER_API int pageowner_pages(struct pageowner *po,
				  int (*each)(void *arg, const struct pageowner_page *page),
				  void *arg);
PAGEOWNER_API int pageowner_groups(struct pageowner *po,
				   int (*each)(void *arg, const struct pageowner_group *group),
				   void *arg);
PAGEOWNER_API int pageowner_rows(struct pageowner *po,
				 int (*each)(void *arg, const struct pageowner_row *row),
				 void *arg);

/* Is a comparison what was parsed last?  Then its operands are what is compared. */
PAGEOWNER_API bool pageowner_compares(const struct pageowner *po);

/* Is it a triage?  Then the host makes a folder of each operand, in that of -o. */
PAGEOWNER_API bool pageowner_triages(const struct pageowner *po);
/* Is that triage --jsonl, which makes rows instead of folders? */
PAGEOWNER_API bool pageowner_triages_rows(const struct pageowner *po);

/*
 * Is it a doctor's visit?  Then the host looks at the machine that it runs on, whose files are
 * below this folder.  NULL: it is none.
 */
PAGEOWNER_API const char *pageowner_doctor(const struct pageowner *po);

/*
 * Compares what @n machines owned, at least two, oldest first.  Each handle has parsed the
 * same command line and has a host; the last one's write() gets the output, and its
 * message says what went wrong.  @names is what the inputs are called.  Returns as
 * pageowner_run() does, with --exit-code also PAGEOWNER_GREW.
 */
PAGEOWNER_API int pageowner_diff(struct pageowner *const *inputs, const char *const *names,
				 unsigned int n);

/*
 * What went wrong in the last parse or run: one line without a newline, and without what
 * a terminal would obey; empty when nothing did.  Valid until the next call on this handle.
 */
PAGEOWNER_API const char *pageowner_message(const struct pageowner *po);

/*
 * Drops a run that the host left by longjmp().  What is known of the kernel
 * and finished results stay.
 */
PAGEOWNER_API void pageowner_abandon(struct pageowner *po);

/*
 * The help, the same in every front end: of all commands, and of the command @name
 * (NULL: there is none of that name).  One line per element, NULL ends; they last as
 * long as the library is loaded.
 */
PAGEOWNER_API const char *const *pageowner_help(void);
PAGEOWNER_API const char *const *pageowner_command_help(const char *name);

/* "0.1.0" */
PAGEOWNER_API const char *pageowner_version(void);

#endif
