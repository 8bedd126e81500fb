"""What is doubtful in a station's messages and can be settled by a line of a lexicon. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError
from broadcaster.reading.engine import read_in
from broadcaster.reading.model import Flag, Remedy
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtPlace:
    """Where something is written: the message's id, and the line of its file from 1."""

    message: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A written form whose reading a person should choose."""

    form: str
    code: str  # of the doubt
    spoken: str  # what is said until then; "" for nothing
    choices: tuple[str, ...]
    remedy: Remedy  # WARD or MESSAGE
    places: tuple[DoubtPlace, ...]  # in order


def proposals(
    station: Station, messages: Iterable[Message], aside: Callable[[Message, BroadcasterError], None]
) -> tuple[tuple[Proposal, ...], int]:
    """What a lexicon can settle, the most frequent first; and how many places only the text can mend.

    What depends on the text is proposed for each message by itself. `aside` is told of each message that
    cannot be read, and why.
    """
    found: dict[tuple[str, str, str], tuple[Flag, list[DoubtPlace]]] = {}
    others = 0
    for places_of in each(
        Kind.MESSAGE, messages, lambda one: one.id, lambda one: list(_flagged(station, one)), aside
    ):
        for flag, place in places_of:
            if flag is None or flag.remedy is Remedy.TEXT:
                others += 1
                continue
            owner = place.message if flag.remedy is Remedy.MESSAGE else ""
            _, places = found.setdefault((flag.code, flag.form, owner), (flag, []))
            places.append(place)
    made = [_proposal(flag, places) for flag, places in found.values()]
    return tuple(sorted(made, key=lambda one: -len(one.places))), others


def _flagged(station: Station, message: Message) -> Iterator[tuple[Flag | None, DoubtPlace]]:
    """What is doubtful in a message, and where."""
    for part in (part for part in message.parts if isinstance(part, Say)):
        for span in read_in(station, part.text, message).flagged:
            line = part.line + part.text.count("\n", 0, span.end - len(span.written.lstrip()))
            yield span.flag, DoubtPlace(message=message.id, line=line)


def _proposal(flag: Flag, places: list[DoubtPlace]) -> Proposal:
    return Proposal(
        form=flag.form,
        code=flag.code,
        spoken=dict(flag.facts).get("spoken", ""),
        choices=flag.choices,
        remedy=flag.remedy,
        places=tuple(places),
    )
