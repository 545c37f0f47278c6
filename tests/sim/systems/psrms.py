"""punjab-psrms: the police stations' record system, a MariaDB. FIRs, nominated accused and challans; rows are never deleted but
marked (is_deleted), and the status says how a FIR was closed without a trial."""
from chain import world

from .words import insert, short_fir

CHALLAN = {"final": "C", "interim": "I", "cancellation": "K", "untraced": "U"}
STRUCK = 900_000
STATUS = {"cancelled": "CAN", "untraced": "UNT", None: "REG"}

SCHEMA = """
CREATE TABLE ps_district (dist_id INT PRIMARY KEY, dist_name VARCHAR(60) NOT NULL);
CREATE TABLE ps_station (ps_id INT PRIMARY KEY, dist_id INT NOT NULL, ps_name VARCHAR(80) NOT NULL);
CREATE TABLE ps_fir (fir_id INT PRIMARY KEY, ps_id INT NOT NULL, fir_number VARCHAR(20) NOT NULL, reg_date DATETIME NOT NULL,
  occurrence_date DATE, offence VARCHAR(200), status_code CHAR(3) NOT NULL, status_date DATE, next_hearing DATE,
  is_deleted TINYINT NOT NULL DEFAULT 0, updated_at DATETIME NOT NULL);
CREATE TABLE ps_accused (acc_id INT PRIMARY KEY, fir_id INT NOT NULL, acc_name VARCHAR(80), father_name VARCHAR(80), cnic VARCHAR(20),
  gender CHAR(1), age INT, arrest_date DATE, proclaimed TINYINT NOT NULL, is_deleted TINYINT NOT NULL DEFAULT 0);
CREATE TABLE ps_challan (challan_id INT PRIMARY KEY, fir_id INT NOT NULL, type_code CHAR(1) NOT NULL, sent_date DATE,
  is_deleted TINYINT NOT NULL DEFAULT 0);
"""


TABLES = ["ps_district", "ps_station", "ps_fir", "ps_accused", "ps_challan"]


def rows(firs):
    """What the tables hold, as SQL text."""
    districts = [code for code, _ in world.DISTRICTS["PB"]]
    stations = [(s.code, d) for d in districts for s in world.stations(d)]
    number = {code: n + 1 for n, (code, _) in enumerate(stations)}
    made, accused, challans = [], [], []
    for fir in firs:
        if fir.unknown:
            continue
        n = fir.id
        pending = next((h.next_on for leg in fir.legs[-1:] for h in leg.hearings[-1:]), None)
        made.append((n, number[fir.station], short_fir(fir), f"{fir.fir_on} 10:30:00", fir.occurred_on, fir.sections,
                     STATUS[fir.closed_as], fir.closed_on, pending, 0, "2026-01-01 06:00:00"))
        for i, one in enumerate(fir.accused):
            accused.append((10 * n + i, n, one.name, one.father, f"{one.cnic[:5]}-{one.cnic[5:12]}-{one.cnic[12:]}",
                            "F" if one.sex == "female" else "M", one.age, one.arrested_on, int(one.absconding), 0))
        challans += [(10 * n + i, n, CHALLAN[s.kind], s.sent_on, 0) for i, s in enumerate(fir.submissions)]
    # Entries that a clerk made by mistake and struck: the system keeps them, and they must count nowhere.
    made.append((STRUCK, 1, "9999/25", "2025-03-01 11:00:00", None, "379 PPC", "REG", None, None, 1, "2025-03-02 09:00:00"))
    challans.append((10 * STRUCK, firs[0].id, "C", "2025-03-05", 1))
    yield from insert("ps_district", [(n + 1, world.district_name(d)) for n, d in enumerate(districts)])
    yield from insert("ps_station", [(number[c], districts.index(d) + 1, world.station(d, c).name) for c, d in stations])
    yield from insert("ps_fir", made)
    yield from insert("ps_accused", accused)
    yield from insert("ps_challan", challans)


def case_keys(firs):
    """(key of a case record, id of its FIR)."""
    return [(str(fir.id), fir.id) for fir in firs if not fir.unknown]
