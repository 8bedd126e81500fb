"""The text of a file with what is wrong in it, each fault below its line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.station.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a file."""

    number: int
    text: str
    faults: tuple[str, ...] = ()


def faulty_lines(text: str, problems: Iterable[Problem]) -> list[Line]:
    """The lines of a text; a fault beyond its end stands below the last one."""
    lines = text.splitlines() or [""]
    found: dict[int, list[str]] = {}
    for each in problems:
        words = f"{each.message} ({each.hint})" if each.hint else each.message
        found.setdefault(min(max(each.line, 1), len(lines)), []).append(words)
    return [
        Line(number=number, text=line, faults=tuple(found.get(number, ())))
        for number, line in enumerate(lines, start=1)
    ]
