#!/usr/bin/env python3
"""Does what a page of the documentation says, as it stands there: run_page.py MIZAN PAGE

A block behind a line that is `NAME`: alone is written to that file; a block "sh" is run by bash in the same folder, with MIZAN in the path; a
block without a language that follows one is what it prints: each of its lines must be in the output, whatever the number of blanks.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BLOCK = re.compile(r"^(?:`(?P<file>[^`\n]+)`:\n\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.M | re.S)


def words(line):
    return " ".join(line.split())


def run(text, folder, mizan):
    path = f"{Path(mizan).resolve().parent}:{os.environ['PATH']}"
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=folder, capture_output=True, text=True, env={**os.environ, "PATH": path})
    if done.returncode:
        sys.exit(f"exit code {done.returncode} of:\n{text}{done.stdout}{done.stderr}")
    return [words(line) for line in (done.stdout + "\n" + done.stderr).splitlines()]


def main(mizan, page):
    printed, blocks = None, 0
    with tempfile.TemporaryDirectory(prefix="mizan-page-") as folder:
        for block in BLOCK.finditer(Path(page).read_text(encoding="utf-8")):
            blocks += 1
            if block["file"]:
                path = Path(folder) / block["file"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block["text"], encoding="utf-8")
            elif block["language"] == "sh":
                printed = run(block["text"], folder, mizan)
            elif block["language"] == "" and printed is not None:
                for line in block["text"].splitlines():
                    if not any(words(line) in one for one in printed):
                        sys.exit(f"the page says that this is printed:\n  {line}\nand it is not:\n  " + "\n  ".join(printed))
    print(f"{blocks} blocks of {page} are true")


if __name__ == "__main__":
    main(*sys.argv[1:])
