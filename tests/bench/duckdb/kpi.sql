-- The values of config/kpis in plain SQL, as KPIS.md words them, from the tables case_record, hearing and receipt.
-- It shares nothing with the hub's engine. Placeholders: {today} the day from which the values are seen, {horizon} the
-- capture day of the sources. Result: table value(kpi, stat, province, dimension, member, period, value, numerator,
-- denominator): totals, nation, and every breakdown that a definition declares; months, quarters and years.

-- ---- Periods (rules 1 and 7)

CREATE OR REPLACE TEMP TABLE month AS
SELECT m::DATE AS month FROM range((SELECT date_trunc('month', min(first)) FROM (
    SELECT min(fir_on) AS first FROM case_record UNION ALL SELECT min(instituted_on) FROM case_record
    UNION ALL SELECT min(disposed_on) FROM case_record UNION ALL SELECT min(held_on) FROM hearing)),
  DATE '{today}' + INTERVAL 1 DAY, INTERVAL 1 MONTH) AS t(m);

CREATE OR REPLACE TEMP TABLE period AS
SELECT *, least(to_day - 1, DATE '{today}') AS as_of FROM (
  SELECT DISTINCT strftime(month, '%Y-%m') AS period, month AS from_day, (month + INTERVAL 1 MONTH)::DATE AS to_day
  FROM month
  UNION SELECT strftime(month, '%Y-Q') || quarter(month), date_trunc('quarter', month)::DATE,
               (date_trunc('quarter', month) + INTERVAL 3 MONTH)::DATE FROM month
  UNION SELECT strftime(month, '%Y'), date_trunc('year', month)::DATE, (date_trunc('year', month) + INTERVAL 1 YEAR)::DATE
  FROM month)
WHERE from_day <= DATE '{horizon}';

CREATE OR REPLACE TEMP TABLE month_period AS
SELECT month, period FROM month JOIN period ON month >= from_day AND month < to_day;

-- The closes, numbered: those of the months one after the other, then those of a quarter and a year that still run.
CREATE OR REPLACE TEMP TABLE close AS
SELECT as_of, row_number() OVER (ORDER BY as_of)::INTEGER AS no FROM (SELECT DISTINCT as_of FROM period);

-- The first close on or after a day is that of its month; nothing ends beyond the last one.
CREATE OR REPLACE TEMP MACRO close_no(day) AS
  least(date_diff('month', (SELECT min(month) FROM month), day) + 1, (SELECT max(no) + 1 FROM close))::INTEGER;

-- ---- Cases (rules 3 and 4)

-- Court records of one FIR by institution; one that ended transferred is continued by the next. (The exports have at most
-- two records of a FIR, so that the next never continues another.)
CREATE OR REPLACE TEMP TABLE leg AS
SELECT case_id, no, fir_place, coalesce(continued, no) AS trial, continued IS NOT NULL AS second
FROM (
  SELECT case_id, no, row_number() OVER of_fir AS fir_place,
         CASE WHEN lag(disposal) OVER of_fir = 'transferred' THEN lag(no) OVER of_fir END AS continued
  FROM (SELECT case_id, rowid::INTEGER AS no, instituted_on, disposal,
               CASE WHEN fir_no IS NOT NULL AND fir_year IS NOT NULL AND police_station IS NOT NULL
                    THEN concat_ws('|', district, police_station, fir_no, fir_year) ELSE case_id END AS fir
        FROM case_record)
  WINDOW of_fir AS (PARTITION BY fir ORDER BY instituted_on NULLS LAST, disposal IS DISTINCT FROM 'transferred', case_id));

SELECT CASE WHEN max(fir_place) > 2 THEN error('a FIR has more than two court records: this SQL pairs two at most') END
FROM leg;

