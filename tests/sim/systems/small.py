"""ict, ajk and gb: what offices without a system send. Islamabad two tables, Azad Jammu and Kashmir a JSON document a case, Gilgit-
Baltistan one table."""
import json

from chain import world

from .words import dmy, iso, put, table

DISPOSAL = {"convicted": "Convicted", "acquitted": "Acquitted", "acquitted_summary": "249-A Cr.P.C", "acquitted_hostile": "PWs hostile",
            "compromised": "Compromise", "withdrawn": "Withdrawn", "discharged": "Discharged", "quashed": "Quashed", "abated": "Abated",
            "consigned": "Record room", "cancelled": "Cancelled", "untraced": "Untraced", None: ""}


def end_of(fir):
    leg = fir.legs[-1] if fir.legs else None
    return (leg.disposal, leg.disposed_on) if leg and leg.disposal else (fir.closed_as, fir.closed_on)


def known(firs):
    return [fir for fir in firs if not fir.unknown]


def received(fir):
    return min((s.received_on for s in fir.submissions if s.received_on), default=None)


def write_ict(firs, folder):
    cases, hearings = [], []
    for fir in known(firs):
        leg = fir.legs[-1] if fir.legs else None
        no = f"ICT-{fir.station.rsplit('-', 1)[1][:3]}-{fir.number}-{fir.year}"
        end, on = end_of(fir)
        cases.append([no, world.station(fir.district, fir.station).name, fir.number, fir.year, dmy(fir.fir_on), fir.sections, dmy(received(fir)) or "",
                      world.court_name(fir.district, leg.court.rsplit("-", 1)[1]) if leg else "", leg.court_no if leg else "",
                      dmy(leg.instituted_on) if leg else "", DISPOSAL[end], fir.wrong_disposed_on or dmy(on) or ""])
        for h in (leg.hearings if leg else []):
            hearings.append([no, dmy(h.held_on), h.purpose, "Adjourned" if h.outcome == "adjourned" else "Effective", h.prosecutor,
                             "Y" if h.present else "N", dmy(h.next_on) or ""])
    put(folder, "cases.csv", table(["case", "police_station", "fir_no", "fir_year", "fir_date", "sections", "challan_received", "court", "court_no", "instituted",
                                    "decision", "decision_date"], cases))
    put(folder, "hearings.csv", table(["case", "date", "purpose", "result", "prosecutor", "present", "next"], hearings))


def write_ajk(firs, folder):
    lines = []
    for fir in known(firs):
        leg = fir.legs[-1] if fir.legs else None
        end, on = end_of(fir)
        lines.append(json.dumps({"file": f"LAW/{fir.id:04}", "fir": {"no": fir.number, "year": fir.year, "on": iso(fir.fir_on)},
                                 "district": world.district_name(fir.district), "thana": world.station(fir.district, fir.station).name, "offence": fir.sections,
                                 "court": leg and {"name": world.court_name(fir.district, leg.court.rsplit("-", 1)[1]), "no": leg.court_no, "since": iso(leg.instituted_on)},
                                 "result": DISPOSAL[end] or None, "result_on": iso(on)}, ensure_ascii=False))
    put(folder, "files.ndjson", "\n".join(lines) + "\n")


def write_gb(firs, folder):
    rows = []
    for fir in known(firs):
        leg = fir.legs[-1] if fir.legs else None
        end, on = end_of(fir)
        rows.append([fir.id, world.district_name(fir.district), world.station(fir.district, fir.station).name, f"{fir.number}/{fir.year}", dmy(fir.fir_on), fir.sections,
                     dmy(leg.instituted_on) if leg else "", DISPOSAL[end], dmy(on) or ""])
    put(folder, "register.csv", table(["sr", "district", "ps", "fir", "fir_date", "offence", "put_in_court", "result", "result_date"], rows))
