// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of Rust functions as people write them, by the demangler of GCC: the kernel has names in
 * the form v0 (Makefile, -Csymbol-mangling-version=v0), others in the older form of "_ZN".
 */
#include <setjmp.h>
#if __has_include(<libiberty/demangle.h>)
#include <libiberty/demangle.h>
#else
#include <demangle.h>
#endif
#undef ARRAY_SIZE

#include "core.h"

#define MOST_MANGLED 512 /* KSYM_NAME_LEN */
#define MOST_SHOWN 1024

struct demangled {
	char text[MOST_SHOWN];
	size_t len;
	bool too_long;
	jmp_buf stop;
};

/*
 * A name may refer to parts of itself, so that a short one stands for a text without an end, and
 * only a jump ends the call.  The demangler has no memory of its own while it prints a single
 * character, and prints one for each part that has parts.
 */
static void take_piece(const char *data, size_t len, void *arg)
{
	struct demangled *ret = arg;

	ret->too_long |= len >= sizeof(ret->text) - ret->len;
	if (ret->too_long && len == 1)
		longjmp(ret->stop, 1);
	if (ret->too_long)
		return;
	memcpy(ret->text + ret->len, data, len);
	ret->len += len;
	ret->text[ret->len] = '\0';
}

bool rust_name(const char *symbol, struct strbuf *ret)
{
	struct demangled demangled = { .len = 0 };

	if ((strncmp(symbol, "_R", 2) && strncmp(symbol, "_ZN", 3)) ||
	    strnlen(symbol, MOST_MANGLED) == MOST_MANGLED || setjmp(demangled.stop))
		return false;
	if (!rust_demangle_callback(symbol, DMGL_NO_OPTS, take_piece, &demangled) ||
	    demangled.too_long || !demangled.len)
		return false;
	strbuf_name(ret, demangled.text);
	return true;
}
