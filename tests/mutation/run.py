"""Runs the golden cases once for each mutant of the engine and says which of them no case notices.

    run.py PROGRAM LIST KPI_FOLDER SURVIVORS

A mutant is caught if a golden case fails, or the program crashes or takes long. SURVIVORS names those that need not be
caught, each with its reason: "file: text: change: reason". Exit code 1: another one was not caught, or one that is named
there was.
"""
import concurrent.futures
import os
import pathlib
import resource
import subprocess
import sys

LONGEST = 20  # seconds; the cases take less than one


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))


def passes(program, folder, number):
    try:
        ended = subprocess.run([program, folder], env=os.environ | {"MIZAN_MUTANT": str(number)}, timeout=LONGEST,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit_memory)
        return ended.returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main(program, list_file, folder, survivors_file):
    mutants = [line.split("\t") for line in pathlib.Path(list_file).read_text().splitlines()]
    if not passes(program, folder, 0):
        sys.exit("the golden cases fail without any mutant")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        survived = list(pool.map(lambda mutant: passes(program, folder, int(mutant[0])), mutants))
    known = {}
    for line in pathlib.Path(survivors_file).read_text().splitlines():
        if line and not line.startswith("#"):
            name, reason = line.rsplit(" :: ", 1)
            known[name] = reason
    names = [f"{file}: {text}: {what}" for _, file, _, what, text in mutants]
    left = [(name, mutant) for name, mutant, lives in zip(names, mutants, survived) if lives]
    for name, (_, file, line, _, _) in left:
        if name not in known:
            print(f"not caught: hub/kpi/{file}:{line}\t{name}")
    caught_after_all = [name for name in known if name not in {name for name, _ in left}]
    for name in caught_after_all:
        print(f"is caught, or is no more: {name}")
    unknown = sum(name not in known for name, _ in left)
    equal = len(left) - unknown
    print(f"{len(mutants) - len(left)} of {len(mutants) - equal} mutants are caught by the golden cases "
          f"({100 * (len(mutants) - len(left)) / (len(mutants) - equal):.1f} %); {equal} more change no value")
    if unknown or caught_after_all:
        sys.exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
