// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The note of a kernel that describes itself.  The host knows everything, so that
 * single facts are overruled and the rest still works: each six bytes of the input
 * are a line with a key of the table of facts and some value, and what is left when a
 * byte of 0xff ends them is text.
 */
#include <stdio.h>

#include "fuzz.h"
#include "kernel/facts_table.h"

#define NOTE 0xffffb00000000000ull /* no address of the fake kernel */

static char *note;
static size_t note_len;
static struct pageowner_target below;

static ssize_t read_note(void *priv, uint64_t addr, void *buf, size_t len)
{
	if (addr < NOTE || addr - NOTE >= note_len)
		return below.read(priv, addr, buf, len);
	if (len > note_len - (addr - NOTE))
		len = note_len - (addr - NOTE);
	memcpy(buf, note + (addr - NOTE), len);
	return len;
}

/* A line about a row, the position of a member, its size or its bits. */
static int print_line(char *line, size_t size, unsigned int pick, int32_t value)
{
	size_t count = nr_layout_rows + nr_memory_rows;
	const struct row *row = fact_row(pick % count);
	unsigned int how = pick / count % 3;
	char key[128], *name;
	int base = fact_key(row, key, sizeof(key));

	name = strchr(key, '(');
	if (row->kind != MEMBER || !how || !name)
		return snprintf(line, size, base == 16 ? "%s=%x\n" : "%s=%d\n", key, value);
	return snprintf(line, size, how == 1 ? "SIZE%s=%d\n" : "MASK%s=%x\n", name, value);
}

static void make_note(const uint8_t *data, size_t size)
{
	size_t room = 160 * (size / 6 + 1) + size + 1;
	int32_t value;

	note = malloc(room);
	note_len = 0;
	for (; size >= 6 && *data != 0xff; data += 6, size -= 6) {
		memcpy(&value, data + 2, sizeof(value));
		note_len +=
			print_line(note + note_len, room - note_len, data[0] << 8 | data[1], value);
	}
	memcpy(note + note_len, data, size);
	note_len += size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pageowner_target target;
	char *text;

	fuzz_open();
	make_note(data, size);
	text = malloc(fake->note_len + 128);
	sprintf(text, "SYMBOL(vmcore_facts)=%llx\nLENGTH(vmcore_facts)=%zu\n%s", NOTE, note_len,
		fake->note);
	below = target = fake->target;
	target.read = read_note;
	target.vmcoreinfo = text;
	fuzz_run(&target);
	free(text);
	free(note);
	return 0;
}
