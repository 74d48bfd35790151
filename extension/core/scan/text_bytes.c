// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What mails (quoted-printable), web pages, `cat -A`, syslog daemons, JSON and old systems have
 * for the end of a line becomes a newline.  Which of these a text has is judged by its first
 * bytes.
 */
#include "core.h"
#include "scan/characters.h"
#include "scan/input.h"
#include "scan/span.h"
#include "scan/text_bytes.h"

#define PIECE (32 * 1024) /* of the input at a time */
#define LONGEST 8	  /* bytes that stand for one; the longest is "<br />\r\n" */

struct text_bytes {
	struct characters characters;
	const char *line_end; /* for a newline; NULL: what the text has is one */
	bool quoted_printable;
	bool over;
	size_t len; /* of what was read, but is not given out yet */
	char plain[LONGEST + PIECE];
};

/* ---- ends of lines ---- */

static size_t count_of(struct span text, const char *word)
{
	size_t count = 0;

	while (span_skip_to(&text, word))
		count++;
	return count;
}

/* Does the line of a record follow @end?  Then that was the end of the one before. */
static bool ends_lines(struct span text, const char *end)
{
	while (span_skip_to(&text, end))
		if (span_starts(text, "PFN ") || span_starts(text, "nr_base_pages: ") ||
		    span_starts(text, "handle: ") || span_starts(text, "Page allocated via "))
			return true;
	return false;
}

static const char *line_end_of(struct span text)
{
	/* dmesg and rsyslog have a code for the newlines of one message; so has JSON. */
	static const char *const codes[] = { "\\n", "\\x0a", "#012", "\\012" };
	/* `cat -A`, and web pages */
	static const char *const pairs[] = { "$\n",	"$\r\n",     "<br>\n",	 "<br>\r\n",
					     "<br/>\n", "<br/>\r\n", "<br />\n", "<br />\r\n" };
	size_t newlines = count_of(text, "\n"), i;

	if (!newlines && memchr(text.at, '\r', span_len(text)))
		return "\r";
	for (i = 0; i < ARRAY_SIZE(codes); i++)
		if (ends_lines(text, codes[i]) || count_of(text, codes[i]) > newlines + 2)
			return codes[i];
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		if (count_of(text, pairs[i]) > newlines * 3 / 4)
			return pairs[i];
	return NULL;
}

/* No line of the kernel ends with "=", and no number behind one has such a digit. */
static bool is_quoted_printable(struct span text)
{
	return span_find(text, "=3D") || span_find(text, "=\n") || span_find(text, "=\r\n");
}

static void judge(struct text_bytes *bytes)
{
	struct span text = { bytes->plain, bytes->plain + bytes->len };

	bytes->line_end = line_end_of(text);
	bytes->quoted_printable = is_quoted_printable(text);
}

/* ---- reading ---- */

/* Behind what is there.  0 or a negative errno. */
static int read_on(struct text_bytes *bytes)
{
	ssize_t got = characters_read(&bytes->characters, bytes->plain + bytes->len, PIECE);

	if (got < 0)
		return (int)got;
	bytes->over = !got;
	bytes->len += got;
	return 0;
}

struct text_bytes *text_bytes_begin(struct pageowner *po, bool again)
{
	struct text_bytes *bytes;

	if (input_begin(po, again))
		return NULL;
	bytes = arena_alloc(&po->run, sizeof(*bytes));
	if (!bytes) {
		fail(&po->reader, -ENOMEM, "text");
		return NULL;
	}
	characters_begin(&bytes->characters, po);
	if (read_on(bytes))
		return NULL;
	judge(bytes);
	return bytes;
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* What "=" and the bytes behind it stand for: none where a mail program broke the line. */
static size_t unquote(struct span text, char *to, size_t *len)
{
	int high, low;

	if (span_starts(text, "=\n"))
		return 2;
	if (span_starts(text, "=\r\n"))
		return 3;
	if (span_len(text) >= 3) {
		high = hex_value(text.at[1]);
		low = hex_value(text.at[2]);
		if (high >= 0 && low >= 0) {
			to[(*len)++] = high << 4 | low;
			return 3;
		}
	}
	to[(*len)++] = '=';
	return 1;
}

static bool is_plain(const struct text_bytes *bytes)
{
	return !bytes->line_end && !bytes->quoted_printable;
}

/* All of what was read that can't go on in the next piece; returns how many bytes it became. */
static size_t translate(struct text_bytes *bytes, char *to)
{
	size_t margin = bytes->over || is_plain(bytes) ? 0 : LONGEST, at = 0, len = 0;
	size_t end_len = bytes->line_end ? strlen(bytes->line_end) : 0;

	while (at + margin < bytes->len) {
		struct span rest = { bytes->plain + at, bytes->plain + bytes->len };

		if (end_len && *rest.at == *bytes->line_end && span_starts(rest, bytes->line_end)) {
			to[len++] = '\n';
			at += end_len;
		} else if (bytes->quoted_printable && *rest.at == '=') {
			at += unquote(rest, to, &len);
		} else {
			to[len++] = *rest.at;
			at++;
		}
	}
	bytes->len -= at;
	memmove(bytes->plain, bytes->plain + at, bytes->len);
	return len;
}

ssize_t text_bytes_read(struct text_bytes *bytes, char *to)
{
	size_t len = 0;
	int err = 0;

	if (!bytes->len && is_plain(bytes))
		return characters_read(&bytes->characters, to, TEXT_PIECE);
	while (!len && !err && (bytes->len || !bytes->over)) {
		len = translate(bytes, to);
		if (!len && !bytes->over)
			err = read_on(bytes);
		else if (!len)
			break;
	}
	return err ? err : (ssize_t)len;
}
