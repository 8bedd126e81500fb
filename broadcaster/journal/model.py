"""The as-run log as values: what was asked for, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadcaster.errors import Fact
from broadcaster.text import say


class Kind(StrEnum):
    """Who or what asked for an airing."""

    SCHEDULED = "scheduled"
    MANUAL = "manual"
    LIVE = "live"
    RELAY = "relay"
    REHEARSAL = "rehearsal"
    MAINTENANCE = "maintenance"


class Outcome(StrEnum):
    """How an airing ended. Each one ends in exactly one of these."""

    AIRED = "aired"
    CUT = "cut"
    REFUSED = "refused"
    MISSED = "missed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why: a key of the text catalogue and its facts, worded only when shown."""

    code: str
    facts: tuple[tuple[str, Fact], ...] = ()

    @property
    def text(self) -> str:
        """The reason in the chosen language."""
        return say(self.code, **dict(self.facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that is to go on air, as it is known before it does."""

    kind: Kind
    message: str | None = None  # None for words that are no stored message
    schedule: str | None = None
    session: str | None = None  # of a scheduled airing: its schedule and the session's instant
    position: int = 0  # its place in the session
    planned: datetime | None = None  # aware; the first sample's instant
    who: str | None = None  # the person who asked
    words_digest: str | None = None
    sound_digest: str | None = None
    engine: str | None = None
    resumes: str | None = None  # id of the interrupted airing that this one goes on with
    makes_good: str | None = None  # id of the airing that a person airs late by this one
    zones: tuple[str, ...] = ()  # where alone it is heard; empty for everywhere
    part_of: str | None = None  # id of the airing of the message in which it is a piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """One airing folded from its events. Times are aware, in UTC."""

    id: str
    planned: datetime | None
    started: datetime | None
    ended: datetime | None
    outcome: Outcome | None  # None while it is not over
    reason: Reason | None
    kind: Kind
    message: str | None
    schedule: str | None
    who: str | None
    words_digest: str | None
    sound_digest: str | None
    engine: str | None
    resumes: str | None = None
    makes_good: str | None = None
    session: str | None = None
    position: int = 0
    zones: tuple[str, ...] = ()
    part_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that happened to the station or around an airing, and is no airing itself."""

    id: str
    at: datetime  # aware, in UTC
    what: Reason
    airing: str | None = None  # the airing that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a walk along the chain found."""

    ok: bool
    rows: int
    head: str  # hash of the last row
    first_bad: int | None = None  # number of the first row that is missing or does not fit
    missing: int | None = None  # number of the row that was durable last, if that is not there
    head_damaged: bool = False  # what was kept beside the file of its last row cannot be read
    head_gone: bool = False  # nothing is kept beside the file, though it was
    damage: str | None = None  # what SQLite finds wrong with the file's structure
    losses: tuple[Note, ...] = ()  # rows that tell of rows which were lost
