"""Links against the truth: which case records of several systems the hub counts as one case, and which are."""
import sqlite3
from collections import defaultdict
from itertools import combinations

from systems import cfms, courts, pmis, psrms


def true_fir(firs):
    """{(source, key): id of its FIR} of every case record that Punjab's systems hold."""
    found = {}
    for source, keys in (("punjab-psrms", psrms.case_keys), ("punjab-cfms", cfms.case_keys), ("punjab-courts", courts.case_keys), ("punjab-pmis", pmis.case_keys)):
        found.update({(source, key): n for key, n in keys(firs)})
    return found


def told(store):
    """{(source, key): linked case} as the hub has it."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return {(source, key): case for source, key, case in db.execute("SELECT source, key, linked_case FROM case_record WHERE source LIKE 'punjab-%'")}


def pairs(of):
    groups = defaultdict(list)
    for record, group in of.items():
        groups[group].append(record)
    return {pair for members in groups.values() for pair in combinations(sorted(members), 2)}


def compare(firs, store):
    """(precision, recall, wrong links, missed links); a link is a pair of records of one case."""
    hub = told(store)
    truth = {record: fir for record, fir in true_fir(firs).items() if record in hub}
    made, real = pairs({r: c for r, c in hub.items() if r in truth}), pairs(truth)
    both = len(made & real)
    return both / len(made) if made else 1.0, both / len(real) if real else 1.0, sorted(made - real), sorted(real - made)
