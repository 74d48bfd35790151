// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The crash command.  crash answers the library's questions and gets finished text back.
 * Only this file and crash_types.c use functions of crash, and only this file deals with
 * the ways in which crash leaves a command.
 *
 * One binary serves crash 8.0.2 to 9.0.2: it uses only those fields of crash's structs
 * that are at the same offset in all of them.
 *
 * crash leaves a command by longjmp() to its prompt: on Ctrl-C, when a FATAL error occurs
 * anywhere below the command, when the pager is gone.  So no memory belongs to a stack
 * frame: the handle is static, and crash calls the CLEANUP entry of the command table (see
 * restore_sanity() in its cmdline.c) before the next prompt.
 */
#include <defs.h>

#include "crash/crash_types.h"
#include "crash/others.h"
#include "pageowner.h"

static struct {
	struct pageowner *po;
	struct others others; /* of diff */
	bool running;	      /* also after a longjmp, until cleanup() */
	bool written;
	bool warned;
	bool drawn;   /* a line of progress is on the terminal */
	FILE *output; /* of -o */
	time_t last_progress;
	struct sigaction crash_sigint;
} session;

static volatile sig_atomic_t interrupted;

/* ---- Ctrl-C ---- */

static void on_sigint(int sig)
{
	interrupted = sig;
}

/*
 * crash's own handler jumps to the prompt at the first Ctrl-C.  Ours lets the library
 * finish with the result so far.
 */
static void catch_sigint(struct sigaction *old)
{
	struct sigaction action = { .sa_handler = on_sigint, .sa_flags = SA_RESTART };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, old);
}

static void block_sigint(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigprocmask(how, &set, NULL);
}

/* ---- the terminal ---- */

/* While less controls the terminal, messages have to go through it. */
static FILE *message_file(void)
{
	return pc->stdpipe ? pc->stdpipe : stderr;
}

/*
 * Like crash's error(INFO, ...).  But error() also writes into the file or pipe that
 * output is redirected to, and messages must not get into a list there.
 */
static void complain(const char *message)
{
	FILE *file = message_file();

	fflush(fp);
	fprintf(file, "%s: %s\n", pc->curcmd, message);
	fflush(file);
}

/* Once output has begun, a line of progress would appear in the middle of it. */
static bool progress_is_visible(void)
{
	return (pc->flags & TTY) && isatty(STDERR_FILENO) &&
	       (!session.written || (pc->redirect & REDIRECT_TO_FILE));
}

static void clear_progress(void)
{
	if (session.drawn)
		fprintf(stderr, "\r%*s\r", 40, "");
	session.drawn = false;
}

/* ---- answers: memory ---- */

/* readmem() reports only success or failure, and reads page by page anyway. */
static size_t read_page(ulonglong addr, int type, char *buf, size_t len)
{
	size_t part = PAGESIZE() - (addr & (PAGESIZE() - 1));

	if (part > len)
		part = len;
	return readmem(addr, type, buf, part, "pageowner", RETURN_ON_ERROR | QUIET) ? part : 0;
}

/*
 * If a page table is missing, readmem() prints an error and leaves the command, in spite
 * of RETURN_ON_ERROR and QUIET.  Inside "foreach" crash lets a command survive that, and
 * error() prints only to error_fp unless error_path is one of the words that it knows.
 */
struct quiet {
	char *error_path;
	FILE *error_fp;
};

static void quiet_begin(struct quiet *quiet)
{
	quiet->error_path = pc->error_path;
	quiet->error_fp = pc->error_fp;
	pc->error_path = "";
	pc->error_fp = pc->nullfp;
	pc->flags |= IN_FOREACH;
}

static void quiet_end(const struct quiet *quiet)
{
	pc->flags &= ~IN_FOREACH;
	pc->error_fp = quiet->error_fp;
	pc->error_path = quiet->error_path;
}

static ssize_t read_pages(ulonglong addr, int type, char *buf, size_t len)
{
	volatile size_t done = 0;
	struct quiet quiet;
	size_t part;

	quiet_begin(&quiet);
	if (!setjmp(pc->foreach_loop_env)) {
		do {
			part = read_page(addr + done, type, buf + done, len - done);
			done += part;
		} while (part && done < len);
	}
	quiet_end(&quiet);
	return done;
}

