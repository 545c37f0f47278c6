#!/usr/bin/python3
"""A register of cases, a line a case, as records. docs/exec-connector.md explains it line by line."""
import json
import sys


def say(kind, value):
    print(json.dumps({kind: value}, ensure_ascii=False), flush=True)


def case(line):
    key, station, fir, sections, filed, decided, result = line.rstrip("\n").split(";")
    number, _, year = fir.partition("/")
    fields = {
        "province": "BA",
        "district": "Quetta",
        "police_station": station,
        "fir_no": number,
        "fir_year": 2000 + int(year) if year else None,
        "sections": sections,
        "instituted_on": filed,
        "disposed_on": decided,
        "disposal": result,
    }
    return {"kind": "case", "key": key, "fields": fields, "raw": line.rstrip("\n")}


def main():
    start = json.loads(sys.stdin.readline())
    token = start["token"]  # the number of the last line that was read
    if token and not (token.isascii() and token.isdigit() and len(token) < 16):
        say("error", {"policy": "checkpoint", "message": "the checkpoint is no number of a line"})
        return
    done = int(token or 0)
    number = 0
    with open(start["settings"]["file"], encoding="utf-8") as register:
        for number, line in enumerate(register, 1):
            if number <= done:
                continue
            try:
                say("record", case(line))
            except ValueError:
                say("reject", {"where": f"line {number}", "reason": "no_case", "detail": "the line has not 7 fields"})
            if number % 100 == 0:
                say("checkpoint", str(number))
                done = number
    if number < done:
        say("error", {"policy": "checkpoint", "message": "the register has fewer lines than were read"})
    elif number > done:
        say("checkpoint", str(number))


try:
    main()
except (FileNotFoundError, PermissionError, KeyError) as problem:
    say("error", {"policy": "config", "message": f"the register cannot be read: {type(problem).__name__}"})
