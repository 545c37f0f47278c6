-- Rule 4: what became of the accused, by their own orders and by those on their charges.

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
-- says of him is so now; what his holder does not say, the first other does who tells of the same person.
INSERT INTO v_accused
WITH own AS (
  SELECT trial, accused, class, ended_on, reason,
         row_number() OVER (PARTITION BY trial, accused ORDER BY ended_on DESC, class, reason IS NULL, reason) AS nth
  FROM v_said WHERE charge IS NULL AND class IS NOT NULL AND ended_on IS NOT NULL AND (class <> 18 OR is_last)),
one AS (
  SELECT a.trial, a.accused,
         coalesce((SELECT sex FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL
                     AND sex IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1),
                  (SELECT sex FROM v_same AS s WHERE s.trial = a.trial AND s.accused = a.accused AND sex IS NOT NULL
                   ORDER BY by_court, source, key, case_key LIMIT 1)) AS sex,
         coalesce((SELECT age_class FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL
                     AND age_class IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1),
                  (SELECT age_class FROM v_same AS s WHERE s.trial = a.trial AND s.accused = a.accused AND age_class IS NOT NULL
                   ORDER BY by_court, source, key, case_key LIMIT 1)) AS age_class,
         coalesce((SELECT absconding FROM v_said AS s WHERE s.trial = a.trial AND s.accused = a.accused AND charge IS NULL
                     AND absconding IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1),
                  (SELECT absconding FROM v_same AS s WHERE s.trial = a.trial AND s.accused = a.accused AND absconding IS NOT NULL
                   ORDER BY by_court, source, key, case_key LIMIT 1)) AS absconding,
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
