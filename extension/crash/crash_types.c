// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Types, members and enumerators, from the gdb inside crash.
 *
 * crash's own functions do not give the width of a bit field, and some of them end the
 * command if a name is unknown.  gdb's expressions answer everything except bit fields,
 * look into anonymous members, follow "a.b", and mean the same in gdb 10 (crash 8) and
 * gdb 16 (crash 9).
 */
#include <defs.h>

#include "crash/crash_types.h"

/* The last output of gdb. */
static FILE *answers;

static int open_answers(void)
{
	if (!answers)
		answers = tmpfile();
	if (!answers)
		return -errno;
	rewind(answers);
	return ftruncate(fileno(answers), 0) ? -errno : 0;
}

void crash_types_close(void)
{
	if (answers)
		fclose(answers);
	answers = NULL;
}

/* gdb_interface() installs crash's SIGINT handler; SIGINT is blocked until ours is back. */
static int pass_to_gdb(char *command)
{
	struct sigaction handler;
	sigset_t sigint, old;
	int ok;

	sigemptyset(&sigint);
	sigaddset(&sigint, SIGINT);
	sigprocmask(SIG_BLOCK, &sigint, &old);
	sigaction(SIGINT, NULL, &handler);
	ok = gdb_pass_through(command, answers, GNU_RETURN_ON_ERROR | GNU_FROM_TTY_OFF);
	sigaction(SIGINT, &handler, NULL);
	sigprocmask(SIG_SETMASK, &old, NULL);
	rewind(answers);
	return ok ? 0 : -ENOENT;
}

/*
 * Lets gdb execute a command.  Its output goes to answers, and so do its complaints about
 * unknown names.  If the pager is gone, gdb_interface() jumps to the prompt, so that is
 * checked before.
 */
__attribute__((format(printf, 1, 2))) static int ask_gdb(const char *format, ...)
{
	char command[512];
	va_list args;
	int len, err;

	va_start(args, format);
	len = vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= sizeof(command))
		return -ENAMETOOLONG;
	if (output_closed())
		return -EPIPE;
	err = open_answers();
	return err ? err : pass_to_gdb(command);
}

/* Finds the numbers that printf wrote; a warning of gdb may come before them. */
__attribute__((format(scanf, 3, 4))) static int read_answer(int err, int numbers,
							    const char *format, ...)
{
	char line[512];
	va_list args;
	int got = 0;

	while (!err && got != numbers && fgets(line, sizeof(line), answers)) {
		va_start(args, format);
		got = vsscanf(line, format, args);
		va_end(args);
	}
	return err ? err : got == numbers ? 0 : -ENOENT;
}

/*
 * Makes $pageowner a pointer to the type.  gdb searches all compilation units for a type
 * by its name, so this is done once for all members of the type.
 */
static int choose_type(const char *type)
{
	static char chosen[128];
	static int err;

	if (!strcmp(chosen, type))
		return err;
	err = ask_gdb("set variable $pageowner = (%s *)0", type);
	snprintf(chosen, sizeof(chosen), "%s", err && err != -ENOENT ? "" : type);
	return err;
}

int crash_type_size(void *priv, const char *type, uint64_t *ret)
{
	unsigned long size = 0;
	int err = choose_type(type);

	(void)priv;
	if (!err)
		err = ask_gdb("printf \"= %%lu\\n\", (unsigned long)sizeof(*$pageowner)");
	err = read_answer(err, 1, "= %lu", &size);
	/* The type is declared, but not defined in this kernel. */
	if (!err && !size)
		err = -ENOENT;
	*ret = size;
	return err;
}

int crash_constant(void *priv, const char *name, int64_t *ret)
{
	int err = ask_gdb("printf \"= %%ld\\n\", (long)%s", name);
	long value = 0;

	(void)priv;
	err = read_answer(err, 1, "= %ld", &value);
	*ret = value;
	return err;
}

/* In bits.  For a bit field, only the byte in which it starts is right. */
static int find_bytes(const char *name, uint64_t *offset, uint64_t *size)
{
	unsigned long at = 0, bytes = 0;
	int err = ask_gdb("printf \"= %%lu %%lu\\n\", (unsigned long)&$pageowner->%s, "
			  "(unsigned long)sizeof($pageowner->%s)",
			  name, name);

	err = read_answer(err, 2, "= %lu %lu", &at, &bytes);
	*offset = at * 8;
	*size = bytes * 8;
	return err;
}

/*
 * A line of "ptype /o": byte, bit and size of the declared type are in a comment before
 * "u32 offset : 10;".  Members of a union have no byte and bit.
 */
static bool is_bit_field(const char *line, const char *name, uint64_t *offset, uint64_t *bits)
{
	const char *colon = strrchr(line, ':');
	ptrdiff_t len = strlen(name);
	unsigned int byte, bit;

	if (!colon || colon - line < len + 2 || colon[-1] != ' ' || colon[-len - 2] != ' ' ||
	    strncmp(colon - 1 - len, name, len))
		return false;
	if (sscanf(line, "/* %u : %u |", &byte, &bit) == 2)
		*offset = byte * 8 + bit;
	*bits = strtoul(colon + 1, NULL, 10);
	return *bits > 0;
}

/*
 * gdb has no expression for the width of a bit field; only "ptype /o" shows it.  That also
 * unfolds the structs of named members: a result from inside one of them is dropped at its
 * closing "} name;".
 */
static void find_bit_field(const char *name, uint64_t *offset, uint64_t *bits)
{
	uint64_t start = *offset, width = *bits;
	unsigned int depth = 0, found = 0;
	char line[512];

	while (found != 1 && fgets(line, sizeof(line), answers)) {
		const char *open = strchr(line, '{'), *close = strchr(line, '}');

		if (open && !close) {
			depth++;
		} else if (close && !open) {
			if (found == depth)
				found = close[1] == ';' ? depth - 1 : 0;
			depth--;
		} else if (!found) {
			start = *offset;
			if (is_bit_field(line, name, &start, &width))
				found = depth;
		}
	}
	if (found == 1) {
		*offset = start;
		*bits = width;
	}
}

/* For "a.b", b is looked up in the type of a. */
int crash_member(void *priv, const char *type, const char *name, uint64_t *bit_offset,
		 uint64_t *bit_size)
{
	const char *dot = strrchr(name, '.');
	uint64_t offset, size, within = 0;
	char holder[128];
	int err = choose_type(type);

	(void)priv;
	if (!err)
		err = find_bytes(name, &offset, bit_size);
	if (!err && dot) {
		snprintf(holder, sizeof(holder), "%.*s", (int)(dot - name), name);
		err = find_bytes(holder, &within, &size);
		if (!err)
			err = ask_gdb("ptype /o $pageowner->%s", holder);
	} else if (!err) {
		err = ask_gdb("ptype /o *$pageowner");
	}
	if (err)
		return err;
	offset -= within;
	find_bit_field(dot ? dot + 1 : name, &offset, bit_size);
	*bit_offset = within + offset;
	return 0;
}