-- The end is the last leg's. No disposal: transferred, the dormant states, and what closed a FIR before trial.
CREATE OR REPLACE TEMP TABLE trial AS
WITH joined AS (
  SELECT leg.trial, a.province, a.district, a.police_station, coalesce(b.offence_group, a.offence_group) AS offence,
         a.fir_on, a.fir_no IS NOT NULL AND fir_place = 1 AS opens_fir, a.instituted_on,
         a.court AS first_court, coalesce(b.court, a.court) AS last_court,
         CASE WHEN b.trial IS NOT NULL THEN a.disposed_on END AS transfer_on,
         coalesce(b.prosecutor, a.prosecutor) AS prosecutor,
         CASE WHEN b.trial IS NOT NULL THEN b.disposal ELSE a.disposal END AS ending,
         CASE WHEN b.trial IS NOT NULL THEN b.disposed_on ELSE a.disposed_on END AS ended_on
  FROM case_record AS a
  JOIN leg ON leg.case_id = a.case_id AND NOT second
  LEFT JOIN (SELECT leg.trial, c.* FROM leg JOIN case_record AS c USING (case_id) WHERE second) AS b
    ON b.trial = leg.trial),
ended AS (
  SELECT *, CASE WHEN ending IN ('transferred', 'stopped_249', 'consigned') THEN NULL
                 WHEN ending IN ('discharged', 'cancelled', 'untraced') AND instituted_on IS NULL THEN NULL
                 WHEN ended_on IS NOT NULL THEN ending END AS disposal
  FROM joined)
SELECT *, CASE WHEN disposal IS NOT NULL THEN ended_on END AS disposed_on,
       -- Pending from institution to before this day; an end without a date was never pending.
       CASE WHEN ending IS NULL THEN DATE '9999-12-31' ELSE coalesce(ended_on, instituted_on) END AS pending_to
FROM ended;

-- Where hearings are counted: each court of each district, by number.
CREATE OR REPLACE TEMP TABLE seat AS
SELECT *, row_number() OVER ()::INTEGER AS seat
FROM (SELECT DISTINCT province, district, unnest([first_court, last_court]) AS court FROM trial);

CREATE OR REPLACE TEMP TABLE trial_seat AS
SELECT trial, instituted_on, disposed_on, transfer_on, a.seat AS first_seat, b.seat AS last_seat
FROM trial AS t
JOIN seat AS a ON a.province = t.province AND a.district = t.district AND a.court IS NOT DISTINCT FROM first_court
JOIN seat AS b ON b.province = t.province AND b.district = t.district AND b.court IS NOT DISTINCT FROM last_court;

-- ---- Hearings: one case on one listed day, effective if any record says so, else adjourned (rule 3)

CREATE OR REPLACE TEMP TABLE hearing_day AS
SELECT leg.trial, held_on, outcome, adjourn_reason AS reason, adjourn_side AS side, next_on,
       hearing.prosecutor, prosecutor_present AS present,
       CASE WHEN held_on >= transfer_on THEN last_seat ELSE first_seat END AS seat, instituted_on, disposed_on
FROM hearing JOIN leg USING (case_id) JOIN trial_seat USING (trial)
WHERE held_on <= DATE '{today}' AND outcome IS DISTINCT FROM 'vacated';

-- Days on which a case has more than one record are few: only these are put together.
CREATE OR REPLACE TEMP TABLE crowded AS
SELECT * FROM hearing_day
SEMI JOIN (SELECT trial, held_on FROM hearing_day GROUP BY ALL HAVING count(*) > 1) USING (trial, held_on);

DELETE FROM hearing_day USING crowded
WHERE hearing_day.trial = crowded.trial AND hearing_day.held_on = crowded.held_on;

INSERT INTO hearing_day
SELECT trial, held_on, coalesce(max(outcome) FILTER (outcome = 'effective'), max(outcome) FILTER (outcome = 'adjourned')),
       any_value(reason), any_value(side), any_value(next_on), any_value(prosecutor), bool_and(present), any_value(seat),
       any_value(instituted_on), any_value(disposed_on)
FROM crowded GROUP BY trial, held_on;

-- A disposal goes to the prosecutor of most hearings from institution to disposal, of equals the latest (rule 9).
CREATE OR REPLACE TEMP TABLE heard AS
SELECT trial, sum(n) AS hearings,
       arg_max(prosecutor, (seen, latest)) FILTER (seen > 0) AS prosecutor
