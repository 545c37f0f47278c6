-- The CSV exports as two views of text columns. A torn row is rejected by the reader and counted; of a file's columns only
-- those that a KPI needs are named further on.

CREATE MACRO day(text) AS nullif(try_strptime(text, '%d-%m-%Y')::DATE, DATE '1900-01-01');

CREATE TEMP VIEW raw_case AS
SELECT 'PB' AS province, * FROM read_csv('{data}/punjab/cases.csv', all_varchar = true, header = true, delim = ',',
  quote = '"', ignore_errors = true, store_rejects = true)
UNION ALL
SELECT 'KP', * FROM read_csv('{data}/kp/cases.csv', all_varchar = true, header = true, delim = ',', quote = '"',
  ignore_errors = true, store_rejects = true);

CREATE TEMP VIEW raw_hearing AS
SELECT 'PB' AS province, *, present = 'Y' AS prosecutor_present FROM read_csv('{data}/punjab/hearings.csv',
  all_varchar = true, header = true, delim = ',', quote = '"', ignore_errors = true, store_rejects = true)
UNION ALL
SELECT 'KP', *, present = 'Y' FROM read_csv('{data}/kp/hearings.csv', all_varchar = true, header = true, delim = ',',
  quote = '"', ignore_errors = true, store_rejects = true);

-- Lines that could not be read, by province. A first look makes the tables of rejects, which the macro needs.
SELECT count(*) FROM (SELECT 1 FROM raw_case LIMIT 1);

CREATE MACRO torn() AS TABLE
SELECT CASE WHEN file_path LIKE '%/punjab/%' THEN 'PB' ELSE 'KP' END AS province, count(DISTINCT (file_path, line)) AS n
FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY ALL;
