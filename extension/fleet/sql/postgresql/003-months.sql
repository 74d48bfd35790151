-- SPDX-License-Identifier: GPL-2.0-or-later
-- Sums by month, so that what grew in the fleet is told without reading all owners.
CREATE TABLE stack_month (
	customer TEXT NOT NULL,
	month BIGINT NOT NULL,		-- crash_time / 2629746
	stack BIGINT NOT NULL REFERENCES stack,
	pages BIGINT NOT NULL, dumps BIGINT NOT NULL,
	PRIMARY KEY (month, stack, customer)
);
INSERT INTO stack_month (customer, month, stack, pages, dumps)
SELECT d.customer, d.crash_time / 2629746, o.stack, sum(o.pages), count(*)
FROM dump d JOIN owner_stack o ON o.dump = d.id
WHERE d.crash_time IS NOT NULL GROUP BY 1, 2, 3;

-- A dump that goes takes its part with it.
CREATE FUNCTION stack_month_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE stack_month SET dumps = dumps - 1, pages = pages -
		(SELECT o.pages FROM owner_stack o
		 WHERE o.stack = stack_month.stack AND o.dump = OLD.id)
	WHERE customer = OLD.customer AND month = OLD.crash_time / 2629746
		AND stack IN (SELECT stack FROM owner_stack WHERE dump = OLD.id);
	DELETE FROM stack_month WHERE customer = OLD.customer
		AND month = OLD.crash_time / 2629746 AND dumps = 0;
	RETURN OLD;
END $$;
CREATE TRIGGER stack_month_less BEFORE DELETE ON dump FOR EACH ROW
	WHEN (OLD.crash_time IS NOT NULL) EXECUTE FUNCTION stack_month_less();
ALTER TABLE stack_month ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_customer ON stack_month FOR SELECT USING (fleet_sees(customer));

DROP VIEW grew;
CREATE VIEW grew WITH (security_invoker = true) AS
SELECT s.key, s.caller, m.month, CAST(sum(m.pages) AS BIGINT) / CAST(sum(m.dumps) AS BIGINT)
	AS pages_each, CAST(sum(m.dumps) AS BIGINT) AS dumps
FROM stack_month m JOIN stack s ON s.id = m.stack
GROUP BY s.key, s.caller, m.month;
