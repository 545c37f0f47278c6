"""kp-cmms: the prosecution's system of Khyber Pakhtunkhwa, a PostgreSQL. A case begins when a report is handed over. The codes of the
merged districts were changed on CODES_CHANGED: a case keeps the code of the day it was entered."""
from datetime import date

from chain import world

from .words import insert

CODES_CHANGED = date(2025, 1, 1)
CODE = {"KP-PESHAWAR": ("PSH", "PSH"), "KP-MARDAN": ("MRD", "MRD"), "KP-KHYBER": ("KHA", "KHY"), "KP-KURRAM": ("KUA", "KUR")}
KIND = {"final": "Complete", "interim": "Interim", "cancellation": "Cancellation", "untraced": "Untraced"}
DISPOSAL = {"convicted": "Convicted", "acquitted": "Acquitted on merit", "acquitted_summary": "Acquitted u/s 249-A/265-K",
            "acquitted_hostile": "Acquitted (PWs resiled)", "compromised": "Compromised", "withdrawn": "Withdrawn",
            "discharged": "Discharged", "quashed": "Quashed", "abated": "Abated", "consigned": "Consigned to record room"}

SCHEMA = """
CREATE TABLE case_file (case_id INT PRIMARY KEY, district_code VARCHAR(5) NOT NULL, police_station VARCHAR(80) NOT NULL,
  fir_no INT NOT NULL, fir_year INT NOT NULL, fir_date DATE NOT NULL, entered_on DATE NOT NULL, offences VARCHAR(200),
  prosecutor_id VARCHAR(20), court VARCHAR(100), court_no VARCHAR(40), institution_date DATE, charge_date DATE,
  decision VARCHAR(60), decision_date DATE, updated_at TIMESTAMP NOT NULL);
CREATE TABLE report (report_id INT PRIMARY KEY, case_id INT NOT NULL REFERENCES case_file, nature VARCHAR(20) NOT NULL,
  received DATE NOT NULL, scrutinised DATE, result VARCHAR(20), opinion VARCHAR(20), resubmitted DATE, sent_to_court DATE,
  prosecutor_id VARCHAR(20), updated_at TIMESTAMP NOT NULL);
CREATE TABLE accused (accused_id INT PRIMARY KEY, case_id INT NOT NULL REFERENCES case_file, full_name VARCHAR(80), father_name VARCHAR(80),
  cnic VARCHAR(20), gender VARCHAR(10), age INT, profession VARCHAR(40), arrest_date DATE, absconder BOOLEAN NOT NULL,
  decision VARCHAR(60), decision_date DATE, sentence VARCHAR(40), sentence_months INT, updated_at TIMESTAMP NOT NULL);
CREATE TABLE hearing (hearing_id INT PRIMARY KEY, case_id INT NOT NULL REFERENCES case_file, hearing_date DATE NOT NULL,
  stage VARCHAR(30), proceedings VARCHAR(30), reason VARCHAR(40), prosecutor_id VARCHAR(20), attended BOOLEAN, next_date DATE,
  updated_at TIMESTAMP NOT NULL);
CREATE INDEX ON case_file (updated_at, case_id);
CREATE INDEX ON report (updated_at, report_id);
CREATE INDEX ON accused (updated_at, accused_id);
CREATE INDEX ON hearing (updated_at, hearing_id);
"""
SENTENCE = {"death": "Death", "life": "Life imprisonment", "imprisonment": "Imprisonment", "fine": "Fine", "probation": "Probation", None: None}


def handed_over(fir):
    return [s for s in fir.submissions if s.received_on]


TABLES = ["case_file", "report", "accused", "hearing"]


def rows(firs, stamps):
    """What the tables hold, as SQL text."""
    tables = dict(zip(TABLES, tables_of(firs)))
    for table, made in tables.items():
        yield from insert(table, [(*row, stamps.of((table, row[0]), row).strftime("%Y-%m-%d %H:%M:%S")) for row in made])


def tables_of(firs):
    cases, reports, people, hearings = [], [], [], []
    for fir in firs:
        received = handed_over(fir)
        if not received or fir.unknown:
            continue
        n, entered = fir.id, received[0].received_on
        leg = fir.legs[-1] if fir.legs else None
        code = CODE[fir.district][0 if entered < CODES_CHANGED else 1]
        decision = (DISPOSAL[leg.disposal], leg.disposed_on) if leg and leg.disposal else ({"cancelled": "Cancelled", "untraced": "Untraced", None: None}[fir.closed_as], fir.closed_on)
        cases.append((n, code, "P.S " + world.station(fir.district, fir.station).name, fir.number, fir.year, fir.fir_on, entered,
                      fir.sections, fir.prosecutor, world.court_name(fir.district, leg.court.rsplit("-", 1)[1]) if leg else None,
                      leg.court_no if leg else None, leg.instituted_on if leg else None, leg.charged_on if leg else None, *decision))
        for i, s in enumerate(received):
            reports.append((10 * n + i, n, KIND[s.kind], s.received_on, s.decided_on,
                            {"forwarded": "Sent to court", "returned": "Returned", None: None}[s.decision],
                            {"fit": "Fit", "not_fit": "Not fit", None: None}[s.opinion], s.resubmitted_on, s.filed_on, s.prosecutor))
        for i, a in enumerate(fir.accused):
            people.append((10 * n + i, n, a.name, a.father, a.cnic, a.sex.capitalize(), a.age, a.profession, a.arrested_on, a.absconding,
                           DISPOSAL[a.disposal] if a.disposal else None, a.disposed_on, SENTENCE[a.sentence_kind], a.sentence_months))
        for i, h in enumerate(leg.hearings if leg else []):
            hearings.append((1000 * n + i, n, h.held_on, h.purpose.replace("_", " ").capitalize(),
                             "Adjourned" if h.outcome == "adjourned" else "Effective", h.reason and h.reason.replace("_", " "), h.prosecutor,
                             h.present, h.next_on))
    return cases, reports, people, hearings
