"""What goes wrong between what happened and what a system holds. Each fault is done to one system's view of some FIRs, and, by the rules
of the catalogue alone, to what a hub can then know; and the hub must name it somewhere. `expected` is that knowledge: the truth
with these effects, which the hub's values must equal."""
import random
from copy import deepcopy
from datetime import timedelta

MISSPELT = "Saddr"        # no station is called so
UNMAPPED = "DISP-77"      # no table has it
NO_DAY = "31-02-2025"     # no calendar has it


class Faults:
    def __init__(self, firs, seed):
        self.draw = random.Random(seed)
        self.firs = firs
        self.views = {}
        self.expected = deepcopy(firs)
        self.extra = []                 # what one FIR falls into where its records do not come together
        self.taken = set()
        self.done = {}                  # fault: positions of its FIRs
        self.never_entered_by_the_police()
        self.trial_not_entered_yet()
        self.other_date_at_the_court()
        self.station_misspelt_by_the_court()
        self.unmapped_code()
        self.impossible_date()

    def view(self, source):
        return self.views.setdefault(source, deepcopy(self.firs))

    def choose(self, fault, count, fits):
        found = [n for n, f in enumerate(self.firs) if n not in self.taken and fits(f)]
        found = sorted(self.draw.sample(found, min(count, len(found))))
        if not found:
            raise SystemExit(f"no FIR is fit for the fault: {fault}")
        self.taken.update(found)
        self.done[fault] = found
        return found

    def never_entered_by_the_police(self):
        for n in self.choose("never entered by the police", 6, lambda f: f.province == "PB" and len(f.all_legs) == 1):
            self.view("punjab-psrms")[n].unknown = True
            fir = self.expected[n]
            for one in fir.submissions:
                one.sent_on = None
            fir.submissions = [s for s in fir.submissions if s.received_on]
            for person in fir.accused:
                person.absconding = False

    def trial_not_entered_yet(self):
        for n in self.choose("trial not entered yet", 8, lambda f: f.province == "PB" and len(f.all_legs) == 1 and not f.bails):
            self.forget_trial(self.view("punjab-courts")[n])
            self.forget_trial(self.view("punjab-cfms")[n])
            self.forget_trial(self.expected[n])

    @staticmethod
    def forget_trial(fir):
        fir.legs, fir.appeals = [], []
        for person in fir.accused:
            person.disposal = person.disposed_on = person.sentence_kind = person.sentence_months = None

    def other_date_at_the_court(self):
        """The police's is taken: they register FIRs."""
        for n in self.choose("other date at the court", 10, lambda f: f.province == "PB" and f.legs):
            self.view("punjab-courts")[n].fir_on += timedelta(days=1)

    def station_misspelt_by_the_court(self):
        """The court's record stands alone: a second FIR with the trial, the first without. In Lahore, where one reviewed spelling mends it."""
        for n in self.choose("station misspelt by the court", 5, lambda f: f.province == "PB" and len(f.all_legs) == 1 and f.station == "PB-PS-LAHORE-SADDAR" and not f.appeals):
            self.view("punjab-courts")[n].wrong_station = MISSPELT
            for leg in self.view("punjab-cfms")[n].legs:
                leg.hearings = []
            alone = deepcopy(self.expected[n])
            alone.intimated_on, alone.submissions, alone.bails = None, [], []
            for person in alone.accused:
                person.custody_from = person.custody_to = person.arrested_on = person.bail_on = None
                person.absconding = False
            for hearing in alone.legs[0].hearings:
                hearing.present = None
            self.extra.append(alone)
            self.forget_trial(self.expected[n])

    def unmapped_code(self):
        for n in self.choose("unmapped code", 3, lambda f: f.province == "PB" and not f.second and f.cases[0].disposal == "withdrawn"):
            self.view("punjab-courts")[n].wrong_disposal = UNMAPPED
            self.expected[n].legs[-1].disposal = "unclassified"

    def impossible_date(self):
        for n in self.choose("impossible date", 1, lambda f: f.province == "IS" and f.cases[0].disposal):
            self.view("ict")[n].wrong_disposed_on = NO_DAY
            self.expected[n].legs[-1].disposed_on = None

    def known(self):
        """The FIRs as a hub can know them."""
        return self.expected + self.extra
