"""What the KPIs of the truth are, counted from what happened by the words of KPIS.md, with nothing of the hub's: the expected values.

count(firs, periods) gives {(kpi, stat, period): (value, numerator, denominator)} of one province. Values are exact fractions; of
quantiles the denominator is n. A ratio of nothing and a quantile of nothing are None. `limits` of scrutiny depend on the province."""
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from . import life

CLOSING = ("final", "cancellation", "untraced")
ACQUITTALS = ("acquitted", "acquitted_summary", "acquitted_hostile")
DORMANT = ("consigned",)
CLASSES = [d for d, _ in life.DISPOSALS if d not in DORMANT] + ["unclassified"]
HORIZON = life.LAST + timedelta(days=1)     # the capture day of every source
# The backlog's limits by the section that stands for the case (config/offences is not asked): murder 730 days, over seven years' longest
# imprisonment 548, others 365; and whether it is punishable with death.
TIME_LIMIT = {"302/34 PPC": 730, "324/34 PPC": 548, "376 PPC": 548, "9(c) CNSA": 548, "392 PPC": 548, "379 PPC": 365,
              "420/468/471 PPC": 365, "337-A(i)/34 PPC": 365, "489-F PPC": 365, "13(2)(a) PAO": 365}
DEATH = ("302/34 PPC", "376 PPC", "9(c) CNSA")


class Period:
    def __init__(self, name):
        self.name = name
        if len(name) == 4:
            self.first, self.end = date(int(name), 1, 1), date(int(name) + 1, 1, 1)
        else:
            year, month = map(int, name.split("-"))
            self.first, self.end = date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)

    def has(self, day):
        return day is not None and self.first <= day < self.end

    @property
    def as_of(self):
        return self.end - timedelta(days=1)


