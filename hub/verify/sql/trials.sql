-- Rules 4, 7 and 9: how trials end, when they are dormant and pending, and whose they are.

-- The end is the last leg's order; if it has neither order nor date, what its accused make. An accused convicted by then
-- makes it a conviction. Discharged, cancelled or untraced without institution is closed before trial.
INSERT INTO v_trial
WITH ends AS (
  SELECT l.trial, l.link, f.instituted_on, f.court AS first_court,
    CASE WHEN l.class IS NULL AND l.disposed_on IS NULL THEN w.class
         WHEN l.class IS NULL OR l.disposed_on IS NULL THEN NULL
         WHEN l.class <= 14 AND EXISTS (SELECT 1 FROM v_item AS i WHERE i.level = 2 AND i.trial = l.trial AND i.whole = ''
                                          AND i.class = 1 AND i.ended_on <= l.disposed_on) THEN 1
         ELSE l.class END AS class,
    iif(l.class IS NULL AND l.disposed_on IS NULL, w.ended_on, l.disposed_on) AS ended_on,
    iif(l.class IS NULL AND l.disposed_on IS NULL, w.reason, l.reason) AS reason, l.class AS by_record,
    -- A disposal without its date is in no flow and no stock; dormancy may have a date of its own.
    l.class IS NOT NULL AND l.disposed_on IS NULL
      AND NOT (l.class BETWEEN 15 AND 17 AND l.dormant_on IS NOT NULL) AS undated
  FROM v_leg AS l JOIN v_leg AS f ON f.trial = l.trial AND f.leg = 1
  LEFT JOIN v_whole AS w ON w.level = 2 AND w.trial = l.trial
  WHERE l.is_last),
judged AS (
  SELECT e.*, s.name, coalesce(s.state, '') AS state, coalesce(s.before_trial AND instituted_on IS NULL, 0) AS closed
  FROM ends AS e LEFT JOIN v_state AS s USING (class))
