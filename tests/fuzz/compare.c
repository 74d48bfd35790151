// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two texts, of page_owner or page_owner_stacks, behind a byte that says where the first
 * ends and one that chooses the options.  Compared with itself nothing grows.
 */
#include "fuzz.h"

struct source {
	const uint8_t *data;
	size_t size;
};

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

static struct pageowner *open_source(struct source *source, char *const argv[], int argc)
{
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = source,
		.text = read_source,
		.write = ignore_output,
	};
	struct pageowner *po = pageowner_new();

	if (!po || pageowner_parse(po, argc, argv) || pageowner_attach(po, &target))
		abort();
	return po;
}

/* Does the newer one have a group that is larger? */
static bool grew(struct source *old, struct source *new, char *const argv[], int argc)
{
	static const char *const names[] = { "old", "new" };
	struct pageowner *inputs[] = { open_source(old, argv, argc), open_source(new, argv, argc) };
	int status = pageowner_diff(inputs, names, 2);

	pageowner_free(inputs[0]);
	pageowner_free(inputs[1]);
	return status == PAGEOWNER_GREW;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* clang-format off */
	static char *const lines[][5] = {
		{ (char *)"pageowner", (char *)"diff", (char *)"--exit-code", (char *)"--full" },
		{ (char *)"pageowner", (char *)"diff", (char *)"--exit-code", (char *)"--offsets" },
		{ (char *)"pageowner", (char *)"diff", (char *)"--exit-code", (char *)"--cull",
		  (char *)"ca,mod" },
		{ (char *)"pageowner", (char *)"diff", (char *)"--exit-code", (char *)"--depth=2" },
	};
	/* clang-format on */
	struct source old, new;
	char *const *argv;
	int argc = 4;

	if (size < 2)
		return 0;
	argv = lines[data[1] % 4];
	argc += data[1] % 4 == 2;
	old.data = data + 2;
	old.size = (size - 2) * data[0] / 255;
	new.data = old.data + old.size;
	new.size = size - 2 - old.size;
	if (grew(&old, &old, argv, argc))
		abort();
	grew(&old, &new, argv, argc);
	grew(&new, &old, argv, argc);
	return 0;
}
