// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: symbols DUMP [BTF] <ADDRESSES
 *
 * All that the library decodes of a dump's symbols, for a comparison with the guest's
 * /proc/kallsyms: the table of the kernel image, a line "ADDRESS TYPE NAME" each, an
 * empty line, then for each hexadecimal address of the input what %pS prints there.
 * The bytes of the dump's BTF go to the file BTF; the last line counts the structs,
 * unions and enums that were asked for by name, and those that answered.
 *
 * On stderr, in ms of processor time: decoding all symbols, reading and indexing types.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <bpf/btf.h>

#include "dump/btf.h"
#include "dump/btf_check.h"
#include "dump/dump.h"
#include "dump/progress.h"
#include "kernel/kallsyms.h"

static struct dump *dump;
static struct btf_types *types;

static ssize_t read_dump(void *priv, uint64_t addr, void *buf, size_t len)
{
	(void)priv;
	return dump_read(dump, addr, buf, len);
}

static int type_size_of(void *priv, const char *type, uint64_t *ret)
{
	(void)priv;
	return btf_types_size(types, type, ret);
}

static int member_of(void *priv, const char *type, const char *name, uint64_t *offset,
		     uint64_t *size)
{
	(void)priv;
	return btf_types_member(types, type, name, offset, size);
}

static int constant_of(void *priv, const char *name, int64_t *ret)
{
	(void)priv;
	return btf_types_constant(types, name, ret);
}

static int write_nothing(void *priv, const char *text, size_t len)
{
	(void)priv, (void)text, (void)len;
	return 0;
}

static void die(const char *what)
{
	fprintf(stderr, "symbols: %s\n", what);
	exit(1);
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
}

/* ---- types ---- */

static void *read_btf(struct pageowner *po, uint64_t *start, uint64_t *len)
{
	void *bytes;

	if (pageowner_symbol(po, "__start_BTF", start) || pageowner_symbol(po, "__stop_BTF", len))
		die(pageowner_message(po)[0] ? pageowner_message(po) : "no __start_BTF");
	*len -= *start;
	bytes = *len <= MAX_BTF_SIZE ? malloc(*len) : NULL;
	if (!bytes || dump_read(dump, *start, bytes, *len) != (ssize_t)*len)
		die("the BTF can't be read");
	return bytes;
}

/* By libbpf's own list, of the bytes as the kernel has them. */
static void ask_for_all(const void *bytes, size_t len)
{
	static const char *const keywords[] = {
		[BTF_KIND_STRUCT] = "struct",
		[BTF_KIND_UNION] = "union",
		[BTF_KIND_ENUM] = "enum",
	};
	struct btf *btf = btf__new(bytes, len);
	unsigned int asked = 0, answered = 0;

	for (unsigned int id = 1; btf && id < btf__type_cnt(btf); id++) {
		const struct btf_type *type = btf__type_by_id(btf, id);
		const char *name = btf__name_by_offset(btf, type->name_off);
		unsigned int kind = btf_kind(type);
		char text[600];
		uint64_t size;

		if (kind > BTF_KIND_ENUM || !keywords[kind] || !name[0] ||
		    (kind == BTF_KIND_ENUM && !btf_vlen(type)))
			continue;
		snprintf(text, sizeof(text), "%s %s", keywords[kind], name);
		asked++;
		answered += !btf_types_size(types, text, &size);
	}
	printf("%u types by name, %u answered\n", asked, answered);
	btf__free(btf);
}

/* ---- symbols ---- */

static void print_image(const struct kallsyms *ks)
{
	char name[KSYM_NAME_LEN], type;

	for (uint32_t i = 0; i < ks->count; i++) {
		kallsyms_expand(ks, ks->records + ks->positions[i], &type, name);
		printf("%016llx %c %s\n", (unsigned long long)ks->addresses[i], type, name);
	}
	printf("\n");
}

static void print_frames(struct pageowner *po)
{
	char line[64];

	while (fgets(line, sizeof(line), stdin)) {
		const struct frame *frame = frame_at(po, strtoull(line, NULL, 16));

		printf("%s\n", frame->text);
	}
}

int main(int argc, char *argv[])
{
	char message[MESSAGE_SIZE], *words[] = { "symbols", "layout", NULL };
	struct pageowner *po = pageowner_new();
	struct pageowner_target target = {
		.size = sizeof(target),
		.read = read_dump,
		.write = write_nothing,
		.type_size = type_size_of,
		.member = member_of,
		.constant = constant_of,
	};
	const char *wrong;
	uint64_t start, len;
	double begin, named;
	FILE *file;
	void *bytes;

	if (argc != 3 || !(dump = dump_open((const char *const *)argv + 1, 1, NULL, NULL, message)))
		die(argc == 3 ? message : "usage: symbols DUMP BTF <ADDRESSES");
	target.word_size = dump_word_size(dump);
	target.big_endian = dump_big_endian(dump);
	target.vmcoreinfo = dump_vmcoreinfo(dump);
	pageowner_attach(po, &target);
	begin = now();
	if (pageowner_symbol(po, "_stext", &start))
		die(pageowner_message(po));
	named = now();
	bytes = read_btf(po, &start, &len);
	types = btf_types_new(bytes, len, target.word_size, &wrong);
	if (!types)
		die(wrong);
	fprintf(stderr, "%.1f %.1f\n", named - begin, now() - named);
	file = fopen(argv[2], "w");
	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file))
		die(argv[2]);
	pageowner_parse(po, 2, words);
	/* A kernel without page_owner stops it before modules. */
	pageowner_run(po);
	kallsyms_load_modules(po);
	print_image(po->kallsyms);
	print_frames(po);
	ask_for_all(bytes, len);
	btf_types_free(types);
	free(bytes);
	pageowner_free(po);
	dump_close(dump);
	return 0;
}
