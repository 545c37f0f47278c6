"""punjab-pmis: the prisons' system. Each day a file with every prisoner's stay, and one of who was taken to court."""
from chain import world

from .words import dmy, put, short_fir, table

COLUMNS = ["prisoner_no", "name", "father_name", "cnic", "sex", "age", "district", "police_station", "fir", "admitted", "released", "release"]


def release(person):
    if person.custody_to is None:
        return ""
    return "BAIL" if person.bail_on else "COURT ORDER"


def prisoners(firs):
    """(prisoner number, the FIR, the accused) of everyone who was ever admitted."""
    for fir in firs:
        for i, person in enumerate(fir.accused):
            if person.custody_from and not fir.unknown:
                yield f"UTP-{10 * fir.id + i:06}", fir, person


def case_keys(firs):
    """(key of a case record, id of its FIR)."""
    return [(number, fir.id) for number, fir, _ in prisoners(firs)]


def rows(firs):
    for number, fir, person in prisoners(firs):
        yield {"prisoner_no": number, "name": person.name, "father_name": person.father, "cnic": person.cnic,
                       "sex": person.sex.upper(), "age": person.age, "district": world.district_name(fir.district),
               "police_station": world.station(fir.district, fir.station).name, "fir": short_fir(fir),
               "admitted": dmy(person.custody_from), "released": dmy(person.custody_to) or "", "release": release(person)}


def produced(firs):
    """Who was brought before which court: every prisoner at every hearing of his case, unless it was adjourned because he was not."""
    for number, fir, person in prisoners(firs):
        for leg in fir.legs:
            for h in leg.hearings:
                if person.custody_from <= h.held_on and (person.custody_to is None or h.held_on < person.custody_to):
                    yield {"prisoner_no": number, "date": dmy(h.held_on), "court": leg.court, "produced": "N" if h.reason == "accused_not_produced" else "Y"}


def write(firs, folder):
    for name, columns, made in [("custody.csv", COLUMNS, rows(firs)), ("production.csv", ["prisoner_no", "date", "court", "produced"], produced(firs))]:
        put(folder, name, table(columns, [[one[column] for column in columns] for one in made]))
