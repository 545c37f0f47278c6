"""sindh-cmms: the prosecution's system of Sindh, read by ODBC. Reports are closed under A, B or C class; one case may have several
counsel, of whom one leads."""
from chain import world

from .words import insert

DISPOSAL = {"convicted": "Convicted", "acquitted": "Acquitted", "acquitted_summary": "Acquitted 249-A/265-K",
            "acquitted_hostile": "Acquitted - witnesses hostile", "compromised": "Compounded", "withdrawn": "Withdrawn",
            "discharged": "Discharged", "quashed": "Quashed", "abated": "Abated", "consigned": "Dormant file"}
# A: the accused is unknown or cannot be traced; B: the case is false; C: disposed of otherwise.
CLASS = {"untraced": "A CLASS", "cancelled": "B CLASS"}

SCHEMA = """
CREATE TABLE prosecution_case (case_no VARCHAR(20) PRIMARY KEY, district VARCHAR(40) NOT NULL, police_station VARCHAR(80) NOT NULL,
  crime_no VARCHAR(20) NOT NULL, crime_date DATE NOT NULL, under_section VARCHAR(200), challan_received DATE, court VARCHAR(100), trial_no VARCHAR(40),
  instituted DATE, charge_date DATE, outcome VARCHAR(60), outcome_date DATE);
CREATE TABLE case_counsel (case_no VARCHAR(20) NOT NULL, counsel_id VARCHAR(20) NOT NULL, is_lead INT NOT NULL);
CREATE TABLE proceeding (case_no VARCHAR(20) NOT NULL, serial INT NOT NULL, held DATE NOT NULL, purpose VARCHAR(40), result VARCHAR(40),
  cause VARCHAR(40), on_account_of VARCHAR(20), counsel_id VARCHAR(20), counsel_present INT, next_date DATE, PRIMARY KEY (case_no, serial));
"""


TABLES = ["prosecution_case", "case_counsel", "proceeding"]


def rows(firs):
    """What the tables hold, as SQL text."""
    cases, counsel, proceedings = [], [], []
    for fir in firs:
        received = [s.received_on for s in fir.submissions if s.received_on]
        if not received or fir.unknown:
            continue
        no, leg = f"SP/{fir.id:05}", fir.legs[-1] if fir.legs else None
        outcome = (DISPOSAL[leg.disposal], leg.disposed_on) if leg and leg.disposal else (CLASS.get(fir.closed_as), fir.closed_on)
        cases.append((no, world.district_name(fir.district), world.station(fir.district, fir.station).name, f"{fir.number}/{fir.year}", fir.fir_on,
                      fir.sections, min(received), world.court_name(fir.district, leg.court.rsplit("-", 1)[1]) if leg else None,
                      leg.court_no if leg else None, leg.instituted_on if leg else None, leg.charged_on if leg else None, *outcome))
        counsel += [(no, one, int(i == 0)) for i, one in enumerate(fir.counsel)]
        for i, h in enumerate(leg.hearings if leg else [], 1):
            proceedings.append((no, i, h.held_on, h.purpose.replace("_", " "), "adjourned" if h.outcome == "adjourned" else "heard",
                                h.reason and h.reason.replace("_", " "), h.side, h.prosecutor, int(h.present), h.next_on))
    for table, made in [("prosecution_case", cases), ("case_counsel", counsel), ("proceeding", proceedings)]:
        yield from insert(table, made)
