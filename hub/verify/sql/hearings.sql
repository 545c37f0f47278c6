-- Rule 3: the hearings, one case on one listed day; rule 13 says whose word is taken where several records tell of it.
INSERT INTO v_hearing
SELECT u.trial, h.held_on,
  CASE max(CASE h.outcome WHEN 'effective' THEN 2 WHEN 'adjourned' THEN 1 ELSE 0 END)
    WHEN 2 THEN 'effective' WHEN 1 THEN 'adjourned' ELSE '' END,
  CASE count(*) WHEN 1 THEN h.adjourn_reason ELSE (
    SELECT o.adjourn_reason FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.adjourn_reason IS NOT NULL
    ORDER BY w.by_court, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.adjourn_side ELSE (
    SELECT o.adjourn_side FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.adjourn_side IS NOT NULL
    ORDER BY w.by_court, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.court ELSE (
    SELECT o.court FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.court IS NOT NULL
    ORDER BY w.by_court, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.prosecutor ELSE (
    SELECT o.prosecutor FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.prosecutor IS NOT NULL
    ORDER BY w.by_prosecution, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.prosecutor_present ELSE (
    SELECT o.prosecutor_present FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.prosecutor_present IS NOT NULL
    ORDER BY w.by_prosecution, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN h.next_on ELSE (
    SELECT o.next_on FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated' AND o.next_on IS NOT NULL
    ORDER BY w.by_court, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN iif(h.pw_summoned BETWEEN 0 AND 2147483647, h.pw_summoned, NULL) ELSE (
    SELECT o.pw_summoned FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.pw_summoned BETWEEN 0 AND 2147483647
    ORDER BY w.by_court, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN iif(h.pw_attended BETWEEN 0 AND 2147483647, h.pw_attended, NULL) ELSE (
    SELECT o.pw_attended FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.pw_attended BETWEEN 0 AND 2147483647
    ORDER BY w.by_court, w.source, o.key LIMIT 1) END,
  CASE count(*) WHEN 1 THEN iif(h.pw_examined BETWEEN 0 AND 2147483647, h.pw_examined, NULL) ELSE (
    SELECT o.pw_examined FROM v_under AS w JOIN rec_hearing AS o ON o.ref = w.ref
    WHERE w.trial = u.trial AND o.held_on = h.held_on AND o.outcome IS NOT 'vacated'
      AND o.pw_examined BETWEEN 0 AND 2147483647
    ORDER BY w.by_court, w.source, o.key LIMIT 1) END
FROM v_under AS u JOIN rec_hearing AS h ON h.ref = u.ref
WHERE h.held_on <= ?1 AND h.outcome IS NOT 'vacated'
GROUP BY u.trial, h.held_on;
