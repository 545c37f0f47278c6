"""punjab-pmis: the prisons' system. Each day a file with every prisoner's stay, and one of who was taken to court."""
import csv

from chain import world

from .words import dmy, short_fir

COLUMNS = ["prisoner_no", "name", "father_name", "cnic", "sex", "age", "district", "police_station", "fir", "admitted", "released", "release"]


def release(person):
    if person.custody_to is None:
        return ""
    return "BAIL" if person.bail_on else "COURT ORDER"


def rows(firs):
    number = 0
    for fir in firs:
        for person in fir.accused:
            number += 1
            if person.custody_from:
                yield {"prisoner_no": f"UTP-{number:06}", "name": person.name, "father_name": person.father, "cnic": person.cnic,
                       "sex": person.sex.upper(), "age": person.age, "district": world.district_name(fir.district),
                       "police_station": world.station(fir.district, fir.station).name, "fir": short_fir(fir),
                       "admitted": dmy(person.custody_from), "released": dmy(person.custody_to) or "", "release": release(person)}


def produced(firs):
    """Who was brought before which court: true of each hearing while one is in custody, unless it says otherwise."""
    number = 0
    for fir in firs:
        for person in fir.accused:
            number += 1
            for leg in fir.legs:
                for h in leg.hearings:
                    if person.custody_from and person.custody_from <= h.held_on and (person.custody_to is None or h.held_on < person.custody_to):
                        yield {"prisoner_no": f"UTP-{number:06}", "date": dmy(h.held_on), "court": leg.court,
                               "produced": "N" if h.reason == "accused_not_produced" else "Y"}


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
