-- The cases of the state, read from its files by plain SQL: FIR keys, legs and ends by KPIS rules 3 and 4.

.import data/dev_cases_Assam.csv row
.import data/dev_hearing_counts_Assam.csv stage_count
.import data/codebook_case_disposal.csv disposal_book
.import data/codebook_purpose_of_hearing.csv purpose_book

-- Identity (DESIGN §6): province, district, station, number, year. "NA" is no station; a blank year is none, unless the
-- number names its own ("56/14"); leading zeros of a number say nothing.
CREATE TABLE court_record AS
SELECT cino, dt_regis AS instituted, class.class, nullif(date_of_decision, 'NA') AS ended,
       upper(trim(police_station)) AS station, trim(fir_year) AS year, fir_no, district_name,
       coalesce(class.class = 'transferred', 0) AS transferred
FROM row LEFT JOIN class ON class.name = replace(updated_disp_name, char(160), ' ');

CREATE TABLE fir AS
SELECT cino, district_name || '|' || station || '|' ||
             ltrim(iif(instr(fir_no, '/') > 0, substr(fir_no, 1, instr(fir_no, '/') - 1), fir_no), '0') || '|' ||
             CASE WHEN year <> '0' THEN year ELSE '20' || substr(fir_no, -2) END AS fir_key
FROM court_record
WHERE station NOT IN ('', 'NA') AND trim(fir_no) NOT IN ('', 'NA') AND (year <> '0' OR instr(fir_no, '/') > 0);

-- Of an FIR's court records by institution (ties: transferred first, then key), one that ended transferred is continued by
-- the next that continues no other (rule 3): the k-th that continues any continues the k-th that was transferred.
CREATE TABLE leg AS
SELECT coalesce(fir_key, cino) AS fir_key, cino, instituted, class, ended, transferred,
       row_number() OVER w AS k, sum(transferred) OVER w AS sent
FROM court_record LEFT JOIN fir USING (cino)
WINDOW w AS (PARTITION BY coalesce(fir_key, cino) ORDER BY instituted, transferred DESC, cino
             ROWS UNBOUNDED PRECEDING);
CREATE INDEX leg_by_fir ON leg(fir_key, k);

CREATE TABLE step AS
WITH RECURSIVE walk(fir_key, k, sent, continued, continues) AS (
  SELECT fir_key, 1, sent, 0, 0 FROM leg WHERE k = 1
  UNION ALL
  SELECT l.fir_key, l.k, l.sent, w.continued + (w.continued < w.sent), w.continued < w.sent
  FROM walk AS w JOIN leg AS l ON l.fir_key = w.fir_key AND l.k = w.k + 1)
SELECT fir_key, k, continued, continues FROM walk;

CREATE TABLE next_leg AS
SELECT before.cino AS cino, after.cino AS next
FROM step AS s JOIN leg AS after USING (fir_key, k)
JOIN leg AS before ON before.fir_key = s.fir_key AND before.transferred AND before.sent = s.continued
WHERE s.continues;

-- A case is its first leg and those that continue it; it ends with its last.
CREATE TABLE chain AS
WITH RECURSIVE follow(no, cino) AS (
  SELECT cino, cino FROM leg WHERE cino NOT IN (SELECT next FROM next_leg)
  UNION ALL
  SELECT no, next FROM follow JOIN next_leg USING (cino))
SELECT no, cino, cino NOT IN (SELECT cino FROM next_leg) AS is_last FROM follow;

CREATE TABLE cases AS SELECT cino AS no, instituted FROM leg WHERE cino NOT IN (SELECT next FROM next_leg);
CREATE TABLE case_end AS SELECT no, class, ended FROM chain JOIN leg USING (cino) WHERE is_last;

-- The files state no hearings, only how many there were.
CREATE TABLE hearing(no, held, outcome);
