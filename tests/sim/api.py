"""The two systems of Punjab that are APIs, as one HTTPS server: python3 api.py FOLDER PORT.

FOLDER holds cfms.json (a list of cases), courts.json ({"cases", "accused", "cause-list": lists}), tokens (one valid bearer token a line),
server.pem (key and certificate) and, if there is one, fault: "503", "hang" or "torn", said of every other request until the file
is gone. All are read again when they change, so that a system may be altered, and its tokens be withdrawn, while it runs.

  GET /cfms/cases?page=1&per_page=100&updated_since=2026-01-01T00:00:00%2B0500   {"data": [...], "meta": {"page", "has_more"}}
  GET /courts/cases?cursor=… (also accused, cause-list)                         {"results": [...], "next": "…" or null}
"""
import json
import ssl
import sys
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PAGE = 200


class Kept:
    """A file's content, read again when it changes."""

    def __init__(self, path, read):
        self.path, self.read, self.mark, self.value = path, read, None, None

    def get(self):
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return None
        if (mark := (stat.st_mtime_ns, stat.st_size, stat.st_ino)) != self.mark:
            self.mark, self.value = mark, self.read(self.path.read_text(encoding="utf-8"))
        return self.value


class Systems:
    def __init__(self, folder):
        self.cfms = Kept(folder / "cfms.json", json.loads)
        self.courts = Kept(folder / "courts.json", json.loads)
        self.tokens = Kept(folder / "tokens", lambda text: set(text.split()))
        self.fault = Kept(folder / "fault", str.strip)
        self.asked = 0

    def cfms_page(self, query):
        page, size = int(query.get("page", ["1"])[0]), min(int(query.get("per_page", [PAGE])[0]), 500)
        since = query.get("updated_since", [None])[0]
        found = self.cfms.get()
        if since:
            moment = datetime.strptime(since, "%Y-%m-%dT%H:%M:%S%z")
            found = [one for one in found if datetime.fromisoformat(one["updated_at"]) >= moment]
        return {"data": found[(page - 1) * size:page * size], "meta": {"page": page, "has_more": page * size < len(found)}}

    def courts_page(self, table, query):
        at, rows = int(query.get("cursor", ["0"])[0]), self.courts.get()[table]
        return {"results": rows[at:at + PAGE], "next": str(at + PAGE) if at + PAGE < len(rows) else None}

    def answer(self, target):
        parts = urlsplit(target)
        query = parse_qs(parts.query)
        if parts.path == "/cfms/cases":
            return self.cfms_page(query)
        if parts.path in ("/courts/cases", "/courts/accused", "/courts/cause-list"):
            return self.courts_page(parts.path.removeprefix("/courts/"), query)
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    systems = None

    def reply(self, status, body, torn=False):
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        if status == 503:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(data[:len(data) // 2] if torn else data)
        self.close_connection = torn

    def do_GET(self):
        self.systems.asked += 1
        fault = self.systems.fault.get() if self.systems.asked % 2 else None
        if fault == "503":
            return self.reply(503, {"error": "maintenance"})
        if fault == "hang":
            time.sleep(3)
        given = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if given not in (self.systems.tokens.get() or set()):
            return self.reply(401, {"error": "the token is not valid, or is no longer"})
        try:
            found = self.systems.answer(self.path)
        except ValueError:
            return self.reply(400, {"error": "a parameter cannot be read"})
        return self.reply(200, found, torn=fault == "torn") if found is not None else self.reply(404, {"error": "no such list"})

    def log_message(self, *_):
        pass


def main(folder, port):
    Handler.systems = Systems(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    (folder / "port").write_text(str(server.server_address[1]))
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
