// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A saved file, whole at first: the input writes over some of its bytes, or numbers of it.
 * The first byte chooses; what it leaves over is also tried as a packed file.
 */
#include <stdio.h>
#include <zlib.h>

#include "fuzz.h"

#define MAX_DOCUMENT (1 << 20)

struct source {
	const uint8_t *data;
	size_t size;
};

static unsigned char packed[MAX_DOCUMENT], document[MAX_DOCUMENT + 1];
static size_t packed_len, document_len;

static int keep(void *priv, const char *text, size_t len)
{
	(void)priv;
	if (packed_len + len > sizeof(packed))
		abort();
	memcpy(packed + packed_len, text, len);
	packed_len += len;
	return 0;
}

static void make_document(void)
{
	char *const line[] = { (char *)"pageowner", (char *)"save" };
	struct pageowner *po = pageowner_new();
	struct pageowner_target target;
	z_stream stream = { .next_in = packed };

	fuzz_open();
	target = fake->target;
	target.write = keep;
	if (!po || pageowner_attach(po, &target) || pageowner_parse(po, 2, line) ||
	    pageowner_run(po) != PAGEOWNER_COMPLETE)
		abort();
	pageowner_free(po);
	stream.avail_in = packed_len;
	stream.next_out = document;
	stream.avail_out = MAX_DOCUMENT;
	if (inflateInit2(&stream, 31) || inflate(&stream, Z_FINISH) != Z_STREAM_END)
		abort();
	document_len = stream.total_out;
	inflateEnd(&stream);
}

static ssize_t read_source(void *priv, uint64_t offset, void *buf, size_t len)
{
	const struct source *source = priv;

	if (offset >= source->size)
		return 0;
	if (len > source->size - offset)
		len = source->size - offset;
	memcpy(buf, source->data + offset, len);
	return len;
}

static void run(const uint8_t *data, size_t size)
{
	/* clang-format off */
	static char *const lines[][5] = {
		{ (char *)"pageowner", (char *)"report", (char *)"--top=0", (char *)"--full" },
		{ (char *)"pageowner", (char *)"report", (char *)"--cull=ag,n,cg,g,mt,z,no,ator",
		  (char *)"--format=json" },
		{ (char *)"pageowner", (char *)"account", (char *)"--cull=z,st",
		  (char *)"--top=0" },
		{ (char *)"pageowner", (char *)"account", (char *)"--format=pprof",
		  (char *)"--cull=st" },
		{ (char *)"pageowner", (char *)"suspects", (char *)"--top=0" },
		{ (char *)"pageowner", (char *)"oom", (char *)"--top=0" },
		{ (char *)"pageowner", (char *)"save", (char *)"--anonymize" },
	};
	/* clang-format on */
	struct source source = { data, size };
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = &source,
		.text = read_source,
		.write = ignore_output,
	};
	struct pageowner *po = pageowner_new();
	size_t i;

	if (!po || pageowner_attach(po, &target))
		abort();
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (pageowner_parse(po, lines[i][3] ? 4 : 3, lines[i]))
			abort();
		pageowner_run(po);
	}
	pageowner_free(po);
}

/* Three bytes say where, one what is written there; or at the next number from there on. */
static void edit(unsigned char *copy, const uint8_t *edits, size_t size, bool numbers)
{
	for (; size >= 4; edits += 4, size -= 4) {
		size_t at = (edits[0] | edits[1] << 8 | edits[2] << 16) % document_len;

		while (numbers && at < document_len - 1 && (copy[at] < '0' || copy[at] > '9'))
			at++;
		copy[at] = numbers ? '0' + edits[3] % 10 : edits[3];
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static unsigned char copy[MAX_DOCUMENT + 1];

	if (!document_len)
		make_document();
	if (!size)
		return 0;
	if (*data % 4 == 3) {
		run(data + 1, size - 1);
		return 0;
	}
	if (*data % 4 == 2) {
		memcpy(copy, packed, packed_len);
		if (size > 4)
			copy[(data[1] | data[2] << 8 | data[3] << 16) % packed_len] ^= data[4];
		run(copy, packed_len);
		return 0;
	}
	memcpy(copy, document, document_len);
	edit(copy, data + 1, size - 1, *data % 4);
	run(copy, document_len);
	return 0;
}
