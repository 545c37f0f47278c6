"""The hub under test: the program, asked as an operator asks it."""
import json
import os
import sqlite3
import subprocess

# Of a program under AddressSanitizer: what was freed is free, so that the kit sees what is left behind.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=0:thread_local_quarantine_size_kb=0"}


class Hub:
    def __init__(self, mizan, config):
        self.mizan, self.config = str(mizan), config
        self.store = config.parent / "mizan.db"

    def run(self, *words, fine=(0,)):
        done = subprocess.run([self.mizan, "--config", str(self.config), *words], capture_output=True, text=True, env=ENVIRONMENT)
        if done.returncode not in fine:
            raise SystemExit(f"mizan {' '.join(words)}: exit code {done.returncode}\n{done.stderr}{done.stdout}")
        return done

    def json(self, *words, fine=(0,)):
        return json.loads(self.run("--format", "json", *words, fine=fine).stdout)

    def rows(self, query):
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True) as db:
            return db.execute(query).fetchall()

    def conforms(self, source):
        """What the conformance kit says of a source: ([failed or crashed checks], how many passed)."""
        checks = self.json("adapter", "check", "--source", str(source), fine=(0, 3))
        return [c for c in checks if c["result"] in ("failed", "crashed")], sum(c["result"] == "passed" for c in checks)

    def verified(self, *words):
        """The differences that `kpi verify` lists."""
        return self.json("kpi", "verify", *words, fine=(0, 3))
