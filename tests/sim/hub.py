"""The hub under test: the program, asked as an operator asks it."""
import json
import sqlite3
import subprocess


class Hub:
    def __init__(self, mizan, config):
        self.mizan, self.config = str(mizan), config
        self.store = config.parent / "mizan.db"

    def run(self, *words, fine=(0,)):
        done = subprocess.run([self.mizan, "--config", str(self.config), *words], capture_output=True, text=True)
        if done.returncode not in fine:
            raise SystemExit(f"mizan {' '.join(words)}: exit code {done.returncode}\n{done.stderr}{done.stdout}")
        return done

    def json(self, *words, fine=(0,)):
        return json.loads(self.run("--format", "json", *words, fine=fine).stdout)

    def rows(self, query):
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True) as db:
            return db.execute(query).fetchall()

    def verified(self):
        """The differences that `kpi verify` lists."""
        return self.json("kpi", "verify", fine=(0, 1))
