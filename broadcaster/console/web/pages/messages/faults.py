"""What is wrong with a message that was typed, at the field that it belongs to. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from broadcaster.console.web.drawing.days import day_of
from broadcaster.console.web.pages.messages.parts import DAYS, KINDS, SETTINGS, shown
from broadcaster.station.problems import BadStation, Problem
from broadcaster.station.yaml.tree import Node, parse

_KEY = re.compile(r"^'[\w.-]+': ")  # a sentence begins with the key that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The sentences of a refused form."""

    at: dict[str, str] = field(default_factory=dict)  # field → what is wrong in it
    rest: str = ""  # what belongs to no field, a line each


def placed(text: str, file: str, bad: BadStation, today: date) -> Faults:
    """Each fault at the last field that begins before it in the file.

    Args:
        text: the file as it would have been.
        file: its name.
        bad: why it was refused.
        today: the day in the station's zone.
    """
    root, _ = parse(file, text.encode())
    starts = sorted(_starts(root)) if root is not None else []
    at: dict[str, str] = {}
    rest: list[str] = []
    for problem in bad.problems:
        index = bisect_right([place for place, _ in starts], (problem.line, problem.column)) - 1
        name = starts[index][1] if problem.file == file and index >= 0 else ""
        if name:
            words = _KEY.sub("", _words(problem))  # the field is seen
            at[name] = f"{at[name]} {words}" if name in at else words
        else:
            where = "" if problem.file == file else f"{problem.file}: "
            rest.append(f"{where}{_words(problem)}")
    days = {name: words for name, words in _unreadable_days(text, today).items() if name in at}
    return Faults(at=at | days, rest="\n".join(rest))


def _unreadable_days(text: str, today: date) -> dict[str, str]:
    """Field → what is wrong with its day, as every page tells it: the check names the way of files."""
    found: dict[str, str] = {}
    known = shown(text)
    for path in DAYS:
        try:
            if known.settings.get(path):
                day_of(known.settings[path], today)
        except ValueError as wrong:
            found[f"set-{'.'.join(path)}"] = str(wrong)
    return found


def _starts(root: Node) -> Iterator[tuple[tuple[int, int], str]]:
    """Where each field's key stands; other keys have no field, and end the one before them."""
    for key, mark in root.keys.items():
        below = root.children.get(key)
        fields = {path[1]: f"set-{key}.{path[1]}" for path in SETTINGS if path[0] == key and len(path) > 1}
        yield (mark.line, mark.column), "title" if key == "title" else _setting(key)
        for inner, place in below.keys.items() if below is not None and fields else ():
            yield (place.line, place.column), fields.get(inner, "")
    parts = root.children.get("parts")
    for number, part in parts.children.items() if parts is not None else ():
        kind = next((each for each in KINDS if each in part.keys), "")
        for key, mark in part.keys.items():
            name = f"part-{number}" if key == kind else f"part-{number}-{key}"
            yield (mark.line, mark.column), name if key == kind or key in KINDS.get(kind, ()) else ""


def _setting(key: str) -> str:
    return f"set-{key}" if (key,) in SETTINGS else ""


def _words(problem: Problem) -> str:
    return f"{problem.message} {problem.hint}" if problem.hint else problem.message
