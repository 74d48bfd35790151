// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Folders that many files are written to: what others may do there, and who may read the files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program/folder.h"

/* In a folder like /tmp only the owner of a file replaces it, but anybody may be first. */
static const char *why_not(const struct stat *st)
{
	if (!S_ISDIR(st->st_mode))
		return "not a folder";
	if (st->st_uid != geteuid())
		return "the folder is somebody else's: name one that does not exist yet";
	return st->st_mode & S_IWOTH ? "all may write into this folder: name one that does not "
				       "exist yet"
				     : NULL;
}

bool folder_make(const char *inside, const char *path)
{
	const char *why = NULL;
	struct stat st = { .st_mode = 0 };

	if ((mkdir(path, 0777) && errno != EEXIST) || (inside ? lstat : stat)(path, &st))
		why = strerror(errno);
	else
		why = why_not(&st);
	if (!why && !inside && chdir(path))
		why = strerror(errno);
	if (why)
		fprintf(stderr, "pageowner: %s%s%s: %s\n", inside ? inside : "", inside ? "/" : "",
			path, why);
	return !why;
}

void folder_private(const char *const *paths, unsigned int n)
{
	mode_t mask = umask(077);
	struct stat st;

	for (unsigned int i = 0; i < n; i++)
		if (!stat(paths[i], &st))
			mask |= ~st.st_mode & 0066;
	umask(mask);
}
