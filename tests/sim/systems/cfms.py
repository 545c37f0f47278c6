"""punjab-cfms: the prosecution's case flow system, an API of JSON documents: one a case, with its reports and their scrutiny, bail,
appearances and appeals. Days are dd-mm-yyyy; objections are free Urdu text."""
from chain import world

from .words import dmy, short_fir

NATURE = {"final": "Complete Challan", "interim": "Incomplete Challan", "cancellation": "Cancellation Report",
          "untraced": "Untraced Report"}
RESULT = {"forwarded": "Passed", "returned": "Returned with objections", None: None}
OPINION = {"fit": "Fit for trial", "not_fit": "Not fit for trial", None: None}
BAIL = {"granted": "Allowed", "refused": "Dismissed", None: None}
# As a clerk writes them; several are numbered in one text.
OBJECTION = {"medical_report": "میڈیکل رپورٹ شامل نہیں", "witness_statement": "گواہان کے بیانات نامکمل ہیں",
             "recovery_memo": "فرد برآمدگی موجود نہیں", "forensic_report": "فرانزک رپورٹ درکار ہے",
             "site_plan": "نقشہ موقع شامل نہیں", "section_of_law": "دفعات درست نہیں"}
DIGITS = "۰۱۲۳۴۵۶۷۸۹"


def objections_text(codes):
    if not codes:
        return None
    if len(codes) == 1:
        return OBJECTION[codes[0]] + "۔"
    return " ".join(f"{DIGITS[n]}۔ {OBJECTION[code]}" for n, code in enumerate(codes, 1))


def report(case, n, one):
    return {"id": f"{case}-R{n}", "nature": NATURE[one.kind], "received": dmy(one.received_on),
            "scrutiny": {"officer": one.prosecutor, "date": dmy(one.decided_on), "result": RESULT[one.decision],
                         "objections": objections_text(one.objections), "opinion": OPINION[one.opinion]},
            "resubmitted": dmy(one.resubmitted_on), "filed_in_court": dmy(one.filed_on)}


def bail(case, n, one, fir):
    person = fir.accused[one.accused]
    return {"id": f"{case}-B{n}", "type": "Post-Arrest", "accused": person_of(person), "prosecutor": one.prosecutor,
            "filed": dmy(one.filed_on), "opposed": one.opposed, "decided": dmy(one.decided_on), "order": BAIL[one.decision]}


def person_of(person):
    return {"name": person.name, "father_name": person.father, "cnic": f"{person.cnic[:5]}-{person.cnic[5:12]}-{person.cnic[12:]}"}


def ref(fir):
    return f"CFMS-{fir.id:06}"


def document(fir):
    """One case as the API gives it, but for when it changed; None where the prosecution has not heard of it."""
    received = [s for s in fir.submissions if s.received_on]
    if fir.unknown or not (received or fir.intimated_on or fir.bails):
        return None
    hearings = [h for leg in fir.all_legs for h in leg.hearings]
    appeals = [{"id": f"{ref(fir)}-A{i}", "by": "State", "filed": dmy(a.filed_on), "decided": dmy(a.decided_on),
                "result": {"allowed": "Accepted", "dismissed": "Dismissed", None: None}[a.decision]}
               for i, a in enumerate(fir.appeals, 1)]
    return {"case_ref": ref(fir),
            "fir": {"number": short_fir(fir), "date": dmy(fir.fir_on), "police_station": "PS " + world.station(fir.district, fir.station).name,
                    "district": world.district_name(fir.district), "offence": "u/s " + fir.sections, "intimated": dmy(fir.intimated_on)},
            "prosecutor": fir.prosecutor, "reports": [report(ref(fir), i, s) for i, s in enumerate(received, 1)],
            "bail": [bail(ref(fir), i, b, fir) for i, b in enumerate(fir.bails, 1)],
            "appearances": [{"date": dmy(h.held_on), "prosecutor": h.prosecutor, "appeared": h.present} for h in hearings],
            "appeals": appeals}


def documents(firs, stamps):
    made = filter(None, map(document, firs))
    return [{**one, "updated_at": stamps.of(one["case_ref"], one).isoformat()} for one in made]


def case_keys(firs):
    """(key of a case record, id of its FIR)."""
    return [(ref(fir), fir.id) for fir in firs if document(fir)]
