-- Rules 4 and 13: what the records of accused and charges say of them.

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
