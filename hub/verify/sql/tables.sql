-- The tables that one verification fills, all temporary: nothing of the store is written. Days are civil days since
-- 1970-01-01, as the store keeps them; months are counted from January 1970. 99999999 is the day that never comes.

-- The moment of computation, in microseconds.
CREATE TEMP TABLE v_moment(known_at INTEGER);

-- What the sources declare, put in by the caller: holder, province, horizon, the fields they see, and the populations they
-- see whole, as fields of a kind "population" (rule 6).
CREATE TEMP TABLE v_source(source INTEGER PRIMARY KEY, holder TEXT, province TEXT, horizon INTEGER);
CREATE TEMP TABLE v_sees(source INTEGER, kind TEXT, field TEXT, PRIMARY KEY (source, kind, field)) WITHOUT ROWID;

-- Rule 13: which holder is believed first, for fields of the FIR, of the prosecution, the rest, and custody.
CREATE TEMP TABLE v_belief(holder TEXT PRIMARY KEY, by_fir INTEGER, by_prosecution INTEGER, by_court INTEGER,
                           by_custody INTEGER) WITHOUT ROWID;
INSERT INTO v_belief VALUES ('police', 1, 3, 3, 3), ('prosecution', 2, 1, 2, 4), ('court', 3, 2, 1, 2), ('prison', 4, 4, 4, 1);

-- Rule 4: the classes in the order that decides ties; what each makes of a case.
CREATE TEMP TABLE v_class(name TEXT PRIMARY KEY, class INTEGER, state TEXT, before_trial INTEGER) WITHOUT ROWID;
INSERT INTO v_class VALUES
  ('convicted', 1, 'disposed', 0), ('acquitted', 2, 'disposed', 0), ('acquitted_summary', 3, 'disposed', 0),
  ('acquitted_hostile', 4, 'disposed', 0), ('compromised', 5, 'disposed', 0), ('withdrawn', 6, 'disposed', 0),
  ('discharged', 7, 'disposed', 1), ('cancelled', 8, 'disposed', 1), ('untraced', 9, 'disposed', 1),
  ('quashed', 10, 'disposed', 0), ('abated', 11, 'disposed', 0), ('diverted', 12, 'disposed', 0),
  ('other', 13, 'disposed', 0), ('unclassified', 14, 'disposed', 0), ('stopped_249', 15, 'dormant', 0),
  ('consigned', 16, 'dormant', 0), ('stayed', 17, 'dormant', 0), ('transferred', 18, 'transferred', 0);
CREATE TEMP TABLE v_state(class INTEGER PRIMARY KEY, name TEXT, state TEXT, before_trial INTEGER);
INSERT INTO v_state SELECT class, name, state, before_trial FROM v_class;

-- Case records that have arrived, dates to come taken for empty, with the place of their holder in each order.
CREATE TEMP TABLE v_record(
  link INTEGER, ref INTEGER, source INTEGER, key TEXT, by_fir INTEGER, by_prosecution INTEGER, by_court INTEGER,
  province TEXT, district TEXT, police_station TEXT, has_fir INTEGER, fir_on INTEGER, court TEXT, number TEXT,
  instituted_on INTEGER, disposed_on INTEGER, class INTEGER, reason TEXT, dormant_on INTEGER, revived_on INTEGER,
  charged_on INTEGER, intimated_on INTEGER, prosecutor TEXT, offence_group TEXT, holder TEXT, is_court INTEGER,
  PRIMARY KEY (link, ref)) WITHOUT ROWID;

-- One FIR, or what is linked without one.
CREATE TEMP TABLE v_fir(
  link INTEGER PRIMARY KEY, province TEXT, district TEXT, police_station TEXT, offence_group TEXT, has_fir INTEGER,
  fir_on INTEGER, intimated_on INTEGER, by_police INTEGER, by_prosecution INTEGER, by_court INTEGER,
  closing_received_on INTEGER, interim_received_on INTEGER, first_instituted_on INTEGER,
  forwarded_on INTEGER, all_ended_on INTEGER, convicted_on INTEGER);

