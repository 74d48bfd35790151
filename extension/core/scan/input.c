// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reads the host's text in one pass from its beginning, because the offset of
 * /sys/kernel/debug/page_owner is a page frame number, and pipes have none.
 */
#include <stdlib.h>

#include "core.h"
#include "scan/input.h"

#define PIECE (32 * 1024)

struct input {
	uint64_t offset; /* of the next byte that the host is asked for */
	const struct unpacker *unpacker;
	void *unpacking;
	bool between; /* nothing is half unpacked */
	FILE *kept;   /* what was read so far, plain, of a host that gives it only once */
	bool replays; /* it comes out of kept */
	bool beyond;  /* what follows the head has been asked for */
	unsigned char raw[PIECE];
	size_t raw_at, raw_len;
	char head[INPUT_HEAD];
	size_t head_at, head_len;
};

const struct unpacker *unpacker_find(const struct unpacker *table, const void *head, size_t len)
{
	for (; table && table->name; table++)
		if (len >= table->magic_len && !memcmp(head, table->magic, table->magic_len))
			return table;
	return NULL;
}

static ssize_t ask_host(struct pageowner *po, struct input *input, void *buf, size_t len)
{
	ssize_t got;

	if (len > PIECE)
		len = PIECE;
	got = po->target.text(po->target.priv, input->offset, buf, len);
	if (got < 0)
		return fail(&po->reader, (int)got, "reading the text (%s)", strerror(-got));
	input->offset += got;
	return got;
}

/* 1: there are bytes in raw; 0: the end. */
static ssize_t fill_raw(struct pageowner *po, struct input *input)
{
	ssize_t got;

	if (input->raw_at < input->raw_len)
		return 1;
	got = ask_host(po, input, input->raw, sizeof(input->raw));
	if (got <= 0)
		return got;
	input->raw_at = 0;
	input->raw_len = got;
	return 1;
}

static ssize_t read_plain(struct pageowner *po, struct input *input, char *buf, size_t len)
{
	size_t left = input->raw_len - input->raw_at;

	if (!left)
		return ask_host(po, input, buf, len);
	if (len > left)
		len = left;
	memcpy(buf, input->raw + input->raw_at, len);
	input->raw_at += len;
	return len;
}

static ssize_t unpack(struct pageowner *po, struct input *input, char *buf, size_t len)
{
	const char *name = input->unpacker->name;
	unsigned char *out = (unsigned char *)buf;
	size_t room = len;
	int state = 0;

	while (room == len) {
		const unsigned char *in;
		size_t in_len, before;
		ssize_t more = fill_raw(po, input);

		if (more < 0)
			return more;
		in = input->raw + input->raw_at;
		in_len = before = more ? input->raw_len - input->raw_at : 0;
		if (!more && input->between)
			return 0;
		state = input->unpacker->run(input->unpacking, &in, &in_len, &out, &room);
		input->raw_at += before - in_len;
		if (state < 0)
			return fail(&po->reader, state,
				    state == -ENOMEM
					    ? "unpacking it takes more memory than there is"
					    : "this %s file is damaged: it does not unpack",
				    name);
		input->between = state == 1;
		if (!more && room == len && !input->between)
			return fail(&po->reader, -EINVAL, "this %s file is cut off", name);
	}
	return len - room;
}

static ssize_t produce(struct pageowner *po, struct input *input, char *buf, size_t len)
{
	ssize_t got;

	if (input->replays)
		return fread(buf, 1, len, input->kept);
	got = input->unpacker ? unpack(po, input, buf, len) : read_plain(po, input, buf, len);
	if (got > 0 && input->kept && fwrite(buf, 1, got, input->kept) != (size_t)got)
		return fail(&po->reader, -errno, "keeping the text in a temporary file (%s)",
			    strerror(errno));
	return got;
}

static int fill_head(struct pageowner *po, struct input *input)
{
	ssize_t got = 1;

	while (got > 0 && input->head_len < sizeof(input->head)) {
		got = produce(po, input, input->head + input->head_len,
			      sizeof(input->head) - input->head_len);
		if (got > 0)
			input->head_len += got;
	}
	return got < 0 ? (int)got : 0;
}

static int find_unpacker(struct pageowner *po, struct input *input)
{
	ssize_t more = fill_raw(po, input);

	if (more < 0)
		return (int)more;
	/* A pipe may give less than a magic number at first. */
	while (more > 0 && input->raw_len < 8) {
		more = ask_host(po, input, input->raw + input->raw_len,
				sizeof(input->raw) - input->raw_len);
		if (more < 0)
			return (int)more;
		input->raw_len += more;
	}
	input->unpacker = unpacker_find(po->unpackers, input->raw, input->raw_len);
	if (!input->unpacker)
		return 0;
	input->unpacking = input->unpacker->open();
	return input->unpacking ? 0 : fail(&po->reader, -ENOMEM, "unpacking");
}

static int replay(struct pageowner *po, struct input *input)
{
	if (fseek(input->kept, 0, SEEK_SET))
		return fail(&po->reader, -errno, "the temporary file (%s)", strerror(errno));
	input->replays = true;
	input->beyond = false;
	input->head_at = 0;
	input->head_len = 0;
	return fill_head(po, input);
}

/* From here on what is read is kept, with what has been read already. */
static int keep(struct pageowner *po, struct input *input)
{
	if (input->kept || !po->target.text_once)
		return 0;
	input->kept = po->temporary();
	if (!input->kept || fwrite(input->head, 1, input->head_len, input->kept) != input->head_len)
		return fail(&po->reader, -errno, "keeping the text in a temporary file (%s)",
			    strerror(errno));
	return 0;
}

int input_begin(struct pageowner *po, bool again)
{
	struct input *input = po->input;
	int err = 0;

	if (input && input->beyond && input->kept)
		return replay(po, input);
	if (input && input->beyond)
		input_end(po);
	if (!po->input) {
		po->input = input = calloc(1, sizeof(*input));
		if (!input)
			return fail(&po->reader, -ENOMEM, "text");
		err = find_unpacker(po, input);
		if (!err)
			err = fill_head(po, input);
	}
	input->head_at = 0;
	return !err && again ? keep(po, input) : err;
}

const char *input_head(const struct pageowner *po, size_t *len)
{
	*len = po->input->head_len;
	return po->input->head;
}

const char *input_packed(const struct pageowner *po)
{
	return po->input->unpacker ? po->input->unpacker->name : NULL;
}

ssize_t input_read(struct pageowner *po, void *buf, size_t len)
{
	struct input *input = po->input;
	size_t left = input->head_len - input->head_at;

	if (!left) {
		input->beyond = true;
		return produce(po, input, buf, len);
	}
	if (len > left)
		len = left;
	memcpy(buf, input->head + input->head_at, len);
	input->head_at += len;
	return len;
}

uint64_t input_offset(const struct pageowner *po)
{
	return po->input->offset;
}

void input_end(struct pageowner *po)
{
	struct input *input = po->input;

	if (input && input->unpacking)
		input->unpacker->close(input->unpacking);
	if (input && input->kept)
		fclose(input->kept);
	free(input);
	po->input = NULL;
}