SELECT j.trial, j.link, f.province, f.district, f.police_station, f.fir_on,
  -- What is so now: the latest leg's own, else what any record of the FIR has.
  coalesce((SELECT p.offence_group FROM v_leg AS l JOIN v_part AS p USING (court_record)
            WHERE l.trial = j.trial AND p.offence_group IS NOT NULL ORDER BY l.leg DESC, p.place LIMIT 1),
           f.offence_group),
  coalesce((SELECT p.prosecutor FROM v_leg AS l JOIN v_part AS p USING (court_record)
            WHERE l.trial = j.trial AND p.prosecutor IS NOT NULL
            ORDER BY l.leg DESC, p.by_prosecution, p.source, p.key LIMIT 1),
           (SELECT prosecutor FROM v_record AS r WHERE r.link = j.link AND prosecutor IS NOT NULL
            ORDER BY by_prosecution, source, key LIMIT 1)),
  j.first_court, j.instituted_on, iif(j.state = 'disposed' AND NOT j.closed, j.ended_on, NULL),
  iif(j.state = 'disposed' AND NOT j.closed, j.name, NULL), iif(j.state = 'transferred', j.ended_on, NULL),
  iif(j.state = 'dormant', j.ended_on, NULL), j.undated, NULL, 0,
  -- A conviction that only an accused makes of it has not the reason of the record's order.
  iif(j.state = 'disposed' AND NOT j.closed AND NOT (j.class = 1 AND coalesce(j.by_record, 1) > 1), j.reason, NULL),
  iif(j.state = 'disposed' AND j.closed, j.ended_on, NULL), iif(j.state = 'disposed' AND j.closed, j.name, NULL),
  (SELECT l.charged_on FROM v_leg AS l WHERE l.trial = j.trial AND l.charged_on IS NOT NULL ORDER BY l.leg LIMIT 1),
  -- What bears on the limit: the latest leg's own records first, failing those any of the FIR's.
  CASE WHEN coalesce(coalesce((SELECT c.juvenile FROM v_leg AS l JOIN v_part AS p USING (court_record) JOIN rec_case AS c ON c.ref = p.ref
                      WHERE l.trial = j.trial AND c.juvenile IS NOT NULL ORDER BY l.leg DESC, p.place LIMIT 1),
                     (SELECT c.juvenile FROM v_record AS r JOIN rec_case AS c USING (ref) WHERE r.link = j.link
                        AND c.juvenile IS NOT NULL ORDER BY r.by_court, r.source, r.key LIMIT 1)), 0) THEN 'juvenile'
       WHEN instr(coalesce(coalesce((SELECT c.offence_flags FROM v_leg AS l JOIN v_part AS p USING (court_record) JOIN rec_case AS c ON c.ref = p.ref
                      WHERE l.trial = j.trial AND c.offence_flags IS NOT NULL ORDER BY l.leg DESC, p.place LIMIT 1),
                     (SELECT c.offence_flags FROM v_record AS r JOIN rec_case AS c USING (ref) WHERE r.link = j.link
                        AND c.offence_flags IS NOT NULL ORDER BY r.by_court, r.source, r.key LIMIT 1)), ''), 'murder') THEN 'murder'
       ELSE CASE coalesce((SELECT c.max_years FROM v_leg AS l JOIN v_part AS p USING (court_record) JOIN rec_case AS c ON c.ref = p.ref
                      WHERE l.trial = j.trial AND c.max_years IS NOT NULL ORDER BY l.leg DESC, p.place LIMIT 1),
                     (SELECT c.max_years FROM v_record AS r JOIN rec_case AS c USING (ref) WHERE r.link = j.link
                        AND c.max_years IS NOT NULL ORDER BY r.by_court, r.source, r.key LIMIT 1)) > 7
            WHEN 1 THEN 'over_7_years' WHEN 0 THEN 'up_to_7_years' ELSE '' END END,
  -- Whether an offence is punishable with death; NULL where no table has a section of it.
  (WITH flags(text) AS (
     SELECT coalesce((SELECT c.offence_flags FROM v_leg AS l JOIN v_part AS p USING (court_record) JOIN rec_case AS c ON c.ref = p.ref
                      WHERE l.trial = j.trial AND c.offence_flags IS NOT NULL ORDER BY l.leg DESC, p.place LIMIT 1),
                     (SELECT c.offence_flags FROM v_record AS r JOIN rec_case AS c USING (ref) WHERE r.link = j.link
                        AND c.offence_flags IS NOT NULL ORDER BY r.by_court, r.source, r.key LIMIT 1)))
   SELECT iif(text IS NOT NULL, instr(text, 'death') > 0,
              iif(EXISTS (SELECT 1 FROM v_record AS r JOIN rec_case AS c USING (ref) WHERE r.link = j.link
                            AND c.max_years IS NOT NULL), 0, NULL)) FROM flags)
FROM judged AS j JOIN v_fir AS f USING (link);

-- A trial that its accused left by transfer left its last court with them.
UPDATE v_leg SET left_on = (SELECT moved_out_on FROM v_trial AS t WHERE t.trial = v_leg.trial)
WHERE is_last AND left_on IS NULL AND trial IN (SELECT trial FROM v_trial WHERE moved_out_on IS NOT NULL);

-- Dormant from `dormant_on`, else from the dormant order's date, to before the revival after it, the transfer to the
-- next leg or the end, whichever is first. Where one spell runs into another they are one; after a transfer, two.
INSERT INTO v_dormant
WITH spell AS (
  SELECT l.trial, l.leg,
    coalesce(l.dormant_on, iif(l.class BETWEEN 15 AND 17, l.disposed_on, NULL),
             iif(l.is_last, t.dormant_by_accused_on, NULL)) AS from_day,
    l.revived_on, iif(l.is_last, NULL, l.disposed_on) AS left_on, min(coalesce(t.disposed_on, 99999999),
                                                                      coalesce(t.moved_out_on, 99999999)) AS ended_on
  FROM v_leg AS l JOIN v_trial AS t USING (trial)
  WHERE l.dormant_on IS NOT NULL OR l.class BETWEEN 15 AND 17 OR (l.is_last AND t.dormant_by_accused_on IS NOT NULL)),
bounded AS (
  SELECT trial, leg, from_day, min(iif(revived_on >= from_day, revived_on, 99999999), coalesce(left_on, 99999999),
                                   ended_on) AS to_day
  FROM spell WHERE from_day IS NOT NULL),
