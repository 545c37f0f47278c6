-- KPIS rule 4: the classes of the final order, in the order that decides ties, and what several parts (charges of an
-- accused, accused of a case) make of the whole.

CREATE TABLE class_order(class TEXT PRIMARY KEY, sort TEXT, rank INT);
INSERT INTO class_order VALUES
  ('convicted', 'final', 0), ('acquitted', 'final', 1), ('acquitted_summary', 'final', 2),
  ('acquitted_hostile', 'final', 3), ('compromised', 'final', 4), ('withdrawn', 'final', 5), ('discharged', 'final', 6),
  ('cancelled', 'final', 7), ('untraced', 'final', 8), ('quashed', 'final', 9), ('abated', 'final', 10),
  ('diverted', 'final', 11), ('other', 'final', 12), ('unclassified', 'final', 13),
  ('stopped_249', 'dormant', 14), ('consigned', 'dormant', 15), ('stayed', 'dormant', 16),
  ('transferred', 'transferred', 17);

CREATE TABLE part(no, whole, class, ended);
CREATE INDEX part_by_whole ON part(no, whole);

-- With an open part the whole is open. A final order of any part ends it on the latest day of the ended ones; with none,
-- it is dormant from the latest; what was sent elsewhere neither keeps it open nor disposes of it.
CREATE VIEW made AS
WITH whole AS (
  SELECT no, whole, sum(class IS NULL OR ended IS NULL) AS open,
         max(iif(sort = 'final', ended, NULL)) AS final_on, max(iif(sort = 'dormant', ended, NULL)) AS dormant_on,
         max(iif(sort = 'transferred', ended, NULL)) AS transferred_on, max(class = 'convicted') AS convicted
  FROM part LEFT JOIN class_order USING (class) GROUP BY no, whole)
SELECT no, whole,
       CASE WHEN open > 0 THEN NULL
            WHEN final_on IS NOT NULL AND convicted THEN 'convicted'
            WHEN final_on IS NOT NULL THEN
              (SELECT class FROM part AS p JOIN class_order AS c USING (class)
               WHERE p.no = w.no AND p.whole = w.whole AND sort = 'final' ORDER BY p.ended DESC, rank LIMIT 1)
            WHEN dormant_on IS NOT NULL THEN
              (SELECT class FROM part AS p JOIN class_order AS c USING (class)
               WHERE p.no = w.no AND p.whole = w.whole AND sort = 'dormant' ORDER BY p.ended DESC, rank LIMIT 1)
            ELSE 'transferred' END AS class,
       CASE WHEN open > 0 THEN NULL
            WHEN final_on IS NOT NULL THEN max(final_on, coalesce(dormant_on, final_on))
            ELSE coalesce(dormant_on, transferred_on) END AS ended
FROM whole AS w;
