-- Rule 1: the months from the first day that anything of the records has to today's, and the periods they are part of.
INSERT INTO v_month
WITH RECURSIVE first(day) AS (
  SELECT min(day) FROM (
    SELECT min(fir_on) AS day FROM v_fir UNION ALL SELECT min(intimated_on) FROM v_fir UNION ALL
    SELECT min(min(coalesce(sent_on, ?1), coalesce(received_on, ?1), coalesce(decided_on, ?1), coalesce(resubmitted_on, ?1),
                   coalesce(filed_on, ?1))) FROM v_submission UNION ALL SELECT min(decided_on) FROM v_bail UNION ALL
    SELECT min(closed_on) FROM v_trial UNION ALL SELECT min(charged_on) FROM v_trial UNION ALL
    SELECT min(disposed_on) FROM v_accused UNION ALL SELECT min(filed_on) FROM v_appeal UNION ALL
    SELECT min(decided_on) FROM v_appeal UNION ALL SELECT min(begins) FROM v_leg UNION ALL SELECT min(left_on) FROM v_leg
    UNION ALL SELECT min(instituted_on) FROM v_trial UNION ALL SELECT min(disposed_on) FROM v_trial
    UNION ALL SELECT min(from_day) FROM v_custody UNION ALL SELECT min(from_day) FROM v_dormant UNION ALL SELECT min(held_on) FROM v_hearing UNION ALL SELECT min(day) FROM receipt_day
    UNION ALL SELECT ?1)),
months(first_day) AS (
  SELECT date(day * 86400, 'unixepoch', 'start of month') FROM first
  UNION ALL SELECT date(first_day, '+1 month') FROM months
  WHERE date(first_day, '+1 month') <= date(?1 * 86400, 'unixepoch'))
SELECT (strftime('%Y', first_day) - 1970) * 12 + strftime('%m', first_day) - 1, unixepoch(first_day) / 86400 FROM months;

INSERT INTO v_period
WITH day AS (
  SELECT month, date(first_day * 86400, 'unixepoch') AS first, month % 12 + 1 AS nth,
         date(first_day * 86400, 'unixepoch', '-6 month') AS half_a_year_ago
  FROM v_month),
part AS (
  SELECT month, strftime('%Y-%m', first) AS label, first AS begins, 1 AS months FROM day
  UNION ALL
  SELECT month, strftime('%Y-Q', first) || ((nth + 2) / 3), date(first, printf('-%d month', (nth - 1) % 3)), 3 FROM day
  UNION ALL
  SELECT month, strftime('%Y', first), date(first, 'start of year'), 12 FROM day
  UNION ALL
  SELECT month, printf('FY%s-%02d', strftime('%Y', half_a_year_ago), (strftime('%Y', half_a_year_ago) + 1) % 100),
         date(half_a_year_ago, 'start of year', '+6 month'), 12 FROM day)
SELECT month, label, unixepoch(begins) / 86400, unixepoch(begins, printf('+%d month', months)) / 86400,
       min(unixepoch(begins, printf('+%d month', months)) / 86400 - 1, ?1)
FROM part;

INSERT INTO v_span
SELECT label, (strftime('%Y', from_day * 86400, 'unixepoch') - 1970) * 12
              + strftime('%m', from_day * 86400, 'unixepoch') - 1, max(month), from_day, to_day, as_of
FROM v_period GROUP BY label;
