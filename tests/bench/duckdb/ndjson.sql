-- The NDJSON exports as two views of text columns, over one pass of the documents. A torn document is an all-NULL row.

CREATE MACRO day(text) AS nullif(try_strptime(text, '%Y-%m-%d')::DATE, DATE '1900-01-01');

CREATE MACRO documents(file) AS TABLE
SELECT * FROM read_json(file, format = 'newline_delimited', ignore_errors = true, columns = {
  caseId: 'VARCHAR', fir: 'STRUCT("no" BIGINT, "year" BIGINT, registered VARCHAR)', district: 'VARCHAR',
  policeStation: 'VARCHAR', offences: 'VARCHAR', court: 'STRUCT("name" VARCHAR, caseNo VARCHAR)', instituted: 'VARCHAR',
  charged: 'VARCHAR', prosecutor: 'VARCHAR', judge: 'VARCHAR', disposal: 'STRUCT("result" VARCHAR, "date" VARCHAR)',
  revision: 'BIGINT', updatedAt: 'VARCHAR', accused: 'STRUCT("name" VARCHAR)',
  hearings: 'STRUCT(id VARCHAR, "date" VARCHAR, purpose VARCHAR, "result" VARCHAR, reason VARCHAR, side VARCHAR, nextDate VARCHAR, prosecutor VARCHAR, present BOOLEAN)[]'});

CREATE TEMP TABLE document AS
SELECT 'PB' AS province, * FROM documents('{data}/punjab/cases.ndjson')
UNION ALL SELECT 'KP', * FROM documents('{data}/kp/cases.ndjson');

CREATE TEMP VIEW raw_case AS
SELECT province, caseId AS case_id, fir.no::VARCHAR AS fir_no, fir.year AS fir_year, fir.registered AS fir_date, district,
  policeStation AS police_station, offences AS sections, court.name AS court, court.caseNo AS court_case_no,
  instituted AS date_institution, prosecutor AS prosecutor_id, disposal.result AS disposal, disposal.date AS date_disposal
FROM document;

CREATE TEMP VIEW raw_hearing AS
SELECT province, h.id AS hearing_id, case_id, h.date, h.purpose, h.result, h.reason AS adjourn_reason,
  h.side AS adjourn_side, h.nextDate AS next_date, h.prosecutor AS prosecutor_id, h.present AS prosecutor_present
FROM (SELECT province, caseId AS case_id, unnest(hearings) AS h FROM document);

-- Torn documents are rows of raw_case already.
CREATE MACRO torn() AS TABLE SELECT 'PB' AS province, 0 AS n WHERE false;
