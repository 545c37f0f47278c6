-- The cases, accused and charges of the four tables, read by plain SQL.

.import data/intake_dev_2019-01.csv intake
.import data/initiation_dev_2019-01.csv initiation
.import data/dispositions_dev_2019-01.csv disposition
.import data/sentencing_dev_2019-01.csv sentence

-- "4/8/2019 12:00:00 AM"; "2019-04-08T00:00:00". A year beyond the next is a slip of the pen and no date.
CREATE TABLE slash_date(text TEXT PRIMARY KEY, day TEXT);
INSERT INTO slash_date
WITH text AS (SELECT disposition_date AS t FROM disposition UNION SELECT sentence_date FROM sentence),
month AS (SELECT t, substr(t, 1, instr(t, '/') - 1) AS m, substr(t, instr(t, '/') + 1) AS rest FROM text WHERE t <> '')
SELECT t, printf('%04d-%02d-%02d', substr(rest, instr(rest, '/') + 1, 4), m, substr(rest, 1, instr(rest, '/') - 1))
FROM month;
CREATE TABLE misdated AS SELECT text FROM slash_date WHERE CAST(substr(day, 1, 4) AS INT) > CAST(substr(@today, 1, 4) AS INT) + 1;

CREATE TABLE cases AS
SELECT n.case_id AS no, min(substr(nullif(i.event_date, ''), 1, 10)) AS instituted
FROM (SELECT DISTINCT case_id FROM intake) AS n LEFT JOIN initiation AS i USING (case_id) GROUP BY n.case_id;

CREATE TABLE class(native TEXT PRIMARY KEY, class TEXT);
INSERT INTO class VALUES
  ('Plea Of Guilty', 'convicted'), ('Plea of Guilty - Amended Charge', 'convicted'),
  ('Plea of Guilty - Lesser Included', 'convicted'), ('Finding Guilty', 'convicted'), ('Verdict Guilty', 'convicted'),
  ('FNG', 'acquitted'), ('Verdict-Not Guilty', 'acquitted'), ('Nolle Prosecution', 'withdrawn'),
  ('FNPC', 'discharged'), ('Charge Rejected', 'discharged'), ('Death Suggested-Cause Abated', 'abated'),
  ('BFW', 'consigned'), ('Superseded by Indictment', 'transferred'), ('Transferred - Misd Crt', 'transferred');

-- The final order is the (first) sentence where there is one (rule 4). An order whose day is a slip is not known to have
-- been given on any day, so the charge counts as open.
CREATE TABLE charge_order AS
SELECT i.case_id AS no, i.case_participant_id AS accused, c.class,
       coalesce((SELECT min(day) FROM sentence AS s JOIN slash_date ON text = s.sentence_date
                 WHERE s.charge_id = i.charge_id AND s.case_participant_id = i.case_participant_id
                   AND text NOT IN (SELECT text FROM misdated)),
                (SELECT day FROM slash_date WHERE text = d.disposition_date
                   AND text NOT IN (SELECT text FROM misdated))) AS ended
FROM initiation AS i LEFT JOIN disposition AS d USING (charge_id, case_participant_id)
LEFT JOIN class AS c ON c.native = d.charge_disposition;

-- An accused of the trial is who was charged; where nobody was, everyone who was brought, and a rejection ends it for him.
CREATE TABLE accused_order AS
WITH charged AS (SELECT DISTINCT case_participant_id FROM initiation),
     filed AS (SELECT DISTINCT case_id FROM initiation)
SELECT case_id AS no, case_participant_id AS accused,
       iif(case_id NOT IN filed AND felony_review_result = 'Rejected', 'discharged', NULL) AS class,
       iif(case_id NOT IN filed AND felony_review_result = 'Rejected', substr(nullif(felony_review_date, ''), 1, 10), NULL)
         AS ended
FROM intake WHERE case_participant_id IN charged OR case_id NOT IN filed;

CREATE TABLE hearing(no, held, outcome);
