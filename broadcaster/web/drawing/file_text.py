"""The text of a file on a page.

With its faults below the lines, beside another text, and in its earlier versions. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain
from broadcaster.core.text.difference import stretches
from broadcaster.station.editing.history import FileVersion
from broadcaster.station.editing.settings import is_masked
from broadcaster.station.yaml.problems import BadStation, Problem


def fault_told(error: BroadcasterError) -> str:
    """What is wrong, in words; of files each problem with its line."""
    return in_lines(error.problems) if isinstance(error, BadStation) else explain(error)


def in_lines(problems: Iterable[Problem]) -> str:
    """Problems, a line each."""
    return "\n".join(problem.as_line() for problem in problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyLine:
    """One line of a file."""

    number: int
    text: str
    faults: tuple[str, ...] = ()


def faulty_lines(text: str, problems: Iterable[Problem]) -> list[FaultyLine]:
    """The lines of a text; a fault beyond its end stands below the last one."""
    lines = text.splitlines() or [""]
    found: dict[int, list[str]] = {}
    for each in problems:
        words = f"{each.message} ({each.hint})" if each.hint else each.message
        found.setdefault(min(max(each.line, 1), len(lines)), []).append(words)
    return [
        FaultyLine(number=number, text=line, faults=tuple(found.get(number, ())))
        for number, line in enumerate(lines, start=1)
    ]


_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Some words that follow each other, with their spaces."""

    text: str
    changed: bool = False


Side = tuple[Words, ...]


def side_by_side(old: str, new: str) -> tuple[Side, Side]:
    """The old text with what is gone marked, and the new one with what is new marked."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    left: list[Words] = []
    right: list[Words] = []
    for same, i, j, k, m in stretches(before, after):
        if j > i:
            left.append(Words("".join(before[i:j]), changed=not same))
        if m > k:
            right.append(Words("".join(after[k:m]), changed=not same))
    return tuple(left), tuple(right)


SHOWN = 30  # versions on a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One version in the list."""

    sha256: str
    at: datetime
    by: str  # empty: written outside the program
    gone: bool  # the file was removed then
    current: bool
    whole: bool  # it can come back: no password is missing in it
    before: Side  # what was there
    after: Side  # what this version made of it


def earlier(
    versions: Sequence[FileVersion],
    text_of: Callable[[FileVersion], str | None],
    *,
    etag: str,
    zone: tzinfo | None,
    drawn: Callable[[str], str],
) -> list[Earlier]:
    """The versions of a file, the last one first.

    Args:
        text_of: gives the text of one; None where the file was removed.
        drawn: makes of a file's text what people compare.
    """
    texts = [text_of(each) for each in versions[: SHOWN + 1]]
    found = []
    for number, version in enumerate(versions[:SHOWN]):
        text = texts[number]
        older = texts[number + 1] if number + 1 < len(texts) else None
        before, after = side_by_side(drawn(older or ""), drawn(text or ""))
        found.append(
            Earlier(
                sha256=version.sha256,
                at=version.at.astimezone(zone),
                by=version.by,
                gone=text is None,
                current=version.sha256 == etag,
                whole=text is not None and not is_masked(text),
                before=before,
                after=after,
            )
        )
    return found
