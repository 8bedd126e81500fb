"""One ward's station as a value, a message found by its name, and the digest of what its file says.

It is kept with an approval: where it still holds and the digest of the spoken words does not, the
reading was changed (a lexicon, the manner of reading, the place), and not the message.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from broadcaster.core.errors import StationError
from broadcaster.core.text.forms import nfc
from broadcaster.station.model.equipment import Cluster
from broadcaster.station.model.keys import nothing
from broadcaster.station.model.message import Message, Part, Pause, Play, Priority, Relay, Say, Waits
from broadcaster.station.model.names import nearest
from broadcaster.station.model.regulation import Approval
from broadcaster.station.model.schedule import Schedule, WardCalendar
from broadcaster.station.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A file that a message plays: where it is and what it holds."""

    name: str  # as written in the message, relative to the station folder
    path: Path  # where the bytes can be read
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One ward's station, whole: nothing in it refers to anything that is missing.

    Of a message that was edited after its approval, `messages` may have the approved version: then `pinned`
    has the station of that version, and `edited` the message as its file is now, if it has one. `approved`
    has the digest of the words of each that airs as the leadership approved it, by its file or by that
    version.

    A message in `waiting` is among `messages` without any words, so that schedules may name it; the
    hard guard lets it nowhere.
    """

    root: Path
    settings: Settings
    messages: Mapping[str, Message]
    schedules: Mapping[str, Schedule]
    lexicon: Mapping[str, str] = field(default_factory=nothing)
    calendar: WardCalendar = field(default_factory=WardCalendar)
    clusters: Mapping[str, Cluster] = field(default_factory=nothing)
    recordings: Mapping[str, Recording] = field(default_factory=nothing)
    approvals: Mapping[str, Approval] = field(default_factory=nothing)
    waiting: Mapping[str, Waits] = field(default_factory=nothing)
    pinned: Mapping[str, Station] = field(default_factory=nothing)
    edited: Mapping[str, Message] = field(default_factory=nothing)
    approved: Mapping[str, str] = field(default_factory=nothing)

    def house_of(self, message: str) -> Station:
        """The station by whose lexicon, place and recordings a message, or a piece of it, is to be heard."""
        return self.pinned.get(message.partition("#")[0], self)

    def newest(self) -> Station:
        """The same with every message that has a file as that is, approved or not."""
        if not self.edited:
            return self
        messages = MappingProxyType({**self.messages, **self.edited})
        pinned = {name: house for name, house in self.pinned.items() if name not in self.edited}
        approved = {name: words for name, words in self.approved.items() if name not in self.edited}
        return replace(
            self,
            messages=messages,
            pinned=MappingProxyType(pinned),
            edited=MappingProxyType({}),
            approved=MappingProxyType(approved),
        )


def find_message(station: Station, name: str) -> Message:
    """The message of that id.

    Raises:
        StationError: there is none; the error names the nearest one, or all. Or it waits for its
            file to be mended.
    """
    name = nfc(name)
    message = station.messages.get(name)
    why = station.waiting.get(name)
    if why is not None and why.place:
        raise StationError("station.message_waits", message=name, place=why.place)
    if message is not None and why is None:
        return message
    there = station.messages.keys() - station.waiting.keys()
    near = nearest(name, there)
    if near:
        raise StationError("station.no_message_near", message=name, near=near)
    known = ", ".join(sorted(there)) or "–"
    raise StationError("station.no_message", message=name, known=known)


def written_digest(station: Station, message: Message) -> str:
    """64 hexadecimal digits over texts, recordings' bytes, relays and how often they are heard."""
    station = station.house_of(message.id)
    parts = [_content(station, part) for part in message.parts if not isinstance(part, Pause)]
    bed = _bytes_of(station, message.bed) if message.bed else None
    facts = {"version": 1, "parts": parts, "bed": bed, "repeat": message.repeat, "every": message.every}
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def timing_digest(
    station: Station,
    message: Message,
    approved: Priority | None = None,
    *,
    instead: bool = True,
    pattern: bool = True,
) -> str:
    """64 hexadecimal digits over a message's pauses, where they stand, what stands in for its relays, the
    pattern of a siren of the ward's own, and what puts it outside the quotas; of an emergency over its days
    too.

    Args:
        approved: the class in which it was approved, which decides about the days; its own by default.
        instead: False for the digest of earlier versions, without what stands in.
        pattern: False for that of earlier versions, which know a siren by its name.
    """
    pauses = [part.length if isinstance(part, Pause) else None for part in message.parts]
    facts: list[object] = [pauses, message.repeat, message.gap, message.every]
    if (approved or message.priority) is Priority.EMERGENCY:
        facts += [str(day) for day in (message.valid.first, message.valid.until)]
    relays = [part.fallback for part in message.parts if isinstance(part, Relay)]
    if instead and relays:
        facts.append(relays)
    siren = station.house_of(message.id).settings.sirens.get(message.siren or "")
    if pattern and siren is not None:
        facts.append(siren.as_facts())
    if message.cause is not None:
        facts.append({"cause": message.cause})
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _content(station: Station, part: Part) -> list[object]:
    match part:
        case Say():
            return ["say", part.text, str(part.emphasis)]
        case Play():
            return ["play", _bytes_of(station, part.recording)]
        case Relay():
            return ["relay", part.source, part.length]
        case Pause():
            return ["pause"]


def _bytes_of(station: Station, name: str) -> str:
    known = station.recordings.get(name)
    return name if known is None else known.sha256


class InForce(Protocol):
    """Holds the station that airs; another one each time that a change of its files has taken over."""

    @property
    def station(self) -> Station:
        """It. From any thread."""


@dataclass(slots=True)
class FakeInForce:
    """The fake: holds the station that it is given."""

    station: Station