-- The case records that are one court record, in the order in which they are believed.
CREATE TEMP TABLE v_part(
  court_record INTEGER, place INTEGER, link INTEGER, ref INTEGER, source INTEGER, key TEXT, by_prosecution INTEGER,
  court TEXT, instituted_on INTEGER, disposed_on INTEGER, class INTEGER, reason TEXT, dormant_on INTEGER,
  revived_on INTEGER, charged_on INTEGER, prosecutor TEXT, offence_group TEXT,
  PRIMARY KEY (court_record, place)) WITHOUT ROWID;

-- A trial (named by its first court record) and its legs, from 1.
CREATE TEMP TABLE v_leg(
  trial INTEGER, leg INTEGER, court_record INTEGER, link INTEGER, place INTEGER, is_last INTEGER, court TEXT,
  instituted_on INTEGER, begins INTEGER, disposed_on INTEGER, class INTEGER, reason TEXT, dormant_on INTEGER,
  revived_on INTEGER, charged_on INTEGER, left_on INTEGER, PRIMARY KEY (trial, leg)) WITHOUT ROWID;
CREATE INDEX temp.v_leg_of_record ON v_leg(court_record);
CREATE INDEX temp.v_leg_of_link ON v_leg(link, place);
-- The linked case of a trial.
CREATE TEMP VIEW v_linked AS SELECT trial, link FROM v_leg WHERE leg = 1;

-- The trial and leg that the records under a case record belong to.
CREATE TEMP TABLE v_under(
  ref INTEGER PRIMARY KEY, trial INTEGER, leg INTEGER, is_last INTEGER, source INTEGER, by_court INTEGER,
  by_prosecution INTEGER, case_key TEXT);
CREATE INDEX temp.v_under_trial ON v_under(trial);

-- The court that has a trial on a day.
CREATE TEMP TABLE v_seat(trial INTEGER, from_day INTEGER, to_day INTEGER, court TEXT, PRIMARY KEY (trial, from_day))
  WITHOUT ROWID;

-- Days of a diary that names no trial, and the trial, not the first, that they count with.
CREATE TEMP TABLE v_lent(ref INTEGER, held_on INTEGER, trial INTEGER, PRIMARY KEY (ref, held_on)) WITHOUT ROWID;
-- The case records that tell of a trial's hearings: those under it (`home`), and diaries that lend it a day.
CREATE TEMP TABLE v_teller(
  trial INTEGER, ref INTEGER, home INTEGER, source INTEGER, by_court INTEGER, by_prosecution INTEGER, PRIMARY KEY (trial, ref))
  WITHOUT ROWID;
-- Every record of a hearing with its trial.
CREATE TEMP VIEW v_diary AS
SELECT w.trial, w.source, w.by_court, w.by_prosecution, o.* FROM v_teller AS w JOIN rec_hearing AS o USING (ref)
WHERE coalesce((SELECT l.trial FROM v_lent AS l WHERE l.ref = w.ref AND l.held_on = o.held_on), w.home) = w.trial;

-- Rule 3: one case on one listed day.
CREATE TEMP TABLE v_hearing(
  trial INTEGER, held_on INTEGER, outcome TEXT, reason TEXT, side TEXT, court TEXT, prosecutor TEXT, present INTEGER,
  next_on INTEGER, pw_summoned INTEGER, pw_attended INTEGER, pw_examined INTEGER, PRIMARY KEY (trial, held_on)) WITHOUT ROWID;

-- What records say of accused and of their charges (charge NULL: of the accused himself).
CREATE TEMP TABLE v_said(
  trial INTEGER, accused TEXT, charge TEXT, leg INTEGER, is_last INTEGER, source INTEGER, case_key TEXT, absconding INTEGER,
  sex TEXT, age_class TEXT, class INTEGER, ended_on INTEGER, reason TEXT, sentence INTEGER);