static int translate(void *priv, uint64_t addr, uint64_t *ret)
{
	volatile int found = FALSE;
	physaddr_t paddr = 0;
	struct quiet quiet;

	(void)priv;
	quiet_begin(&quiet);
	if (!setjmp(pc->foreach_loop_env))
		found = kvtop(NULL, addr, &paddr, 0);
	quiet_end(&quiet);
	*ret = paddr;
	return found ? 0 : -EFAULT;
}

static ssize_t read_virtual(void *priv, uint64_t addr, void *buf, size_t len)
{
	(void)priv;
	return read_pages(addr, KVADDR, buf, len);
}

static ssize_t read_physical(void *priv, uint64_t paddr, void *buf, size_t len)
{
	(void)priv;
	return read_pages(paddr, PHYSADDR, buf, len);
}

/* ---- answers: symbols ---- */

static int find_symbol(void *priv, const char *name, unsigned int index, uint64_t *ret)
{
	struct syment *symbol = kernel_symbol_search((char *)name);

	(void)priv;
	while (symbol && index--)
		symbol = symbol_search_next((char *)name, symbol);
	if (!symbol)
		return -ENOENT;
	*ret = symbol->value;
	return 0;
}

/* ---- output ---- */

/* crash ignores SIGPIPE, so a closed pipe shows only as an error of fp. */
static int write_output(void *priv, const char *text, size_t len)
{
	const char *name = pageowner_output(session.po);
	FILE *file;

	(void)priv;
	clear_progress();
	errno = 0;
	if (name && !session.output)
		session.output = fopen(name, "w");
	if (name && !session.output)
		return -errno;
	file = name ? session.output : fp;
	session.written = !name;
	if (fwrite(text, 1, len, file) == len && !fflush(file))
		return 0;
	return errno ? -errno : -EPIPE;
}

static int show_progress(void *priv, uint64_t done, uint64_t total)
{
	time_t now = time(NULL);

	(void)priv;
	if (session.last_progress && session.last_progress != now && total &&
	    progress_is_visible()) {
		fprintf(stderr, "\r%s: %u%% scanned", pc->curcmd,
			(unsigned int)(done * 100 / total));
		session.drawn = true;
	}
	session.last_progress = now;
	return interrupted;
}

static int find_dump_level(void *priv)
{
	(void)priv;
	return get_dump_level();
}

static struct pageowner_target target = {
	.size = sizeof(target),
	.word_size = sizeof(long),
	.big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
	.read = read_virtual,
	.read_phys = read_physical,
	.translate = translate,
	.symbol = find_symbol,
	.type_size = crash_type_size,
	.member = crash_member,
	.constant = crash_constant,
	.dump_level = find_dump_level,
	.write = write_output,
	.progress = show_progress,
};

/* ---- the command ---- */

static struct pageowner *handle(void)
{
	if (session.po)
		return session.po;
	session.po = pageowner_new();
	target.live = ACTIVE();
	if (session.po)
		pageowner_attach(session.po, &target);
	return session.po;
}

static void warn_zero_excluded(void)
{
	if (session.warned || !((*diskdump_flags & ZERO_EXCLUDED) || sadump_is_zero_excluded()))
		return;
	session.warned = true;
	complain("zero_excluded is on: crash reads pages that are not in the dump as zeros, so "
		 "they are shown as never owned");
}

/* crash calls it, too, after it left the command at any point, so SIGINT may be blocked. */
static void cleanup(void)
{
	if (!session.running)
		return;
	session.running = false;
	sigaction(SIGINT, &session.crash_sigint, NULL);
	block_sigint(SIG_UNBLOCK);
	if (session.output)
		fclose(session.output);
	session.output = NULL;
	pageowner_abandon(session.po);
	others_close(&session.others);
}

static void run(void)
{
	session.written = false;
	session.last_progress = 0;
	interrupted = 0;
	catch_sigint(&session.crash_sigint);
	session.running = true;
	if (pageowner_compares(session.po))
		others_diff(&session.others, session.po);
	else
		pageowner_run(session.po);
	clear_progress();
	if (pageowner_message(session.po)[0])
		complain(pageowner_message(session.po));
	/* Like crash's own handler: this also ends a file of commands. */
	if (interrupted)
		pc->flags |= _SIGINT_;
	cleanup();
}

