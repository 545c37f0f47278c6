-- Beside several trials, a day in the diary of a holder who names none of them counts with the first trial that its own records list on
-- that day (rule 13: across holders hearings match by day), failing that with the first, where the record stands.
INSERT INTO v_lent
WITH loose AS MATERIALIZED (SELECT ref, trial FROM v_under WHERE ref NOT IN (SELECT ref FROM v_part))
SELECT ref, held_on, trial FROM (
  SELECT DISTINCT u.ref, h.held_on, u.trial AS first,
    (SELECT l.trial FROM v_leg AS l WHERE l.link = f.link AND l.leg = 1 AND EXISTS (
       SELECT 1 FROM v_under AS o JOIN rec_hearing AS g ON g.ref = o.ref
       WHERE o.trial = l.trial AND o.ref IN (SELECT ref FROM v_part) AND g.held_on = h.held_on AND g.outcome IS NOT 'vacated')
     ORDER BY l.place LIMIT 1) AS trial
  FROM loose AS u CROSS JOIN v_leg AS f ON f.trial = u.trial AND f.leg = 1 CROSS JOIN rec_hearing AS h ON h.ref = u.ref
  WHERE h.held_on <= ?1 AND h.outcome IS NOT 'vacated')
WHERE trial <> first;

INSERT INTO v_teller
SELECT trial, ref, trial, source, by_court, by_prosecution FROM v_under
UNION SELECT l.trial, l.ref, u.trial, u.source, u.by_court, u.by_prosecution FROM v_lent AS l JOIN v_under AS u USING (ref);

-- Rule 3: the hearings, one case on one listed day; rule 13 says whose word is taken where several records tell of it.
INSERT INTO v_hearing
SELECT h.trial, h.held_on,
  CASE max(CASE h.outcome WHEN 'effective' THEN 2 WHEN 'adjourned' THEN 1 ELSE 0 END)
    WHEN 2 THEN 'effective' WHEN 1 THEN 'adjourned' ELSE '' END,
  CASE count(*) WHEN 1 THEN h.adjourn_reason ELSE (
    SELECT o.adjourn_reason FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.adjourn_reason IS NOT NULL
    ORDER BY o.by_court, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.adjourn_side ELSE (
    SELECT o.adjourn_side FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.adjourn_side IS NOT NULL
    ORDER BY o.by_court, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.court ELSE (
    SELECT o.court FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.court IS NOT NULL
    ORDER BY o.by_court, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.prosecutor ELSE (
    SELECT o.prosecutor FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.prosecutor IS NOT NULL
    ORDER BY o.by_prosecution, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.prosecutor_present ELSE (
    SELECT o.prosecutor_present FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.prosecutor_present IS NOT NULL
    ORDER BY o.by_prosecution, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.next_on ELSE (
    SELECT o.next_on FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.next_on IS NOT NULL
    ORDER BY o.by_court, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN iif(h.pw_summoned BETWEEN 0 AND 2147483647, h.pw_summoned, NULL) ELSE (
    SELECT o.pw_summoned FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.pw_summoned BETWEEN 0 AND 2147483647
    ORDER BY o.by_court, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN iif(h.pw_attended BETWEEN 0 AND 2147483647, h.pw_attended, NULL) ELSE (
    SELECT o.pw_attended FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.pw_attended BETWEEN 0 AND 2147483647
    ORDER BY o.by_court, o.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN iif(h.pw_examined BETWEEN 0 AND 2147483647, h.pw_examined, NULL) ELSE (
    SELECT o.pw_examined FROM v_diary AS o
    WHERE o.trial = h.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.pw_examined BETWEEN 0 AND 2147483647
    ORDER BY o.by_court, o.source, o.key LIMIT 1) END
FROM v_diary AS h
WHERE h.held_on <= ?1 AND h.outcome IS NOT 'vacated'
GROUP BY h.trial, h.held_on;