CREATE INDEX temp.v_said_of ON v_said(trial, accused, charge);
-- What is put together to a whole: the charges of an accused (level 1), the accused of a trial (level 2).
CREATE TEMP TABLE v_item(level INTEGER, trial INTEGER, whole TEXT, item TEXT, class INTEGER, ended_on INTEGER, reason TEXT,
                         PRIMARY KEY (level, trial, whole, item)) WITHOUT ROWID;
-- The accused of a trial: first with what became of them by their own orders, in the end with the class and day that
-- count. `undated`: a disposal without its date, and no other. Sentences by weight, 7 unknown.
CREATE TEMP TABLE v_accused(trial INTEGER, accused TEXT, sex TEXT, age_class TEXT, absconding INTEGER, undated INTEGER,
                            class INTEGER, ended_on INTEGER, reason TEXT, sentence INTEGER, disposal TEXT,
                            disposed_on INTEGER, sentence_name TEXT, appealed_on INTEGER, PRIMARY KEY (trial, accused)) WITHOUT ROWID;

-- What each accused record of a linked case tells: whom it means, by pseudonyms, the dates of custody, and what he is.
CREATE TEMP TABLE v_prisoner(link INTEGER, ref INTEGER, trial INTEGER, leg INTEGER, by_court INTEGER, by_custody INTEGER,
                             source INTEGER, case_key TEXT, accused TEXT, cnic TEXT, name TEXT, father TEXT,
                             custody_from INTEGER, custody_to INTEGER, absconding INTEGER, sex TEXT, age_class TEXT);
CREATE INDEX temp.v_prisoner_of ON v_prisoner(link);
CREATE INDEX temp.v_prisoner_in ON v_prisoner(trial, accused);
-- Who the accused of a trial are, as the records of the holder who lists them say.
CREATE TEMP TABLE v_person(trial INTEGER, accused TEXT, link INTEGER, by_court INTEGER, cnic TEXT, name TEXT, father TEXT,
                           PRIMARY KEY (trial, accused)) WITHOUT ROWID;
-- What other holders tell of an accused.
CREATE TEMP VIEW v_same AS
SELECT o.trial, o.accused, p.by_court, p.source, p.accused AS key, p.case_key, p.absconding, p.sex, p.age_class
FROM v_person AS o JOIN v_prisoner AS p USING (link)
WHERE p.by_court <> o.by_court
  AND CASE WHEN p.cnic IS NOT NULL AND o.cnic IS NOT NULL THEN p.cnic = o.cnic
           ELSE p.name = o.name AND (p.father IS NULL OR o.father IS NULL OR p.father = o.father) END;
-- Accused in custody.
CREATE TEMP TABLE v_custody(trial INTEGER, accused TEXT, from_day INTEGER, to_day INTEGER, PRIMARY KEY (trial, accused))
  WITHOUT ROWID;

-- What items make of their whole: open while one is; convicted if any is; of the class of the latest disposal, on their
-- latest date; dormant if all that ended are; moved out if nothing but transfers happened.
CREATE TEMP VIEW v_whole AS
WITH latest AS (
  SELECT i.*, s.state, max(ended_on) FILTER (WHERE s.state = 'disposed') OVER w AS disposed_on,
         max(ended_on) FILTER (WHERE s.state = 'dormant') OVER w AS dormant_on,
         max(ended_on) FILTER (WHERE s.state = 'transferred') OVER w AS transferred_on
  FROM v_item AS i LEFT JOIN v_state AS s USING (class) WINDOW w AS (PARTITION BY level, trial, whole))