FROM (SELECT trial, prosecutor, count(*) AS n, 
             count(*) FILTER (present IS DISTINCT FROM false) AS seen,
             max(held_on) FILTER (present IS DISTINCT FROM false) AS latest
      FROM hearing_day
      WHERE held_on <= disposed_on AND held_on >= coalesce(instituted_on, held_on)
      GROUP BY trial, prosecutor)
GROUP BY trial;

-- ---- Flows: what happened in a month, by every breakdown

CREATE OR REPLACE TEMP TABLE event AS
SELECT 'fir' AS what, '' AS class, province, district, police_station, NULL AS court, NULL AS prosecutor, offence,
       NULL AS reason, NULL AS side, date_trunc('month', fir_on)::DATE AS month, 1 AS n, 0 AS hearings
FROM trial WHERE opens_fir AND fir_on IS NOT NULL
UNION ALL
SELECT 'instituted', '', province, district, NULL, first_court, NULL, offence, NULL, NULL,
       date_trunc('month', instituted_on), 1, 0
FROM trial WHERE instituted_on IS NOT NULL
UNION ALL
SELECT 'disposed', disposal::VARCHAR, province, district, NULL,
       CASE WHEN disposed_on >= transfer_on THEN last_court ELSE first_court END,
       coalesce(heard.prosecutor, t.prosecutor, 'unattributed'), offence, NULL, NULL, date_trunc('month', disposed_on), 1,
       CASE WHEN instituted_on IS NOT NULL THEN coalesce(heard.hearings, 0) END
FROM trial AS t LEFT JOIN heard USING (trial) WHERE disposed_on IS NOT NULL
UNION ALL
SELECT 'ended', ending::VARCHAR, province, district, NULL, last_court, NULL, offence, NULL, NULL, date_trunc('month', ended_on), 1, 0
FROM trial WHERE ending IN ('transferred', 'stopped_249', 'consigned') AND ended_on IS NOT NULL
UNION ALL
SELECT way, '', province, district, NULL, CASE way WHEN 'in' THEN last_court ELSE first_court END, NULL, offence, NULL, NULL,
       date_trunc('month', transfer_on), 1, 0
FROM trial, (VALUES ('in'), ('out')) AS w(way) WHERE transfer_on IS NOT NULL
UNION ALL
SELECT 'hearing', CASE WHEN outcome IN ('effective', 'adjourned') THEN outcome::VARCHAR ELSE '' END, province, district, NULL, court, NULL, NULL,
       CASE outcome WHEN 'adjourned' THEN coalesce(reason::VARCHAR, '_U') END,
       CASE outcome WHEN 'adjourned' THEN coalesce(side::VARCHAR, '_U') END, month, n, 0
FROM (SELECT seat, outcome, reason, side, date_trunc('month', held_on) AS month, count(*) AS n FROM hearing_day GROUP BY ALL)
JOIN seat USING (seat);

CREATE OR REPLACE TEMP TABLE flow AS
SELECT what, class, province, dimension, CASE dimension WHEN 'total' THEN '_T' ELSE coalesce(member, '_U') END AS member,
       period, sum(n)::BIGINT AS n,
       sum(hearings)::BIGINT AS hearings, sum(dated)::BIGINT AS dated
FROM (
  SELECT what, class, province, month,
         CASE WHEN grouping(district) = 0 THEN 'district' WHEN grouping(police_station) = 0 THEN 'police_station'
              WHEN grouping(court) = 0 THEN 'court' WHEN grouping(prosecutor) = 0 THEN 'prosecutor'
              WHEN grouping(offence) = 0 THEN 'offence_group' WHEN grouping(reason) = 0 THEN 'reason'
              WHEN grouping(side) = 0 THEN 'side' ELSE 'total' END AS dimension,
         coalesce(district, police_station, court, prosecutor, offence, reason, side) AS member,
         sum(n) AS n, sum(hearings) AS hearings, count(hearings) AS dated
  FROM event
  GROUP BY what, class, province, month,
           GROUPING SETS ((), (district), (police_station), (court), (prosecutor), (offence), (reason), (side)))
JOIN month_period USING (month)
GROUP BY ALL;

