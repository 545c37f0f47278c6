"""What happened: a FIR, its accused, reports, bail applications, trials and hearings. Days are datetime.date; None: it did not
happen (by the end of the window). Codes are Mizan's common ones; each system has its own words for them."""
from dataclasses import dataclass, field
from datetime import date


@dataclass
class Accused:
    name: str
    father: str
    cnic: str                     # 13 digits
    sex: str                      # male, female
    age: int
    profession: str
    arrested_on: date | None = None
    custody_from: date | None = None
    custody_to: date | None = None
    bail_on: date | None = None
    absconding: bool = False
    disposal: str | None = None
    disposed_on: date | None = None
    sentence_kind: str | None = None
    sentence_months: int | None = None

    @property
    def age_class(self):
        return "juvenile" if self.age < 18 else "adult"


@dataclass
class Submission:
    """A report under s.173 on one of its ways from the police to the prosecution."""
    kind: str                     # interim, final, cancellation, untraced
    sent_on: date
    received_on: date | None = None
    prosecutor: str | None = None
    decided_on: date | None = None
    decision: str | None = None   # forwarded, returned
    opinion: str | None = None    # fit, not_fit
    objections: list[str] = field(default_factory=list)
    resubmitted_on: date | None = None
    filed_on: date | None = None

    @property
    def returned(self):
        return self.decision == "returned" or self.resubmitted_on is not None


@dataclass
class Bail:
    accused: int                  # position in Fir.accused
    kind: str                     # pre_arrest, post_arrest
    filed_on: date
    prosecutor: str
    opposed: bool
    decided_on: date | None = None
    decision: str | None = None   # granted, refused


@dataclass
class Hearing:
    held_on: date
    purpose: str
    outcome: str                  # effective, adjourned
    reason: str | None
    side: str | None
    prosecutor: str
    present: bool
    summoned: int | None
    attended: int | None
    examined: int | None
    next_on: date | None


@dataclass
class Leg:
    """A trial's time in one court. The later leg of a transferred trial begins on the day of the transfer."""
    court: str
    court_no: str
    instituted_on: date
    judge: str
    charged_on: date | None = None
    disposal: str | None = None   # transferred, too
    disposed_on: date | None = None
    hearings: list[Hearing] = field(default_factory=list)


@dataclass
class SecondTrial:
    """Some of the accused are tried apart, as a juvenile is (Juvenile Justice System Act 2018, s.12)."""
    accused: list[int]            # positions in Fir.accused
    legs: list[Leg]


@dataclass
class Case:
    """The catalogue's unit: one trial of a FIR, or a FIR that was not instituted (rule 3)."""
    fir: "Fir"
    legs: list[Leg]
    accused: list[Accused]

    @property
    def disposal(self):
        """The final order's class, if the trial has ended."""
        return self.legs[-1].disposal if self.legs else None

    @property
    def disposed_on(self):
        return self.legs[-1].disposed_on if self.legs else None

    @property
    def instituted_on(self):
        return self.legs[0].instituted_on if self.legs else None

    @property
    def sections(self):
        return self.fir.sections


@dataclass
class Appeal:
    by: str
    filed_on: date
    decided_on: date | None = None
    decision: str | None = None   # allowed, dismissed


@dataclass
class Fir:
    id: int                       # counts the FIRs of a province, from 1, in order of registration
    province: str
    district: str                 # code of config/places/pakistan.csv
    station: str                  # a position in world.STATIONS' list of the district
    number: int
    year: int
    fir_on: date
    occurred_on: date
    intimated_on: date | None
    sections: str
    offence: str
    prosecutor: str
    counsel: list[str]
    accused: list[Accused] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    bails: list[Bail] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)      # of the first trial
    second: SecondTrial | None = None
    appeals: list[Appeal] = field(default_factory=list)
    closed_as: str | None = None  # cancelled, untraced: never instituted
    closed_on: date | None = None
    # What a system has that is not so, or not there (faults.py): the words that it writes in the place of the true ones.
    unknown: bool = False
    wrong_station: str | None = None
    wrong_disposal: str | None = None
    wrong_disposed_on: str | None = None

    @property
    def key(self):
        return f"{self.district}/{self.station}/{self.number}/{self.year}"

    @property
    def cases(self):
        apart = self.second.accused if self.second else []
        found = [Case(self, self.legs, [a for n, a in enumerate(self.accused) if n not in apart])]
        if self.second:
            found.append(Case(self, self.second.legs, [self.accused[n] for n in apart]))
        return found

    @property
    def all_legs(self):
        return [leg for case in self.cases for leg in case.legs]
