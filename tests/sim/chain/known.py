"""The truth as it was at the close of a day: what had happened by then."""
from copy import deepcopy
from datetime import date

_DAYS = ("intimated_on", "closed_on", "arrested_on", "custody_from", "custody_to", "bail_on", "disposed_on", "received_on", "decided_on", "resubmitted_on",
         "filed_on", "charged_on")
# What is said together with a day, and not before it.
_WITH = {"closed_on": ["closed_as"], "disposed_on": ["disposal", "sentence_kind", "sentence_months"], "decided_on": ["decision", "opinion"]}


def _cut(one, day):
    for name in _DAYS:
        value = vars(one).get(name)
        if not isinstance(value, date) or value <= day:
            continue
        setattr(one, name, None)
        for other in _WITH.get(name, []):
            if hasattr(one, other):
                setattr(one, other, None)
        if name == "decided_on" and hasattr(one, "objections"):
            one.objections = []


def as_of(firs, day):
    """Copies of the FIRs registered by then, without what came later."""
    known = [deepcopy(fir) for fir in firs if fir.fir_on <= day]
    for fir in known:
        fir.submissions = [s for s in fir.submissions if s.sent_on <= day]
        fir.bails = [b for b in fir.bails if b.filed_on <= day]
        fir.appeals = [a for a in fir.appeals if a.filed_on <= day]
        fir.legs = [leg for leg in fir.legs if leg.instituted_on <= day]
        if fir.second and fir.second.legs[0].instituted_on > day:
            fir.second = None
        for leg in fir.all_legs:
            leg.hearings = [h for h in leg.hearings if h.held_on <= day]
        for one in (fir, *fir.accused, *fir.submissions, *fir.bails, *fir.appeals, *fir.all_legs):
            _cut(one, day)
    return known
