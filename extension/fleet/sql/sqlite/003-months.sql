-- SPDX-License-Identifier: GPL-2.0-or-later
-- Sums by month, so that what grew in the fleet is told without reading all owners.
CREATE TABLE stack_month (
	customer TEXT NOT NULL,
	month INTEGER NOT NULL,		-- crash_time / 2629746
	stack INTEGER NOT NULL REFERENCES stack,
	pages INTEGER NOT NULL, dumps INTEGER NOT NULL,
	PRIMARY KEY (month, stack, customer)
) WITHOUT ROWID;
INSERT INTO stack_month (customer, month, stack, pages, dumps)
SELECT d.customer, d.crash_time / 2629746, o.stack, sum(o.pages), count(*)
FROM dump d JOIN owner_stack o ON o.dump = d.id
WHERE d.crash_time IS NOT NULL GROUP BY 1, 2, 3;

-- A dump that goes takes its part with it.
CREATE TRIGGER stack_month_less BEFORE DELETE ON dump WHEN OLD.crash_time IS NOT NULL BEGIN
	UPDATE stack_month SET dumps = dumps - 1, pages = pages -
		(SELECT o.pages FROM owner_stack o
		 WHERE o.stack = stack_month.stack AND o.dump = OLD.id)
	WHERE customer = OLD.customer AND month = OLD.crash_time / 2629746
		AND stack IN (SELECT stack FROM owner_stack WHERE dump = OLD.id);
	DELETE FROM stack_month WHERE customer = OLD.customer
		AND month = OLD.crash_time / 2629746 AND dumps = 0;
END;

DROP VIEW grew;
CREATE VIEW grew AS
SELECT s.key, s.caller, m.month, CAST(sum(m.pages) AS INTEGER) / CAST(sum(m.dumps) AS INTEGER)
	AS pages_each, CAST(sum(m.dumps) AS INTEGER) AS dumps
FROM stack_month m JOIN stack s ON s.id = m.stack
GROUP BY s.key, s.caller, m.month;
