/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host that gives a text, so many bytes at a time, and keeps what is printed.
 */
#ifndef PAGEOWNER_FUZZ_SOURCE_H
#define PAGEOWNER_FUZZ_SOURCE_H

#include <errno.h>

#include "fuzz.h"

struct source {
	const void *data;
	size_t size, step;
	char *out;
	size_t out_len;
};

static ssize_t read_source(void *priv, uint64_t offset, void *buf, size_t len)
{
	struct source *source = priv;

	if (offset >= source->size)
		return 0;
	if (len > source->size - offset)
		len = source->size - offset;
	if (source->step && len > source->step)
		len = source->step;
	memcpy(buf, (const char *)source->data + offset, len);
	return len;
}

static int keep_output(void *priv, const char *text, size_t len)
{
	struct source *source = priv;

	source->out = realloc(source->out, source->out_len + len);
	if (!source->out)
		return -ENOMEM;
	memcpy(source->out + source->out_len, text, len);
	source->out_len += len;
	return 0;
}

#endif
