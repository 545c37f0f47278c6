"""punjab-courts: the district courts' system, an API of the register of cases and of cause lists. A transferred case has a number in
each court, and so has each trial of a FIR whose accused are tried apart."""
from chain import world

from .words import iso, short_fir

DISPOSAL = {"convicted": "CONV", "acquitted": "ACQ", "acquitted_summary": "ACQ-249A/265K", "acquitted_hostile": "ACQ-RESILED",
            "compromised": "COMPROMISE-345", "withdrawn": "WITHDRAWN-494", "discharged": "DISCHARGED", "quashed": "QUASHED",
            "abated": "ABATED", "consigned": "CONSIGNED-RR", "transferred": "TRANSFERRED", None: None}
STAGE = {"appearance": "Appearance", "charge": "Charge", "prosecution_evidence": "PW Evidence"}
REASON = {"witness_absent": "PWs not in attendance", "record_not_produced": "Record not produced by prosecution",
          "accused_not_produced": "Accused not produced by jail", "counsel_absent": "Counsel not available",
          "lawyers_strike": "Strike", "judge_on_leave": "PO on leave", "not_reached": "Shortage of time", None: None}
SIDE = {"prosecution": "P", "defence": "D", "court": "C", None: None}


def sentence(person):
    if person.sentence_kind == "imprisonment":
        return {"kind": "RI", "months": person.sentence_months}
    return {"kind": {"death": "DEATH", "life": "LIFE", "fine": "FINE", "probation": "PROBATION"}[person.sentence_kind], "months": None} \
        if person.sentence_kind else None


def accused(firs):
    """The accused of every trial, of the last court that has it."""
    return [{"case": key(case.legs[-1]), "no": n, "name": a.name, "father_name": a.father, "cnic": a.cnic, "sex": a.sex[0].upper(), "age": a.age,
             "order": DISPOSAL[a.disposal], "order_date": iso(a.disposed_on), "sentence": sentence(a)}
            for fir in firs for case in fir.cases if case.legs for n, a in enumerate(case.accused, 1)]


def key(leg):
    return f"{leg.court}/{leg.court_no}"


def entry(fir, leg):
    kind = leg.court.rsplit("-", 1)[1]
    station = fir.wrong_station or world.station(fir.district, fir.station).name
    return {"id": key(leg), "court": {"code": leg.court, "name": world.court_name(fir.district, kind)},
            "number": leg.court_no, "fir": f"{short_fir(fir)} P.S. {station}", "fir_date": iso(fir.fir_on),
            "district": world.district_name(fir.district), "offences": fir.sections, "instituted": iso(leg.instituted_on),
            "charge_framed": iso(leg.charged_on), "judge": leg.judge,
            "decision": {"code": fir.wrong_disposal or DISPOSAL[leg.disposal], "date": iso(leg.disposed_on)} if leg.disposal else None}


def cases(firs):
    return [entry(fir, leg) for fir in firs for leg in fir.all_legs]


def cause_list(firs):
    """The entries of all cause lists, with what became of each."""
    rows = []
    for fir in firs:
        for leg in fir.all_legs:
            for h in leg.hearings:
                rows.append({"id": f"{key(leg)}/{h.held_on}", "case": key(leg),
                             "date": iso(h.held_on), "stage": STAGE[h.purpose],
                             "proceedings": "Adjourned" if h.outcome == "adjourned" else "Effective", "reason": REASON[h.reason],
                             "due_to": SIDE[h.side], "judge": leg.judge,
                             "pws": {"summoned": h.summoned, "attended": h.attended, "examined": h.examined}, "next": iso(h.next_on)})
    return rows


def lists(firs):
    return {"cases": cases(firs), "accused": accused(firs), "cause-list": cause_list(firs)}


def case_keys(firs):
    """(key of a case record, id of its FIR)."""
    return [(key(leg), fir.id) for fir in firs for leg in fir.all_legs]
