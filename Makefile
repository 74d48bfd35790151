# SPDX-License-Identifier: GPL-2.0-or-later
# make demo    installs what is missing, builds, reports on a bundled vmcore
# make check   installs what is missing, builds, runs all tests; its last line counts them
# make         build/pageowner and the crash extension build/pageowner.so

CC ?= gcc
CFLAGS ?= -O2 -g
B := build
WARN := -Wall -Wextra
BASE := -std=gnu11 -D_GNU_SOURCE -Iextension/core
PKGS := libkdumpfile libaddrxlat libdw libelf libbpf
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS = $(shell pkg-config --libs $(PKGS))
SANITIZE := -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined

CORE := $(wildcard extension/core/*.c)
DUMP := $(wildcard extension/dump/*.c) extension/cli.c
CRASH := $(wildcard extension/crash*.c)
TESTS := $(wildcard tests/unit/*.c tests/fake/*.c)
FUZZ := $(patsubst tests/fuzz/%.c,$(B)/tests/fuzz/%,$(wildcard tests/fuzz/*.c))
obj = $(patsubst %.c,$(B)/%.o,$(1))
sanitized = $(patsubst %.c,$(B)/sanitized/%.o,$(1))

all: $(B)/pageowner $(B)/pageowner.so

$(B)/pageowner: $(call obj,$(CORE) $(DUMP))
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $(PKG_LIBS)

$(B)/pageowner.so: $(call obj,$(CORE) $(CRASH)) extension/crash.map
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,--version-script=extension/crash.map -o $@ \
		$(filter %.o,$^)

$(call obj,$(DUMP)): BASE += -pthread $(PKG_CFLAGS)
# crash's own header is not clean under -Wextra.
$(call obj,$(CRASH)): BASE += -isystem /usr/include/crash

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(WARN) $(BASE) -fPIC -fvisibility=hidden -MMD -MP -c -o $@ $<

# ---- tests ----

$(B)/sanitized/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) $(WARN) $(BASE) -MMD -MP -c -o $@ $<

$(B)/tests/unit: $(call sanitized,$(CORE) $(TESTS))
	@mkdir -p $(@D)
	$(CC) $(SANITIZE) -o $@ $^ -lcmocka -pthread

FUZZED := $(CORE) $(wildcard extension/dump/*.c tests/fake/*.c)
fuzzed = $(patsubst %.c,$(B)/fuzzed/%.o,$(1))

$(B)/fuzzed/%.o: %.c
	@mkdir -p $(@D)
	clang -g -O1 -fsanitize=fuzzer-no-link,address,undefined $(BASE) -pthread $(PKG_CFLAGS) \
		-MMD -MP -c -o $@ $<

$(B)/tests/fuzz/%: tests/fuzz/%.c $(call fuzzed,$(FUZZED)) $(wildcard tests/fuzz/*.h)
	@mkdir -p $(@D)
	clang -g -O1 -fsanitize=fuzzer,address,undefined $(BASE) -Iextension -Itests -pthread \
		$(PKG_CFLAGS) -o $@ $< $(call fuzzed,$(FUZZED)) $(PKG_LIBS)

vmcores:
	scripts/unpack-vmcores $(B)/vmcores

BUILD_PACKAGES := gcc libc6-dev make pkg-config crash libkdumpfile-dev libdw-dev libelf-dev \
	libbpf-dev xz-utils
CHECK_PACKAGES := libcmocka-dev clang libclang-rt-14-dev llvm python3

demo:
	scripts/install-packages $(BUILD_PACKAGES)
	$(MAKE) all vmcores
	scripts/demo

check:
	scripts/install-packages $(BUILD_PACKAGES) $(CHECK_PACKAGES)
	$(MAKE) all vmcores $(B)/tests/unit $(FUZZ)
	tests/run

clean:
	rm -rf $(B)

-include $(shell find $(B) -name '*.d' 2>/dev/null)

.PHONY: all vmcores demo check clean