SELECT level, trial, whole,
  min(ended_on) FILTER (WHERE class = 1) AS convicted_on,
  CASE WHEN sum(class IS NULL) > 0 THEN NULL
       WHEN sum(class = 1) > 0 THEN 1
       WHEN disposed_on IS NOT NULL THEN min(class) FILTER (WHERE state = 'disposed' AND ended_on = disposed_on)
       WHEN dormant_on IS NOT NULL THEN min(class) FILTER (WHERE state = 'dormant' AND ended_on = dormant_on)
       ELSE 18 END AS class,
  CASE WHEN sum(class IS NULL) > 0 THEN NULL
       WHEN disposed_on IS NOT NULL THEN max(disposed_on, coalesce(dormant_on, disposed_on))
       ELSE coalesce(dormant_on, transferred_on) END AS ended_on,
  -- The reason is that of the class; of several the first in the alphabet. '~' stands behind every code.
  CASE WHEN sum(class IS NULL) > 0 OR disposed_on IS NULL THEN NULL
       WHEN sum(class = 1) > 0 THEN min(reason) FILTER (WHERE class = 1 AND ended_on = disposed_on)
       ELSE nullif(substr(min(printf('%02d', class) || coalesce(reason, '~'))
                            FILTER (WHERE state = 'disposed' AND ended_on = disposed_on), 3), '~') END AS reason
FROM latest GROUP BY level, trial, whole;

CREATE TEMP TABLE v_trial(
  trial INTEGER PRIMARY KEY, link INTEGER, province TEXT, district TEXT, police_station TEXT, fir_on INTEGER,
  offence_group TEXT, prosecutor TEXT, first_court TEXT, instituted_on INTEGER, disposed_on INTEGER, disposal TEXT,
  moved_out_on INTEGER, dormant_by_accused_on INTEGER, undated INTEGER, credited TEXT, hearings INTEGER, reason TEXT,
  closed_on INTEGER, closed TEXT, charged_on INTEGER, time_class TEXT, death INTEGER);
CREATE TEMP TABLE v_dormant(trial INTEGER, spell INTEGER, leg INTEGER, from_day INTEGER, to_day INTEGER,
                            PRIMARY KEY (trial, spell)) WITHOUT ROWID;
CREATE TEMP TABLE v_pending(trial INTEGER, from_day INTEGER, to_day INTEGER, PRIMARY KEY (trial, from_day))
  WITHOUT ROWID;
-- Who carries a pending trial on a day (rule 9).
CREATE TEMP TABLE v_carrier(trial INTEGER, from_day INTEGER, to_day INTEGER, prosecutor TEXT,
                            PRIMARY KEY (trial, from_day)) WITHOUT ROWID;
CREATE TEMP TABLE v_code(province TEXT, district TEXT, police_station TEXT, offence_group TEXT, field TEXT,
                         unmapped INTEGER, n INTEGER);

-- Linked cases of which two holders have a field, and whether they differ.
CREATE TEMP TABLE v_shared(province TEXT, district TEXT, police_station TEXT, offence_group TEXT, field TEXT,
                           differs INTEGER, n INTEGER);

-- What is wrong with dates: missing, negative (before one that it should follow), future.
CREATE TEMP TABLE v_finding(province TEXT, district TEXT, police_station TEXT, offence_group TEXT, field TEXT,
                            class TEXT, n INTEGER);

-- What a holder's record tells of a report; what takes what: 1 receipts sendings, 2 filings receipts.
CREATE TEMP TABLE v_told(
  id INTEGER PRIMARY KEY, link INTEGER, by_court INTEGER, source INTEGER, key TEXT, type TEXT, sent_on INTEGER, received_on INTEGER, decided_on INTEGER, decision TEXT, objections TEXT,
  resubmitted_on INTEGER, filed_on INTEGER, prosecutor TEXT);
CREATE TEMP TABLE v_match(stage INTEGER, taker INTEGER, given INTEGER, PRIMARY KEY (stage, taker)) WITHOUT ROWID;
CREATE INDEX temp.v_match_given ON v_match(stage, given);

-- Rule 3: submissions, and the reports that they make.
CREATE TEMP TABLE v_submission(
  id INTEGER PRIMARY KEY, link INTEGER, type TEXT, key TEXT, source INTEGER, sent_on INTEGER, received_on INTEGER,
  decided_on INTEGER, decision TEXT, objections TEXT, resubmitted_on INTEGER, filed_on INTEGER, prosecutor TEXT,
  returned INTEGER, begins INTEGER, report INTEGER, nth INTEGER, cured_on INTEGER);
