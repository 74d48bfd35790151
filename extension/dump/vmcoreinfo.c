// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the text of VMCOREINFO: lines KEY=VALUE in which the kernel describes itself.
 */
#include <stdio.h>
#include <string.h>

#include "dump/vmcoreinfo.h"

bool vmcoreinfo_value(const char *vmcoreinfo, const char *key, char *ret, size_t size)
{
	size_t len = strlen(key), n;

	for (const char *line = vmcoreinfo; line && *line;) {
		if (!strncmp(line, key, len) && line[len] == '=') {
			line += len + 1;
			n = strcspn(line, "\n");
			snprintf(ret, size, "%.*s", (int)n, line);
			/* The value is shown to the user, and a dump may hold any bytes. */
			for (; *ret; ret++)
				if (*ret < ' ' || *ret > '~')
					*ret = '?';
			return true;
		}
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	return false;
}
