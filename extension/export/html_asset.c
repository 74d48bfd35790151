// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The page as extension/export/html/build.mjs made it, a byte for a byte.
 */
#include "export/html_data.h"

/* The assembler finds the file from the folder that make runs in. */
__asm__(".section .rodata\n"
	".hidden html_asset\n"
	".global html_asset\n"
	"html_asset:\n"
	".incbin \"extension/export/html/page.html\"\n"
	".byte 0\n"
	".previous\n");
