-- The KPI values of one county, worked out from the documents alone by plain SQL, as KPIS.md words them.
-- It shares nothing with the hub: not its mapping, not its tables, not its code. Parameters, set by check_test:
--   .param set @file  path of the JSON documents
--   .param set @today day from which the values are seen ("YYYY-MM-DD")
-- Prints: kpi|stat|period|member|value|numerator|denominator, months, quarters and years, for the whole county.

CREATE TEMP TABLE doc AS SELECT value AS d FROM json_each(readfile(@file));

CREATE TEMP TABLE court_case AS
SELECT d ->> 'caseNo' AS no, d ->> 'filingDate' AS instituted FROM doc;

-- The order of a charge is its last judgment; its day is that of the sentence where there is one (KPIS rule 4).
CREATE TEMP TABLE charge AS
WITH charges AS (
  SELECT d ->> 'caseNo' AS no, c.value AS c, json_array_length(c.value, '$.judgments') AS n
  FROM doc, json_each(d, '$.charges') AS c)
SELECT no, c ->> 'chargeNo' AS charge_no, class.class, class.rank,
       CASE WHEN n > 0 THEN coalesce(json_extract(c, '$.judgments[#-1].sentDate'),
                                     json_extract(c, '$.judgments[#-1].orderDate')) END AS ended
FROM charges LEFT JOIN class ON class.native = coalesce(c ->> 'dispoDesc', '');

-- One accused a case: ended when no charge is open; convicted if any charge is, else the latest class.
CREATE TEMP TABLE ended_case AS
SELECT no, max(ended) AS disposed,
       (SELECT class FROM charge AS k
        WHERE k.no = charge.no
        ORDER BY k.class = 'convicted' DESC, k.ended DESC, k.rank LIMIT 1) AS class
FROM charge GROUP BY no
HAVING count(*) = count(class) AND count(*) = count(ended);

CREATE TEMP TABLE trial AS
SELECT c.no, c.instituted, e.disposed, e.class
FROM court_case AS c LEFT JOIN ended_case AS e ON e.no = c.no AND e.disposed <= @today
WHERE c.instituted <= @today;

-- A hearing is one case on one listed day; effective if any record of the day says so, else adjourned, else unknown.
CREATE TEMP TABLE hearing AS
SELECT d ->> 'caseNo' AS no, r.value ->> 'date' AS held,
       CASE max(CASE h.outcome WHEN 'effective' THEN 2 WHEN 'adjourned' THEN 1 ELSE 0 END)
         WHEN 2 THEN 'effective' WHEN 1 THEN 'adjourned' END AS outcome
FROM doc, json_each(d, '$.records') AS r JOIN hearing_event AS h ON h.descr = r.value ->> 'descr'
WHERE r.value ->> 'date' <= @today
GROUP BY 1, 2;

CREATE TEMP TABLE period AS
WITH RECURSIVE m(first) AS (
  SELECT date(min(instituted), 'start of year') FROM court_case
  UNION ALL SELECT date(first, '+1 month') FROM m WHERE first < @today)
SELECT strftime('%Y-%m', first) AS label, first AS from_day, date(first, '+1 month') AS to_day FROM m
UNION ALL
SELECT strftime('%Y', first) || '-Q' || ((strftime('%m', first) + 2) / 3), first, date(first, '+3 month') FROM m
WHERE strftime('%m', first) IN ('01', '04', '07', '10')
UNION ALL
SELECT strftime('%Y', first), first, date(first, '+1 year') FROM m WHERE strftime('%m', first) = '01';
-- As of: the close of the period's last day, or today if that is earlier (rule 7).
ALTER TABLE period ADD COLUMN as_of TEXT;
UPDATE period SET as_of = min(date(to_day, '-1 day'), @today);
DELETE FROM period WHERE from_day > @today;

CREATE TEMP TABLE flow AS
SELECT p.label, p.from_day, p.to_day, p.as_of,
  (SELECT count(*) FROM trial WHERE instituted >= from_day AND instituted < to_day) AS instituted,
  (SELECT count(*) FROM trial WHERE disposed >= from_day AND disposed < to_day) AS disposed,
  (SELECT count(*) FROM trial WHERE disposed >= from_day AND disposed < to_day AND class = 'convicted') AS convicted,
  (SELECT count(*) FROM trial WHERE disposed >= from_day AND disposed < to_day AND class = 'acquitted') AS acquitted,
  (SELECT count(*) FROM trial WHERE instituted <= as_of AND (disposed IS NULL OR disposed > as_of)) AS pending,
  (SELECT count(*) FROM hearing WHERE held >= from_day AND held < to_day) AS listed,
  (SELECT count(*) FROM hearing WHERE held >= from_day AND held < to_day AND outcome = 'adjourned') AS adjourned,
  (SELECT count(*) FROM hearing WHERE held >= from_day AND held < to_day AND outcome IS NOT NULL) AS outcome_known,
  (SELECT count(*) FROM hearing AS h JOIN trial AS t USING (no)
   WHERE t.disposed >= from_day AND t.disposed < to_day AND h.held BETWEEN t.instituted AND t.disposed) AS heard
FROM period AS p;

-- Quantile p: the smallest d with count(values <= d) >= p * n (rule 5).
CREATE TEMP TABLE day_value AS
SELECT 'institution_to_disposal_days' AS kpi, p.label,
       CAST(julianday(t.disposed) - julianday(t.instituted) AS INTEGER) AS d
FROM period AS p JOIN trial AS t ON t.disposed >= p.from_day AND t.disposed < p.to_day
UNION ALL
SELECT 'pending_age_days', p.label, CAST(julianday(p.as_of) - julianday(t.instituted) AS INTEGER)
FROM period AS p JOIN trial AS t ON t.instituted <= p.as_of AND (t.disposed IS NULL OR t.disposed > p.as_of);
DELETE FROM day_value WHERE d < 0;

CREATE TEMP TABLE ranked AS
SELECT kpi, label, d, row_number() OVER (PARTITION BY kpi, label ORDER BY d) AS k,
       count(*) OVER (PARTITION BY kpi, label) AS n
FROM day_value;

.mode list
SELECT 'pending', 'value', label, '_T', pending, '', '' FROM flow
UNION ALL SELECT 'hearings_listed', 'value', label, '_T', listed, '', '' FROM flow
UNION ALL SELECT 'clearance_rate', 'value', label, '_T', '', disposed, instituted FROM flow
UNION ALL SELECT 'conviction_disposed', 'value', label, '_T', '', convicted, disposed FROM flow
UNION ALL SELECT 'conviction_contested', 'value', label, '_T', '', convicted, convicted + acquitted FROM flow
UNION ALL SELECT 'adjournment_rate', 'value', label, '_T', '', adjourned, outcome_known FROM flow
UNION ALL SELECT 'hearings_per_disposal', 'value', label, '_T', '', heard, disposed FROM flow
UNION ALL SELECT 'outcome_mix', 'value', f.label, t.class, count(*), '', ''
  FROM flow AS f JOIN trial AS t ON t.disposed >= f.from_day AND t.disposed < f.to_day GROUP BY f.label, t.class
UNION ALL SELECT kpi, 'p50', label, '_T', min(d), '', n FROM ranked WHERE 2 * k >= n GROUP BY kpi, label
UNION ALL SELECT kpi, 'p90', label, '_T', min(d), '', n FROM ranked WHERE 10 * k >= 9 * n GROUP BY kpi, label;
