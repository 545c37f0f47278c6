-- Rule 3: court records, and how they make trials.

-- Court records with one court and number are one. A FIR with no court record, or one, has all its records in it.
INSERT INTO v_part
WITH named AS (
  SELECT link, ref,
         iif(court IS NULL OR number IS NULL, ref, min(ref) OVER (PARTITION BY link, court, number)) AS court_record
  FROM v_record WHERE is_court),
counted AS (SELECT link, count(DISTINCT court_record) AS many, min(court_record) AS only FROM named GROUP BY link),
whole AS (SELECT link, min(ref) AS first FROM v_record GROUP BY link),
placed AS (
  SELECT r.*, iif(coalesce(c.many, 0) > 1, n.court_record, coalesce(c.only, w.first)) AS court_record
  FROM v_record AS r JOIN whole AS w USING (link) LEFT JOIN counted AS c USING (link)
  LEFT JOIN named AS n ON n.link = r.link AND n.ref = r.ref)
SELECT court_record, row_number() OVER (PARTITION BY court_record ORDER BY by_court, source, key), link, ref, source,
       key, by_prosecution, court, instituted_on, disposed_on, class, reason, dormant_on, revived_on, charged_on,
       prosecutor, offence_group
FROM placed WHERE court_record IS NOT NULL ORDER BY court_record;

-- In their order, one that ended transferred is continued by the next that continues no other: since each continues at
-- most one, that is the one right behind it. The later leg begins on the transfer date.
INSERT INTO v_leg
WITH one AS (
  SELECT p.court_record, p.link, p.key, p.source, a.by_court,
    (SELECT court FROM v_part AS q WHERE q.court_record = p.court_record AND court IS NOT NULL ORDER BY place LIMIT 1)
      AS court,
    (SELECT instituted_on FROM v_part AS q WHERE q.court_record = p.court_record AND instituted_on IS NOT NULL
     ORDER BY place LIMIT 1) AS instituted_on,
    (SELECT disposed_on FROM v_part AS q WHERE q.court_record = p.court_record AND disposed_on IS NOT NULL
     ORDER BY place LIMIT 1) AS disposed_on,
    (SELECT class FROM v_part AS q WHERE q.court_record = p.court_record AND class IS NOT NULL ORDER BY place LIMIT 1)
      AS class,
    (SELECT reason FROM v_part AS q WHERE q.court_record = p.court_record AND reason IS NOT NULL ORDER BY place LIMIT 1)
      AS reason,
    (SELECT charged_on FROM v_part AS q WHERE q.court_record = p.court_record AND charged_on IS NOT NULL
     ORDER BY place LIMIT 1) AS charged_on,
    (SELECT dormant_on FROM v_part AS q WHERE q.court_record = p.court_record AND dormant_on IS NOT NULL
     ORDER BY place LIMIT 1) AS dormant_on,
    (SELECT revived_on FROM v_part AS q WHERE q.court_record = p.court_record AND revived_on IS NOT NULL
     ORDER BY place LIMIT 1) AS revived_on
  FROM v_part AS p JOIN v_record AS a ON a.link = p.link AND a.ref = p.ref WHERE p.place = 1),
in_order AS (
  SELECT *, row_number() OVER w AS place, lag(class) OVER w IS 18 AS continues, lag(disposed_on) OVER w AS moved_on
  FROM one
  WINDOW w AS (PARTITION BY link ORDER BY instituted_on IS NULL, instituted_on, class IS NOT 18, key, by_court, source)),
numbered AS (SELECT *, sum(NOT continues) OVER (PARTITION BY link ORDER BY place) AS nth FROM in_order)
SELECT first_value(court_record) OVER t, row_number() OVER t, court_record, link, place,
       lead(place) OVER t IS NULL, court, instituted_on,
       iif(continues AND moved_on IS NOT NULL, moved_on, instituted_on), disposed_on, class, reason, dormant_on,
       revived_on, charged_on, iif(class = 18, disposed_on, NULL)
FROM numbered WINDOW t AS (PARTITION BY link, nth ORDER BY place);

-- Records that name no court beside several that do: what is under them counts with the first court record.
INSERT INTO v_under
SELECT r.ref, l.trial, l.leg, l.is_last, r.source, r.by_court, r.by_prosecution, r.key
FROM v_part AS p JOIN v_leg AS l USING (court_record) JOIN v_record AS r ON r.link = p.link AND r.ref = p.ref
UNION ALL
SELECT r.ref, l.trial, l.leg, l.is_last, r.source, r.by_court, r.by_prosecution, r.key
FROM v_record AS r JOIN v_leg AS l ON l.link = r.link AND l.place = 1
WHERE r.ref NOT IN (SELECT ref FROM v_part);

-- On a day the latest leg that has begun has the case; before all of them, the first.
INSERT INTO v_seat
WITH turn AS (SELECT DISTINCT trial, begins AS from_day FROM v_leg WHERE begins IS NOT NULL
              UNION SELECT trial, -99999999 FROM v_leg WHERE leg = 1)
SELECT t.trial, t.from_day, lead(t.from_day, 1, 99999999) OVER (PARTITION BY t.trial ORDER BY t.from_day),
       (SELECT court FROM v_leg AS l WHERE l.trial = t.trial AND (l.begins <= t.from_day OR l.leg = 1)
        ORDER BY leg DESC LIMIT 1)
FROM turn AS t;