-- ---- Days (rule 5): negative ones are left out; quantile p is the smallest d with count(values <= d) >= p * n

CREATE OR REPLACE TEMP TABLE days AS
SELECT kpi, province, district, court, offence, strftime(on_day, '%Y-%m') AS month,
       strftime(on_day, '%Y-Q') || quarter(on_day) AS quarter, strftime(on_day, '%Y') AS year, d
FROM (
  SELECT 'fir_to_disposal_days' AS kpi, province, district, NULL AS court, offence, disposed_on AS on_day,
         disposed_on - fir_on AS d
  FROM trial WHERE disposed_on >= fir_on
  UNION ALL
  SELECT 'institution_to_disposal_days', province, district,
         CASE WHEN disposed_on >= transfer_on THEN last_court ELSE first_court END, NULL, disposed_on, disposed_on - instituted_on
  FROM trial WHERE disposed_on >= instituted_on);

-- quantile_disc with decimal constants is exact: element ceil(p * n).
CREATE OR REPLACE TEMP TABLE spread AS
SELECT kpi, province, dimension, member, coalesce(month, quarter, year) AS period, q[1] AS p50, q[2] AS p90, n
FROM (
  SELECT kpi, coalesce(province, '_T') AS province, month, quarter, year,
         CASE WHEN grouping(district) = 0 THEN 'district' WHEN grouping(court) = 0 THEN 'court'
              WHEN grouping(offence) = 0 THEN 'offence_group' ELSE 'total' END AS dimension,
         CASE WHEN grouping(district, court, offence) = 7 THEN '_T' ELSE coalesce(district, court, offence, '_U') END AS member,
         quantile_disc(d, [0.5, 0.9]) AS q, count(*) AS n
  FROM days
  GROUP BY kpi, GROUPING SETS ((month), (quarter), (year)),
           GROUPING SETS ((), (province), (province, district), (province, court), (province, offence)));

-- The gaps to the next date are many and short: first counted by seat and day count.
CREATE OR REPLACE TEMP TABLE gap AS
SELECT province, district, court, period, d, sum(n)::BIGINT AS n
FROM (SELECT seat, date_trunc('month', held_on)::DATE AS month, next_on - held_on AS d, count(*) AS n
      FROM hearing_day WHERE next_on >= held_on GROUP BY ALL)
JOIN seat USING (seat) JOIN month_period USING (month)
GROUP BY ALL;

INSERT INTO spread
WITH counted AS (
  SELECT coalesce(province, '_T') AS province, period, d, sum(n) AS n,
         CASE WHEN grouping(district) = 0 THEN 'district' WHEN grouping(court) = 0 THEN 'court' ELSE 'total' END AS dimension,
         CASE WHEN grouping(district, court) = 3 THEN '_T' ELSE coalesce(district, court, '_U') END AS member
  FROM gap GROUP BY period, d, GROUPING SETS ((), (province), (province, district), (province, court)))
SELECT 'next_date_gap_days', province, dimension, member, period, min(d) FILTER (2 * below >= total),
       min(d) FILTER (10 * below >= 9 * total), any_value(total)::BIGINT
FROM (SELECT *, sum(n) OVER (of_cell ORDER BY d) AS below, sum(n) OVER of_cell AS total
      FROM counted WINDOW of_cell AS (PARTITION BY province, dimension, member, period))
GROUP BY ALL;

-- ---- Stocks: what is pending at each close (rule 7)

-- Pending from the first close on or after the institution to before the first one on or after the end. The court changes
-- on the day of a transfer, so that such a case has two spans.
CREATE OR REPLACE TEMP TABLE span AS
SELECT province, district, offence, court, instituted_on, close_no(from_day) AS first, close_no(to_day) AS past
FROM (
  SELECT province, district, offence, instituted_on, first_court AS court, instituted_on AS from_day,
         least(pending_to, transfer_on) AS to_day FROM trial
  UNION ALL
  SELECT province, district, offence, instituted_on, last_court, greatest(instituted_on, transfer_on), pending_to
  FROM trial WHERE transfer_on IS NOT NULL)
WHERE from_day < to_day;

