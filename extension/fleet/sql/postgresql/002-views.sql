-- SPDX-License-Identifier: GPL-2.0-or-later
-- The ten questions.  Ask with a WHERE on a column that a view has grouped by.

-- Have we seen this owner before?
CREATE VIEW seen WITH (security_invoker = true) AS
SELECT s.key, s.caller, s.module, count(*) AS dumps, count(DISTINCT d.case_no) AS cases,
	count(DISTINCT d.host) AS hosts, count(DISTINCT d.customer) AS customers,
	count(DISTINCT d.release) AS releases, min(d.crash_time) AS first_time,
	max(d.crash_time) AS last_time, max(o.pages) AS most_pages,
	(SELECT min(r.title || coalesce(', fixed in ' || r.fixed_in, ''))
	 FROM match m JOIN rule r ON r.id = m.rule JOIN stack t ON t.id = m.stack
	 WHERE t.key = s.key) AS known
FROM stack s JOIN owner_stack o ON o.stack = s.id JOIN dump d ON d.id = o.dump
GROUP BY s.key, s.caller, s.module;

-- In which releases, the first and the last time.
CREATE VIEW first_last WITH (security_invoker = true) AS
SELECT s.key, s.caller, d.release, count(*) AS dumps, min(d.crash_time) AS first_time,
	max(d.crash_time) AS last_time, max(o.pages) AS most_pages
FROM stack s JOIN owner_stack o ON o.stack = s.id JOIN dump d ON d.id = o.dump
GROUP BY s.key, s.caller, d.release;

-- One host over time, with pages per hour since its dump before.
CREATE VIEW host WITH (security_invoker = true) AS
SELECT d.host, s.key, s.caller, d.crash_time, o.pages,
	CASE WHEN d.crash_time > lag(d.crash_time) OVER w
	THEN round((o.pages - lag(o.pages) OVER w) * 3600.0
		/ (d.crash_time - lag(d.crash_time) OVER w), 1) END AS pages_per_hour
FROM dump d JOIN owner_stack o ON o.dump = d.id JOIN stack s ON s.id = o.stack
WINDOW w AS (PARTITION BY d.host, s.key ORDER BY d.crash_time);

-- What grew in the fleet: pages for each dump by month.
CREATE VIEW grew WITH (security_invoker = true) AS
SELECT s.key, s.caller, m.month, m.pages / m.dumps AS pages_each, m.dumps
FROM (SELECT o.stack, d.crash_time / 2629746 AS month, CAST(sum(o.pages) AS BIGINT) AS pages,
	count(*) AS dumps
	FROM dump d JOIN owner_stack o ON o.dump = d.id
	GROUP BY o.stack, d.crash_time / 2629746) m
JOIN stack s ON s.id = m.stack;

-- Customers by the share of a module in the memory of a dump.
CREATE VIEW customers WITH (security_invoker = true) AS
SELECT s.module, d.customer, d.host, d.crash_time, sum(o.pages) AS pages,
	round((100.0 * sum(o.pages) / d.managed_pages)::numeric, 1) AS percent
FROM stack s JOIN owner_stack o ON o.stack = s.id JOIN dump d ON d.id = o.dump
WHERE d.managed_pages > 0 AND s.module IS NOT NULL
GROUP BY s.module, d.id, d.customer, d.host, d.crash_time, d.managed_pages;

-- Much unaccounted and no rule: the work to do.
CREATE VIEW unexplained WITH (security_invoker = true) AS
SELECT d.uri, d.customer, d.host, d.release, d.crash_time, d.unaccounted_pages,
	round((100.0 * d.unaccounted_pages / d.managed_pages)::numeric, 1) AS percent
FROM dump d
WHERE d.managed_pages > 0 AND d.unaccounted_pages * 10 > d.managed_pages
	AND NOT EXISTS (SELECT 1 FROM match m WHERE m.dump = d.id);

-- Is this much normal?  Among dumps of the same release and size.
CREATE VIEW normal WITH (security_invoker = true) AS
SELECT d.uri, s.key, s.caller, o.pages,
	(SELECT count(*) FROM owner_stack x WHERE x.stack = o.stack AND x.release = o.release
	 AND x.ram_class = o.ram_class AND x.pages <= o.pages) AS not_more,
	(SELECT count(*) FROM owner_stack x WHERE x.stack = o.stack AND x.release = o.release
	 AND x.ram_class = o.ram_class) AS alike
FROM dump d JOIN owner_stack o ON o.dump = d.id JOIN stack s ON s.id = o.stack;

-- The same leak: dumps that suspect the same stack.
CREATE VIEW same_leak WITH (security_invoker = true) AS
SELECT s.key, s.caller, count(DISTINCT p.dump) AS dumps, max(p.pages) AS most_pages,
	min(d.crash_time) AS first_time, max(d.crash_time) AS last_time,
	count(DISTINCT d.customer) AS customers
FROM suspect p JOIN stack s ON s.id = p.stack JOIN dump d ON d.id = p.dump
GROUP BY s.key, s.caller;

-- Why dumps could not be read, or not all of them.
CREATE VIEW unreadable WITH (security_invoker = true) AS
SELECT status, message, count(*) AS dumps, min(uri) AS example
FROM dump WHERE exit_status <> 0 GROUP BY status, message;

-- Which rule explains the most pages.
CREATE VIEW rules WITH (security_invoker = true) AS
SELECT r.id, r.title, r.fixed_in, count(DISTINCT m.dump) AS dumps, sum(m.pages) AS pages,
	max(r.link) AS link
FROM rule r JOIN match m ON m.rule = r.id GROUP BY r.id, r.title, r.fixed_in;
