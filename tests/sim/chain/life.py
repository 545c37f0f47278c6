"""Makes the lives of FIRs. Everything is drawn from one seeded generator: the same seed gives the same truth."""
import random
from datetime import date, timedelta

from . import world
from .model import Accused, Appeal, Bail, Fir, Hearing, Leg, SecondTrial, Submission

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)   # the window: nothing is recorded after LAST

# Sections as an officer writes them, with the weight of how often; the court that tries them.
OFFENCES = [("302/34 PPC", 6, "SC"), ("324/34 PPC", 6, "SC"), ("376 PPC", 3, "SC"), ("9(c) CNSA", 8, "SC"), ("392 PPC", 9, "SC"),
            ("379 PPC", 20, "MC"), ("420/468/471 PPC", 10, "MC"), ("337-A(i)/34 PPC", 14, "MC"), ("489-F PPC", 14, "MC"),
            ("13(2)(a) PAO", 10, "MC")]
DISPOSALS = [("convicted", 26), ("acquitted", 20), ("acquitted_summary", 18), ("acquitted_hostile", 8), ("compromised", 14),
             ("withdrawn", 3), ("discharged", 2), ("quashed", 1), ("abated", 2), ("consigned", 6)]
REASONS = [("witness_absent", "prosecution"), ("record_not_produced", "prosecution"), ("accused_not_produced", "prosecution"),
           ("counsel_absent", "defence"), ("lawyers_strike", "defence"), ("judge_on_leave", "court"), ("not_reached", "court")]
OBJECTIONS = ["medical_report", "witness_statement", "recovery_memo", "forensic_report", "site_plan", "section_of_law"]
NAMES = ["Aslam", "Bilal", "Danish", "Ehsan", "Farhan", "Ghulam", "Haider", "Imran", "Javed", "Kashif", "Latif", "Munir", "Nadeem",
         "Qasim", "Rashid", "Saleem", "Tariq", "Usman", "Waqas", "Yasir", "Zahid"]
WOMEN = ["Amina", "Bushra", "Farzana", "Hina", "Nasreen", "Rubina", "Saima", "Zainab"]
PROFESSIONS = ["farmer", "labourer", "shopkeeper", "driver", "student", "none"]


def days(n):
    return timedelta(days=n)