CREATE INDEX temp.v_submission_of ON v_submission(link);
CREATE INDEX temp.v_submission_in ON v_submission(report, nth);
CREATE TEMP TABLE v_report(report INTEGER PRIMARY KEY, link INTEGER, type TEXT, received_on INTEGER, filed_on INTEGER,
                           returns INTEGER, returned_on INTEGER, prosecutor TEXT);
CREATE TEMP TABLE v_objection(id INTEGER, code TEXT, PRIMARY KEY (id, code)) WITHOUT ROWID;
CREATE TEMP TABLE v_bail_told(
  link INTEGER, kind TEXT, nth INTEGER, by_court INTEGER, by_prosecution INTEGER, decided_on INTEGER, decision TEXT,
  opposed INTEGER, prosecutor TEXT, PRIMARY KEY (link, kind, nth, by_court)) WITHOUT ROWID;
-- Appeals likewise, with the trial that the record is under, and the accused it names.
CREATE TEMP TABLE v_appeal_told(
  link INTEGER, appellant TEXT, nth INTEGER, by_court INTEGER, ref INTEGER, trial INTEGER, accused TEXT, filed_on INTEGER,
  decided_on INTEGER, decision TEXT, PRIMARY KEY (link, appellant, nth, by_court)) WITHOUT ROWID;
CREATE TEMP TABLE v_appeal(link INTEGER, appellant TEXT, nth INTEGER, trial INTEGER, filed_on INTEGER, decided_on INTEGER,
                           decision TEXT, PRIMARY KEY (link, appellant, nth)) WITHOUT ROWID;
CREATE TEMP TABLE v_bail(link INTEGER, kind TEXT, decided_on INTEGER, decision TEXT, opposed INTEGER, prosecutor TEXT);

-- Rule 1: every month up to today's, in each period that it is part of.
CREATE TEMP TABLE v_month(month INTEGER PRIMARY KEY, first_day INTEGER);
CREATE TEMP TABLE v_period(
  month INTEGER, label TEXT, from_day INTEGER, to_day INTEGER, as_of INTEGER, PRIMARY KEY (month, label)) WITHOUT ROWID;
CREATE TEMP TABLE v_span(label TEXT PRIMARY KEY, first_month INTEGER, last_month INTEGER, from_day INTEGER,
                         to_day INTEGER, as_of INTEGER) WITHOUT ROWID;

-- Of one definition: what it needs, where that is seen, what falls in which cell, and what follows.
CREATE TEMP TABLE v_need(need INTEGER, kind TEXT, field TEXT);  -- rows of one need: one of them is enough
-- Its limits; the first row that fits is taken.
CREATE TEMP TABLE v_limit(nth INTEGER PRIMARY KEY, province TEXT, time_class TEXT, from_day INTEGER, to_day INTEGER,
                          days INTEGER, working INTEGER, death INTEGER, woman INTEGER);
-- `due_until`: no horizon of a source that gives what is needed lies before it. `applies`: there is a limit, or none is needed.
CREATE TEMP TABLE v_place(province TEXT PRIMARY KEY, observed INTEGER, latest INTEGER, earliest INTEGER,
                          due_until INTEGER, applies INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE v_amount(
  part TEXT, month INTEGER, x INTEGER, province TEXT, district TEXT, police_station TEXT, court TEXT, prosecutor TEXT,
  offence_group TEXT, reason TEXT, side TEXT, field TEXT, sex TEXT, age_class TEXT, objection TEXT, bail_kind TEXT, n INTEGER);
CREATE TEMP TABLE v_holding(province TEXT, member TEXT, part TEXT, since INTEGER, until INTEGER, begun INTEGER,
                            n INTEGER);
CREATE TEMP TABLE v_measure(
  dimension TEXT, province TEXT, member TEXT, label TEXT, name TEXT, n INTEGER,
  PRIMARY KEY (dimension, province, member, label, name)) WITHOUT ROWID;
