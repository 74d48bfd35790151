-- SPDX-License-Identifier: GPL-2.0-or-later
-- The rows of one dump, which are the lines of the table incoming, into the store.
SELECT fleet_month(CAST(line->>'crash_time' AS BIGINT)) FROM incoming WHERE line->>'row' = 'dump';
INSERT INTO dump (digest, complete, customer, case_no, uri, source, host, release,
	version, machine, build_id, crash_time, uptime_ns, page_size, managed_pages,
	owned_pages, unaccounted_pages, ram_class, status, exit_status, message, pageowner,
	schema_version)
SELECT coalesce(line->>'sha256', line->>'uri'), CAST(line->>'complete' AS BOOLEAN),
	line->>'customer',
	line->>'case_no',
	line->>'uri',
	line->>'source',
	line->>'host',
	line->>'release',
	line->>'version',
	line->>'machine',
	line->>'build_id',
	CAST(line->>'crash_time' AS BIGINT),
	CAST(line->>'uptime_ns' AS BIGINT),
	CAST(line->>'page_size' AS BIGINT),
	CAST(line->>'managed_pages' AS BIGINT),
	CAST(line->>'owned_pages' AS BIGINT),
	CAST(line->>'unaccounted_pages' AS BIGINT),
	CAST(line->>'ram_class' AS BIGINT),
	line->>'status',
	CAST(line->>'exit_status' AS BIGINT),
	line->>'message',
	line->>'pageowner',
	CAST(line->>'schema_version' AS BIGINT)
FROM incoming WHERE line->>'row' = 'dump';
CREATE TEMPORARY TABLE now ON COMMIT DROP AS
SELECT id AS dump, customer, coalesce(crash_time, 0) AS crashed, release, ram_class FROM dump
WHERE digest = (SELECT coalesce(line->>'sha256', line->>'uri') FROM incoming
	WHERE line->>'row' = 'dump');
INSERT INTO stack (key, kind, module, caller, frames)
SELECT line->>'key', line->>'kind', line->>'module', line->'frames'->>0,
	(SELECT string_agg(frame, E'\n' ORDER BY n)
	 FROM jsonb_array_elements_text(line->'frames') WITH ORDINALITY AS f(frame, n))
FROM incoming WHERE line->>'row' = 'stack' ORDER BY 1
ON CONFLICT (key) DO NOTHING;
INSERT INTO owner (customer, crashed, dump, stack, "order", gfp, name, cgroup, context,
	node, zone, migratetype, slab, pages, allocations, oldest_ns, youngest_ns)
SELECT now.customer, now.crashed, now.dump, stack.id, CAST(line->>'order' AS BIGINT),
	line->>'gfp',
	line->>'name',
	line->>'cgroup',
	line->>'context',
	CAST(line->>'node' AS BIGINT),
	line->>'zone',
	line->>'migratetype',
	line->>'slab',
	CAST(line->>'pages' AS BIGINT),
	CAST(line->>'allocations' AS BIGINT),
	CAST(line->>'oldest_ns' AS BIGINT),
	CAST(line->>'youngest_ns' AS BIGINT)
FROM now, incoming LEFT JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'owner';
INSERT INTO owner_stack (customer, crashed, dump, stack, release, ram_class, pages, allocations)
SELECT now.customer, now.crashed, now.dump, stack.id, now.release, now.ram_class,
	sum(CAST(line->>'pages' AS BIGINT)), sum(CAST(line->>'allocations' AS BIGINT))
FROM now, incoming JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'owner'
GROUP BY now.customer, now.crashed, now.dump, stack.id, now.release, now.ram_class;
INSERT INTO stack_month (customer, month, stack, pages, dumps)
SELECT now.customer, now.crashed / 2629746, o.stack, o.pages, 1
FROM now JOIN owner_stack o ON o.dump = now.dump WHERE now.crashed > 0 ORDER BY o.stack
ON CONFLICT (month, stack, customer) DO UPDATE
SET pages = stack_month.pages + excluded.pages, dumps = stack_month.dumps + 1;
INSERT INTO account (customer, dump, id, pages, kernel_pages)
SELECT now.customer, now.dump, line->>'id',
	CAST(line->>'pages' AS BIGINT),
	CAST(line->>'kernel_pages' AS BIGINT)
FROM now, incoming
WHERE line->>'row' = 'account';
INSERT INTO suspect (customer, dump, stack, pages, reasons)
SELECT now.customer, now.dump, stack.id, CAST(line->>'pages' AS BIGINT),
	(SELECT string_agg(frame, E'\n' ORDER BY n)
	 FROM jsonb_array_elements_text(line->'reasons') WITH ORDINALITY AS f(frame, n))
FROM now, incoming LEFT JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'suspect';
INSERT INTO oom (customer, dump, kind, at_ns, "constraint", cgroup, victim, gfp, "order")
SELECT now.customer, now.dump, line->>'kind',
	CAST(line->>'at_ns' AS BIGINT),
	line->>'constraint',
	line->>'cgroup',
	line->>'victim',
	line->>'gfp',
	CAST(line->>'order' AS BIGINT)
FROM now, incoming
WHERE line->>'row' = 'oom';
INSERT INTO rule (id, title, link, fixed_in, version)
SELECT line->>'rule', line->>'title', line->>'link', line->>'fixed_in',
	max(CAST(line->>'version' AS BIGINT))
FROM incoming WHERE line->>'row' = 'match' GROUP BY 1, 2, 3, 4 ORDER BY 1
ON CONFLICT (id) DO UPDATE SET title = excluded.title, link = excluded.link,
	fixed_in = excluded.fixed_in, version = excluded.version
WHERE excluded.version > rule.version;
INSERT INTO match (customer, dump, stack, rule, pages)
SELECT now.customer, now.dump, stack.id, line->>'rule',
	CAST(line->>'pages' AS BIGINT)
FROM now, incoming LEFT JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'match';
