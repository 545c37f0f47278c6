-- KPIS rule 4: orders on charges make the end of an accused, ends of accused make the end of a case.
-- Reads:  charge_order(no, accused, class, ended)    one charge; without class or day it is open
--         accused_order(no, accused, class, ended)   every accused of a case; class and day of an own order, if any
-- Makes:  case_end(no, class, ended)                 of each case with accused; without class it has not ended

INSERT INTO part SELECT no, accused, class, ended FROM charge_order;
CREATE TABLE by_charges AS SELECT no, whole AS accused, class, ended FROM made;
DELETE FROM part;
INSERT INTO part
SELECT a.no, '', iif(a.ended IS NULL, c.class, a.class), iif(a.ended IS NULL, c.ended, a.ended)
FROM accused_order AS a LEFT JOIN by_charges AS c USING (no, accused);
CREATE TABLE case_end AS SELECT no, class, ended FROM made;
