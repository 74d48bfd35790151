# SPDX-License-Identifier: GPL-2.0-or-later
# Targets for hostile input, which take longer than make check.

# HOURS of a processor on all fuzz targets, at low priority; it goes on where it stopped.
HOURS ?= 1
fuzz:
	$(call packages,build check)
	$(MAKE) $(FUZZ)
	tests/fuzz/campaign $(B) $(HOURS)
	tests/fuzz/campaign --write $(B)

.PHONY: fuzz
