// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cuts a saved file into values, one at a time: only one element of an array that grows with
 * the dump is in memory, as its text and as jansson's tree of it.  A tree of the whole file
 * takes 20 times its text.
 */
#include "export/saved_read.h"
#include "scan/input.h"

#define MAX_FILE (512ull << 20) /* unpacked */
#define MAX_VALUE (4u << 20)	/* an account of a thousand zones has less */

int stream_fail(struct stream *stream, const char *what)
{
	return fail(&stream->po->reader, -EINVAL, "this is not a saved file: %s at byte %llu", what,
		    (unsigned long long)stream->before + stream->at);
}

/* The next byte, which is left where it is; -1: the end; or a negative errno below -1. */
static int peek(struct stream *stream)
{
	ssize_t got;

	if (stream->at < stream->len)
		return stream->buf[stream->at];
	stream->before += stream->len;
	stream->at = stream->len = 0;
	if (stream->before > MAX_FILE)
		return fail(&stream->po->reader, -EINVAL, "the file %s more than %llu MiB",
			    input_packed(stream->po) ? "unpacks to" : "has", MAX_FILE >> 20);
	got = input_read(stream->po, stream->buf, sizeof(stream->buf));
	if (got < 0)
		return got == -1 ? -EIO : (int)got;
	stream->len = got;
	return got ? stream->buf[0] : -1;
}

int stream_peek(struct stream *stream)
{
	int c = peek(stream);

	while (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
		stream->at++;
		c = peek(stream);
	}
	return c;
}

static int take(struct stream *stream, bool keep)
{
	int c = peek(stream);

	if (c == -1)
		return stream_fail(stream, "it ends too early");
	if (c < 0)
		return c;
	stream->at++;
	if (!keep)
		return c;
	if (stream->value_len == MAX_VALUE)
		return stream_fail(stream, "a value is too long");
	stream->value = arena_grow(&stream->po->run, stream->value, &stream->value_room,
				   stream->value_len + 1, 1);
	if (!stream->value)
		return fail(&stream->po->reader, -ENOMEM, "reading the saved file");
	stream->value[stream->value_len++] = c;
	return c;
}

/* Up to and with the quote at its end. */
static int take_string(struct stream *stream, bool keep)
{
	int c = take(stream, keep);

	while (c >= 0 && c != '"') {
		if (c == '\\')
			c = take(stream, keep);
		if (c >= 0)
			c = take(stream, keep);
	}
	return c < 0 ? c : 0;
}

/* A value from its first byte to its last; whether it is JSON is jansson's to say. */
static int take_value(struct stream *stream, bool keep)
{
	unsigned int depth = 0;
	int c, next;

	/* Blanks in front are no part of it. */
	stream_peek(stream);
	stream->value_len = 0;
	do {
		c = take(stream, keep);
		if (c == '"' && take_string(stream, keep))
			return -EINVAL;
		if (c < 0)
			return c;
		depth += c == '[' || c == '{';
		if ((c == ']' || c == '}') && !depth--)
			return stream_fail(stream, "a bracket");
		/* Numbers and words have no end of their own. */
		next = depth || strchr("\"]}", c) ? ' ' : peek(stream);
	} while (depth || !strchr(",]} \t\r\n", next < 0 ? ' ' : next));
	return next < -1 ? next : 0;
}

int stream_value(struct stream *stream, json_t **ret)
{
	json_error_t error;
	int err = take_value(stream, true);

	if (err)
		return err;
	*ret = json_loadb(stream->value, stream->value_len, JSON_DECODE_ANY, &error);
	return *ret ? 0 : stream_fail(stream, error.text);
}

int stream_skip(struct stream *stream)
{
	return take_value(stream, false);
}

int stream_next(struct stream *stream, bool *first, char close)
{
	int c = stream_peek(stream);

	if (c < -1)
		return c;
	if (c == close) {
		stream->at++;
		return 0;
	}
	if (*first) {
		*first = false;
		return c == -1 ? stream_fail(stream, "it ends too early") : 1;
	}
	if (c != ',')
		return stream_fail(stream, c == -1 ? "it ends too early" : "a comma is missing");
	stream->at++;
	return 1;
}

int stream_open(struct stream *stream, char open)
{
	int c = stream_peek(stream);

	if (c < -1)
		return c;
	if (c != open)
		return stream_fail(stream, open == '[' ? "no array" : "no object");
	stream->at++;
	return 0;
}

int stream_name(struct stream *stream, char *ret, size_t size)
{
	json_t *name;
	int c, err = stream_value(stream, &name);

	if (err)
		return err;
	snprintf(ret, size, "%s", json_is_string(name) ? json_string_value(name) : "");
	if (!json_is_string(name))
		err = stream_fail(stream, "a name is missing");
	json_decref(name);
	if (err)
		return err;
	c = stream_peek(stream);
	if (c != ':')
		return c < -1 ? c : stream_fail(stream, "a colon is missing");
	stream->at++;
	return 0;
}

int stream_end(struct stream *stream)
{
	int c = stream_peek(stream);

	return c == -1 ? 0 : c < 0 ? c : stream_fail(stream, "something follows it");
}
