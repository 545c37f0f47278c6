#!/usr/bin/env python3
"""clang-tidy over every source that is not a test: tidy.py BUILD [FILE...]

Most of its time goes into headers, so it is shown several sources of a folder at once: a translation unit that includes them,
whose headers are read once. Sources that cannot stand together (two have a name of their own that is the same) are kept apart,
by their words, and what is overlooked is halved until it can. A source is looked at again only if it, a header of this repository that it includes, or the rules have
changed since it was clean. BUILD is a configured and built folder, whose compile commands and dependencies are used.

`using` declarations of which nothing is used are looked for by their words, in all sources: clang-tidy sees only those of a
unit's own file.
"""
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RULES = ROOT / ".clang-tidy"
TOGETHER = 6
NOT_LOOKED_AT = re.compile(r"_test\.cpp$|test_support|^tests/|^build|\.c$")


def compiled(command):
    """The flags of a source, without its warnings and its files, and its object; clang does not know every flag of g++."""
    words = iter(shlex.split(command))
    flags, output = [], ""
    for word in words:
        if word == "-o":
            output = next(words)
        elif word == "-c":
            next(words)
        elif word.startswith("-") and not word.startswith("-W") and word != "-fno-gnu-unique":
            flags += [word, next(words)] if word in ("-I", "-isystem", "-D", "-include") else [word]
    return tuple(flags), output


def sources(build):
    """Each source with its flags, its folder to compile in and its object."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        path = pathlib.Path(entry["file"])
        if not path.is_relative_to(ROOT):
            continue
        name = str(path.relative_to(ROOT))
        if not NOT_LOOKED_AT.search(name) and name not in found:
            flags, output = compiled(entry["command"])
            found[name] = (flags, entry["directory"], output)
    return found


def headers(build):
    """Object -> what of this repository it was made of, as the build noted it."""
    noted, of, here = {}, None, {}
    for line in subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout.splitlines():
        if line and not line.startswith(" "):
            of = noted.setdefault(line.split(":")[0], [])
        elif line:
            if line not in here:
                path = pathlib.Path(os.path.normpath(build / line.strip()))
                here[line] = path if path.is_relative_to(ROOT) else None
            if here[line]:
                of.append(here[line])
    return noted


class Checked:
    """The sources that were clean, by what they and their headers said then."""

    def __init__(self):
        cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
        self.folder = pathlib.Path(cache) / "mizan-tidy"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.rules = RULES.read_bytes()
        self.digests = {}

    def digest(self, path):
        if path not in self.digests:
            self.digests[path] = hashlib.sha256(path.read_bytes()).digest() if path.exists() else b""
        return self.digests[path]

    def key(self, name, flags, made_of):
        key = hashlib.sha256(self.rules + name.encode() + " ".join(flags).replace(str(ROOT), "").encode())
        for path in sorted({ROOT / name, *made_of}):
            key.update(self.digest(path))
        return self.folder / key.hexdigest()


def look_at(names, flags, folder):
    """What clang-tidy says of these sources, empty if it says nothing; by source if they cannot stand together."""
    with tempfile.TemporaryDirectory(prefix="mizan-tidy-") as place:
        unit = ROOT / names[0]
        if len(names) > 1:
            unit = pathlib.Path(place) / "together.cpp"
            unit.write_text("".join(f'#include "{ROOT / name}"\n' for name in names))
        ran = subprocess.run(["clang-tidy-14", "--quiet", f"--config-file={RULES}", unit, "--", *flags, "-w"], cwd=folder,
                             capture_output=True, text=True)
    if ran.returncode == 0:
        return {}
    if len(names) == 1:
        return {names[0]: ran.stdout or ran.stderr}
    half = len(names) // 2
    return {**look_at(names[:half], flags, folder), **look_at(names[half:], flags, folder)}


def unused_using(name):
    text = (ROOT / name).read_text()
    for declared in re.findall(r"^ *using (?:\w+::)*(\w+);", text, re.MULTILINE):
        if len(re.findall(rf"\b{declared}\b", text)) == 1:
            yield f"{name}: nothing is used of `using …::{declared}`"


def own_names(name):
    """What a source declares where its lines begin: two that share one may not be able to stand together."""
    return set(re.findall(r"^(?!using|namespace|#)\w[^=;{}()\n]*?[ &*](?<!::)(\w+)\s*[(=\[{;]", (ROOT / name).read_text(), re.MULTILINE))


def put_together(them):
    """Batches of at most TOGETHER sources, no two of which have a name in common."""
    made = []
    for name, key in them:
        names = own_names(name)
        into = next((batch for batch in made if len(batch[0]) < TOGETHER and not batch[1] & names), None)
        if into is None:
            made.append(into := ([], set()))
        into[0].append((name, key))
        into[1].update(names)
    return [batch for batch, _ in made]


def batches(build, wanted):
    checked, noted = Checked(), headers(build)
    alike = collections.defaultdict(list)
    for name, (flags, folder, output) in sorted(sources(build).items()):
        key = checked.key(name, flags, noted.get(output, []))
        if (not wanted or name in wanted) and not key.exists():
            alike[os.path.dirname(name), flags, folder].append((name, key))
    for (_, flags, folder), them in alike.items():
        for batch in put_together(them):
            yield batch, flags, folder


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        print(__doc__.strip())
        return 0 if sys.argv[1:] in (["-h"], ["--help"]) else 2
    if not (pathlib.Path(sys.argv[1]) / "compile_commands.json").exists():
        print(f"{sys.argv[1]} is no configured build: ./dev build dev", file=sys.stderr)
        return 2
    build, wanted = pathlib.Path(sys.argv[1]).resolve(), set(sys.argv[2:])
    listed = subprocess.run(["git", "ls-files", "*.cpp", "*.hpp"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    said = [line for name in listed if (ROOT / name).exists() for line in unused_using(name)]

    def check(batch):
        them, flags, folder = batch
        bad = look_at([name for name, _ in them], flags, folder)
        for name, key in them:
            if name not in bad:
                key.touch()
        return bad.values()

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for bad in pool.map(check, batches(build, wanted)):
            said += bad
    print("\n".join(said), end="\n" if said else "")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
