-- Rules 3 and 13: what police, prosecution and court each tell of reports and bail, put together.

INSERT INTO v_told(link, by_court, source, key, type, sent_on, received_on, decided_on, decision,
                   objections, resubmitted_on, filed_on, prosecutor)
SELECT t.link, u.by_court, u.source, r.key, coalesce(r.report_type, ''),
       iif(r.sent_on <= ?1, r.sent_on, NULL), iif(r.received_on <= ?1, r.received_on, NULL),
       iif(r.decided_on <= ?1, r.decided_on, NULL), nullif(r.decision, ''), nullif(r.objections, ''),
       iif(r.resubmitted_on <= ?1, r.resubmitted_on, NULL), iif(r.filed_on <= ?1, r.filed_on, NULL),
       nullif(r.prosecutor, '')
FROM rec_report AS r JOIN v_under AS u USING (ref) JOIN v_trial AS t USING (trial);

-- A receipt (of the prosecution, by_court 2) takes the first free sending (of the police, 3) of its type on or before it, a
-- filing (of a court, 1) the first free receipt. Counting takers up and what they may take down, a taker goes without
-- exactly where the count reaches a height above 0 that it never had; the others take the free ones in turn.
INSERT INTO v_match
WITH event AS (
  SELECT 1 AS stage, id, link, type, sent_on AS day, 0 AS takes, source, key FROM v_told
  WHERE by_court = 3 AND sent_on IS NOT NULL
  UNION ALL SELECT 1, id, link, type, received_on, 1, source, key FROM v_told WHERE by_court = 2 AND received_on IS NOT NULL
  UNION ALL SELECT 2, id, link, type, received_on, 0, source, key FROM v_told WHERE by_court = 2 AND received_on IS NOT NULL
  UNION ALL SELECT 2, id, link, type, filed_on, 1, source, key FROM v_told WHERE by_court = 1 AND filed_on IS NOT NULL),
walk AS (
  SELECT *, sum(iif(takes, 1, -1)) OVER (PARTITION BY stage, link, type ORDER BY day, takes, source, key
                                         ROWS UNBOUNDED PRECEDING) AS height
  FROM event),
