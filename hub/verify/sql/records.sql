-- Rules 2 and 13: the case records as they stand, and what each FIR's records say together. ?1 is today.
INSERT INTO v_record
SELECT r.linked_case, r.ref, f.source, f.key, b.by_fir, b.by_prosecution, b.by_court, r.province, r.district,
       r.police_station, r.fir_no IS NOT NULL OR r.fir_on IS NOT NULL, iif(r.fir_on <= ?1, r.fir_on, NULL), r.court,
       r.court_case_no, iif(r.instituted_on <= ?1, r.instituted_on, NULL), iif(r.disposed_on <= ?1, r.disposed_on, NULL),
       iif(r.disposal IS NULL, NULL, coalesce(c.class, 14)), nullif(r.disposal_reason, ''),
       iif(r.dormant_on <= ?1, r.dormant_on, NULL), iif(r.revived_on <= ?1, r.revived_on, NULL),
       iif(r.charged_on <= ?1, r.charged_on, NULL), iif(r.intimated_on <= ?1, r.intimated_on, NULL), r.prosecutor,
       r.offence_group, b.holder,
       r.court IS NOT NULL OR r.court_case_no IS NOT NULL OR coalesce(r.instituted_on <= ?1, 0)
FROM rec_case AS r JOIN case_ref AS f USING (ref)
LEFT JOIN v_source AS s ON s.source = f.source
JOIN v_belief AS b ON b.holder = coalesce(s.holder, 'court')
LEFT JOIN v_class AS c ON c.name = r.disposal
ORDER BY r.linked_case, r.ref;

INSERT INTO v_fir
SELECT l.link,
  (SELECT province FROM v_record WHERE link = l.link AND province IS NOT NULL ORDER BY by_fir, source, key LIMIT 1),
  (SELECT district FROM v_record WHERE link = l.link AND district IS NOT NULL ORDER BY by_fir, source, key LIMIT 1),
  (SELECT police_station FROM v_record WHERE link = l.link AND police_station IS NOT NULL
   ORDER BY by_fir, source, key LIMIT 1),
  (SELECT offence_group FROM v_record WHERE link = l.link AND offence_group IS NOT NULL
   ORDER BY by_court, source, key LIMIT 1),
  max(l.has_fir),
  (SELECT fir_on FROM v_record WHERE link = l.link AND fir_on IS NOT NULL ORDER BY by_fir, source, key LIMIT 1),
  (SELECT intimated_on FROM v_record WHERE link = l.link AND intimated_on IS NOT NULL
   ORDER BY by_prosecution, source, key LIMIT 1),
  max(holder = 'police'), max(holder = 'prosecution'), max(holder = 'court'), NULL, NULL, NULL, NULL, NULL, NULL
FROM v_record AS l GROUP BY l.link;
