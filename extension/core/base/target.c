// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Asks the host: an answer becomes a value or a counted hole.  The callers need not care
 * about byte order or partial reads.
 */
#include <stdio.h>

#include "core.h"

/* Front ends show it as it is, and what it quotes may be of a dump. */
static void clean_message(struct reader *rd)
{
	struct arena arena = { NULL };
	struct strbuf clean = { .arena = &arena };

	strbuf_name(&clean, rd->message);
	if (clean.len && !clean.failed)
		snprintf(rd->message, sizeof(rd->message), "%s", clean.data);
	arena_free(&arena);
}

static bool is_plain(const char *text)
{
	while (*text >= ' ' && *text < 0x7f)
		text++;
	return !*text;
}

int fail(struct reader *rd, int err, const char *format, ...)
{
	char below[sizeof(rd->message)] = "that page is not in this dump";
	va_list args;
	int len;

	if (rd->message[0] || err != -ENODATA)
		memcpy(below, rd->message, sizeof(below));
	va_start(args, format);
	len = vsnprintf(rd->message, sizeof(rd->message), format, args);
	va_end(args);
	if (below[0] && len >= 0 && (size_t)len < sizeof(rd->message) - 2)
		snprintf(rd->message + len, sizeof(rd->message) - len, ": %.*s",
			 (int)(sizeof(rd->message) - len - 3), below);
	if (!is_plain(rd->message))
		clean_message(rd);
	return err;
}

/*
 * arm64: the top byte of a pointer may be a tag (KASAN), which the processor ignores.  It is
 * replaced by copies of bit 55, as in __tag_reset().
 */
uint64_t target_untag(const struct reader *rd, uint64_t addr)
{
	return rd->tags && addr >> 55 & 1 ? addr | 0xffull << 56 : addr;
}

/* A page counts as one hole, however often it is read. */
static void count_hole(struct reader *rd, uint64_t addr)
{
	uint64_t page = addr & ~(uint64_t)(rd->page_size - 1);

	if (rd->last_hole == page + 1)
		return;
	rd->last_hole = page + 1;
	rd->holes[rd->hole]++;
}

static int broken(struct reader *rd, int err, uint64_t addr)
{
	if (!rd->broken)
		rd->broken = err;
	return fail(rd, err, "reading the dump at 0x%llx failed (%s)", (unsigned long long)addr,
		    strerror(-err));
}

/* GDB can read only the direct map and the kernel image; page tables lead to the rest. */
static ssize_t read_some(struct reader *rd, uint64_t addr, void *buf, size_t len)
{
	ssize_t got = rd->host->read(rd->host->priv, addr, buf, len);

	return got || !rd->tables ? got : pgtable_read(rd, addr, buf, len);
}

int target_read(struct reader *rd, uint64_t addr, void *buf, size_t len)
{
	size_t done = 0;

	addr = target_untag(rd, addr);
	if (addr + len < addr) {
		count_hole(rd, addr);
		return -ENODATA;
	}
	while (done < len) {
		ssize_t got = read_some(rd, addr + done, (char *)buf + done, len - done);

		if (got < 0)
			return broken(rd, (int)got, addr + done);
		if (!got) {
			count_hole(rd, addr + done);
			return -ENODATA;
		}
		done += got;
	}
	return 0;
}

int target_read_holes(struct reader *rd, uint64_t addr, void *buf, size_t len,
		      void (*missing)(void *arg, size_t offset, size_t len), void *arg)
{
	size_t done = 0;

	addr = target_untag(rd, addr);
	while (done < len) {
		ssize_t got = read_some(rd, addr + done, (char *)buf + done, len - done);
		size_t skip;

		if (got < 0)
			return broken(rd, (int)got, addr + done);
		if ((size_t)got > len - done)
			return broken(rd, -EIO, addr + done);
		/* Reading on from the end of a short read shows its cause: a hole, or an error. */
		done += got;
		if (got)
			continue;
		skip = rd->page_size - ((addr + done) & (rd->page_size - 1));
		if (skip > len - done)
			skip = len - done;
		count_hole(rd, addr + done);
		memset((char *)buf + done, 0, skip);
		if (missing)
			missing(arg, done, skip);
		done += skip;
	}
	return 0;
}

int target_translate(struct reader *rd, uint64_t addr, uint64_t *ret)
{
	int err;

	addr = target_untag(rd, addr);
	if (rd->host->translate)
		return rd->host->translate(rd->host->priv, addr, ret);
	if (!rd->tables)
		return -EFAULT;
	err = pgtable_find(rd, addr);
	if (!err)
		*ret = rd->mapping.phys + (addr - rd->mapping.virt);
	return err;
}

int target_uint(struct reader *rd, uint64_t addr, unsigned int size, uint64_t *ret)
{
	unsigned char bytes[8];
	int err;

	if (!size || size > sizeof(bytes))
		return fail(rd, -EINVAL, "an integer of %u bytes", size);
	err = target_read(rd, addr, bytes, size);
	if (!err)
		*ret = get_uint(rd, bytes, size);
	return err;
}

int target_ulong(struct reader *rd, uint64_t addr, uint64_t *ret)
{
	return target_uint(rd, addr, rd->host->word_size, ret);
}

/* Reads up to the end of each page, so that a string that ends before a hole is found. */
int target_string(struct reader *rd, uint64_t addr, char *buf, size_t size)
{
	size_t done = 0;

	while (done < size - 1) {
		size_t part = 64 - ((addr + done) & 63);
		int err;

		if (part > size - 1 - done)
			part = size - 1 - done;
		err = target_read(rd, addr + done, buf + done, part);
		if (err)
			return err;
		if (memchr(buf + done, '\0', part))
			return 0;
		done += part;
	}
	buf[size - 1] = '\0';
	return 0;
}

/* ---- struct list_head ---- */

void list_begin(struct list_walk *walk, struct reader *rd, uint64_t head)
{
	memset(walk, 0, sizeof(*walk));
	walk->rd = rd;
	walk->head = walk->entry = head;
}

/* Brent's algorithm: a walk that meets the remembered entry again is in a ring. */
bool list_next(struct list_walk *walk)
{
	walk->err = target_ulong(walk->rd, walk->entry, &walk->entry);
	if (walk->err || walk->entry == walk->head)
		return false;
	if (!walk->entry || walk->entry == walk->remembered) {
		walk->err = -EINVAL;
		return false;
	}
	if (++walk->steps >= walk->limit) {
		walk->limit = walk->limit ? 2 * walk->limit : 64;
		walk->remembered = walk->entry;
		walk->steps = 0;
	}
	return true;
}

/* A terminal gets nothing that it would obey. */
static int write_clean(struct pageowner *po, const struct strbuf *text)
{
	struct arena arena = { NULL };
	struct strbuf clean = { .arena = &arena };
	int err;

	strbuf_lines(&clean, text->data, text->len);
	err = clean.failed ? -ENOMEM : po->target.write(po->target.priv, clean.data, clean.len);
	arena_free(&arena);
	return err;
}

int write_text(struct pageowner *po, struct strbuf *text)
{
	int err = 0;

	if (text->failed)
		return fail(&po->reader, -ENOMEM, "output");
	if (text->len && po->target.terminal)
		err = write_clean(po, text);
	else if (text->len)
		err = po->target.write(po->target.priv, text->data, text->len);
	text->len = 0;
	return err && err != -EPIPE
		       ? fail(&po->reader, err, "writing the output (%s)", strerror(-err))
		       : err;
}
