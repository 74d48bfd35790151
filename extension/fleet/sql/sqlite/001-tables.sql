-- SPDX-License-Identifier: GPL-2.0-or-later
-- What is kept of each dump.  The names of members of docs/rows.schema.json are those of columns.
CREATE TABLE dump (
	id INTEGER PRIMARY KEY,
	digest TEXT NOT NULL UNIQUE,	-- sha256; of an unreadable file its path
	customer TEXT NOT NULL DEFAULT '', case_no TEXT,
	uri TEXT NOT NULL, source TEXT, host TEXT, release TEXT, version TEXT, machine TEXT,
	build_id TEXT, crash_time INTEGER, uptime_ns INTEGER, page_size INTEGER,
	managed_pages INTEGER, owned_pages INTEGER, unaccounted_pages INTEGER, complete INTEGER,
	ram_class INTEGER,		-- GiB, rounded up to a power of two
	status TEXT, exit_status INTEGER, message TEXT,
	pageowner TEXT, schema_version INTEGER
);
CREATE INDEX dump_customer ON dump (customer);
CREATE INDEX dump_host ON dump (host, crash_time);

CREATE TABLE stack (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	kind TEXT, module TEXT, caller TEXT,
	frames TEXT NOT NULL		-- a line for each
);
CREATE INDEX stack_caller ON stack (caller);
CREATE INDEX stack_module ON stack (module);

CREATE TABLE owner (
	dump INTEGER NOT NULL REFERENCES dump ON DELETE CASCADE,
	stack INTEGER REFERENCES stack,
	"order" INTEGER, gfp TEXT, name TEXT, cgroup TEXT, context TEXT, node INTEGER, zone TEXT,
	migratetype TEXT, slab TEXT, pages INTEGER, allocations INTEGER, oldest_ns INTEGER,
	youngest_ns INTEGER
);
CREATE INDEX owner_dump ON owner (dump);

-- The sums of each stack in a dump; release and ram_class are those of the dump.
CREATE TABLE owner_stack (
	stack INTEGER NOT NULL REFERENCES stack,
	dump INTEGER NOT NULL REFERENCES dump ON DELETE CASCADE,
	release TEXT, ram_class INTEGER,
	pages INTEGER, allocations INTEGER,
	PRIMARY KEY (stack, dump)
) WITHOUT ROWID;
CREATE INDEX owner_stack_dump ON owner_stack (dump, pages);
CREATE INDEX owner_stack_like ON owner_stack (stack, release, ram_class, pages);

CREATE TABLE account (
	dump INTEGER NOT NULL REFERENCES dump ON DELETE CASCADE,
	id TEXT, pages INTEGER, kernel_pages INTEGER
);
CREATE INDEX account_dump ON account (dump);

CREATE TABLE suspect (
	dump INTEGER NOT NULL REFERENCES dump ON DELETE CASCADE,
	stack INTEGER REFERENCES stack,
	pages INTEGER, reasons TEXT
);
CREATE INDEX suspect_dump ON suspect (dump);
CREATE INDEX suspect_stack ON suspect (stack);

CREATE TABLE oom (
	dump INTEGER NOT NULL REFERENCES dump ON DELETE CASCADE,
	kind TEXT, at_ns INTEGER, "constraint" TEXT, cgroup TEXT, victim TEXT, gfp TEXT,
	"order" INTEGER
);
CREATE INDEX oom_dump ON oom (dump);

CREATE TABLE rule (
	id TEXT PRIMARY KEY,
	title TEXT, link TEXT, fixed_in TEXT, version INTEGER
);

CREATE TABLE match (
	dump INTEGER NOT NULL REFERENCES dump ON DELETE CASCADE,
	stack INTEGER REFERENCES stack,
	rule TEXT NOT NULL REFERENCES rule,
	pages INTEGER
);
CREATE INDEX match_dump ON match (dump);
CREATE INDEX match_stack ON match (stack);
CREATE INDEX match_rule ON match (rule);
