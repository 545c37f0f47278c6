"""Where it happens: provinces, districts, stations, courts and staff. The districts are those of config/places/pakistan.csv; the
stations and courts are invented and stand in config/provinces/places/."""
from dataclasses import dataclass

# Each district with its name as offices write it. Volumes follow reference figures only roughly: Punjab is most of the nation.
DISTRICTS = {
    "PB": [("PB-LAHORE", "Lahore"), ("PB-RAWALPINDI", "Rawalpindi"), ("PB-FAISALABAD", "Faisalabad"), ("PB-MULTAN", "Multan")],
    "KP": [("KP-PESHAWAR", "Peshawar"), ("KP-MARDAN", "Mardan"), ("KP-KHYBER", "Khyber"), ("KP-KURRAM", "Kurram")],
    "SD": [("SD-HYDERABAD", "Hyderabad"), ("SD-SUKKUR", "Sukkur"), ("SD-KARACHI-SOUTH", "Karachi South")],
    "BA": [("BA-QUETTA", "Quetta"), ("BA-GWADAR", "Gwadar"), ("BA-KECH", "Kech")],
    "IS": [("IS-ISLAMABAD", "Islamabad")],
    "JK": [("JK-MUZAFFARABAD", "Muzaffarabad"), ("JK-MIRPUR", "Mirpur")],
    "GB": [("GB-GILGIT", "Gilgit"), ("GB-SKARDU", "Skardu")],
}
SHARE = {"PB": 80, "KP": 8, "SD": 6, "BA": 3, "IS": 1, "JK": 1, "GB": 1}   # of a hundred FIRs

# A Levies station of Balochistan is one until the police took over its area (domain: 2025-01-11 in Quetta and Gwadar).
LEVIES = "Levies"


@dataclass(frozen=True)
class Station:
    code: str       # of config/provinces/places
    name: str
    urdu: str


_STATIONS = [("CITY", "City", "سٹی"), ("SADDAR", "Saddar", "صدر"), ("CIVIL-LINES", "Civil Lines", "سول لائنز")]


def stations(district):
    """The police stations of a district, in a fixed order."""
    province, short = district.split("-", 1)
    return [Station(f"{province}-PS-{short}-{code}", name, urdu) for code, name, urdu in _STATIONS]


def station(district, code):
    return next(s for s in stations(district) if s.code == code)


def district_name(district):
    return next(name for pairs in DISTRICTS.values() for code, name in pairs if code == district)


# Kinds of courts, and the courts' own numbers: "Sessions Case 45/2024".
COURTS = [("SC", "Sessions Court", "Sessions Case"), ("MC", "Court of Judicial Magistrate", "Criminal Case")]


def court_code(district, kind):
    province, short = district.split("-", 1)
    return f"{province}-COURT-{short}-{kind}"


def court_name(district, kind):
    title = next(t for k, t, _ in COURTS if k == kind)
    return f"{title} {district_name(district)}"


PROSECUTORS_A_DISTRICT = 3
JUDGES_A_DISTRICT = 2


def prosecutor(district, n):
    return f"{district}-P{n + 1}"


def judge(district, n):
    return f"{district}-J{n + 1}"
