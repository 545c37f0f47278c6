-- Rule 6: where what a definition needs is observed, and how far the sources that give it reach. A source without a
-- province covers all. A source that never ran to its end has no horizon: it may reach anywhere, and is not done.
INSERT INTO v_place
WITH place AS (
  SELECT coalesce(nullif(province, ''), '_U') AS province FROM v_fir
  UNION SELECT coalesce(nullif(province, ''), '_U') FROM v_source),
observing AS (
  SELECT province, NOT EXISTS (
    SELECT need FROM v_need
    EXCEPT
    SELECT n.need FROM v_need AS n JOIN v_sees AS e USING (kind, field) JOIN v_source AS s USING (source)
    WHERE s.province IN ('', p.province)) AS observed
  FROM place AS p),
needed AS (
  SELECT * FROM v_source AS s
  WHERE NOT EXISTS (SELECT 1 FROM v_need)
     OR EXISTS (SELECT 1 FROM v_need AS n JOIN v_sees AS e USING (kind, field) WHERE e.source = s.source))
SELECT p.province, p.observed, max(iif(s.source IS NULL, NULL, coalesce(s.horizon, 99999999))),
       min(iif(s.source IS NULL, NULL, coalesce(s.horizon, -99999999))), coalesce(min(s.horizon), 99999999),
       NOT EXISTS (SELECT 1 FROM v_limit) OR EXISTS (SELECT 1 FROM v_limit AS m WHERE m.province IN ('', p.province))
FROM observing AS p LEFT JOIN needed AS s ON s.province IN ('', p.province)
GROUP BY p.province
UNION ALL
SELECT '_T', (SELECT max(observed) FROM observing), max(coalesce(s.horizon, 99999999)),
       min(coalesce(s.horizon, -99999999)), NULL, 1
FROM needed AS s
WHERE s.province = '' OR EXISTS (SELECT 1 FROM observing AS o WHERE o.province = s.province AND o.observed);
