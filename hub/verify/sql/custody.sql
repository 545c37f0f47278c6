-- Rule 13: who the accused are, and who is in custody since when, as those who tell of the same person have it.

INSERT INTO v_prisoner
SELECT t.link, a.ref, u.trial, u.leg, u.by_court, b.by_custody, u.source, u.case_key, a.key, a.cnic, a.person_name, a.father_name,
       iif(a.custody_from <= ?1, a.custody_from, NULL), iif(a.custody_to <= ?1, a.custody_to, NULL)
FROM rec_accused AS a JOIN v_under AS u USING (ref) JOIN v_trial AS t USING (trial) JOIN v_belief AS b USING (by_court)
-- Where anybody tells of custody or appeals at all.
WHERE t.link IN (SELECT o.link FROM rec_accused AS c JOIN v_under AS w USING (ref) JOIN v_trial AS o USING (trial)
                 WHERE c.custody_from <= ?1
                 UNION SELECT o.link FROM rec_appeal AS p JOIN v_under AS w USING (ref) JOIN v_trial AS o USING (trial));

-- The accused of a trial are those of the first holder listing any; what the latest leg says of them is so.
INSERT INTO v_person
WITH listed AS (
  SELECT u.trial, min(u.by_court) AS by_court
  FROM v_under AS u WHERE u.ref IN (SELECT ref FROM rec_accused UNION ALL SELECT ref FROM rec_charge) GROUP BY u.trial)
SELECT a.trial, a.accused, t.link, l.by_court,
  (SELECT cnic FROM v_prisoner AS p WHERE p.trial = a.trial AND p.accused = a.accused AND p.by_court = l.by_court
     AND cnic IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1),
  (SELECT name FROM v_prisoner AS p WHERE p.trial = a.trial AND p.accused = a.accused AND p.by_court = l.by_court
     AND name IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1),
  (SELECT father FROM v_prisoner AS p WHERE p.trial = a.trial AND p.accused = a.accused AND p.by_court = l.by_court
     AND father IS NOT NULL ORDER BY leg DESC, source, case_key LIMIT 1)
FROM v_accused AS a JOIN v_trial AS t USING (trial) JOIN listed AS l USING (trial)
WHERE t.link IN (SELECT link FROM v_prisoner UNION SELECT o.link FROM rec_appeal AS p JOIN v_under AS w USING (ref) JOIN v_trial AS o USING (trial));

-- Each date is the prison's, else the court's, else that of the police: of their own holder the latest leg's, of another what
-- it says of the same person.
INSERT INTO v_custody
WITH told AS (
  SELECT o.trial, o.accused, p.custody_from, p.custody_to,
    row_number() OVER (PARTITION BY o.trial, o.accused ORDER BY p.custody_from IS NULL, p.by_custody,
                       iif(p.by_court = o.by_court, -p.leg, 0), p.source, p.accused, p.case_key) AS first_from,
    row_number() OVER (PARTITION BY o.trial, o.accused ORDER BY p.custody_to IS NULL, p.by_custody,
                       iif(p.by_court = o.by_court, -p.leg, 0), p.source, p.accused, p.case_key) AS first_to
  FROM v_person AS o JOIN v_prisoner AS p USING (link)
  WHERE iif(p.by_court = o.by_court, p.trial = o.trial AND p.accused = o.accused,
            CASE WHEN p.cnic IS NOT NULL AND o.cnic IS NOT NULL THEN p.cnic = o.cnic
                 ELSE p.name = o.name AND (p.father IS NULL OR o.father IS NULL OR p.father = o.father) END))
SELECT trial, accused, max(custody_from) FILTER (WHERE first_from = 1),
       coalesce(max(custody_to) FILTER (WHERE first_to = 1), 99999999) AS to_day
FROM told GROUP BY trial, accused
HAVING max(custody_from) FILTER (WHERE first_from = 1) < coalesce(max(custody_to) FILTER (WHERE first_to = 1), 99999999);
