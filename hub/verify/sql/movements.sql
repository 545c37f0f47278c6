-- The flows that must explain the change of a court's stock (inventory_gap). Leaving dormancy by disposal or transfer is a
-- revival that day.
CREATE TEMP VIEW v_movement AS
SELECT trial, 'numerator' AS part, instituted_on AS day, first_court AS court FROM v_trial WHERE instituted_on IS NOT NULL
UNION ALL
SELECT t.trial, 'denominator', t.disposed_on, s.court FROM v_trial AS t JOIN v_seat AS s ON s.trial = t.trial
  AND t.disposed_on >= s.from_day AND t.disposed_on < s.to_day
UNION ALL
SELECT d.trial, 'dormant', d.from_day, l.court FROM v_dormant AS d JOIN v_leg AS l ON l.trial = d.trial AND l.leg = d.leg
UNION ALL
SELECT d.trial, 'revived', d.to_day, l.court FROM v_dormant AS d JOIN v_leg AS l ON l.trial = d.trial AND l.leg = d.leg
WHERE d.to_day < 99999999
UNION ALL
SELECT trial, 'in', begins, court FROM v_leg WHERE leg > 1 AND begins IS NOT NULL
UNION ALL
SELECT trial, 'out', left_on, court FROM v_leg WHERE left_on IS NOT NULL
UNION ALL
SELECT trial, 'missing', instituted_on, first_court FROM v_trial WHERE undated AND instituted_on IS NOT NULL;

-- What a trial's record has: what is told of its FIR, and at each hearing whether a next date was given.
CREATE TEMP VIEW v_entry AS
SELECT t.trial,
  EXISTS (SELECT 1 FROM v_submission AS s WHERE s.link = t.link AND s.received_on IS NOT NULL) AS report_received_on,
  EXISTS (SELECT 1 FROM v_submission AS s WHERE s.link = t.link AND (s.returned OR s.decision = 'forwarded'))
    AS report_decision,
  EXISTS (SELECT 1 FROM v_record AS r JOIN rec_case AS c USING (ref) WHERE r.link = t.link AND c.sections IS NOT NULL)
    AS sections
FROM v_trial AS t;
CREATE TEMP VIEW v_next AS
SELECT trial, held_on AS from_day, lead(held_on, 1, 99999999) OVER (PARTITION BY trial ORDER BY held_on) AS to_day, next_on
FROM v_hearing;

-- Accused who abscond, from the day their case begins, its FIR or institution, to before they or it have ended or gone
-- elsewhere; apart, those whose end nobody dates.
CREATE TEMP VIEW v_absconding AS
WITH one AS (
  SELECT a.trial, a.accused, min(coalesce(t.fir_on, 99999999), coalesce(t.instituted_on, 99999999)) AS from_day,
    min(coalesce(a.disposed_on, 99999999), coalesce(t.moved_out_on, 99999999), coalesce(t.closed_on, 99999999),
        iif(a.class BETWEEN 15 AND 17, 99999999, coalesce(a.ended_on, 99999999))) AS to_day,
    a.undated OR (a.class IS NULL AND t.undated) AS undated
  FROM v_accused AS a JOIN v_trial AS t USING (trial) WHERE a.absconding)
SELECT trial, accused, from_day, iif(undated, 99999999, to_day) AS to_day, iif(undated, 'missing', 'stock') AS part
FROM one WHERE from_day < to_day;

-- Accused in custody and, of these, who has no disposal yet; apart, whose disposal nobody dates.
CREATE TEMP VIEW v_undertrial AS
WITH one AS (
  SELECT k.*, coalesce(a.disposed_on, 99999999) AS disposed_on, a.undated OR (a.class IS NULL AND t.undated) AS undated
  FROM v_custody AS k JOIN v_accused AS a USING (trial, accused) JOIN v_trial AS t USING (trial))
SELECT trial, accused, from_day, iif(undated, to_day, min(to_day, disposed_on)) AS to_day, iif(undated, 'missing', 'stock') AS part
FROM one WHERE undated OR from_day < disposed_on;

-- Who or what is in which state, from when to when; `begun`: from when its age is counted. Apart, those whose end nobody
-- dates: no one knows since when they are in it no more.
CREATE TEMP VIEW v_held AS
SELECT 'pending' AS state, trial, NULL AS accused, from_day, to_day, instituted_on AS begun, 'stock' AS part
FROM v_pending JOIN v_trial USING (trial)
UNION ALL
SELECT 'dormant', trial, NULL, from_day, to_day, from_day, 'stock' FROM v_dormant JOIN v_trial USING (trial) WHERE NOT undated
UNION ALL
SELECT s.state, trial, NULL, instituted_on, 99999999, NULL, 'missing'
FROM v_trial JOIN (SELECT 'pending' AS state UNION ALL SELECT 'dormant') AS s WHERE undated AND instituted_on IS NOT NULL
UNION ALL
SELECT 'absconding', trial, accused, from_day, to_day, from_day, part FROM v_absconding
UNION ALL
SELECT 'in_custody', trial, accused, from_day, to_day, from_day, 'stock' FROM v_custody
UNION ALL
SELECT 'undertrial', trial, accused, from_day, to_day, from_day, part FROM v_undertrial;

-- Whole hours since the newest change of each source; NULL: it never brought any.
CREATE TEMP VIEW v_freshness AS
SELECT coalesce(nullif(s.province, ''), '_U') AS province, n.name AS source,
  (SELECT max(0, m.known_at - max(b.accepted_at)) / 3600000000 FROM batch AS b JOIN run AS r ON r.id = b.run
   WHERE r.source = s.source HAVING count(*) > 0) AS hours
FROM v_source AS s JOIN source AS n ON n.id = s.source JOIN v_moment AS m;

-- The last day that it may last by the first limit that fits (rule 7). NULL: no limit.
CREATE TEMP VIEW v_limited AS
SELECT k.*,
  (SELECT iif(m.working,
     (WITH RECURSIVE walk(day, missing) AS (SELECT k.begun, m.days UNION ALL
      SELECT day + 1, missing - worked(coalesce(nullif(t.province, ''), '_U'), day + 1) FROM walk
      WHERE missing > 0 AND day < k.begun + 20 * m.days)
      SELECT max(day) FROM walk), k.begun + m.days)
   FROM v_limit AS m
   WHERE m.province IN ('', coalesce(nullif(t.province, ''), '_U')) AND m.time_class IN ('', t.time_class)
     AND (m.death IS NULL OR m.death = t.death) AND (NOT m.woman OR a.sex = 'female')
     AND k.begun >= m.from_day AND k.begun < m.to_day ORDER BY m.nth LIMIT 1) AS last
FROM v_held AS k JOIN v_trial AS t USING (trial) LEFT JOIN v_accused AS a ON a.trial = k.trial AND a.accused = k.accused
WHERE k.part = 'stock';

-- What of it is within the limit or not, and since when it is older.
CREATE TEMP VIEW v_backlog AS
SELECT state, trial, accused, from_day, to_day, iif(last IS NULL, 'no_limit', 'denominator') AS part FROM v_limited
UNION ALL
SELECT state, trial, accused, max(from_day, last + 1), to_day, 'numerator' FROM v_limited
WHERE last IS NOT NULL AND max(from_day, last + 1) < to_day
UNION ALL
SELECT state, trial, accused, from_day, to_day, part FROM v_held WHERE part = 'missing';
