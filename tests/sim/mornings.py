"""Court mornings: the last days of the window once more, faster than real time, while a hub reads all systems and everything that can go
wrong with a system does. In the end the books balance, every value is the truth's, and `kpi verify` finds nothing."""
import random
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from chain import life
from chain.known import as_of
from machines import free_port
from nation import TOKEN

HOURS = 4                # a court's morning
STEP_MINUTES = 15        # of it, between two changes of what the systems hold


def so_far(before, after, share):
    """What the systems hold in the middle of a day: of each FIR what they held the evening before, or the day's news already."""
    known = {(f.province, f.id): f for f in before}
    held = []
    for fir in after:
        entered = random.Random(f"{fir.province}{fir.id}").random() < share
        old = known.get((fir.province, fir.id))
        if entered or old is not None:
            held.append(fir if entered else old)
    return held


class Mornings:
    def __init__(self, nation, hub, firs, speed, log):
        self.nation, self.hub, self.firs, self.speed, self.log = nation, hub, firs, speed, log
        self.trouble = random.Random(11)
        self.service = None
        self.troubles = [self.databases_are_killed, self.api_is_down, self.api_tears_its_replies, self.api_hangs, self.token_is_withdrawn, self.file_is_half_written,
                         self.month_is_sent_again, self.hub_is_killed]
        self.undo = []

    def run(self, days):
        self.nation.fill(as_of(self.firs, life.LAST - timedelta(days=days)))
        self.hub.run("ingest")
        self.start_hub()
        try:
            for n in range(days, 0, -1):
                self.morning(life.LAST - timedelta(days=n - 1))
            self.mend()
            self.nation.fill(self.firs)
            self.wait_until_read()
        finally:
            self.stop_hub()

    def morning(self, day):
        before, after = as_of(self.firs, day - timedelta(days=1)), as_of(self.firs, day)
        steps = HOURS * 60 // STEP_MINUTES
        for step in range(1, steps + 1):
            began = time.monotonic()
            self.mend()
            self.nation.fill(so_far(before, after, step / steps))
            trouble = self.troubles[(step + day.toordinal()) % len(self.troubles)]
            trouble()
            self.log(f"{day} {9 + step * STEP_MINUTES // 60}:{step * STEP_MINUTES % 60:02}  {trouble.__name__.replace('_', ' ')}")
            time.sleep(max(0.0, STEP_MINUTES * 60 / self.speed - (time.monotonic() - began)))

    # --- what goes wrong; the next step begins with mending it

    def mend(self):
        for undo in self.undo:
            undo()
        self.undo.clear()

    def databases_are_killed(self):
        for machine in (self.nation.mariadb, self.nation.postgresql):
            machine.stop()
            self.undo.append(machine.start)

    def fault_of_api(self, which):
        self.nation.api.put("fault", which)
        self.undo.append((self.nation.api.folder / "fault").unlink)

    def api_is_down(self):
        self.fault_of_api("503")

    def api_tears_its_replies(self):
        self.fault_of_api("torn")

    def api_hangs(self):
        self.fault_of_api("hang")

    def token_is_withdrawn(self):
        token = f"{TOKEN}-{self.trouble.randrange(10**6)}"
        self.nation.api.put("tokens", token)

        def renew():
            for name in ("punjab-courts", "punjab-cfms"):
                self.nation.secret(name, token)
        self.undo.append(renew)

    def file_is_half_written(self):
        for path in (self.nation.data / "punjab-pmis" / "custody.csv", self.nation.data / "ajk" / "files.ndjson"):
            whole = path.read_bytes()
            path.write_bytes(whole[:len(whole) * 2 // 3])
            self.undo.append(lambda path=path, whole=whole: path.write_bytes(whole))

    def month_is_sent_again(self):
        books = sorted((self.nation.data / "balochistan-returns").glob("*.xlsx"))
        book = self.trouble.choice(books)
        whole = book.read_bytes()
        book.unlink()
        self.undo.append(lambda: book.write_bytes(whole))

    def hub_is_killed(self):
        self.service.kill()
        self.service.wait()
        self.undo.append(self.start_hub)

    # --- the hub

    def start_hub(self):
        log = open(self.nation.folder / "hub.log", "ab")
        self.service = subprocess.Popen([self.hub.mizan, "--config", str(self.hub.config), "run"], stdout=log, stderr=log, start_new_session=True)

    def stop_hub(self):
        if self.service:
            self.service.terminate()
            self.service.wait()

    def wait_until_read(self, seconds=300):
        """Until every source was read, and ended well, after the systems stopped changing."""
        now = self.hub.rows("SELECT max(id) FROM run")[0][0]
        end = time.monotonic() + seconds
        waiting = True
        while waiting and time.monotonic() < end:
            time.sleep(2)
            waiting = self.hub.rows(f"""SELECT name FROM source AS s WHERE NOT EXISTS (SELECT 1 FROM run AS r WHERE r.source = s.id AND r.id > {now}
                                        AND r.status = 'ok') AND read_at < (SELECT max(started_at) FROM run WHERE id <= {now}) """)
        self.log(f"all sources were read: {not waiting} {waiting or ''}")


def hasten(hub_folder: Path, seconds):
    """The hub's sources are read so often, and it listens where nobody else does."""
    for source in (hub_folder / "sources").glob("*.toml"):
        text = source.read_text(encoding="utf-8")
        source.write_text(text.replace("poll_seconds = 300", f"poll_seconds = {seconds}"), encoding="utf-8")
    config = hub_folder / "mizan.toml"
    if "[listen]" not in config.read_text(encoding="utf-8"):
        config.write_text(config.read_text(encoding="utf-8") + f"\n[listen]\nport = {free_port()}\n", encoding="utf-8")