reaching AS (
  SELECT *, max(to_day) OVER (PARTITION BY trial ORDER BY from_day, leg ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
              AS reached
  FROM bounded WHERE from_day < to_day),
numbered AS (
  SELECT *, sum(coalesce(from_day >= reached, 1)) OVER (PARTITION BY trial ORDER BY from_day, leg) AS spell
  FROM reaching)
SELECT trial, spell, min(leg) FILTER (WHERE reached IS NULL OR from_day >= reached), min(from_day), max(to_day)
FROM numbered GROUP BY trial, spell;

-- Pending from the institution to the end, less the dormant spells.
INSERT INTO v_pending
WITH life AS (
  SELECT trial, instituted_on AS from_day, min(coalesce(disposed_on, 99999999), coalesce(moved_out_on, 99999999))
    AS to_day
  FROM v_trial WHERE instituted_on IS NOT NULL AND NOT undated),
awake AS (
  SELECT trial, lag(to_day, 1, -99999999) OVER w AS from_day, from_day AS to_day FROM v_dormant
  WINDOW w AS (PARTITION BY trial ORDER BY from_day)
  UNION ALL SELECT trial, max(to_day), 99999999 FROM v_dormant GROUP BY trial
  UNION ALL SELECT trial, -99999999, 99999999 FROM life WHERE trial NOT IN (SELECT trial FROM v_dormant))
SELECT l.trial, max(l.from_day, a.from_day), min(l.to_day, a.to_day)
FROM life AS l JOIN awake AS a USING (trial) WHERE max(l.from_day, a.from_day) < min(l.to_day, a.to_day);

-- A disposal is credited to the prosecutor of most hearings from institution to disposal, of equals to the latest.
UPDATE v_trial SET
  credited = (SELECT prosecutor FROM v_hearing AS h
              WHERE h.trial = v_trial.trial AND h.held_on <= v_trial.disposed_on
                AND h.held_on >= coalesce(v_trial.instituted_on, -99999999) AND h.prosecutor <> ''
                AND h.present IS NOT 0
              GROUP BY prosecutor ORDER BY count(*) DESC, max(held_on) DESC LIMIT 1),
  hearings = (SELECT count(*) FROM v_hearing AS h
              WHERE h.trial = v_trial.trial AND h.held_on BETWEEN v_trial.instituted_on AND v_trial.disposed_on)
WHERE disposed_on IS NOT NULL;

-- A pending trial is carried by the prosecutor of its latest hearing, else by the assigned one.
INSERT INTO v_carrier
SELECT trial, held_on, lead(held_on, 1, 99999999) OVER (PARTITION BY trial ORDER BY held_on), prosecutor FROM v_hearing
UNION ALL SELECT trial, -99999999, min(held_on), NULL FROM v_hearing GROUP BY trial
UNION ALL SELECT trial, -99999999, 99999999, NULL FROM v_trial WHERE trial NOT IN (SELECT trial FROM v_hearing);

-- An accused's final order; one with no disposal takes the trial's, but of several nobody knows who was convicted.
UPDATE v_accused SET disposal = e.disposal, disposed_on = e.disposed_on,
  sentence_name = CASE WHEN e.disposal = 'convicted' THEN
    CASE v_accused.sentence WHEN 1 THEN 'death' WHEN 2 THEN 'life' WHEN 3 THEN 'over_84_months'
      WHEN 4 THEN 'up_to_84_months' WHEN 5 THEN 'fine' WHEN 6 THEN 'probation' ELSE 'unknown' END END
FROM (
  SELECT a.trial, a.accused,
    CASE WHEN a.class IS NOT NULL THEN iif(s.state = 'disposed' AND NOT (s.before_trial AND t.instituted_on IS NULL), s.name, NULL)
         WHEN a.undated THEN NULL
         WHEN t.disposal = 'convicted' AND count(*) OVER (PARTITION BY a.trial) > 1 THEN 'unclassified'
         ELSE t.disposal END AS disposal,
    iif(a.class IS NOT NULL, a.ended_on, t.disposed_on) AS disposed_on
  FROM v_accused AS a JOIN v_trial AS t USING (trial) LEFT JOIN v_state AS s USING (class)) AS e
WHERE e.trial = v_accused.trial AND e.accused = v_accused.accused AND e.disposal IS NOT NULL;
