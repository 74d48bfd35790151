// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the text of VMCOREINFO: lines KEY=VALUE in which the kernel describes itself.
 */
#include <stdio.h>
#include <stdlib.h>
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

bool vmcoreinfo_utsname(const char *vmcoreinfo, uint64_t *ret)
{
	char symbol[32], base[32];

	if (!vmcoreinfo_value(vmcoreinfo, "SYMBOL(init_uts_ns)", symbol, sizeof(symbol)))
		return false;
	*ret = strtoull(symbol, NULL, 16);
	if (vmcoreinfo_value(vmcoreinfo, "NUMBER(phys_base)", base, sizeof(base)))
		*ret += strtoll(base, NULL, 10) - 0xffffffff80000000; /* __START_KERNEL_map */
	else if (vmcoreinfo_value(vmcoreinfo, "NUMBER(kimage_voffset)", base, sizeof(base)))
		*ret -= strtoull(base, NULL, 16);
	else
		return false;
	return true;
}
