-- SPDX-License-Identifier: GPL-2.0-or-later
-- What is kept of each dump.  The names of members of docs/rows.schema.json are those of columns.
CREATE TABLE dump (
	id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	digest TEXT NOT NULL UNIQUE,	-- sha256; of an unreadable file its path
	customer TEXT NOT NULL DEFAULT '', case_no TEXT,
	uri TEXT NOT NULL, source TEXT, host TEXT, release TEXT, version TEXT, machine TEXT,
	build_id TEXT, crash_time BIGINT, uptime_ns BIGINT, page_size BIGINT,
	managed_pages BIGINT, owned_pages BIGINT, unaccounted_pages BIGINT, complete BOOLEAN,
	ram_class BIGINT,		-- GiB, rounded up to a power of two
	status TEXT, exit_status BIGINT, message TEXT,
	pageowner TEXT, schema_version BIGINT
);
CREATE INDEX dump_customer ON dump (customer);
CREATE INDEX dump_host ON dump (host, crash_time);

CREATE TABLE stack (
	id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,
	kind TEXT, module TEXT, caller TEXT,
	frames TEXT NOT NULL		-- a line for each
);
CREATE INDEX stack_caller ON stack (caller);
CREATE INDEX stack_module ON stack (module);

CREATE TABLE owner (
	customer TEXT NOT NULL, crashed BIGINT NOT NULL,
	dump BIGINT NOT NULL REFERENCES dump ON DELETE CASCADE,
	stack BIGINT REFERENCES stack,
	"order" BIGINT, gfp TEXT, name TEXT, cgroup TEXT, context TEXT, node BIGINT, zone TEXT,
	migratetype TEXT, slab TEXT, pages BIGINT, allocations BIGINT, oldest_ns BIGINT,
	youngest_ns BIGINT
) PARTITION BY RANGE (crashed);
CREATE TABLE owner_other PARTITION OF owner DEFAULT;
CREATE INDEX owner_dump ON owner (dump);

-- The sums of each stack in a dump; release and ram_class are those of the dump.
CREATE TABLE owner_stack (
	stack BIGINT NOT NULL REFERENCES stack,
	customer TEXT NOT NULL, crashed BIGINT NOT NULL,
	dump BIGINT NOT NULL REFERENCES dump ON DELETE CASCADE,
	release TEXT, ram_class BIGINT,
	pages BIGINT, allocations BIGINT,
	PRIMARY KEY (stack, dump, crashed)
) PARTITION BY RANGE (crashed);
CREATE TABLE owner_stack_other PARTITION OF owner_stack DEFAULT;
CREATE INDEX owner_stack_dump ON owner_stack (dump, pages);
CREATE INDEX owner_stack_like ON owner_stack (stack, release, ram_class, pages);

CREATE TABLE account (
	customer TEXT NOT NULL,
	dump BIGINT NOT NULL REFERENCES dump ON DELETE CASCADE,
	id TEXT, pages BIGINT, kernel_pages BIGINT
);
CREATE INDEX account_dump ON account (dump);

CREATE TABLE suspect (
	customer TEXT NOT NULL,
	dump BIGINT NOT NULL REFERENCES dump ON DELETE CASCADE,
	stack BIGINT REFERENCES stack,
	pages BIGINT, reasons TEXT
);
CREATE INDEX suspect_dump ON suspect (dump);
CREATE INDEX suspect_stack ON suspect (stack);

CREATE TABLE oom (
	customer TEXT NOT NULL,
	dump BIGINT NOT NULL REFERENCES dump ON DELETE CASCADE,
	kind TEXT, at_ns BIGINT, "constraint" TEXT, cgroup TEXT, victim TEXT, gfp TEXT,
	"order" BIGINT
);
CREATE INDEX oom_dump ON oom (dump);

CREATE TABLE rule (
	id TEXT PRIMARY KEY,
	title TEXT, link TEXT, fixed_in TEXT, version BIGINT
);

CREATE TABLE match (
	customer TEXT NOT NULL,
	dump BIGINT NOT NULL REFERENCES dump ON DELETE CASCADE,
	stack BIGINT REFERENCES stack,
	rule TEXT NOT NULL REFERENCES rule,
	pages BIGINT
);
CREATE INDEX match_dump ON match (dump);
CREATE INDEX match_stack ON match (stack);
CREATE INDEX match_rule ON match (rule);

-- The part of owner and owner_stack for the month of a crash, made with the first dump of it.
CREATE FUNCTION fleet_month(crash BIGINT) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	month TIMESTAMP := date_trunc('month', to_timestamp(crash) AT TIME ZONE 'UTC');
	name TEXT := to_char(month, '_YYYYMM');
	part TEXT;
BEGIN
	IF crash IS NULL OR to_regclass('owner' || name) IS NOT NULL THEN
		RETURN;
	END IF;
	PERFORM pg_advisory_xact_lock(hashtext('fleet_month'));
	FOREACH part IN ARRAY ARRAY['owner', 'owner_stack'] LOOP
	EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF %I FOR VALUES FROM (%s) TO
		(%s)',
			part || name, part, extract(epoch FROM month)::BIGINT,
			extract(epoch FROM month + interval '1 month')::BIGINT);
	END LOOP;
END $$;

-- A role that is called customer_NAME sees what is of the customer NAME, and nothing else.
CREATE FUNCTION fleet_sees(customer TEXT) RETURNS boolean STABLE LANGUAGE sql AS
	$$ SELECT current_user = 'customer_' || customer $$;
ALTER TABLE dump ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON dump FOR SELECT USING (fleet_sees(customer));
ALTER TABLE owner ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON owner FOR SELECT USING (fleet_sees(customer));
ALTER TABLE owner_stack ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON owner_stack FOR SELECT USING (fleet_sees(customer));
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON account FOR SELECT USING (fleet_sees(customer));
ALTER TABLE suspect ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON suspect FOR SELECT USING (fleet_sees(customer));
ALTER TABLE oom ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON oom FOR SELECT USING (fleet_sees(customer));
ALTER TABLE match ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON match FOR SELECT USING (fleet_sees(customer));
