#!/usr/bin/env python3
"""Real records as they might have come: moments.py MIZAN PLUGINS CONFIG DATA SYSTEM [--moments N] [--seed N] [--deliveries N]

The files of a system are given to a hub in several deliveries: first a part of the rows, later more of them; in each but the last some rows are
left out and some have a value that belongs to another row. Each delivery is read. Then the values as known at moments drawn by chance between the
first delivery and the last, and those of now, are held against plain SQL over the records of that moment (`mizan kpi verify`). In the end the hub
has what a hub has that was given the true files at once.
"""
import argparse
import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

LEFT_OUT, MIXED_UP = 0.03, 0.03        # of the rows of a delivery


class CsvFile:
    """Rows below a heading."""

    def __init__(self, path):
        with path.open(newline="", encoding="utf-8") as lines:
            self.heading, *self.rows = list(csv.reader(lines))
        # What names a row stays its own: a name that comes twice ends a reading.
        columns = range(len(self.heading))
        self.mixable = [at for at in columns if len({row[at] for row in self.rows if at < len(row)}) < len(self.rows)]

    def text(self, chosen):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.heading)
        writer.writerows(chosen)
        return out.getvalue()

    def mix_up(self, row, other, chance):
        at = chance.choice(self.mixable)
        return [*row[:at], other[at], *row[at + 1:]] if at < min(len(row), len(other)) else row


class JsonFile:
    """A list of documents."""

    def __init__(self, path):
        self.rows = json.loads(path.read_text(encoding="utf-8"))
        names = {name for row in self.rows for name in row}
        self.mixable = sorted(name for name in names if len({json.dumps(row.get(name)) for row in self.rows}) < len(self.rows))

    def text(self, chosen):
        return json.dumps(chosen, ensure_ascii=False)

    def mix_up(self, row, other, chance):
        name = chance.choice(self.mixable)
        return {**row, name: other[name]} if name in other else row


def delivery(file, share, seed, chance):
    order = list(range(len(file.rows)))
    random.Random(seed).shuffle(order)  # always the same: a smaller share is a part of a greater one
    kept = sorted(order[:int(len(order) * share)])
    rows = []
    for at in kept:
        drawn = chance.random()
        if drawn < LEFT_OUT:
            continue
        row = file.rows[at]
        rows.append(file.mix_up(row, chance.choice(file.rows), chance) if drawn < LEFT_OUT + MIXED_UP else row)
    return file.text(rows)


class Hub:
    def __init__(self, options, folder, name):
        self.program, self.config = options.mizan, folder / f"{name}.toml"
        self.config.write_text(f'format = 1\nstore = "{name}.db"\nsources = "sources"\ntables = "{options.config}"\nplugins = "{options.plugins}"\n'
                               '[publish]\nperiods = ["year"]\n')

    def run(self, *words):
        done = subprocess.run([self.program, "--config", self.config, "--format", "csv", *words], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"mizan {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def values(self):
        """Without those that tell of deliveries and of the hour."""
        rows = self.run("kpi", "values", "--every", "year", "--by", "all").splitlines()
        return sorted(row for row in rows if not row.startswith(("quarantine_rate,", "freshness_hours,")))


def moment(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


def deliver(options, folder, chance, hub):
    """Gives the moments before each reading, and the one after the last."""
    data = folder / "data"
    data.mkdir()
    files = {path: (CsvFile if path.suffix == ".csv" else JsonFile)(path) for path in sorted(options.data.glob("*.csv")) + sorted(options.data.glob("*.json"))}
    for path in options.data.iterdir():
        if path not in files:
            shutil.copy(path, data)
    begun = []
    for number in range(1, options.deliveries + 1):
        for path, file in files.items():
            last = number == options.deliveries
            share = 0.5 + 0.5 * number / options.deliveries
            text = path.read_text(encoding="utf-8") if last else delivery(file, share, options.seed, chance)
            part = data / (path.name + ".part")
            part.write_text(text, encoding="utf-8")
            os.replace(part, data / path.name)
        begun.append(time.time())
        hub.run("ingest")
    return [*begun, time.time()]


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("mizan", "plugins", "config", "data", "system"):
        words.add_argument(name, type=lambda text: Path(text).resolve())
    words.add_argument("--moments", type=int, default=int(os.environ.get("MIZAN_MOMENTS", "2")))
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--deliveries", type=int, default=6)
    options = words.parse_args()
    if not options.data.is_dir():
        print(f"the real records are not here: {options.data} is absent")
        sys.exit(77)
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="mizan-moments-") as name:
        folder = Path(name)
        shutil.copytree(options.system, folder, dirs_exist_ok=True)
        hub = Hub(options, folder, "hub")
        times = deliver(options, folder, chance, hub)
        hub.run("kpi", "verify")
        for number in range(options.moments):
            then = moment(chance.uniform(times[0], times[-1]))
            hub.run("kpi", "verify", "--known-at", then)
            print(f"{number + 1}: known at {then}: no difference", flush=True)
        at_once = Hub(options, folder, "at-once")
        at_once.run("ingest")
        differ = sorted(set(hub.values()) ^ set(at_once.values()))
        if differ:
            sys.exit("\n".join(["in the end the values are not those of a hub that was given the true files at once:", *differ[:10]]))
    print(f"{options.deliveries} deliveries, {options.moments} moments and now: no difference")


if __name__ == "__main__":
    main()
