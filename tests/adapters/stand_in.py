"""What the two prosecutions hold of one simulated truth, and what a hub must find there, counted from that truth and not from
what was written: python3 stand_in.py FOLDER SEED COUNT writes cfms.json, cmms.sql and truth.json there."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sim"))
from chain.life import simulate      # noqa: E402
from systems import cfms, kp         # noqa: E402
from systems.stamps import Stamps    # noqa: E402


def received(fir):
    return [s for s in fir.submissions if s.received_on]


def punjab(firs):
    """Counts of what Punjab's prosecution knows: FIRs that were intimated, or of which a report or an application for bail came."""
    known = [f for f in firs if f.intimated_on or received(f) or f.bails]
    reports = [s for f in known for s in received(f)]
    objections = {}
    for one in reports:
        for code in one.objections:
            objections[code] = objections.get(code, 0) + 1
    bails = [b for f in known for b in f.bails]
    hearings = [h for f in known for leg in f.all_legs for h in leg.hearings]
    return {"case": len(known), "report": len(reports), "bail": len(bails), "hearing": len(hearings),
            "appeal": sum(len(f.appeals) for f in known), "objections": objections,
            "interim": sum(s.kind == "interim" for s in reports), "returned": sum(s.decision == "returned" for s in reports),
            "granted": sum(b.decision == "granted" for b in bails), "opposed": sum(b.opposed for b in bails),
            "absent": sum(not h.present for h in hearings)}


def khyber_pakhtunkhwa(firs):
    """Counts of the cases handed over, by district too."""
    known = [f for f in firs if received(f)]
    ended = {}
    for fir in known:
        if end := fir.cases[0].disposal or fir.closed_as:
            ended[end] = ended.get(end, 0) + 1
    people = [a for f in known for a in f.accused]
    hearings = [h for f in known if f.legs for h in f.legs[-1].hearings]
    return {"case": len(known), "report": sum(len(received(f)) for f in known), "accused": len(people), "hearing": len(hearings),
            "district": {d: sum(f.district == d for f in known) for d in {f.district for f in known}}, "disposal": ended,
            "women": sum(a.sex == "female" for a in people), "months": sum(a.sentence_months or 0 for a in people),
            "adjourned": sum(h.outcome == "adjourned" for h in hearings),
            "defence": sum(h.side == "defence" for h in hearings),
            "tried": next(f.id for f in known if f.legs and len(f.legs[-1].hearings) > 2)}


def main(folder, seed, count):
    firs = simulate(seed, count)
    of = {province: [f for f in firs if f.province == province] for province in ("PB", "KP")}
    (folder / "cfms.json").write_text(json.dumps(cfms.documents(of["PB"], Stamps()), ensure_ascii=False), encoding="utf-8")
    (folder / "cmms.sql").write_text(kp.SCHEMA + "".join(kp.rows(of["KP"], Stamps())), encoding="utf-8")
    (folder / "truth.json").write_text(json.dumps({"punjab-cfms": punjab(of["PB"]), "kp-cmms": khyber_pakhtunkhwa(of["KP"])}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