CREATE OR REPLACE TEMP TABLE stock AS
SELECT as_of, province, dimension, member, sum(n)::BIGINT AS n
FROM (
  SELECT coalesce(province, '_T') AS province, unnest(range(first, past)) AS no, count(*) AS n,
         CASE WHEN grouping(district) = 0 THEN 'district' WHEN grouping(court) = 0 THEN 'court'
              WHEN grouping(offence) = 0 THEN 'offence_group' ELSE 'total' END AS dimension,
         CASE WHEN grouping(district, court, offence) = 7 THEN '_T' ELSE coalesce(district, court, offence, '_U') END AS member
  FROM span
  GROUP BY first, past, GROUPING SETS ((), (province), (province, district), (province, court), (province, offence)))
JOIN close USING (no)
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE age AS
SELECT as_of, coalesce(province, '_T') AS province,
       CASE WHEN grouping(district) = 0 THEN 'district' WHEN grouping(court) = 0 THEN 'court' ELSE 'total' END AS dimension,
       CASE WHEN grouping(district, court) = 3 THEN '_T' ELSE coalesce(district, court, '_U') END AS member,
       quantile_disc(as_of - instituted_on, [0.5, 0.9]) AS q, count(*) AS n
FROM (SELECT province, district, court, instituted_on, unnest(range(first, past)) AS no FROM span) JOIN close USING (no)
GROUP BY as_of, GROUPING SETS ((), (province), (province, district), (province, court));

INSERT INTO spread
SELECT 'pending_age_days', province, dimension, member, period, q[1], q[2], n FROM age JOIN period USING (as_of);

-- A pending case is carried by the prosecutor of its latest hearing by then, else by the assigned one (rule 9).
CREATE OR REPLACE TEMP TABLE load AS
WITH changed AS (
  SELECT trial, held_on, prosecutor FROM hearing_day
  QUALIFY prosecutor IS DISTINCT FROM lag(prosecutor) OVER (PARTITION BY trial ORDER BY held_on)),
carried AS (
  SELECT trial, prosecutor, close_no(held_on) AS first,
         coalesce(lead(close_no(held_on)) OVER (PARTITION BY trial ORDER BY held_on), (SELECT max(no) + 1 FROM close)) AS past
  FROM changed
  UNION ALL
  SELECT trial, t.prosecutor, 0, coalesce(close_no(c.held_on), (SELECT max(no) + 1 FROM close))
  FROM trial AS t LEFT JOIN (SELECT trial, min(held_on) AS held_on FROM changed GROUP BY trial) AS c USING (trial))
SELECT as_of, province, member, sum(n)::BIGINT AS n
FROM (
  SELECT province, member, n, unnest(range(begun, done)) AS no
  FROM (
    SELECT province, coalesce(c.prosecutor, t.prosecutor, 'unattributed') AS member, count(*) AS n,
           greatest(c.first, close_no(instituted_on)) AS begun, least(c.past, close_no(pending_to)) AS done
    FROM carried AS c JOIN trial AS t USING (trial)
    WHERE instituted_on < pending_to
    GROUP BY ALL))
JOIN close USING (no)
GROUP BY ALL;

-- ---- Values

-- What each KPI counts of the flows: role, what, of which classes (NULL: all), broken down by what.
CREATE OR REPLACE TEMP TABLE use AS
SELECT * FROM (VALUES
  ('firs_registered', 'value', 'fir', NULL, ['district', 'police_station', 'offence_group']),
  ('hearings_listed', 'value', 'hearing', NULL, ['district', 'court']),
  ('clearance_rate', 'numerator', 'disposed', NULL, ['district', 'court']),
  ('clearance_rate', 'denominator', 'instituted', NULL, ['district', 'court']),
  ('conviction_contested', 'numerator', 'disposed', ['convicted'], ['district', 'court', 'prosecutor', 'offence_group']),
  ('conviction_contested', 'denominator', 'disposed', ['convicted', 'acquitted'],
   ['district', 'court', 'prosecutor', 'offence_group']),
  ('conviction_disposed', 'numerator', 'disposed', ['convicted'], ['district', 'court', 'prosecutor', 'offence_group']),
  ('conviction_disposed', 'denominator', 'disposed', NULL, ['district', 'court', 'prosecutor', 'offence_group']),
  ('disposition_time', 'denominator', 'disposed', NULL, ['district', 'court']),
  ('adjournment_rate', 'numerator', 'hearing', ['adjourned'], ['district', 'court', 'reason']),
  ('adjournment_rate', 'denominator', 'hearing', ['adjourned', 'effective'], ['district', 'court']),
  ('hearings_per_disposal', 'hearings', 'disposed', NULL, ['district', 'court', 'offence_group'])
) AS u(kpi, role, what, classes, dimensions);

