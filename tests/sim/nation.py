"""All systems of the nation on this machine, and a hub's configuration that reads them."""
import os
import re
import shutil
from pathlib import Path

from machines import PASSWORD, Api, MariaDb, PostgreSql
from systems import balochistan, cfms, courts, kp, pmis, psrms, sindh, small
from systems.stamps import Stamps

CONFIG = Path(__file__).parents[2] / "config" / "provinces"
TOKEN = "stand-in-token-1"


class Nation:
    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.hub, self.data = self.folder / "hub", self.folder / "hub" / "data"
        self.mariadb, self.postgresql = MariaDb(self.folder / "mariadb"), PostgreSql(self.folder / "postgresql")
        self.api = Api(self.folder / "api")
        self.stamps = Stamps()
        self.machines = [self.mariadb, self.postgresql, self.api]

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self.folder, 0o755)      # the database servers' accounts must reach their folders
        self.api.put("tokens", TOKEN)
        for machine in self.machines:
            machine.start()
        self.configure()
        return self

    def stop(self):
        for machine in self.machines:
            machine.stop()

    # --- what the systems hold

    def fill(self, firs, only=None):
        """Puts what each system holds of these FIRs in its place; `only`: names of sources."""
        of = {}
        for fir in firs:
            of.setdefault(fir.province, []).append(fir)
        for name, fill in self.systems().items():
            if only is None or name in only:
                fill(of)
        self.stamps.end()

    def systems(self):
        return {
            "punjab-psrms": lambda of: self.mariadb.load("psrms", psrms.SCHEMA, psrms.TABLES, psrms.rows(of.get("PB", []))),
            "punjab-cfms": lambda of: self.api.put("cfms.json", cfms.documents(of.get("PB", []), self.stamps)),
            "punjab-courts": lambda of: self.api.put("courts.json", courts.lists(of.get("PB", []))),
            "punjab-pmis": lambda of: pmis.write(of.get("PB", []), self.data / "punjab-pmis"),
            "kp-cmms": lambda of: self.postgresql.load("cmms", kp.SCHEMA, kp.TABLES, kp.rows(of.get("KP", []), self.stamps)),
            "sindh-cmms": lambda of: self.mariadb.load("sindh_cmms", sindh.SCHEMA, sindh.TABLES, sindh.rows(of.get("SD", []))),
            "balochistan-returns": lambda of: balochistan.write(of.get("BA", []), self.data / "balochistan-returns"),
            "ict": lambda of: small.write_ict(of.get("IS", []), self.data / "ict"),
            "ajk": lambda of: small.write_ajk(of.get("JK", []), self.data / "ajk"),
            "gb": lambda of: small.write_gb(of.get("GB", []), self.data / "gb"),
        }

    # --- the hub

    def configure(self):
        """A copy of config/provinces that names the ports of these machines."""
        shutil.copytree(CONFIG, self.hub, dirs_exist_ok=True)
        secrets = self.hub / "secrets"
        secrets.mkdir(exist_ok=True)
        for name in ("punjab-psrms", "sindh-cmms", "kp-cmms"):
            self.secret(name, PASSWORD)
        for name in ("punjab-courts", "punjab-cfms"):
            self.secret(name, TOKEN)
        shutil.copy(self.folder / "api" / "ca.pem", secrets / "ca.pem")
        for source in (self.hub / "sources").glob("*.toml"):
            text = source.read_text(encoding="utf-8")
            for usual, machine in ((3306, self.mariadb), (5432, self.postgresql), (8443, self.api)):
                text = re.sub(rf"\b{usual}\b", str(machine.port), text)
            source.write_text(text, encoding="utf-8")

    def secret(self, name, value):
        path = self.hub / "secrets" / name
        path.write_text(value)
        path.chmod(0o600)
