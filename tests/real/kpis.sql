-- KPI values worked out by plain SQL as KPIS.md words them. It shares nothing with the hub: not its mapping, not its
-- tables, not its code. Each system's records.sql makes, from the files alone, what is counted here:
--   cases(no, instituted)           one case
--   case_end(no, class, ended)      how it ended, if it has
--   hearing(no, held, outcome)      one case on one listed day
-- Parameters: @today, the day from which the values are seen; @horizon, the day to which the records reach ("YYYY-MM-DD").
-- Prints: kpi|stat|period|value|numerator|denominator for months, quarters and years that begin within the horizon, for
-- the whole province; of outcome_mix the class stands for the stat.

-- Discharged, cancelled or untraced with no institution is closed before trial and never disposed (rule 4). What has no
-- next leg and was sent elsewhere has moved out. A date after today is empty until the clock gets there (rule 2).
CREATE TEMP TABLE ended AS
SELECT no, class, sort, ended FROM case_end JOIN class_order USING (class) WHERE ended <= @today;
CREATE TEMP TABLE trial AS
SELECT no, instituted, iif(sort = 'final', ended, NULL) AS disposed, iif(sort = 'final', class, NULL) AS class,
       iif(sort = 'transferred', ended, NULL) AS moved_out, iif(sort = 'dormant', ended, NULL) AS dormant_from
FROM (SELECT no, iif(instituted <= @today, instituted, NULL) AS instituted FROM cases) LEFT JOIN ended USING (no)
WHERE instituted IS NOT NULL OR coalesce(class, '') NOT IN ('discharged', 'cancelled', 'untraced');

CREATE TEMP TABLE period AS
WITH RECURSIVE m(first) AS (
  SELECT date(min(min(instituted), coalesce(min(disposed), min(instituted))), 'start of year') FROM trial
  UNION ALL SELECT date(first, '+1 month') FROM m WHERE date(first, '+1 month') <= @horizon)
SELECT strftime('%Y-%m', first) AS label, first AS from_day, date(first, '+1 month') AS to_day FROM m
UNION ALL
SELECT strftime('%Y', first) || '-Q' || ((strftime('%m', first) + 2) / 3), first, date(first, '+3 month') FROM m
WHERE strftime('%m', first) IN ('01', '04', '07', '10')
UNION ALL
SELECT strftime('%Y', first), first, date(first, '+1 year') FROM m WHERE strftime('%m', first) = '01';
-- As of: the close of the period's last day, or today if that is earlier (rule 7).
ALTER TABLE period ADD COLUMN as_of TEXT;
UPDATE period SET as_of = min(date(to_day, '-1 day'), @today);

-- State on a day: the first of disposed, moved out, dormant, pending (rule 7).
CREATE TEMP TABLE pending AS
SELECT p.label, t.no, CAST(julianday(p.as_of) - julianday(t.instituted) AS INTEGER) AS age
FROM period AS p JOIN trial AS t ON t.instituted <= p.as_of
WHERE coalesce(t.disposed > p.as_of, 1) AND coalesce(t.moved_out > p.as_of, 1) AND coalesce(t.dormant_from > p.as_of, 1);

CREATE TEMP TABLE flow AS
SELECT p.label,
  (SELECT count(*) FROM trial WHERE instituted >= from_day AND instituted < to_day) AS instituted,
  (SELECT count(*) FROM trial WHERE disposed >= from_day AND disposed < to_day) AS disposed,
  (SELECT count(*) FROM trial WHERE disposed >= from_day AND disposed < to_day AND instituted IS NOT NULL)
    AS disposed_after_institution,
  (SELECT count(*) FROM trial WHERE disposed >= from_day AND disposed < to_day AND class = 'convicted')
    AS convicted,
  (SELECT count(*) FROM trial WHERE disposed >= from_day AND disposed < to_day AND class = 'acquitted')
    AS acquitted,
  (SELECT count(*) FROM pending WHERE pending.label = p.label) AS pending,
  (SELECT count(*) FROM hearing WHERE held <= @today AND held >= from_day AND held < to_day) AS listed,
  (SELECT count(*) FROM hearing WHERE held <= @today AND held >= from_day AND held < to_day AND outcome = 'adjourned')
    AS adjourned,
  (SELECT count(*) FROM hearing WHERE held <= @today AND held >= from_day AND held < to_day AND outcome IS NOT NULL)
    AS outcome_known,
  (SELECT count(*) FROM hearing AS h JOIN trial AS t USING (no)
   WHERE t.disposed >= from_day AND t.disposed < to_day AND h.held BETWEEN t.instituted AND t.disposed) AS heard
FROM period AS p;

-- Quantile p: the smallest d with count(values <= d) >= p * n (rule 5); negative days are excluded.
CREATE TEMP TABLE day_value AS
SELECT 'institution_to_disposal_days' AS kpi, p.label,
       CAST(julianday(t.disposed) - julianday(t.instituted) AS INTEGER) AS d
FROM period AS p JOIN trial AS t ON t.disposed >= p.from_day AND t.disposed < p.to_day
WHERE t.instituted IS NOT NULL
UNION ALL
SELECT 'pending_age_days', label, age FROM pending;
DELETE FROM day_value WHERE d < 0;

CREATE TEMP TABLE ranked AS
SELECT kpi, label, d, row_number() OVER (PARTITION BY kpi, label ORDER BY d) AS k,
       count(*) OVER (PARTITION BY kpi, label) AS n
FROM day_value;

.mode list
SELECT 'pending', 'value', label, pending, '', '' FROM flow
UNION ALL SELECT 'hearings_listed', 'value', label, listed, '', '' FROM flow
UNION ALL SELECT 'clearance_rate', 'value', label, '', disposed, instituted FROM flow
UNION ALL SELECT 'conviction_disposed', 'value', label, '', convicted, disposed FROM flow
UNION ALL SELECT 'conviction_contested', 'value', label, '', convicted, convicted + acquitted FROM flow
UNION ALL SELECT 'disposition_time', 'value', label, '', pending, disposed FROM flow
UNION ALL SELECT 'adjournment_rate', 'value', label, '', adjourned, outcome_known FROM flow
UNION ALL SELECT 'hearings_per_disposal', 'value', label, '', heard, disposed_after_institution FROM flow
UNION ALL SELECT 'outcome_mix', t.class, p.label, count(*), '', ''
  FROM period AS p JOIN trial AS t ON t.disposed >= p.from_day AND t.disposed < p.to_day GROUP BY p.label, t.class
UNION ALL SELECT kpi, 'p50', label, min(d), '', n FROM ranked WHERE 2 * k >= n GROUP BY kpi, label
UNION ALL SELECT kpi, 'p90', label, min(d), '', n FROM ranked WHERE 10 * k >= 9 * n GROUP BY kpi, label;
