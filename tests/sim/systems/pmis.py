"""punjab-pmis: the prisons' system. Each day a file with every prisoner's stay, and one of who was taken to court."""
import csv

from chain import world

from .words import dmy, short_fir

COLUMNS = ["prisoner_no", "name", "father_name", "cnic", "sex", "age", "district", "police_station", "fir", "admitted", "released", "release"]


def release(person):
    if person.custody_to is None:
        return ""
    return "BAIL" if person.bail_on else "COURT ORDER"


def prisoners(firs):
    """(prisoner number, position of the FIR, the accused) of everyone who was ever admitted."""
    number = 0
    for n, fir in enumerate(firs):
        for person in fir.accused:
            number += 1
            if person.custody_from:
                yield f"UTP-{number:06}", n, person


def case_keys(firs):
    """(key of a case record, position of its FIR)."""
    return [(number, n) for number, n, _ in prisoners(firs)]


def rows(firs):
    for number, n, person in prisoners(firs):
        fir = firs[n]
        yield {"prisoner_no": number, "name": person.name, "father_name": person.father, "cnic": person.cnic,
                       "sex": person.sex.upper(), "age": person.age, "district": world.district_name(fir.district),
               "police_station": world.station(fir.district, fir.station).name, "fir": short_fir(fir),
               "admitted": dmy(person.custody_from), "released": dmy(person.custody_to) or "", "release": release(person)}


def produced(firs):
    """Who was brought before which court: every prisoner at every hearing of his case, unless it was adjourned because he was not."""
    for number, n, person in prisoners(firs):
        for leg in firs[n].legs:
            for h in leg.hearings:
                if person.custody_from <= h.held_on and (person.custody_to is None or h.held_on < person.custody_to):
                    yield {"prisoner_no": number, "date": dmy(h.held_on), "court": leg.court, "produced": "N" if h.reason == "accused_not_produced" else "Y"}


def write(firs, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns, made in [("custody.csv", COLUMNS, rows(firs)),
                                ("production.csv", ["prisoner_no", "date", "court", "produced"], produced(firs))]:
        part = folder / (name + ".part")
        with open(part, "w", newline="", encoding="utf-8") as out:
            table = csv.DictWriter(out, columns)
            table.writeheader()
            table.writerows(made)
        part.replace(folder / name)