CREATE OR REPLACE TEMP TABLE national_flow AS
FROM flow
UNION ALL
SELECT what, class, '_T', dimension, member, period, sum(n), sum(hearings), sum(dated)
FROM flow WHERE dimension = 'total' GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE national_stock AS
SELECT period, s.*, s.as_of = from_day - 1 AS before FROM stock AS s JOIN period AS p ON s.as_of IN (p.as_of, from_day - 1);

-- Every part of every cell; the totals of each period are there even where nothing happened.
CREATE OR REPLACE TEMP TABLE part AS
SELECT kpi, role, province, dimension, member, period, n
FROM national_flow AS f JOIN use AS u USING (what)
WHERE (dimension = 'total' OR dimension IN dimensions) AND (classes IS NULL OR class IN classes) AND role <> 'hearings'
UNION ALL
SELECT kpi, r.role, province, dimension, member, period, CASE r.role WHEN 'numerator' THEN hearings ELSE dated END
FROM national_flow AS f JOIN use AS u USING (what), (VALUES ('numerator'), ('denominator')) AS r(role)
WHERE u.role = 'hearings' AND (dimension = 'total' OR dimension IN dimensions)
UNION ALL
SELECT kpi, role, province, dimension, member, period, n
FROM national_stock, (VALUES ('pending', 'value', ['district', 'court', 'offence_group']),
                             ('disposition_time', 'numerator', ['district', 'court'])) AS u(kpi, role, dimensions)
WHERE NOT before AND (dimension = 'total' OR dimension IN dimensions)
UNION ALL
SELECT 'caseload', 'value', province, dimension, member, period, n
FROM national_stock WHERE NOT before AND dimension IN ('total', 'district')
UNION ALL
SELECT 'caseload', 'value', province, 'prosecutor', member, period, n FROM load JOIN period USING (as_of)
UNION ALL
SELECT 'inventory_gap', 'value', province, dimension, member, period,
       CASE WHEN what IN ('instituted', 'in') THEN n ELSE -n END
FROM national_flow WHERE what IN ('instituted', 'in', 'disposed', 'ended', 'out') AND dimension IN ('total', 'court')
UNION ALL
SELECT 'inventory_gap', 'value', province, dimension, member, period, CASE WHEN before THEN n ELSE -n END
FROM national_stock WHERE dimension IN ('total', 'court')
UNION ALL
SELECT kpi, role, province, 'total', '_T', period, 0
FROM period, (VALUES ('PB'), ('KP'), ('_T')) AS v(province),
     (SELECT kpi, unnest(CASE role WHEN 'value' THEN ['value'] ELSE ['numerator', 'denominator'] END) AS role FROM use
      UNION ALL VALUES ('pending', 'value'), ('caseload', 'value'), ('inventory_gap', 'value'));

CREATE OR REPLACE TEMP TABLE cell AS
SELECT kpi, province, dimension, member, period, sum(n) FILTER (role = 'value')::BIGINT AS value,
       coalesce(sum(n) FILTER (role = 'numerator'), 0)::BIGINT AS numerator,
       coalesce(sum(n) FILTER (role = 'denominator'), 0)::BIGINT AS denominator
FROM part GROUP BY ALL;

-- A breakdown that only the numerator has keeps the whole cell's denominator (rule 8).
UPDATE cell SET denominator = whole.denominator
FROM (SELECT * FROM cell WHERE dimension = 'total') AS whole
WHERE cell.dimension = 'reason' AND whole.kpi = cell.kpi AND whole.province = cell.province AND whole.period = cell.period;

