-- The cases, charges and hearings of one county, read from its documents by plain SQL. Which events are hearings, and
-- what came of them, is the county's list (tables/outcome-*.csv), read here as well: that is what the county means by its
-- words. Everything else is worked out here. Parameter: @file, the JSON documents.

CREATE TABLE doc AS SELECT value AS d FROM json_each(readfile(@file));
CREATE TABLE cases AS SELECT d ->> 'caseNo' AS no, d ->> 'filingDate' AS instituted FROM doc;

-- The order of a charge is its last judgment; its day is that of the sentence where there is one (KPIS rule 4).
CREATE TABLE charge_order AS
WITH charges AS (
  SELECT d ->> 'caseNo' AS no, c.value AS c, json_array_length(c.value, '$.judgments') AS n
  FROM doc, json_each(d, '$.charges') AS c)
SELECT no, no AS accused, class.class,
       CASE WHEN n > 0 THEN coalesce(json_extract(c, '$.judgments[#-1].sentDate'),
                                     json_extract(c, '$.judgments[#-1].orderDate')) END AS ended
FROM charges LEFT JOIN class ON class.native = coalesce(c ->> 'dispoDesc', '');

-- One accused a case.
CREATE TABLE accused_order AS SELECT DISTINCT no, no AS accused, NULL AS class, NULL AS ended FROM charge_order;

CREATE TABLE event AS
SELECT d ->> 'caseNo' AS no, r.value ->> 'date' AS held, r.value ->> 'descr' AS descr
FROM doc, json_each(d, '$.records') AS r;

-- A hearing is one case on one listed day; effective if any record of the day says so, else adjourned, else unknown.
CREATE TABLE hearing AS
SELECT no, held,
       CASE max(CASE h.outcome WHEN 'effective' THEN 2 WHEN 'adjourned' THEN 1 ELSE 0 END)
         WHEN 2 THEN 'effective' WHEN 1 THEN 'adjourned' END AS outcome
FROM event JOIN hearing_event AS h USING (descr) GROUP BY no, held;
CREATE INDEX hearing_by_no ON hearing(no);
