"""One ward's station, whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from broadcaster.station.declared import nothing
from broadcaster.station.model.broadcasts.calendar import WardCalendar
from broadcaster.station.model.broadcasts.message import Message
from broadcaster.station.model.broadcasts.schedule import Schedule
from broadcaster.station.model.broadcasts.waits import Waits
from broadcaster.station.model.equipment.cluster import Cluster
from broadcaster.station.model.rules.approval import Approval
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
    has the station of that version, and `edited` the message as its file is now. `approved` has the digest of
    the words of each that airs as the leadership approved it, by its file or by that version.

    A message in `waiting` is among `messages` without any words, so that schedules may name it; the
    hard guard lets it nowhere.
    """

    root: Path
    settings: Settings
    messages: Mapping[str, Message]
    schedules: Mapping[str, Schedule]
    lexicon: Mapping[str, str] = field(default_factory=nothing)
    calendar: WardCalendar = field(default_factory=WardCalendar)
    clusters: Mapping[str, Cluster] = field(default_factory=lambda: MappingProxyType({}))
    recordings: Mapping[str, Recording] = field(default_factory=lambda: MappingProxyType({}))
    approvals: Mapping[str, Approval] = field(default_factory=lambda: MappingProxyType({}))
    waiting: Mapping[str, Waits] = field(default_factory=lambda: MappingProxyType({}))
    pinned: Mapping[str, Station] = field(default_factory=lambda: MappingProxyType({}))
    edited: Mapping[str, Message] = field(default_factory=lambda: MappingProxyType({}))
    approved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def house_of(self, message: str) -> Station:
        """The station by whose lexicon, place and recordings a message, or a piece of it, is to be heard."""
        return self.pinned.get(message.partition("#")[0], self)

    def newest(self) -> Station:
        """The same with every message as its file is, approved or not."""
        if not self.pinned:
            return self
        messages = MappingProxyType({**self.messages, **self.edited})
        nothing_pinned: Mapping[str, Station] = MappingProxyType({})
        approved = {name: words for name, words in self.approved.items() if name not in self.edited}
        return replace(
            self,
            messages=messages,
            pinned=nothing_pinned,
            edited=MappingProxyType({}),
            approved=MappingProxyType(approved),
        )
