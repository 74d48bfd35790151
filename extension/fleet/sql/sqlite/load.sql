-- SPDX-License-Identifier: GPL-2.0-or-later
-- The rows of one dump, which are the lines of the table incoming, into the store.
INSERT INTO dump (digest, complete, customer, case_no, uri, source, host, release,
	version, machine, build_id, crash_time, uptime_ns, page_size, managed_pages,
	owned_pages, unaccounted_pages, ram_class, status, exit_status, message, pageowner,
	schema_version)
SELECT coalesce(line->>'sha256', line->>'uri'), line->>'complete',
	line->>'customer',
	line->>'case_no',
	line->>'uri',
	line->>'source',
	line->>'host',
	line->>'release',
	line->>'version',
	line->>'machine',
	line->>'build_id',
	CAST(line->>'crash_time' AS INTEGER),
	CAST(line->>'uptime_ns' AS INTEGER),
	CAST(line->>'page_size' AS INTEGER),
	CAST(line->>'managed_pages' AS INTEGER),
	CAST(line->>'owned_pages' AS INTEGER),
	CAST(line->>'unaccounted_pages' AS INTEGER),
	CAST(line->>'ram_class' AS INTEGER),
	line->>'status',
	CAST(line->>'exit_status' AS INTEGER),
	line->>'message',
	line->>'pageowner',
	CAST(line->>'schema_version' AS INTEGER)
FROM incoming WHERE line->>'row' = 'dump';
CREATE TEMPORARY TABLE now AS
SELECT id AS dump, customer, coalesce(crash_time, 0) AS crashed, release, ram_class FROM dump
WHERE digest = (SELECT coalesce(line->>'sha256', line->>'uri') FROM incoming
	WHERE line->>'row' = 'dump');
INSERT INTO stack (key, kind, module, caller, frames)
SELECT line->>'key', line->>'kind', line->>'module', line->'frames'->>0,
	(SELECT group_concat(value, char(10)) FROM json_each(line->'frames'))
FROM incoming WHERE line->>'row' = 'stack' ORDER BY 1
ON CONFLICT (key) DO NOTHING;
INSERT INTO owner (dump, stack, "order", gfp, name, cgroup, context, node, zone,
	migratetype, slab, pages, allocations, oldest_ns, youngest_ns)
SELECT now.dump, stack.id, CAST(line->>'order' AS INTEGER),
	line->>'gfp',
	line->>'name',
	line->>'cgroup',
	line->>'context',
	CAST(line->>'node' AS INTEGER),
	line->>'zone',
	line->>'migratetype',
	line->>'slab',
	CAST(line->>'pages' AS INTEGER),
	CAST(line->>'allocations' AS INTEGER),
	CAST(line->>'oldest_ns' AS INTEGER),
	CAST(line->>'youngest_ns' AS INTEGER)
FROM now, incoming LEFT JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'owner';
INSERT INTO owner_stack (dump, stack, release, ram_class, pages, allocations)
SELECT now.dump, stack.id, now.release, now.ram_class,
	sum(CAST(line->>'pages' AS INTEGER)), sum(CAST(line->>'allocations' AS INTEGER))
FROM now, incoming JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'owner'
GROUP BY now.dump, stack.id, now.release, now.ram_class;
INSERT INTO stack_month (customer, month, stack, pages, dumps)
SELECT now.customer, now.crashed / 2629746, o.stack, o.pages, 1
FROM now JOIN owner_stack o ON o.dump = now.dump WHERE now.crashed > 0 ORDER BY o.stack
ON CONFLICT (month, stack, customer) DO UPDATE
SET pages = stack_month.pages + excluded.pages, dumps = stack_month.dumps + 1;
INSERT INTO account (dump, id, pages, kernel_pages)
SELECT now.dump, line->>'id',
	CAST(line->>'pages' AS INTEGER),
	CAST(line->>'kernel_pages' AS INTEGER)
FROM now, incoming
WHERE line->>'row' = 'account';
INSERT INTO suspect (dump, stack, pages, reasons)
SELECT now.dump, stack.id, CAST(line->>'pages' AS INTEGER),
	(SELECT group_concat(value, char(10)) FROM json_each(line->'reasons'))
FROM now, incoming LEFT JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'suspect';
INSERT INTO oom (dump, kind, at_ns, "constraint", cgroup, victim, gfp, "order")
SELECT now.dump, line->>'kind',
	CAST(line->>'at_ns' AS INTEGER),
	line->>'constraint',
	line->>'cgroup',
	line->>'victim',
	line->>'gfp',
	CAST(line->>'order' AS INTEGER)
FROM now, incoming
WHERE line->>'row' = 'oom';
INSERT INTO rule (id, title, link, fixed_in, version)
SELECT line->>'rule', line->>'title', line->>'link', line->>'fixed_in',
	max(CAST(line->>'version' AS INTEGER))
FROM incoming WHERE line->>'row' = 'match' GROUP BY 1, 2, 3, 4 ORDER BY 1
ON CONFLICT (id) DO UPDATE SET title = excluded.title, link = excluded.link,
	fixed_in = excluded.fixed_in, version = excluded.version
WHERE excluded.version > rule.version;
INSERT INTO match (dump, stack, rule, pages)
SELECT now.dump, stack.id, line->>'rule',
	CAST(line->>'pages' AS INTEGER)
FROM now, incoming LEFT JOIN stack ON stack.key = line->>'key'
WHERE line->>'row' = 'match';
DROP TABLE now;
DELETE FROM incoming;
