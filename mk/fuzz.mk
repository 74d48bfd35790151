# SPDX-License-Identifier: GPL-2.0-or-later
# What takes longer than make check.

# HOURS of a processor on all fuzz targets, at low priority; it goes on where it stopped.
HOURS ?= 1
fuzz:
	$(call packages,build check)
	$(MAKE) $(FUZZ)
	tests/fuzz/campaign $(B) $(HOURS)
	tests/fuzz/campaign --write $(B)

# Damaged dumps in the program, in the sanitizers and in the debuggers; new inputs of the fuzz
# targets. SEED chooses.
MINUTES ?= 15
check-hostile:
	$(call packages,build check)
	$(MAKE) all bundled $(FUZZ)
	$(MAKE) B=$(B)/asan CFLAGS="$(SANITIZE)" LDFLAGS="-fsanitize=address,undefined" \
		$(B)/asan/pageowner
	$(MAKE) B=$(B)/tsan CFLAGS="-O1 -g -fsanitize=thread" $(B)/tsan/pageowner
	tests/dumps/hostile/check $(B) $(MINUTES)

# Which lines the tests execute. PARTS of tests/run; the others add little to what these reach.
PARTS ?= unit program truth diff export bare sources lost symbols lines formats logs texts html \
	crash
COUNTED := -O0 -g --coverage -fprofile-update=atomic
coverage:
	$(call packages,build check)
	$(MAKE) bundled
	$(MAKE) B=$(B)/coverage CFLAGS="$(COUNTED)" SANITIZE="$(COUNTED)" all \
		$(addprefix $(B)/coverage/tests/,unit symbols pages recode)
	ln -sfn ../vmcores $(B)/coverage/vmcores
	find $(B)/coverage -name '*.gcda' -delete
	-BUILD=$(B)/coverage tests/run $(PARTS)
	tests/tree/coverage $(B)/coverage

.PHONY: fuzz check-hostile coverage
