// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A page_owner text.  Its first byte says how many bytes the host reads at a
 * time; what is printed must not depend on that.
 */
#include "source.h"

static void run(struct source *source)
{
	/* clang-format off */
	static char *const commands[][6] = {
		{ (char *)"pageowner", (char *)"report", (char *)"--all", (char *)"--top",
		  (char *)"0" },
		{ (char *)"pageowner", (char *)"report", (char *)"--cull",
		  (char *)"mod,ca,cg,g,mt,no,z,f,ator" },
		{ (char *)"pageowner", (char *)"--tree", (char *)"--depth", (char *)"2" },
		{ (char *)"pageowner", (char *)"sort", (char *)"in", (char *)"out" },
		{ (char *)"pageowner", (char *)"sort", (char *)"--cull=st", (char *)"in",
		  (char *)"out" },
		{ (char *)"pageowner", (char *)"list", (char *)"--all" },
		{ (char *)"pageowner", (char *)"list", (char *)"--gfp=GFP_KERNEL",
		  (char *)"--frame=^d.*x", (char *)"--older=1s" },
	};
	/* clang-format on */
	struct pageowner_target target = {
		.size = sizeof(target),
		.priv = source,
		.text = read_source,
		.write = keep_output,
	};
	struct pageowner *po = pageowner_new();
	size_t i;

	if (po && !pageowner_attach(po, &target)) {
		for (i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
			int argc = 0;

			while (argc < 5 && commands[i][argc])
				argc++;
			if (pageowner_parse(po, argc, commands[i]))
				abort();
			pageowner_run(po);
		}
	}
	pageowner_free(po);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct source whole = { .data = data + 1 }, pieces;

	if (!size)
		return 0;
	whole.size = size - 1;
	pieces = whole;
	pieces.step = 1 + data[0];
	run(&whole);
	run(&pieces);
	if (whole.out_len != pieces.out_len ||
	    (whole.out_len && memcmp(whole.out, pieces.out, whole.out_len)))
		abort();
	free(whole.out);
	free(pieces.out);
	return 0;
}
