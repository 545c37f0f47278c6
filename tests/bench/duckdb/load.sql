-- The exports into the tables case_record, hearing and receipt on disk: typed, coded, each key once. That is what a store
-- must hold before KPIs can be counted; raw rows, history and checkpoints, which Mizan keeps too, are not kept here.
-- After csv.sql or ndjson.sql. Placeholders: {data} the export, {config} the repository's config, {bench} this folder.

CREATE TEMP VIEW entry AS
SELECT 'disposal' AS field, * FROM read_csv('{config}/demo/tables/disposal.csv')
UNION ALL SELECT 'outcome', * FROM read_csv('{config}/demo/tables/outcome.csv')
UNION ALL SELECT 'purpose', * FROM read_csv('{config}/demo/tables/purpose.csv')
UNION ALL SELECT 'adjourn_reason', * FROM read_csv('{config}/demo/tables/adjourn_reason.csv')
UNION ALL SELECT 'adjourn_side', * FROM read_csv('{config}/demo/tables/adjourn_side.csv');

CREATE TYPE common_code AS ENUM (SELECT common FROM entry UNION SELECT 'unclassified');

CREATE TABLE code AS SELECT field, native, common::common_code AS common FROM entry;

-- The offence group of each section text, worked out by hand from config/offences/pakistan.csv: the section of highest
-- rank stands for the case. The table has no section 506-B.
CREATE TABLE offence AS SELECT sections, offence_group FROM read_csv('{bench}/duckdb/sections.csv', header = true);

CREATE TABLE case_record AS
SELECT province, case_id, fir_no, try_cast(fir_year AS INTEGER) AS fir_year, day(fir_date) AS fir_on,
  district, police_station, offence_group, court, court_case_no,
  day(date_institution) AS instituted_on, prosecutor_id AS prosecutor,
  CASE WHEN disposal IS NOT NULL THEN coalesce(code.common, 'unclassified'::common_code) END AS disposal,
  day(date_disposal) AS disposed_on
FROM raw_case
LEFT JOIN offence USING (sections)
LEFT JOIN code ON code.field = 'disposal' AND code.native = disposal;

CREATE TABLE hearing AS
SELECT h.province, hearing_id, case_id, day(date) AS held_on,
  CASE WHEN purpose IS NOT NULL THEN coalesce(p.common, 'unclassified'::common_code) END AS purpose,
  CASE WHEN result IS NOT NULL THEN coalesce(o.common, 'unclassified'::common_code) END AS outcome,
  CASE WHEN adjourn_reason IS NOT NULL THEN coalesce(r.common, 'unclassified'::common_code) END AS adjourn_reason,
  CASE WHEN adjourn_side IS NOT NULL THEN coalesce(s.common, 'unclassified'::common_code) END AS adjourn_side,
  day(next_date) AS next_on, prosecutor_id AS prosecutor, prosecutor_present
FROM raw_hearing AS h
LEFT JOIN code AS p ON p.field = 'purpose' AND p.native = purpose
LEFT JOIN code AS o ON o.field = 'outcome' AND o.native = result
LEFT JOIN code AS r ON r.field = 'adjourn_reason' AND r.native = adjourn_reason
LEFT JOIN code AS s ON s.field = 'adjourn_side' AND s.native = adjourn_side;

-- Received and refused: torn rows, and those without a key.
CREATE TABLE receipt AS
SELECT province, sum(n)::BIGINT AS received, sum(bad)::BIGINT AS quarantined
FROM (SELECT province, count(*) AS n, count(*) - count(case_id) AS bad FROM case_record GROUP BY province
      UNION ALL SELECT province, count(*), count(*) - count(hearing_id) FROM hearing GROUP BY province
      UNION ALL SELECT province, n, n FROM torn())
GROUP BY province;

DELETE FROM case_record WHERE case_id IS NULL;
DELETE FROM hearing WHERE hearing_id IS NULL;
DELETE FROM case_record USING (SELECT case_id, min(rowid) AS kept FROM case_record GROUP BY case_id HAVING count(*) > 1) AS d
WHERE case_record.case_id = d.case_id AND case_record.rowid <> kept;
DELETE FROM hearing USING (SELECT hearing_id, min(rowid) AS kept FROM hearing GROUP BY hearing_id HAVING count(*) > 1) AS d
WHERE hearing.hearing_id = d.hearing_id AND hearing.rowid <> kept;
CHECKPOINT;
