"""punjab-pmis: the prisons' system. Each day a file with every prisoner's stay, and one of who was taken to court. Since it is linked to the
prosecution's system, some prisoners are entered by the number of their case there, without the FIR."""
from chain import world

from . import cfms
from .words import dmy, put, short_fir, table

COLUMNS = ["prisoner_no", "name", "father_name", "cnic", "sex", "age", "district", "police_station", "fir", "prosecution_no", "admitted", "released", "release"]


def release(person):
    if person.custody_to is None:
        return ""
    return "BAIL" if person.bail_on else "COURT ORDER"


def entered_by_number(fir):
    return fir.id % 5 == 0 and cfms.document(fir) is not None


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
        by_number = entered_by_number(fir)
        yield {"prisoner_no": number, "name": person.name, "father_name": person.father, "cnic": person.cnic,
                       "sex": person.sex.upper(), "age": person.age, "district": world.district_name(fir.district),
               "police_station": "" if by_number else world.station(fir.district, fir.station).name,
               "fir": "" if by_number else short_fir(fir), "prosecution_no": cfms.ref(fir) if by_number else "",
               "admitted": dmy(person.custody_from), "released": dmy(person.custody_to) or "", "release": release(person)}


def produced(firs):
    """Who was brought before which court: every prisoner at every hearing of his case, unless it was adjourned because he was not."""
    for number, fir, person in prisoners(firs):
        for leg in next(case for case in fir.cases if person in case.accused).legs:
            for h in leg.hearings:
                if person.custody_from <= h.held_on and (person.custody_to is None or h.held_on < person.custody_to):
                    yield {"prisoner_no": number, "date": dmy(h.held_on), "court": leg.court, "produced": "N" if h.reason == "accused_not_produced" else "Y"}


def write(firs, folder):
    for name, columns, made in [("custody.csv", COLUMNS, rows(firs)), ("production.csv", ["prisoner_no", "date", "court", "produced"], produced(firs))]:
        put(folder, name, table(columns, [[one[column] for column in columns] for one in made]))