/* crash takes 'a|b' as one word, like a shell, but leaves the quotes on. */
static void unquote(int count, char *words[])
{
	int i;

	for (i = 0; i < count; i++) {
		size_t len = strlen(words[i]);

		if (len < 2 || words[i][0] != '\'' || words[i][len - 1] != '\'')
			continue;
		words[i][len - 1] = '\0';
		words[i]++;
	}
}

static bool names_sources(const struct pageowner *po)
{
	const struct pageowner_sources *sources = pageowner_sources(po);

	return sources->btf || sources->map || sources->force || sources->debuginfod;
}

static void cmd_pageowner(void)
{
	struct pageowner *po = handle();
	const char *const *operands;
	unsigned int count;
	const char *wrong;

	if (!po) {
		complain("out of memory");
		return;
	}
	unquote(argcnt, args);
	if (pageowner_parse(po, argcnt, args) != PAGEOWNER_COMPLETE) {
		complain(pageowner_message(po));
		fprintf(message_file(), "Enter \"help %s\" for details.\n", pc->curcmd);
		return;
	}
	count = pageowner_operands(po, &operands);
	if (count && pageowner_misspelt(po)) {
		complain(pageowner_message(po));
		return;
	}
	if ((count && !pageowner_compares(po)) || names_sources(po)) {
		complain("pageowner reads the dump that crash has open: name no file");
		return;
	}
	if (pageowner_binary(po) && !pageowner_output(po) &&
	    !(pc->redirect & (REDIRECT_TO_FILE | REDIRECT_TO_PIPE))) {
		complain("this format is not for a terminal: give -o FILE");
		return;
	}
	if (pageowner_opens(po)) {
		complain("only the program has --open: give --format html -o FILE");
		return;
	}
	wrong = pageowner_compares(po) ? others_open(&session.others, argcnt, args, operands, count)
				       : NULL;
	if (wrong) {
		complain(wrong);
		others_close(&session.others);
		return;
	}
	warn_zero_excluded();
	pageowner_to_terminal(po, !pageowner_output(po) &&
					  !(pc->redirect & (REDIRECT_TO_FILE | REDIRECT_TO_PIPE)));
	run();
}

/* ---- the help page ---- */

/* Name, purpose and synopsis, then the text.  crash replaces "%s" in a line by its own name. */
static char *help[192] = {
	NULL,
	"who owns the memory of a kernel that ran with page_owner=on",
	"[COMMAND] [OPTION]...",
};

static const char *const in_crash[] = {
	"",
	"In crash:",
	"  crash> pageowner                   output goes through crash's pager,",
	"  crash> pageowner list > owners     into a file",
	"  crash> pageowner list | grep PFN   or into a command",
	"",
	"Ctrl-C stops a scan and shows the result so far. A second command is answered",
	"from the scan of the first if that holds the answer.",
	NULL
};

static void add_help(const char *const *text)
{
	size_t i = 0;

	while (help[i])
		i++;
	while (*text && i < sizeof(help) / sizeof(help[0]) - 1)
		help[i++] = (char *)*text++;
}

/* crash prints its own synopsis in place of the usage lines. */
static void make_help(char *name)
{
	const char *const *text = pageowner_help();

	while (*text && **text)
		text++;
	help[0] = name;
	add_help(*text ? text + 1 : text);
	add_help(in_crash);
}

/* ---- loading and unloading ---- */

/* clang-format off */
static struct command_table_entry commands[] = {
	{ "pageowner", cmd_pageowner, help, 0 },
	{ "pageowner-cleanup", cleanup, NULL, CLEANUP },
	{ NULL, NULL, NULL, 0 }
};
/* clang-format on */

/* crash refuses a table if another extension has the name, and deletes an alias of it. */
static bool is_taken(char *name)
{
	return get_command_table_entry(name) || is_alias(name);
}

__attribute__((constructor)) static void load(void)
{
	if (is_taken(commands[0].name)) {
		commands[0].name = "powner";
		commands[1].name = "powner-cleanup";
		fprintf(fp, "another command is called pageowner: use this one as powner\n");
	}
	make_help(commands[0].name);
	register_extension(commands);
}

/* It also runs when crash exits, possibly from the middle of a command. */
__attribute__((destructor)) static void unload(void)
{
	if (session.running)
		return;
	pageowner_free(session.po);
	crash_types_close();
}