climb AS (
  SELECT *, max(height) OVER (PARTITION BY stage, link, type ORDER BY day, takes, source, key
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS highest
  FROM walk),
turn AS (
  SELECT *, row_number() OVER (PARTITION BY stage, link, type, takes ORDER BY day, source, key) AS nth
  FROM climb WHERE NOT takes OR height <= max(0, coalesce(highest, 0)))
SELECT t.stage, t.id, f.id FROM turn AS t JOIN turn AS f ON f.stage = t.stage AND f.link = t.link AND f.type = t.type
  AND f.nth = t.nth AND NOT f.takes
WHERE t.takes;

-- A submission is known by its receipt if it has one; sending and filing belong to that.
INSERT INTO v_submission(link, type, key, source, sent_on, received_on, decided_on, decision, objections, resubmitted_on,
                         filed_on, prosecutor)
SELECT r.link, r.type, r.key, r.source,
  coalesce(p.sent_on, s.sent_on, c.sent_on, z.sent_on),
  coalesce(s.received_on, c.received_on, p.received_on, z.received_on),
  coalesce(s.decided_on, c.decided_on, p.decided_on, z.decided_on),
  coalesce(s.decision, c.decision, p.decision, z.decision),
  coalesce(s.objections, c.objections, p.objections, z.objections),
  coalesce(s.resubmitted_on, c.resubmitted_on, p.resubmitted_on, z.resubmitted_on),
  coalesce(c.filed_on, s.filed_on, p.filed_on, z.filed_on),
  coalesce(s.prosecutor, c.prosecutor, p.prosecutor, z.prosecutor,
           (SELECT prosecutor FROM v_record AS a WHERE a.link = r.link AND nullif(a.prosecutor, '') IS NOT NULL
            ORDER BY a.by_prosecution, a.source, a.key LIMIT 1))
FROM v_told AS r
LEFT JOIN v_match AS sent ON sent.stage = 1 AND sent.taker = r.id
LEFT JOIN v_match AS filed ON filed.stage = 2 AND filed.given = r.id
LEFT JOIN v_told AS p ON p.id = iif(r.by_court = 3, r.id, sent.given)
LEFT JOIN v_told AS s ON s.id = r.id AND r.by_court = 2
LEFT JOIN v_told AS c ON c.id = iif(r.by_court = 1, r.id, filed.taker)
LEFT JOIN v_told AS z ON z.id = r.id AND r.by_court = 4
WHERE NOT EXISTS (SELECT 1 FROM v_match AS m WHERE m.stage = 1 AND m.given = r.id)
  AND NOT EXISTS (SELECT 1 FROM v_match AS m WHERE m.stage = 2 AND m.taker = r.id);

UPDATE v_submission SET returned = coalesce(decision = 'returned', 0) OR resubmitted_on IS NOT NULL;

-- One that follows a returned one of its type belongs to its report, others begin one.
UPDATE v_submission SET begins = o.starts, report = o.place
FROM (
  SELECT id, starts, sum(starts) OVER (ORDER BY link, type, day, key, source) AS place
  FROM (SELECT id, link, type, key, source, coalesce(received_on, sent_on, 99999999) AS day,
               coalesce(lag(returned) OVER (PARTITION BY link, type ORDER BY coalesce(received_on, sent_on, 99999999), key,
                                            source), 0) = 0 AS starts
        FROM v_submission)) AS o
WHERE o.id = v_submission.id;

UPDATE v_submission SET nth = o.nth, cured_on = iif(returned, coalesce(resubmitted_on, o.next_on), NULL)
FROM (
  SELECT id, row_number() OVER w AS nth, lead(received_on) OVER w AS next_on FROM v_submission
  WINDOW w AS (PARTITION BY report ORDER BY coalesce(received_on, sent_on, 99999999), key, source)) AS o
WHERE o.id = v_submission.id;

INSERT INTO v_report
SELECT report, link, min(type), min(received_on), min(filed_on), sum(returned),
       (SELECT decided_on FROM v_submission AS s WHERE s.report = v_submission.report AND returned ORDER BY nth LIMIT 1),
       (SELECT prosecutor FROM v_submission AS s WHERE s.report = v_submission.report AND prosecutor IS NOT NULL
        ORDER BY nth DESC LIMIT 1)
FROM v_submission GROUP BY report;

-- Each objection of a submission once.
INSERT OR IGNORE INTO v_objection
WITH RECURSIVE piece(id, code, rest) AS (
  SELECT id, NULL, objections || ';' FROM v_submission WHERE objections IS NOT NULL
  UNION ALL
  SELECT id, trim(substr(rest, 1, instr(rest, ';') - 1)), substr(rest, instr(rest, ';') + 1) FROM piece WHERE rest <> '')
SELECT id, code FROM piece WHERE code <> '';

UPDATE v_fir SET all_ended_on = e.all_ended_on, convicted_on = e.convicted_on
FROM (
  SELECT link, iif(count(*) = count(coalesce(disposed_on, closed_on)), max(coalesce(disposed_on, closed_on)), NULL)
                 AS all_ended_on,
         min(iif(disposal = 'convicted', disposed_on, NULL)) AS convicted_on
  FROM v_trial GROUP BY link) AS e
WHERE e.link = v_fir.link;

UPDATE v_fir SET
  forwarded_on = (SELECT min(decided_on) FROM v_submission AS s WHERE s.link = v_fir.link AND s.decision = 'forwarded'
                    AND NOT returned),
  closing_received_on = (SELECT min(received_on) FROM v_submission AS s WHERE s.link = v_fir.link
                           AND s.type IN ('final', 'cancellation', 'untraced', 'discharge')),
  interim_received_on = (SELECT min(received_on) FROM v_submission AS s WHERE s.link = v_fir.link AND s.type = 'interim'),
  first_instituted_on = (SELECT min(instituted_on) FROM v_leg AS l WHERE l.link = v_fir.link AND l.leg = 1);

-- Bail is that of the first holder listing any; what others say of it stands at the same place among those of its kind.
INSERT INTO v_bail_told
SELECT t.link, coalesce(b.bail_kind, ''),
       row_number() OVER (
         PARTITION BY t.link, u.by_court, coalesce(b.bail_kind, '')
         ORDER BY coalesce(iif(b.filed_on <= ?1, b.filed_on, NULL), iif(b.decided_on <= ?1, b.decided_on, NULL), 99999999),
                  u.source, b.key, u.case_key),
       u.by_court, u.by_prosecution, iif(b.decided_on <= ?1, b.decided_on, NULL), nullif(b.decision, ''), b.opposed,
       nullif(b.prosecutor, '')
FROM rec_bail AS b JOIN v_under AS u USING (ref) JOIN v_trial AS t USING (trial);

INSERT INTO v_bail
SELECT a.link, a.kind,
  (SELECT decided_on FROM v_bail_told AS o WHERE o.link = a.link AND o.kind = a.kind AND o.nth = a.nth
     AND decided_on IS NOT NULL ORDER BY o.by_court LIMIT 1),
  (SELECT decision FROM v_bail_told AS o WHERE o.link = a.link AND o.kind = a.kind AND o.nth = a.nth
     AND decision IS NOT NULL ORDER BY o.by_court LIMIT 1),
  (SELECT opposed FROM v_bail_told AS o WHERE o.link = a.link AND o.kind = a.kind AND o.nth = a.nth
     AND opposed IS NOT NULL ORDER BY o.by_prosecution LIMIT 1),
  coalesce((SELECT prosecutor FROM v_bail_told AS o WHERE o.link = a.link AND o.kind = a.kind AND o.nth = a.nth
              AND prosecutor IS NOT NULL ORDER BY o.by_prosecution LIMIT 1),
           (SELECT prosecutor FROM v_record AS r WHERE r.link = a.link AND nullif(r.prosecutor, '') IS NOT NULL
            ORDER BY r.by_prosecution, r.source, r.key LIMIT 1))
FROM v_bail_told AS a
WHERE a.by_court = (SELECT min(by_court) FROM v_bail_told AS o WHERE o.link = a.link);
