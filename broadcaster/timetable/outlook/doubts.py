"""What is doubtful about the words of a message: each place once, with the readings that are possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from broadcaster.core.errors import Phrase
from broadcaster.reading.model import Reading, Remedy
from broadcaster.station.model.message import Message, Say
from broadcaster.station.rules.blanks import blanks

MOST = 20  # places of one message: who has so many writes the text anew
MORE = "outlook.more_doubts"
# Flags of stretches that are told otherwise: see `_unread`.
_ELSEWHERE = frozenset(
    ("reading.flag_tcvn3", "reading.flag_vni", "reading.flag_viqr", "reading.flag_mojibake")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A place of a message that no voice can say as it was meant, or that may mean several things."""

    code: str
    part: int  # index of the part of the message
    start: int  # offset in its text, in code points
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()  # of a lexicon; one of them settles it
    remedy: str = "text"


def doubts(message: Message, readings: Mapping[int, Reading]) -> tuple[Doubt, ...]:
    """What is doubtful about a message. `readings`: of its texts, by the index of the part."""
    unread, told = _unread(message)
    found: list[Doubt] = []
    seen: set[tuple[str, str]] = set()
    for part, reading in readings.items():
        for place, key in _flagged(part, reading, told.get(part, [])):
            if key not in seen:
                seen.add(key)
                found.append(place)
    if len(found) > MOST:
        count = len(found) - MOST
        last = found[MOST]
        more = Doubt(code=MORE, part=last.part, start=last.start, facts=(("count", str(count)),))
        found = [*found[:MOST], more]
    return (*unread, *found)


def doubt(kept: Mapping[str, Any]) -> Doubt:
    """A doubt that was kept as JSON. Raises TypeError, ValueError: it is none."""
    facts = tuple((str(name), str(value)) for name, value in kept["facts"])
    return Doubt(**{**kept, "facts": facts, "lines": tuple(map(str, kept["lines"]))})


def advice(of: Doubt) -> Phrase | None:
    """What to do about a doubt that a lexicon can settle; None: what the catalogue advises."""
    if not of.lines:
        return None
    usual = Phrase(code=f"{of.code}.hint", facts=of.facts)
    facts = (("advice", usual), ("lines", " | ".join(of.lines)))
    return Phrase(code=f"outlook.settle_{of.remedy}", facts=facts)


def _flagged(
    part: int, reading: Reading, told: list[tuple[int, int]]
) -> Iterator[tuple[Doubt, tuple[str, str]]]:
    """The flags of one text that are not told otherwise, each with what makes it the same as another."""
    from broadcaster.station.editing.lexicon import line

    for span in reading.flagged:
        flag = span.flag
        if flag is None or flag.code in _ELSEWHERE:
            continue
        if any(a < span.end and b > span.start for a, b in told):
            continue
        lines = (
            () if flag.remedy is Remedy.TEXT else tuple(line(*flag.entry(choice)) for choice in flag.choices)
        )
        start = span.end - len(span.written.lstrip())
        place = Doubt(
            code=flag.code, part=part, start=start, facts=flag.facts, lines=lines, remedy=str(flag.remedy)
        )
        yield place, (flag.code, flag.entry("")[0])


def _unread(message: Message) -> tuple[list[Doubt], dict[int, list[tuple[int, int]]]]:
    """The first stretch without tone marks, the first in a legacy encoding, and every blank.

    Returns:
        These, and for each part all stretches without tone marks and all blanks.
    """
    from broadcaster.reading.legacy import find
    from broadcaster.reading.plain_text import blocks, untoned

    found: dict[str, Doubt] = {}
    empty: list[Doubt] = []
    told: dict[int, list[tuple[int, int]]] = {}
    for index, part in enumerate(message.parts):
        if isinstance(part, Say):
            toneless = [
                (start + first, start + last)
                for start, end in blocks(part.text)
                for first, last in untoned(part.text[start:end])
            ]
            places = [("outlook.legacy", run.start) for run in find(part.text)]
            places += [("outlook.untoned", first) for first, _ in toneless]
            for code, start in places:
                found.setdefault(code, Doubt(code=code, part=index, start=start))
            gaps = list(blanks(part.text))
            empty += [Doubt(code="outlook.blank", part=index, start=one.start) for one in gaps]
            told[index] = [*toneless, *((one.start, one.end) for one in gaps)]
    return [*found.values(), *empty], told
