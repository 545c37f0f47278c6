-- The measures of each cell side by side. The total of every province and the nation is always there.
CREATE TEMP VIEW v_cell AS
WITH every AS (
  SELECT * FROM v_measure
  UNION ALL SELECT 'total', p.province, '_T', s.label, NULL, NULL FROM v_place AS p JOIN v_span AS s)
SELECT dimension, province, member, label,
  coalesce(sum(n) FILTER (WHERE name = 'numerator'), 0) AS numerator,
  coalesce(sum(n) FILTER (WHERE name = 'denominator'), 0) AS denominator,
  coalesce(sum(n) FILTER (WHERE name = 'stock'), 0) AS stock,
  coalesce(sum(n) FILTER (WHERE name = 'before'), 0) AS before,
  coalesce(sum(n) FILTER (WHERE name = 'dormant'), 0) AS dormant,
  coalesce(sum(n) FILTER (WHERE name = 'revived'), 0) AS revived,
  coalesce(sum(n) FILTER (WHERE name = 'in'), 0) AS arrived,
  coalesce(sum(n) FILTER (WHERE name = 'out'), 0) AS gone,
  sum(n) FILTER (WHERE name = 'p50') AS p50, sum(n) FILTER (WHERE name = 'p90') AS p90,
  coalesce(sum(n) FILTER (WHERE name = 'n'), 0) AS days,
  coalesce(sum(n) FILTER (WHERE name = 'missing'), 0) AS missing,
  coalesce(sum(n) FILTER (WHERE name = 'not_observed'), 0) AS not_observed,
  coalesce(sum(n) FILTER (WHERE name = 'negative'), 0) AS negative,
  coalesce(sum(n) FILTER (WHERE name = 'no_limit'), 0) AS no_limit
FROM every GROUP BY dimension, province, member, label;
