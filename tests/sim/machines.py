"""The machines that the systems run on: MariaDB, PostgreSQL and the API server, as processes of this one, with their data in one
folder. Servers of databases run as their own accounts where this program is root, for they refuse to be root."""
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
PASSWORD = "stand-in"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def run(words, text=None, env=None):
    done = subprocess.run(words, input=text, text=True, capture_output=True, env={**os.environ, **(env or {})})
    if done.returncode:
        raise SystemExit(f"{words[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Machine:
    """A server process; `pid` stands in its folder, so that another call of the program can stop it."""
    account = None

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def as_account(self, words):
        return ["runuser", "-u", self.account, "--", *words] if self.account and os.geteuid() == 0 else words

    def give(self, path):
        if self.account and os.geteuid() == 0:
            shutil.chown(path, self.account, self.account)

    @property
    def port(self):
        kept = self.folder / "port"
        if not kept.exists():
            kept.write_text(str(free_port()))
        return int(kept.read_text())

    def launch(self, words):
        log = open(self.folder / "log", "ab")
        process = subprocess.Popen(self.as_account(words), stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        (self.folder / "pid").write_text(str(process.pid))
        return process

    def wait_until(self, ready, process, seconds=60):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if process.poll() is not None:
                raise SystemExit(f"{self.folder.name} does not start: see {self.folder}/log")
            if ready():
                return
            time.sleep(0.1)
        raise SystemExit(f"{self.folder.name} is not ready after {seconds} s: see {self.folder}/log")

    def stop(self, how=signal.SIGKILL):
        kept = self.folder / "pid"
        if not kept.exists():
            return
        try:
            os.killpg(int(kept.read_text()), how)
        except ProcessLookupError:
            pass
        kept.unlink()


class MariaDb(Machine):
    account = "mysql"

    def client(self, *words):
        return ["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "-S", str(self.folder / "socket"), "-u", "root", *words]

    def answers(self):
        return subprocess.run(self.client("-e", "SELECT 1"), capture_output=True).returncode == 0

    def start(self):
        data = self.folder / "data"
        self.give(self.folder)
        if not data.exists():
            run(self.as_account(["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", "--auth-root-authentication-method=normal"]))
        process = self.launch(["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={self.folder}/socket", f"--port={self.port}", "--bind-address=127.0.0.1",
                               "--skip-name-resolve", "--character-set-server=utf8mb4", "--innodb-flush-log-at-trx-commit=2", f"--pid-file={self.folder}/server.pid"])
        self.wait_until(self.answers, process)
        return self

    def load(self, database, schema, tables, rows):
        """Gives the tables these rows, all in one transaction; the first time the database and a reader "mizan" are made."""
        if not (self.folder / "data" / database).exists():
            run(self.client(), f"CREATE DATABASE {database} CHARACTER SET utf8mb4; USE {database};\n{schema}"
                f"CREATE USER IF NOT EXISTS 'mizan'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\nGRANT SELECT ON {database}.* TO 'mizan'@'127.0.0.1';\n")
        empty = "".join(f"DELETE FROM {table};\n" for table in reversed(tables))
        run(self.client(database), "SET autocommit=0;\n" + empty + "".join(rows) + "COMMIT;\n")


class PostgreSql(Machine):
    account = "postgres"

    def programs(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
        if not found:
            raise SystemExit("there is no PostgreSQL: apt-get install postgresql")
        return found[0]

    def psql(self, database, text):
        run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "owner", "-d", database], text, {"PGPASSWORD": PASSWORD})

    def answers(self):
        words = [self.programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(words).returncode == 0

    def start(self):
        data, password = self.folder / "data", self.folder / "password"
        self.give(self.folder)
        if not data.exists():
            password.write_text(PASSWORD)
            self.give(password)
            run(self.as_account([str(self.programs() / "initdb"), "-D", str(data), "-U", "owner", "-A", "scram-sha-256", "--pwfile", str(password), "-E", "UTF8",
                                 "--locale=C", "--no-sync", "--no-instructions"]))
        process = self.launch([str(self.programs() / "postgres"), "-D", str(data), "-k", str(self.folder), "-p", str(self.port), "-c", "listen_addresses=127.0.0.1", "-c",
                               "fsync=off"])
        self.wait_until(self.answers, process)
        return self

    def load(self, database, schema, tables, rows):
        """As of MariaDb."""
        made = self.folder / f"made-{database}"
        if not made.exists():
            self.psql("postgres", f"CREATE DATABASE {database};")
            self.psql(database, f"""{schema}
                CREATE ROLE mizan LOGIN PASSWORD '{PASSWORD}'; GRANT USAGE ON SCHEMA public TO mizan; GRANT SELECT ON ALL TABLES IN SCHEMA public TO mizan;""")
            made.touch()
        empty = "".join(f"DELETE FROM {table};\n" for table in reversed(tables))
        self.psql(database, "BEGIN;\n" + empty + "".join(rows) + "COMMIT;\n")


class Api(Machine):
    def start(self):
        if not (self.folder / "server.pem").exists():
            self.make_certificates()
        process = self.launch([sys.executable, str(HERE / "api.py"), str(self.folder), str(self.port)])
        self.wait_until(self.answers, process)
        return self

    def make_certificates(self):
        ca, name = self.folder / "ca", ["-subj", "/CN=localhost"]
        run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{ca}.key", "-out", f"{ca}.pem", "-days", "30", "-subj",
             "/CN=Stand-in authority"])
        run(["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{self.folder}/server.key", "-out", f"{self.folder}/server.csr", *name])
        (self.folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1")
        run(["openssl", "x509", "-req", "-in", f"{self.folder}/server.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-CAcreateserial", "-days", "30", "-extfile",
             f"{self.folder}/names", "-out", f"{self.folder}/server.crt"])
        (self.folder / "server.pem").write_text((self.folder / "server.key").read_text() + (self.folder / "server.crt").read_text())

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as plain:
                ssl.create_default_context(cafile=self.folder / "ca.pem").wrap_socket(plain, server_hostname="localhost").close()
            return True
        except OSError:
            return False

    def put(self, name, value):
        part = self.folder / (name + ".part")
        part.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
        part.replace(self.folder / name)