class Life:
    """Draws one FIR after the other."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.numbers = {}          # the last FIR number of a station and year, the last number of a court and year
        self.people = 0

    def chance(self, percent):
        return self.draw.random() * 100 < percent

    def pick(self, weighted):
        return self.draw.choices(weighted, weights=[w[1] for w in weighted])[0]

    def later(self, day, least, most):
        """A day so much later, or None if that is beyond the window."""
        if day is None:
            return None
        found = day + days(self.draw.randint(least, most))
        return found if found <= LAST else None

    def next_number(self, *of):
        self.numbers[of] = self.numbers.get(of, 0) + 1
        return self.numbers[of]

    def fir(self, number, province, fir_on):
        district = self.draw.choice(world.DISTRICTS[province])[0]
        station = self.draw.choice(world.stations(district)).code
        sections, _, court = self.pick(OFFENCES)
        prosecutors = self.draw.sample(range(world.PROSECUTORS_A_DISTRICT), 2)
        fir = Fir(number, province, district, station, self.next_number(station, fir_on.year), fir_on.year, fir_on,
                  fir_on - days(self.draw.randint(0, 4)), self.later(fir_on, 0, 4) if self.chance(95) else None, sections, court,
                  world.prosecutor(district, prosecutors[0]), [world.prosecutor(district, n) for n in prosecutors])
        self.add_accused(fir)
        self.investigate(fir)
        self.apply_for_bail(fir)
        for case in fir.cases:
            if case.legs:
                self.try_case(case)
        return fir

    # --- investigation

    def add_accused(self, fir):
        for _ in range(self.draw.choices([1, 2, 3], weights=[70, 22, 8])[0]):
            self.people += 1
            woman = self.chance(7)
            person = Accused(f"{self.draw.choice(WOMEN if woman else NAMES)} {self.draw.choice(NAMES)}", self.draw.choice(NAMES),
                             f"{3_000_000_000_000 + self.people * 7_919:013}", "female" if woman else "male",
                             self.draw.choices([16, 22, 30, 45], weights=[6, 40, 34, 20])[0], self.draw.choice(PROFESSIONS))
            person.arrested_on = self.later(fir.fir_on, 0, 12)
            if self.chance(10):
                person.arrested_on, person.absconding = None, True
            person.custody_from = person.arrested_on
            fir.accused.append(person)

    def investigate(self, fir):
        end = self.draw.choices(["final", "cancellation", "untraced"], weights=[88, 7, 5])[0]
        if self.chance(14):
            sent = self.later(fir.fir_on, 10, 17)
            if sent:
                self.submit(fir, "interim", sent, may_return=False)
        sent = self.later(fir.fir_on, 5, 14) if self.chance(45) else self.later(fir.fir_on, 15, 70)
        if sent is None or self.chance(4):
            return
        last = self.submit(fir, end, sent, may_return=True)
        if last is None or last.filed_on is None:
            return
        if end == "final":
            self.institute(fir, last.filed_on)
        else:
            fir.closed_as = {"cancellation": "cancelled", "untraced": "untraced"}[end]
            fir.closed_on = self.later(last.filed_on, 3, 30)
            if fir.closed_on is None:
                fir.closed_as = None
            else:
                fir.accused, fir.bails = [], []      # nobody is accused of what was cancelled; nobody was found where it is untraced

    def submit(self, fir, kind, sent, may_return):
        """Sends a report until it is forwarded; the last submission, or None if it never came."""
        while True:
            one = Submission(kind, sent)
            fir.submissions.append(one)
            one.received_on = self.later(sent, 0, 4) if not self.chance(3) else None
            if one.received_on is None:
                return None
            one.prosecutor = fir.prosecutor
            one.decided_on = self.later(one.received_on, 0, 5)
            if one.decided_on is None:
                return one
            if not (may_return and self.chance(22)):
                break
            one.decision = "returned"
            one.objections = sorted(self.draw.sample(OBJECTIONS, self.draw.choice([1, 1, 2])))
            sent = self.later(one.decided_on, 2, 21)
            if sent is None:
                return one
            one.resubmitted_on = sent
        one.decision = "forwarded"
        one.opinion = "fit" if self.chance(92) else "not_fit"
        one.filed_on = self.later(one.decided_on, 0, 9) if not self.chance(2) else None
        return one

    def apply_for_bail(self, fir):
        for n, person in enumerate(fir.accused):
            if person.custody_from is None or not self.chance(55):
                continue
            filed = self.later(person.custody_from, 3, 25)
            if filed is None:
                continue
            one = Bail(n, "post_arrest", filed, fir.prosecutor, self.chance(70))
            one.decided_on = self.later(filed, 1, 9)
            if one.decided_on:
                one.decision = "granted" if self.chance(60) else "refused"
            if one.decision == "granted":
                person.bail_on = person.custody_to = one.decided_on
            fir.bails.append(one)

    # --- trial

    def institute(self, fir, filed_on):
        fir.legs.append(self.leg(fir, fir.offence, filed_on))
        present = [n for n, a in enumerate(fir.accused) if not a.absconding]
        if fir.province == "PB" and len(present) > 1 and self.chance(35):
            fir.second = SecondTrial(present[-1:], [self.leg(fir, fir.offence, filed_on)])

    def leg(self, fir, kind, on):
        number = self.next_number(fir.district, kind, on.year)
        title = next(t for k, _, t in world.COURTS if k == kind)
        return Leg(world.court_code(fir.district, kind), f"{title} {number}/{on.year}", on,
                   world.judge(fir.district, self.draw.randrange(world.JUDGES_A_DISTRICT)))

    def try_case(self, case):
        fir, leg, before = case.fir, case.legs[0], case.instituted_on
        charge_at, witnesses, left = self.draw.randint(1, 3), self.draw.randint(2, 6), self.draw.randint(4, 16)
        transfer_at = self.draw.randint(2, 6) if fir.province == "PB" and fir.offence == "MC" and not fir.second and self.chance(6) else None
        held, sitting = self.sitting(fir, before, 4, 20), 0
        while held:
            if sitting == transfer_at:
                leg.disposal, leg.disposed_on = "transferred", held
                leg.hearings[-1].next_on = None
                leg = self.leg(fir, "SC", held)
                case.legs.append(leg)
            sitting += 1
            following = self.sitting(fir, held, 5, 32)
            last = sitting > left
            leg.hearings.append(self.hearing(fir, leg, held, sitting, charge_at, witnesses, None if last else following))
            if sitting == charge_at and leg.hearings[-1].outcome == "effective":
                leg.charged_on = held
            if last:
                self.decide(case, leg, held)
                return
            held = following

    def sitting(self, fir, day, least, most):
        """A later day on which no other trial of the FIR is heard: the prosecution keeps one diary of a FIR."""
        taken = {h.held_on for leg in fir.all_legs for h in leg.hearings}
        day = self.later(day, least, most)
        while day in taken:
            day = self.later(day, 1, 1)
        return day

    def hearing(self, fir, leg, held, sitting, charge_at, witnesses, following):
        purpose = "appearance" if sitting < charge_at else "charge" if sitting == charge_at else "prosecution_evidence"
        effective = following is None or self.chance(48)
        reason, side = (None, None) if effective else self.draw.choice(REASONS)
        one = Hearing(held, purpose, "effective" if effective else "adjourned", reason, side,
                      fir.counsel[0] if self.chance(75) else fir.counsel[1], self.chance(88), None, None, None, following)
        if purpose == "prosecution_evidence":
            one.summoned = witnesses
            one.attended = self.draw.randint(0, witnesses) if reason != "witness_absent" else 0
            one.examined = min(one.attended, self.draw.randint(0, 2)) if effective else 0
        return one

    def decide(self, case, leg, on):
        fir = case.fir
        leg.disposal, leg.disposed_on = self.pick(DISPOSALS)[0], on
        if leg.disposal == "consigned":
            return
        standing = [a for a in case.accused if not a.absconding] or case.accused[:1]
        for n, person in enumerate(standing):
            person.disposal, person.disposed_on = leg.disposal, on
            # One is convicted and another is not: the case is a conviction.
            if leg.disposal == "convicted" and n > 0 and self.chance(40):
                person.disposal = "acquitted"
            if person.disposal == "convicted":
                self.sentence(fir, person)
            elif person.custody_from and person.custody_to is None:
                person.custody_to = on
        if leg.disposal in ("acquitted", "acquitted_summary", "acquitted_hostile") and not fir.second and self.chance(30):
            self.appeal(fir, on)

    def sentence(self, fir, person):
        grave = fir.sections.startswith("302")
        person.sentence_kind = self.draw.choice(["death", "life"]) if grave else self.draw.choices(
            ["imprisonment", "fine", "probation"], weights=[60, 30, 10])[0]
        if person.sentence_kind == "imprisonment":
            person.sentence_months = self.draw.choice([6, 12, 24, 36, 84, 96, 120])

    def appeal(self, fir, on):
        filed = self.later(on, 3, 120)
        if filed is None:
            return
        one = Appeal("state", filed)
        one.decided_on = self.later(filed, 60, 200)
        if one.decided_on:
            one.decision = "allowed" if self.chance(25) else "dismissed"
        fir.appeals.append(one)


def simulate(seed, count):
    """So many FIRs of the nation, in order of registration."""
    life, firs = Life(seed), []
    span = (LAST - FIRST).days
    for province, share in world.SHARE.items():
        wanted = max(8, count * share // 100)
        for n, day in enumerate(sorted(life.draw.randint(0, span) for _ in range(wanted)), 1):
            firs.append(life.fir(n, province, FIRST + days(day)))
    return firs
