-- Rule 4: what became of the accused, by their own orders and by those on their charges.

-- Only what the first holder listing any says (rule 13); charges list the accused that they name.
INSERT INTO v_said
WITH told AS (
  SELECT u.trial, a.key AS accused, NULL AS charge, u.leg, u.is_last, u.source, u.case_key, u.by_court, a.absconding, a.sex,
         a.age_class, a.disposal, a.disposed_on, a.disposal_reason, a.sentence_kind, a.sentence_months
  FROM rec_accused AS a JOIN v_under AS u USING (ref)
  UNION ALL
  SELECT u.trial, g.accused, g.key, u.leg, u.is_last, u.source, u.case_key, u.by_court, NULL, NULL, NULL, g.disposal,
         g.disposed_on, g.disposal_reason, g.sentence_kind, g.sentence_months
  FROM rec_charge AS g JOIN v_under AS u USING (ref)),
first AS (SELECT *, min(by_court) OVER (PARTITION BY trial) AS believed FROM told),
named AS (SELECT trial, count(DISTINCT accused) AS many, max(accused) AS only FROM first WHERE by_court = believed
          GROUP BY trial)
-- A charge that names no accused is the only one's, or of one that no record names.
SELECT f.trial, coalesce(f.accused, iif(n.many = 1, n.only, '')), f.charge, f.leg, f.is_last, f.source, f.case_key, f.absconding,
       f.sex, f.age_class, iif(f.disposal IS NULL, NULL, coalesce(c.class, 14)),
       iif(f.disposed_on <= ?1, f.disposed_on, NULL), nullif(f.disposal_reason, ''),
       -- Of imprisonment the months decide; who was not convicted was not sentenced.
       CASE WHEN coalesce(c.class, iif(f.disposal IS NULL, 1, 14)) > 1 THEN 7
            WHEN coalesce(f.sentence_kind, 'imprisonment') = 'imprisonment' AND f.sentence_months > 84 THEN 3
            WHEN coalesce(f.sentence_kind, 'imprisonment') = 'imprisonment' AND f.sentence_months >= 0 THEN 4
            ELSE CASE f.sentence_kind WHEN 'death' THEN 1 WHEN 'life' THEN 2 WHEN 'fine' THEN 5 WHEN 'probation' THEN 6
                                      ELSE 7 END END
FROM first AS f JOIN named AS n USING (trial) LEFT JOIN v_class AS c ON c.name = f.disposal
WHERE f.by_court = f.believed;

-- The latest order on each charge, if any. Leaving for the next leg with the case is no order.
INSERT INTO v_item
SELECT 1, s.trial, s.accused, s.charge,
       (SELECT class FROM v_said AS o WHERE o.trial = s.trial AND o.accused = s.accused AND o.charge = s.charge
          AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last)
        ORDER BY ended_on DESC, class LIMIT 1),
       (SELECT max(ended_on) FROM v_said AS o WHERE o.trial = s.trial AND o.accused = s.accused
          AND o.charge = s.charge AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last)),
       (SELECT reason FROM v_said AS o WHERE o.trial = s.trial AND o.accused = s.accused AND o.charge = s.charge
          AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last)
        ORDER BY ended_on DESC, class, reason IS NULL, reason LIMIT 1)
FROM v_said AS s WHERE s.charge IS NOT NULL GROUP BY s.trial, s.accused, s.charge;

-- Each accused: his own latest order, convicted if a charge was by then; else what his charges make. What the latest leg
-- says of him is so now.
INSERT INTO v_accused
WITH own AS (
  SELECT trial, accused, class, ended_on, reason,
         row_number() OVER (PARTITION BY trial, accused ORDER BY ended_on DESC, class, reason IS NULL, reason) AS nth
  FROM v_said WHERE charge IS NULL AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last)),
one AS (
  SELECT a.trial, a.accused,
         (SELECT sex FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL
            AND sex IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1) AS sex,
         (SELECT age_class FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL
            AND age_class IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1) AS age_class,
         (SELECT absconding FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL
            AND absconding IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1) AS absconding,
         EXISTS (SELECT 1 FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND class IS NOT NULL
                   AND ended_on IS NULL AND (class <> 18 OR is_last)) AS undated,
         coalesce(o.class <= 14 AND o.class > 1 AND w.convicted_on <= o.ended_on, 0) AS by_charge,
         coalesce(o.class, w.class) AS class, coalesce(o.ended_on, w.ended_on) AS ended_on,
         iif(o.class IS NULL, w.reason, o.reason) AS reason,
         (SELECT min(sentence) FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL)
           AS own_sentence,
         (SELECT min(sentence) FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NOT NULL)
           AS charged_sentence
  FROM (SELECT DISTINCT trial, accused FROM v_said) AS a
  LEFT JOIN own AS o ON o.trial = a.trial AND o.accused = a.accused AND o.nth = 1
  LEFT JOIN v_whole AS w ON w.level = 1 AND w.trial = a.trial AND w.whole = a.accused)
SELECT trial, accused, sex, age_class, coalesce(absconding, 0), undated AND class IS NULL, iif(by_charge, 1, class),
       ended_on, iif(by_charge, NULL, reason), iif(own_sentence < 7, own_sentence, coalesce(charged_sentence, 7)), NULL,
       NULL, NULL, NULL
FROM one;

-- One who absconds and has not ended does not keep the case open.
INSERT INTO v_item
SELECT 2, trial, '', accused, class, ended_on, reason FROM v_accused WHERE class IS NOT NULL OR NOT absconding;
