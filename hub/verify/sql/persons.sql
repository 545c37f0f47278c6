-- Rule 13: who the accused are, and what each holder tells of them.

INSERT INTO v_prisoner
SELECT t.link, a.ref, u.trial, u.leg, u.by_court, b.by_custody, u.source, u.case_key, a.key, a.cnic, a.person_name, a.father_name,
       iif(a.custody_from <= ?1, a.custody_from, NULL), iif(a.custody_to <= ?1, a.custody_to, NULL), a.absconding, a.sex, a.age_class
FROM rec_accused AS a JOIN v_under AS u USING (ref) JOIN v_linked AS t USING (trial) JOIN v_belief AS b USING (by_court)
-- Where anybody tells of custody or appeals at all, or several holders list accused.
WHERE t.link IN (SELECT o.link FROM rec_accused AS c JOIN v_under AS w USING (ref) JOIN v_linked AS o USING (trial)
                 WHERE c.custody_from <= ?1
                 UNION SELECT o.link FROM rec_appeal AS p JOIN v_under AS w USING (ref) JOIN v_linked AS o USING (trial)
                 UNION SELECT o.link FROM rec_accused AS c JOIN v_under AS w USING (ref) JOIN v_linked AS o USING (trial)
                       GROUP BY o.link HAVING count(DISTINCT w.by_court) > 1);

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
FROM (SELECT DISTINCT trial, accused FROM v_said) AS a JOIN v_linked AS t USING (trial) JOIN listed AS l USING (trial)
WHERE t.link IN (SELECT link FROM v_prisoner UNION SELECT o.link FROM rec_appeal AS p JOIN v_under AS w USING (ref) JOIN v_linked AS o USING (trial));
