// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fetches the vmlinux from a debuginfod server by its build-id.  It is a download of some
 * hundred megabytes, so it happens only on request.
 *
 * libdebuginfod is loaded only when it is needed, because it brings an HTTP client along
 * that no other command uses.
 */
#include <dlfcn.h>
#include <elfutils/debuginfod.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump/debuginfod.h"
#include "dump/progress.h"
#include "dump/vmcoreinfo.h"
#include "dump/vmlinux.h"

struct library {
	debuginfod_client *(*begin)(void);
	void (*end)(debuginfod_client *client);
	int (*find)(debuginfod_client *client, const unsigned char *id, int len, char **path);
	void (*set_progress)(debuginfod_client *client, debuginfod_progressfn_t fn);
	void (*set_data)(debuginfod_client *client, void *data);
	void *(*get_data)(debuginfod_client *client);
};

static struct library library;

static bool load(void)
{
	void *handle = dlopen("libdebuginfod.so.1", RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return false;
	library.begin = dlsym(handle, "debuginfod_begin");
	library.end = dlsym(handle, "debuginfod_end");
	library.find = dlsym(handle, "debuginfod_find_debuginfo");
	library.set_progress = dlsym(handle, "debuginfod_set_progressfn");
	library.set_data = dlsym(handle, "debuginfod_set_user_data");
	library.get_data = dlsym(handle, "debuginfod_get_user_data");
	return library.begin && library.end && library.find && library.set_progress &&
	       library.set_data && library.get_data;
}

static int on_progress(debuginfod_client *client, long done, long total)
{
	const struct progress *progress = library.get_data(client);

	return progress->report(progress->arg, "fetching the vmlinux", done < 0 ? 0 : done,
				total < 0 ? 0 : total);
}

static struct vmlinux *fetch(const char *id, const char *vmcoreinfo,
			     const struct progress *progress, char message[MESSAGE_SIZE])
{
	debuginfod_client *client = library.begin();
	struct vmlinux *v = NULL;
	char *path = NULL;
	int fd;

	if (!client) {
		snprintf(message, MESSAGE_SIZE, "debuginfod: the client cannot be started");
		return NULL;
	}
	library.set_data(client, (void *)progress);
	library.set_progress(client, on_progress);
	/* A length of 0 says that the build-id is in hexadecimal. */
	fd = library.find(client, (const unsigned char *)id, 0, &path);
	if (fd >= 0)
		v = vmlinux_open(path, vmcoreinfo, false, message);
	else
		snprintf(message, MESSAGE_SIZE, "debuginfod: no vmlinux of build-id %s: %s", id,
			 strerror(-fd));
	if (fd >= 0)
		close(fd);
	free(path);
	library.end(client);
	return v;
}

struct vmlinux *debuginfod_vmlinux(const char *vmcoreinfo, const struct progress *progress,
				   char message[MESSAGE_SIZE])
{
	const char *urls = getenv("DEBUGINFOD_URLS");
	char id[128];

	message[0] = '\0';
	if (!urls || !urls[0])
		snprintf(message, MESSAGE_SIZE, "debuginfod: DEBUGINFOD_URLS names no server");
	else if (!vmcoreinfo_value(vmcoreinfo, "BUILD-ID", id, sizeof(id)) ||
		 id[strspn(id, "0123456789abcdef")])
		snprintf(message, MESSAGE_SIZE, "debuginfod: this dump has no build-id to ask for");
	else if (!load())
		snprintf(
			message, MESSAGE_SIZE,
			"debuginfod: libdebuginfod.so.1 is not installed (Debian: libdebuginfod1)");
	else
		return fetch(id, vmcoreinfo, progress, message);
	return NULL;
}
