-- Rule 4: what became of the accused, by their own orders and by those on their charges.

-- Only what the first holder listing any says (rule 13); charges list the accused that they name.
INSERT INTO v_said
WITH told AS (
  SELECT u.trial, a.key AS accused, NULL AS charge, u.leg, u.is_last, u.source, u.by_court, a.absconding, a.disposal,
         a.disposed_on
  FROM rec_accused AS a JOIN v_under AS u USING (ref)
  UNION ALL
  SELECT u.trial, g.accused, g.key, u.leg, u.is_last, u.source, u.by_court, NULL, g.disposal, g.disposed_on
  FROM rec_charge AS g JOIN v_under AS u USING (ref)),
first AS (SELECT *, min(by_court) OVER (PARTITION BY trial) AS believed FROM told),
named AS (SELECT trial, count(DISTINCT accused) AS many, max(accused) AS only FROM first WHERE by_court = believed
          GROUP BY trial)
-- A charge that names no accused is the only one's, or of one that no record names.
SELECT f.trial, coalesce(f.accused, iif(n.many = 1, n.only, '')), f.charge, f.leg, f.is_last, f.source, f.absconding,
       iif(f.disposal IS NULL, NULL, coalesce(c.class, 14)), iif(f.disposed_on <= ?1, f.disposed_on, NULL)
FROM first AS f JOIN named AS n USING (trial) LEFT JOIN v_class AS c ON c.name = f.disposal
WHERE f.by_court = f.believed;

-- The latest order on each charge, if any. Leaving for the next leg with the case is no order.
INSERT INTO v_item
SELECT 1, s.trial, s.accused, s.charge,
       (SELECT class FROM v_said AS o WHERE o.trial = s.trial AND o.accused = s.accused AND o.charge = s.charge
          AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last)
        ORDER BY ended_on DESC, class LIMIT 1),
       (SELECT max(ended_on) FROM v_said AS o WHERE o.trial = s.trial AND o.accused = s.accused
          AND o.charge = s.charge AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last))
FROM v_said AS s WHERE s.charge IS NOT NULL GROUP BY s.trial, s.accused, s.charge;

-- Each accused: his own latest order, convicted if a charge was by then; else what his charges make. One who absconds and
-- has not ended does not keep the case open.
INSERT INTO v_item
WITH own AS (
  SELECT trial, accused, class, ended_on,
         row_number() OVER (PARTITION BY trial, accused ORDER BY ended_on DESC, class) AS nth
  FROM v_said WHERE charge IS NULL AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last)),
one AS (
  SELECT a.trial, a.accused,
         (SELECT absconding FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL
            AND absconding IS NOT NULL ORDER BY leg DESC, source LIMIT 1) AS absconding,
         CASE WHEN o.class IS NULL THEN w.class WHEN o.class <= 14 AND w.convicted_on <= o.ended_on THEN 1
              ELSE o.class END AS class,
         coalesce(o.ended_on, w.ended_on) AS ended_on
  FROM (SELECT DISTINCT trial, accused FROM v_said) AS a
  LEFT JOIN own AS o ON o.trial = a.trial AND o.accused = a.accused AND o.nth = 1
  LEFT JOIN v_whole AS w ON w.level = 1 AND w.trial = a.trial AND w.whole = a.accused)
SELECT 2, trial, '', accused, class, ended_on FROM one WHERE class IS NOT NULL OR coalesce(absconding, 0) = 0;
