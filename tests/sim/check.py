#!/usr/bin/env python3
"""The truth against a hub that reads all systems: check.py MIZAN [--seed N] [--firs N] [--moments N] [--kit | --mornings DAYS] [--keep FOLDER]

1. Without faults every KPI of every province is the truth's, by month and year, and every link is right.
2. With faults the values are what the catalogue makes of what the systems then hold, and the hub names each fault.
3. When the faults are put right the values are the truth's again, and `kpi verify` finds nothing, neither now nor as known at moments drawn by
   chance since the first reading (2, or MIZAN_MOMENTS).
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from copy import deepcopy
from datetime import datetime, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import compare                            # noqa: E402
import links                              # noqa: E402
from chain.life import simulate           # noqa: E402
from faults import MISSPELT, Faults       # noqa: E402
from hub import Hub                       # noqa: E402
from mornings import Mornings, hasten     # noqa: E402
from nation import Nation                 # noqa: E402
from systems import cfms, courts          # noqa: E402
from systems.words import short_fir       # noqa: E402

# How many KPIs of the truth each province's systems can compute together: a loss of one is a loss.
KPIS = {"PB": 59, "KP": 33, "SD": 20, "BA": 20, "IS": 25, "JK": 20, "GB": 20}


class Check:
    def __init__(self, mizan, nation, firs):
        self.nation, self.firs = nation, firs
        self.hub = Hub(mizan, nation.hub / "mizan.toml")
        self.failed = 0
        self.begun = time.time()

    def say(self, right, text, *more):
        print(("ok      " if right else "WRONG   ") + text, flush=True)
        for one in [] if right else more[:12]:
            print("        ", one, flush=True)
        self.failed += not right

    def read(self, fine=(0,)):
        rows = self.hub.json("ingest", fine=fine)
        for row in rows:
            self.say(row["received"] == row["accepted"] + row["unchanged"] + row["quarantined"], f"{row['source']}: {row['received']} received, its books balance")

    def values(self, firs, when):
        found, compared, kpis = compare.differences(firs, compare.hub_values(self.hub))
        for province, count in sorted(compared.items()):
            wrong = [f for f in found if f[0] == province]
            self.say(not wrong, f"{when}: {province}: {count} values of {len(kpis[province])} KPIs are the truth's", *wrong, Counter(f[1] for f in wrong))
        return kpis

    def links(self, firs, when, recall):
        precision, found, wrong, missed = links.compare(firs, self.hub.store)
        self.say(not wrong, f"{when}: links: precision {precision:.4%}, {len(wrong)} wrong", *wrong)
        self.say(found >= recall, f"{when}: links: recall {found:.4%}, {len(missed)} missed", *missed)
        return missed

    def verify(self, when):
        found = self.hub.verified()
        self.say(not found, f"{when}: kpi verify: {len(found)} differences", *found)

    def verify_past(self, moments):
        chance, last = random.Random(5), time.time()
        for _ in range(moments):
            then = datetime.fromtimestamp(chance.uniform(self.begun, last), timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
            found = self.hub.verified("--known-at", then)
            self.say(not found, f"known at {then}: kpi verify: {len(found)} differences", *found)

    def kit(self):
        """Every source, against its live system, does what the hub asks of one."""
        self.nation.fill(self.firs)
        for source in sorted((self.nation.hub / "sources").glob("*.toml")):
            bad, passed = self.hub.conforms(source)
            self.say(not bad and passed >= 30, f"{source.stem}: the conformance kit: {passed} checks passed, {len(bad)} failed", *bad)

    # --- the three parts

    def truth(self):
        self.nation.fill(self.firs)
        self.begun = time.time()
        self.read()
        kpis = self.values(self.firs, "no faults")
        for province, least in KPIS.items():
            count = len(kpis.get(province, ()))
            self.say(count >= least, f"no faults: {province}: {count} KPIs can be computed, {least} expected")
        punjab = [f for f in self.firs if f.province == "PB"]
        self.links(punjab, "no faults", 1.0)
        self.verify("no faults")

    def with_faults(self):
        faults = Faults(self.firs, 7)
        for source in self.nation.systems():
            self.nation.fill(faults.view(source), only=[source])
        self.spoil_prison_file()
        self.read(fine=(0, 3))
        self.values(faults.known(), "faults")
        punjab = [f for f in faults.view("punjab-courts") if f.province == "PB"]
        missed = self.links(punjab, "faults", 0)
        misspelt = {("punjab-courts", key) for key, n in self.court_keys(faults, "station misspelt by the court")}
        self.say(all(a in misspelt or b in misspelt for a, b in missed), f"faults: the {len(missed)} missed links are those of the misspelt station", *missed)
        self.named(faults)
        self.verify("faults")
        return faults

    def spoil_prison_file(self):
        """A row twice and a row that is torn; the torn one was never there before."""
        path = self.nation.data / "punjab-pmis" / "custody.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines += [lines[5], "UTP-999999,torn"]
        part = path.with_suffix(".part")
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")
        part.replace(path)

    def court_keys(self, faults, fault):
        return [(courts.key(leg), n) for n in faults.done[fault] for leg in self.firs[n].all_legs]

    def named(self, faults):
        """Every fault stands somewhere in what the hub says by itself."""
        unmatched = self.hub.json("places", "unmatched")
        told = sum(row["records"] for row in unmatched if row["spelling"] == MISSPELT)
        self.say(told == len(faults.done["station misspelt by the court"]), f"faults: places unmatched names the misspelt station {told} times", *unmatched)
        codes = self.hub.rows("SELECT count(*) FROM finding WHERE code = 'unmapped_code'")[0][0]
        self.say(codes == len(faults.done["unmapped code"]), f"faults: {codes} findings of an unmapped code")
        dates = self.hub.rows("SELECT count(*) FROM finding WHERE code = 'unreadable'")[0][0]
        self.say(dates == len(faults.done["impossible date"]), f"faults: {dates} findings of a date that no calendar has")
        self.absent(faults)
        entries = self.hub.json("quarantine", "list")
        self.say(len(entries) == 1 and entries[0]["source"] == "punjab-pmis", "faults: the torn row of the prison's file is in the quarantine", *entries)
        for key, _ in self.court_keys(faults, "other date at the court"):
            rows = self.hub.json("case", "compare", "punjab-courts", key)
            self.say(any(r["field"] == "fir_on" and r["differs"] in (True, "yes", "true") for r in rows), f"faults: case compare: {key}: the holders differ in fir_on", *rows)

    def absent(self, faults):
        """What one holder has and another has not stands in the reconciliation."""
        lacking = {row["key"] for row in self.hub.json("reconcile", "differences", "--from", "2024-01", "--to", "2025-12", "--province", "PB", "--stage", "firs",
                                                       "--between", "police,prosecution") if row["lacks"] == "police"}
        wanted = {cfms.ref(self.firs[n]) for n in faults.done["never entered by the police"]}
        self.say(lacking == wanted, f"faults: reconcile differences: the police lack {len(wanted)} FIRs that the prosecution has", lacking ^ wanted)
        stuck = {row["FIR"] for row in self.hub.json("reconcile", "gaps", "--gap", "not_registered", "--province", "PB", "--limit", "100000")}
        late = {f"{short_fir(self.firs[n])} {self.firs[n].station}" for n in faults.done["trial not entered yet"]}
        self.say(late <= stuck, f"faults: reconcile gaps: {len(late)} trials that no court has entered yet", late - stuck)

    def mornings(self, days, speed):
        hasten(self.nation.hub, 3)
        Mornings(self.nation, self.hub, self.firs, speed, lambda text: print("        ", text, flush=True)).run(days)
        unbalanced = self.hub.rows("SELECT count(*) FROM run WHERE received <> accepted + unchanged + quarantined")[0][0]
        runs = self.hub.rows("SELECT status, count(*) FROM run GROUP BY status")
        self.say(not unbalanced, f"mornings: the books of all runs balance: {dict(runs)}")
        self.values(self.firs, "mornings")
        self.links([f for f in self.firs if f.province == "PB"], "mornings", 1.0)
        self.verify("mornings")

    def put_right(self, faults):
        """The misspelling is reviewed where it stays, and everything else is sent again as it should be."""
        self.hub.run("places", "accept", MISSPELT, "PB-PS-LAHORE-SADDAR", "--by", "the check", "--why", "as the FIR register has it")
        self.nation.fill(self.firs)
        misspelt = deepcopy(self.firs)
        for n in faults.done["station misspelt by the court"]:
            misspelt[n].wrong_station = MISSPELT
        self.nation.fill(misspelt, only=["punjab-courts"])
        self.read()
        self.values(self.firs, "put right")
        self.links([f for f in self.firs if f.province == "PB"], "put right", 1.0)
        self.verify("put right")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("mizan", type=Path)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--firs", type=int, default=1000)
    words.add_argument("--moments", type=int, default=int(os.environ.get("MIZAN_MOMENTS", "2")), help="past ones that are verified")
    words.add_argument("--kit", action="store_true", help="instead: hold every source against the conformance kit")
    words.add_argument("--mornings", type=int, metavar="DAYS", help="instead: so many court mornings, live, with everything that can go wrong")
    words.add_argument("--speed", type=int, default=100, help="how much faster than real time a morning passes (default 100)")
    words.add_argument("--keep", type=Path, help="a folder that is kept, for looking at what went wrong")
    options = words.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="mizan-sources-"))
    nation = Nation(folder)
    try:
        nation.start()
        check = Check(options.mizan.resolve(), nation, simulate(options.seed, options.firs))
        if options.kit:
            check.kit()
        elif options.mornings:
            check.mornings(options.mornings, options.speed)
        else:
            check.truth()
            check.put_right(check.with_faults())
            check.verify_past(options.moments)
    finally:
        nation.stop()
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{check.failed} wrong")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
