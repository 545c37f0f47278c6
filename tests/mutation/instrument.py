"""Writes copies of C++ sources in which each comparison, sum, difference, small number and condition, or a part
of one, can be another.

    instrument.py OUT_FOLDER LEFT_OUT SOURCE…

Headers come to OUT_FOLDER/kpi, before the real ones in the search path. OUT_FOLDER/list receives a line a mutant: number,
file, line, what is changed, the line's text. Lines of LEFT_OUT ("file: text") stay as they are: places where the compiler
does not take a choice.
"""
import pathlib
import re
import sys

SWAPS = {
    "<": ("kLess", "kLessEqual"), "<=": ("kLessEqual", "kLess"), ">": ("kMore", "kMoreEqual"),
    ">=": ("kMoreEqual", "kMore"), "==": ("kEqual", "kUnequal"), "!=": ("kUnequal", "kEqual"),
    "+": ("kPlus", "kMinus"), "-": ("kMinus", "kPlus"),
}
WORDS = {"kLess": "<", "kLessEqual": "<=", "kMore": ">", "kMoreEqual": ">=", "kEqual": "==", "kUnequal": "!=",
         "kPlus": "+", "kMinus": "-"}
# In the house format a binary operator has a blank, or the end of the line, on either side.
OPERATOR = re.compile(r"(?<=[\w)\]] )(<=|>=|==|!=|<|>|\+|-)(?=[ \n])")
IF = re.compile(r"\b(if|while) \(")
LOGIC = re.compile(r"(?<=[\w)\]] )(&&|\|\|)[ \n]+")
CHOICE = re.compile(r"(?<=[\w)\]])\s+\?\s")
DECLARATION = re.compile(r"(const )?[\w:<>]+[ *&]+\w+ = ")
NUMBER = re.compile(r"(?<=[-+<>=] )(-?[0-9]+)(?=[;,) ])")


def without_texts(code):
    """The same length, with blanks where comments, texts and preprocessor lines were."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    code = re.sub(r'R"(\w*)\((?:.|\n)*?\)\1"', blank, code)
    return re.sub(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^#[^\n]*', blank, code, flags=re.M)


def closing(code, at):
    depth = 0
    while at < len(code):
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        if depth == 0:
            return at
        at += 1
    raise ValueError("an open bracket")


def operand_end(code, at):
    """Where the operand that begins at `at` ends: before what binds less than a comparison."""
    depth = 0
    while at < len(code):
        if depth == 0 and (code[at] in ");,]}" or code[at:at + 3] in (" &&", " ||", " ? ")):
            return at
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(code[at], 0)
        at += 1
    raise ValueError("an operand without an end")


def choice_begin(code, at):
    """Where the condition that ends at `at`, before " ? ", begins; nothing if that is not plain."""
    depth, begin = 0, at
    while begin > 0:
        begin -= 1
        depth += {")": 1, "]": 1, "}": 1, "(": -1, "[": -1, "{": -1}.get(code[begin], 0)
        if depth < 0:
            return begin + 1 if code[begin] == "(" else None
        if depth == 0 and code[begin] in ";:?":
            return None
        if depth == 0 and (code[begin] == "," or code[begin - 1:begin + 2] in (" = ", " =\n") or
                           re.search(r"\breturn\s$", code[max(0, begin - 8):begin + 1])):
            return begin + 1
    return None


def places(code):
    """(start, end, kind, replacement maker) of what can be changed, without overlaps between operators and numbers."""
    for match in OPERATOR.finditer(code):
        operator = match.group(1)
        original, mutant = SWAPS[operator]
        yield (match.start(), match.end(), f"{operator} → {WORDS[mutant]}",
               lambda n, o=operator, a=original, b=mutant:
               f"{o} ::mizan::mutation::Place<{n}, ::mizan::mutation::Op::{a}, ::mizan::mutation::Op::{b}>() {o}")
    for match in NUMBER.finditer(code):
        yield (match.start(), match.end(), f"{match.group(1)} → {int(match.group(1)) + 1}",
               lambda n, value=match.group(1): f"::mizan::mutation::number<{n}>({value})")
    for match in LOGIC.finditer(code):
        begin = match.end()
        yield (begin, operand_end(code, begin), f"{match.group(1)} … → {match.group(1)} not …", None)
    for match in CHOICE.finditer(code):
        begin = choice_begin(code, match.start())
        condition = "" if begin is None else code[begin:match.start()]
        if condition.strip():
            begin += len(condition) - len(condition.lstrip())
            yield (begin, match.start(), "… ? → not … ?", None)
    for match in IF.finditer(code):
        begin, end = match.end(), closing(code, match.end() - 1)
        inner = code[begin:end]
        if ";" in inner or DECLARATION.match(inner):
            continue
        # Two insertions that belong together: see instrumented().
        yield (begin, end, f"{match.group(1)} (…) → {match.group(1)} not (…)", None)


def instrumented(path, first, left_out, log):
    code = path.read_text()
    bare = without_texts(code)
    lines = code.split("\n")
    edits, number = [], first
    for start, end, what, replacement in sorted(places(bare), key=lambda place: place[:2]):
        line = code.count("\n", 0, start) + 1
        text = lines[line - 1].strip()
        # What is worked out while compiling is never another.
        if f"{path.name}: {text}" in left_out or "constexpr" in text:
            continue
        if replacement is None:
            edits += [(start, 1, start, f"::mizan::mutation::condition<{number}>("), (end, 0, end, ")")]
        else:
            edits.append((start, 2, end, replacement(number)))
        log.append(f"{number}\t{path.name}\t{line}\t{what}\t{text}")
        number += 1
    out, at = [], 0
    for start, _, end, text in sorted(edits, key=lambda edit: edit[:2]):
        out += [code[at:start], text]
        at = end
    out.append(code[at:])
    head = '#include "mutants.hpp"\n' if path.suffix == ".cpp" else '#pragma once\n#include "mutants.hpp"\n'
    head += f'#line 1 "{path}"\n'
    return head + "".join(out), number


def main(folder, left_out, sources):
    folder = pathlib.Path(folder)
    (folder / "kpi").mkdir(parents=True, exist_ok=True)
    left_out = set(pathlib.Path(left_out).read_text().splitlines())
    log, number = [], 1
    for source in map(pathlib.Path, sources):
        text, number = instrumented(source, number, left_out, log)
        target = folder / ("" if source.suffix == ".cpp" else "kpi") / source.name
        if not target.exists() or target.read_text() != text:
            target.write_text(text)
    (folder / "list").write_text("\n".join(log) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
