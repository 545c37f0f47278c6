-- Rule 13: who is in custody since when, as those who tell of the same person have it.

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