def quantile(days, tenths):
    """The smallest d with count(days <= d) >= tenths/10 * n; negative days are left out."""
    days = sorted(d for d in days if d >= 0)
    if not days:
        return None, 0
    at = -(-len(days) * tenths // 10)
    return days[at - 1], len(days)


def chains(fir):
    """The reports of a FIR: a submission that follows a returned one of its type belongs to the same report (rule 3)."""
    found, open_of = [], {}
    for one in fir.submissions:
        chain = open_of.get(one.kind)
        if chain is None or not chain[-1].returned:
            chain = open_of[one.kind] = []
            found.append(chain)
        chain.append(one)
    return found


def end_of(person, case):
    """An accused's order (rule 4): his own, else the case's, but unclassified where several were tried and one was convicted."""
    if person.disposal:
        return person.disposal, person.disposed_on
    if case.disposal in (None, "transferred") or case.disposal in DORMANT:
        return None, None
    if case.disposal == "convicted" and len(case.accused) > 1:
        return "unclassified", case.disposed_on
    return case.disposal, case.disposed_on


class Province:
    """The truth of one province, as what its sources can see."""

    def __init__(self, firs):
        self.firs = firs
        self.cases = [c for f in firs for c in f.cases if c.legs]
        self.subs = [(f, s) for f in firs for s in f.submissions]
        self.received = [(f, s) for f, s in self.subs if s.received_on]
        self.reports = [[s for s in chain if s.received_on] for f in firs for chain in chains(f)]
        self.reports = [chain for chain in self.reports if chain]
        self.hearings = [h for c in self.cases for leg in c.legs for h in leg.hearings]
        self.bails = [b for f in firs for b in f.bails]
        self.appeals = [a for f in firs for a in f.appeals]
        self.disposed = [c for c in self.cases if c.disposal and c.disposal not in DORMANT]
        self.people = [(c, a) for f in firs for c in f.cases for a in c.accused]

    def first(self, fir, kinds):
        return min((s.received_on for s in fir.submissions if s.kind in kinds and s.received_on), default=None)

    def pending(self, on):
        # An order without a day is in no stock (rule 4).
        return [c for c in self.cases if c.instituted_on <= on and not (c.disposal and (c.disposed_on is None or c.disposed_on <= on))]

    def in_custody(self, on):
        return [(c, a) for c, a in self.people if a.custody_from and a.custody_from <= on and (a.custody_to is None or a.custody_to > on)]

    def undertrials(self, on):
        return [(c, a) for c, a in self.in_custody(on) if not self.ended(c, a, on)]

    @staticmethod
    def ended(case, person, on):
        disposal, day = end_of(person, case)
        if not disposal and case.fir.closed_as:
            day = case.fir.closed_on
        return day is not None and day <= on


def due(units, days, period):
    """Of (start, event) those whose due date lies in the period and has passed: how many kept it, how many there are. An event before its
    start is negative, and in neither."""
    chosen = [(s + timedelta(days=days), e) for s, e in units if s and not (e and e < s)]
    chosen = [(d, e) for d, e in chosen if period.has(d) and d <= HORIZON]
    return sum(e is not None and e <= d for d, e in chosen), len(chosen)


def flows(p, period, out):
    """Counts and ratios of what happened in the period."""
    def count(kpi, n, stat="value"):
        out[kpi, stat, period.name] = (n, None, None)

    def ratio(kpi, part, whole, scale=100, stat="value"):
        out[kpi, stat, period.name] = (Fraction(part * scale, whole) if whole else None, part, whole)

    def days(kpi, found):
        found = [(b - a).days for a, b in found]
        for stat, tenths in (("p50", 5), ("p90", 9)):
            value, n = quantile(found, tenths)
            out[kpi, stat, period.name] = (value, None, n)

    has = period.has
    count("firs_registered", sum(has(f.fir_on) for f in p.firs))
    days("fir_intimation_days", [(f.fir_on, f.intimated_on) for f in p.firs if has(f.intimated_on)])
    closing = [(f.fir_on, p.first(f, CLOSING)) for f in p.firs]
    either = [(f.fir_on, p.first(f, (*CLOSING, "interim"))) for f in p.firs]
    ratio("report_on_time", *due(closing, 14, period))
    ratio("report_or_interim_on_time", *due(either, 17, period))
    days("report_days", [(a, b) for a, b in closing if has(b)])
    interim = [(p.first(f, ("interim",)), p.first(f, CLOSING)) for f in p.firs]
    kept, whole = due(interim, 90, period)
    ratio("interim_not_completed", whole - kept, whole)
    kept, whole = due([(s.sent_on, s.received_on) for _, s in p.subs], 7, period)
    ratio("handover_gap", whole - kept, whole)
    closed = Counter(f.closed_as for f in p.firs if not f.legs and has(f.closed_on))
    for kind in ("cancelled", "untraced"):
        count("closed_before_trial", closed[kind], kind)

    ratio("scrutiny_on_time", *due([(s.received_on, s.decided_on) for _, s in p.received], 3, period))
    decided = [s for _, s in p.received if has(s.decided_on)]
    days("scrutiny_days", [(s.received_on, s.decided_on) for s in decided])
    ratio("return_rate", sum(s.returned for s in decided), len(decided))
    firsts = [c[0] for c in p.reports if has(c[0].decided_on)]
    ratio("file_first_time_right", sum(not s.returned for s in firsts), len(firsts))
    back = [[s for s in c if s.returned] for c in p.reports]
    back = [c for c in back if c and has(c[0].decided_on)]
    ratio("repeat_return_rate", sum(len(c) > 1 for c in back), len(back))
    count("objection_mix", sum(s.returned for s in decided))
    days("objection_cure_days", [(s.decided_on, s.resubmitted_on) for _, s in p.received if has(s.resubmitted_on)])
    filed = [min((s.filed_on for s in c if s.filed_on), default=None) for c in p.reports]
    ratio("reports_sent_to_court", sum(has(d) for d in filed), sum(has(c[0].received_on) for c in p.reports))
    kept, whole = due([(s.decided_on, s.filed_on) for _, s in p.received if s.decision == "forwarded"], 7, period)
    ratio("filing_gap", whole - kept, whole)
    bails = [b for b in p.bails if has(b.decided_on)]
    ratio("bail_opposed_rate", sum(b.opposed for b in bails), len(bails))
    ratio("bail_grant_rate", sum(b.decision == "granted" for b in bails), len(bails))
    appeals = [a for a in p.appeals if has(a.decided_on)]
    ratio("appeal_success", sum(a.decision == "allowed" for a in appeals), len(appeals))

    listed = [h for h in p.hearings if has(h.held_on)]
    count("hearings_listed", len(listed))
    known = [h.present for h in listed if h.present is not None]
    ratio("prosecutor_appearance", sum(known), len(known))
    ratio("adjournment_rate", sum(h.outcome == "adjourned" for h in listed), len(listed))
    sides = [h.side for h in listed if h.outcome == "adjourned"]
    ratio("adjournment_side", len(sides), len(sides))
    days("next_date_gap_days", [(h.held_on, h.next_on) for h in listed if h.next_on])
    pws = [h for h in listed if h.summoned is not None]
    ratio("witness_attendance", sum(h.attended for h in pws), sum(h.summoned for h in pws))
    ratio("witness_examined", sum(h.examined for h in pws), sum(h.attended for h in pws))

    instituted = [c for c in p.cases if has(c.instituted_on)]
    ended = [c for c in p.disposed if has(c.disposed_on)]
    by = Counter(c.disposal for c in ended)
    acquitted, every = by["acquitted"], sum(by[c] for c in ACQUITTALS)
    ratio("conviction_contested", by["convicted"], by["convicted"] + acquitted)
    ratio("conviction_decided", by["convicted"], by["convicted"] + every)
    ratio("conviction_disposed", by["convicted"], len(ended))
    ratio("conviction_reported", by["convicted"], sum(has(f.fir_on) for f in p.firs))
    for disposal in CLASSES:
        count("outcome_mix", by[disposal], disposal)
    ratio("clearance_rate", len(ended), len(instituted))
    waiting = len(p.pending(period.as_of))
    out["disposition_time", "value", period.name] = (Fraction((period.end - period.first).days * waiting, len(ended)) if ended else None, waiting, len(ended))
    kept = [c for c in ended if (c.disposed_on - c.instituted_on).days <= TIME_LIMIT[c.sections]]
    ratio("disposed_on_time", len(kept), len(ended))
    days("fir_to_disposal_days", [(c.fir.fir_on, c.disposed_on) for c in ended])
    days("institution_to_disposal_days", [(c.instituted_on, c.disposed_on) for c in ended])
    charged = [(c.instituted_on, min(leg.charged_on for leg in c.legs if leg.charged_on)) for c in p.cases if any(leg.charged_on for leg in c.legs)]
    days("charge_framing_days", [(a, b) for a, b in charged if has(b)])
    ratio("hearings_per_disposal", sum(len(leg.hearings) for c in ended for leg in c.legs), len(ended), 1)
    moved = sum(has(leg.disposed_on) for c in p.cases for leg in c.legs if leg.disposal == "transferred")
    count("transfers", moved, "in")
    count("transfers", moved, "out")

    ends = [(a, *end_of(a, c)) for c, a in p.people if c.legs]
    ends = [(a, d) for a, d, on in ends if d and has(on)]
    people = Counter(d for _, d in ends)
    for disposal in CLASSES:
        count("accused_outcomes", people[disposal], disposal)
    ratio("accused_conviction", people["convicted"], people["convicted"] + sum(people[c] for c in ACQUITTALS))
    sentences = Counter(sentence_class(a) for a, d in ends if d == "convicted")
    for name in ("death", "life", "over_84_months", "up_to_84_months", "fine", "probation"):
        count("sentence_mix", sentences[name], name)
    orders = [(on, min((x.filed_on for x in c.fir.appeals), default=None)) for c, a in p.people if c.legs for d, on in [end_of(a, c)] if d in ACQUITTALS]
    ratio("appeal_filed_rate", *due(orders, 183, period))


def sentence_class(person):
    if person.sentence_kind == "imprisonment":
        return "over_84_months" if person.sentence_months > 84 else "up_to_84_months"
    return person.sentence_kind


def stocks(p, period, out):
    """What there is at the close of the period's last day."""
    on = period.as_of

    def put(kpi, value, part=None, whole=None, stat="value"):
        out[kpi, stat, period.name] = (value, part, whole)

    overdue = [f for f in p.firs if f.fir_on + timedelta(days=17) <= on and not ((p.first(f, CLOSING) or on + timedelta(days=1)) <= on)
               and not any(c.instituted_on <= on for c in f.cases if c.legs)]
    put("reports_overdue", len(overdue))
    pending = p.pending(on)
    put("pending", len(pending))
    put("caseload", len(pending))
    put("dormant", sum(c.disposal in DORMANT and c.disposed_on <= on for c in p.cases))
    for stat, tenths in (("p50", 5), ("p90", 9)):
        value, n = quantile([(on - c.instituted_on).days for c in pending], tenths)
        put("pending_age_days", value, None, n, stat)
    old = [c for c in pending if (on - c.instituted_on).days > TIME_LIMIT[c.sections]]
    put("backlog_rate", Fraction(100 * len(old), len(pending)) if pending else None, len(old), len(pending))
    held, waiting = p.in_custody(on), p.undertrials(on)
    put("unsentenced_share", Fraction(100 * len(waiting), len(held)) if held else None, len(waiting), len(held))
    for stat, tenths in (("p50", 5), ("p90", 9)):
        value, n = quantile([(on - a.custody_from).days for _, a in waiting], tenths)
        put("undertrial_days", value, None, n, stat)
    exposed = [a for c, a in waiting if (on - a.custody_from).days > custody_limit(c, a)]
    put("statutory_bail_exposure", len(exposed))
    put("absconding", sum(a.absconding and c.fir.fir_on <= on and not p.ended(c, a, on) for c, a in p.people))


def custody_limit(case, person):
    woman, death = person.sex == "female", case.sections in DEATH
    return (365 if woman else 730) if death else (183 if woman else 365)


def cohorts(p, period, out):
    def events(fir):
        forwarded = min((s.decided_on for s in fir.submissions if s.decision == "forwarded"), default=None)
        trials = [c for c in fir.cases if c.legs]
        every = all(c.disposal and c.disposal not in DORMANT and c.disposed_on for c in trials)
        ended = fir.closed_on if not trials else max(c.disposed_on for c in trials) if every else None
        convicted = min((c.disposed_on for c in trials if c.disposal == "convicted" and c.disposed_on), default=None)
        instituted = min((c.instituted_on for c in trials), default=None)
        return {"reported": p.first(fir, CLOSING), "forwarded": forwarded, "instituted": instituted, "disposed": ended, "convicted": convicted}

    chosen = [(f, events(f)) for f in p.firs if period.has(f.fir_on)]
    for days in (180, 365, 730):
        ripe = [(f.fir_on + timedelta(days=days), e) for f, e in chosen if f.fir_on + timedelta(days=days) <= HORIZON]
        for name in ("reported", "forwarded", "instituted", "disposed", "convicted"):
            part = sum(e[name] is not None and e[name] <= last for last, e in ripe)
            out[f"cohort_{name}", str(days), period.name] = (Fraction(100 * part, len(ripe)) if ripe else None, part, len(ripe))


def count(firs, periods):
    p, out = Province(firs), {}
    for period in map(Period, periods):
        flows(p, period, out)
        stocks(p, period, out)
        cohorts(p, period, out)
    return out