-- Half up to 4 decimals, from the exact fraction.
CREATE OR REPLACE TEMP MACRO rounded(n, d) AS
  CASE WHEN d > 0 THEN ((n::HUGEINT * 20000 + d) // (2 * d))::DECIMAL(30, 4) / 10000 END;

CREATE OR REPLACE TEMP TABLE value AS
SELECT kpi, 'value' AS stat, province, dimension, member, period,
       CASE WHEN value IS NOT NULL THEN value::DOUBLE
            WHEN kpi = 'disposition_time' THEN rounded(numerator * (as_of - from_day + 1), denominator)
            WHEN kpi = 'hearings_per_disposal' THEN rounded(numerator, denominator)
            ELSE rounded(100 * numerator, denominator) END::DOUBLE AS value,
       CASE WHEN value IS NULL THEN numerator END AS numerator, CASE WHEN value IS NULL THEN denominator END AS denominator
FROM cell JOIN period USING (period)
UNION ALL
SELECT 'outcome_mix', class, province, dimension, member, period, n, NULL, NULL
FROM national_flow WHERE what = 'disposed' AND dimension IN ('total', 'district', 'offence_group');

INSERT INTO value
WITH wanted AS (
  FROM spread WHERE dimension <> 'offence_group' OR kpi = 'fir_to_disposal_days')
SELECT kpi, stat, province, dimension, member, period, CASE stat WHEN 'p50' THEN p50 ELSE p90 END, NULL, n
FROM wanted, (VALUES ('p50'), ('p90')) AS s(stat)
WHERE NOT (dimension = 'court' AND kpi = 'fir_to_disposal_days')
UNION ALL
SELECT kpi, stat, province, 'total', '_T', period, NULL, NULL, 0
FROM (
  SELECT kpi, province, period FROM period, (VALUES ('PB'), ('KP'), ('_T')) AS v(province),
    (VALUES ('fir_to_disposal_days'), ('institution_to_disposal_days'), ('next_date_gap_days'), ('pending_age_days')) AS k(kpi)
  EXCEPT SELECT kpi, province, period FROM spread WHERE dimension = 'total'), (VALUES ('p50'), ('p90')) AS s(stat);

-- Live coded values with no entry in their table. They have no period: every period shows the present ones.
INSERT INTO value
WITH coded AS (
  SELECT province, field, sum(n) AS n, coalesce(sum(n) FILTER (common = 'unclassified'), 0) AS unmapped
  FROM (
    SELECT province, 'disposal' AS field, disposal AS common, count(*) AS n FROM case_record GROUP BY ALL
    UNION ALL
    SELECT province, unnest(['purpose', 'outcome', 'adjourn_reason', 'adjourn_side']),
           unnest([purpose, outcome, adjourn_reason, adjourn_side]), n
    FROM (SELECT h.province, purpose, outcome, adjourn_reason, adjourn_side, count(*) AS n
          FROM hearing AS h SEMI JOIN case_record USING (case_id) GROUP BY ALL))
  WHERE common IS NOT NULL GROUP BY ALL)
SELECT 'unmapped_codes', 'value', province, dimension, member, period, rounded(100 * unmapped, n), unmapped, n
FROM period, (SELECT province, 'field' AS dimension, field AS member, unmapped, n FROM coded
              UNION ALL SELECT province, 'total', '_T', sum(unmapped), sum(n) FROM coded GROUP BY ALL
              UNION ALL SELECT '_T', 'total', '_T', sum(unmapped), sum(n) FROM coded);

-- By day of receipt: all was received today.
INSERT INTO value
SELECT 'quarantine_rate', 'value', province, 'total', '_T', period, rounded(100 * quarantined, received), quarantined, received
FROM (FROM receipt UNION ALL SELECT '_T', sum(received), sum(quarantined) FROM receipt),
     (SELECT unnest([strftime(day, '%Y-%m'), strftime(day, '%Y-Q') || quarter(day), strftime(day, '%Y')]) AS period
      FROM (SELECT DATE '{today}' AS day));
