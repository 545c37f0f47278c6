-- Rules 3 and 13: appeals, of the first holder listing any; what others say of one stands at the same place among those of
-- the same appellant.

INSERT INTO v_appeal_told
SELECT t.link, coalesce(p."by", ''),
       row_number() OVER (
         PARTITION BY t.link, u.by_court, coalesce(p."by", '')
         ORDER BY coalesce(iif(p.filed_on <= ?1, p.filed_on, NULL), iif(p.decided_on <= ?1, p.decided_on, NULL), 99999999),
                  u.source, p.key, u.case_key),
       u.by_court, p.ref, u.trial, p.accused, iif(p.filed_on <= ?1, p.filed_on, NULL), iif(p.decided_on <= ?1, p.decided_on, NULL),
       nullif(p.decision, '')
FROM rec_appeal AS p JOIN v_under AS u USING (ref) JOIN v_trial AS t USING (trial);

INSERT INTO v_appeal
SELECT a.link, a.appellant, a.nth, a.trial,
  (SELECT filed_on FROM v_appeal_told AS o WHERE o.link = a.link AND o.appellant = a.appellant AND o.nth = a.nth AND filed_on IS NOT NULL
   ORDER BY o.by_court LIMIT 1),
  (SELECT decided_on FROM v_appeal_told AS o WHERE o.link = a.link AND o.appellant = a.appellant AND o.nth = a.nth AND decided_on IS NOT NULL
   ORDER BY o.by_court LIMIT 1),
  (SELECT decision FROM v_appeal_told AS o WHERE o.link = a.link AND o.appellant = a.appellant AND o.nth = a.nth AND decision IS NOT NULL
   ORDER BY o.by_court LIMIT 1)
FROM v_appeal_told AS a
WHERE a.by_court = (SELECT min(by_court) FROM v_appeal_told AS o WHERE o.link = a.link);

-- Whom an appeal of the State concerns: those it names, by key in records of their own holder, as persons in those of
-- another; if none of its records names anyone, every accused of its trial. Of several the first on or after the order counts,
-- else the first before.
UPDATE v_accused SET appealed_on = c.appealed_on
FROM (
  SELECT w.trial, w.accused,
         coalesce(min(p.filed_on) FILTER (WHERE p.filed_on >= a.disposed_on), min(p.filed_on)) AS appealed_on
  FROM v_appeal AS p JOIN v_person AS w USING (link) JOIN v_accused AS a ON a.trial = w.trial AND a.accused = w.accused
  WHERE p.appellant = 'state' AND p.filed_on IS NOT NULL AND a.disposed_on IS NOT NULL AND iif(
    EXISTS (SELECT 1 FROM v_appeal_told AS o WHERE o.link = p.link AND o.appellant = p.appellant AND o.nth = p.nth AND o.accused IS NOT NULL),
    EXISTS (
      SELECT 1 FROM v_appeal_told AS o WHERE o.link = p.link AND o.appellant = p.appellant AND o.nth = p.nth AND iif(
        o.by_court = w.by_court, o.trial = w.trial AND o.accused = w.accused,
        EXISTS (
          SELECT 1 FROM v_prisoner AS m WHERE m.link = o.link AND m.ref = o.ref AND m.accused = o.accused AND
            CASE WHEN m.cnic IS NOT NULL AND w.cnic IS NOT NULL THEN m.cnic = w.cnic
                 ELSE m.name = w.name AND (m.father IS NULL OR w.father IS NULL OR m.father = w.father) END))),
    p.trial = w.trial)
  GROUP BY w.trial, w.accused) AS c
WHERE c.trial = v_accused.trial AND c.accused = v_accused.accused;
