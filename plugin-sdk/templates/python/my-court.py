#!/usr/bin/python3
"""Reads a court's register, data/register.txt: one event a line, its fields between bars.

The hub starts this program, writes one line of JSON to it and reads one JSON object a line from it.
Put the lines of your system in the place of these, and keep the rest.
"""
import json
import sys


def say(kind, value):
    print(json.dumps({kind: value}, ensure_ascii=False), flush=True)


def record(line):
    """case|KEY|DISTRICT|FIR|INSTITUTED, hearing|KEY|CASE|HELD|OUTCOME, struck|KEY (the case is no more)."""
    kind, key, *rest = line.split("|")
    if kind == "struck":
        return {"kind": "case", "op": "delete", "key": key}
    names = {"case": ("district", "fir_no", "instituted_on"), "hearing": ("case", "held_on", "outcome")}[kind]
    if len(rest) != len(names):
        raise ValueError(line)
    return {"kind": kind, "key": key, "fields": dict(zip(names, rest))}


def main():
    start = json.loads(sys.stdin.readline())
    done = int(start["token"] or 0)  # the checkpoint: the number of lines that were read
    page = start["settings"].get("page_lines", 500)
    number = 0
    with open("data/register.txt", encoding="utf-8") as register:
        for number, line in enumerate(register, 1):
            if number <= done:
                continue
            if not line.endswith("\n"):  # it is still being written
                number -= 1
                break
            try:
                say("record", record(line.rstrip("\n")))
            except (KeyError, ValueError):
                say("reject", {"where": f"register.txt:{number}", "reason": "not_a_line",
                               "detail": "expected case, hearing or struck"})
            if number % page == 0:
                say("checkpoint", str(number))
                done = number
    if number < done:
        say("error", {"policy": "checkpoint", "message": "the register is shorter than the checkpoint"})
    elif number > done:
        say("checkpoint", str(number))


try:
    main()
except FileNotFoundError:
    say("error", {"policy": "config", "message": "data/register.txt cannot be opened"})
except ValueError:
    say("error", {"policy": "checkpoint", "message": "the checkpoint is not a number of lines"})
