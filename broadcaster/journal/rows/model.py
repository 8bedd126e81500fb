"""The as-run log as values: what was asked for and how it ended; ids of airings, sorted by time as texts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadcaster.core.errors import Fact
from broadcaster.core.text.catalogue import say


class AiringKind(StrEnum):
    """Who or what asked for an airing."""

    SCHEDULED = "scheduled"
    MANUAL = "manual"
    LIVE = "live"
    RELAY = "relay"
    REHEARSAL = "rehearsal"
    MAINTENANCE = "maintenance"
    ALERT = "alert"  # from above, by itself


class Outcome(StrEnum):
    """How an airing ended. Each airing ends in exactly one of these."""

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
class MessageSummary:
    """What a message said of itself when it was to air: a later edit changes no report."""

    title: str
    source: str | None = None  # the letter itself
    basis: str | None = None  # what it rests on
    languages: tuple[str, ...] = ()  # of its recordings, beside Vietnamese
    exempt: str | None = None  # the order or article that put it outside the quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known about an airing before it starts."""

    kind: AiringKind
    message: str | None = None  # None if it is no stored message
    schedule: str | None = None
    session: str | None = None  # of a scheduled airing: its schedule and the session's instant
    position: int = 0  # its place in the session
    planned: datetime | None = None  # aware; the first sample's instant
    who: str | None = None  # the person who asked
    words_digest: str | None = None
    sound_digest: str | None = None
    engine: str | None = None
    resumes: str | None = None  # id of the interrupted airing that this one continues
    makes_good: str | None = None  # id of the missed airing that this one makes up for
    zones: tuple[str, ...] = ()  # the only zones in which it is heard; empty for all
    part_of: str | None = None  # id of the airing of the whole message, if this is a piece of one
    confirm: bool = False  # nobody approved the words ahead: the leadership confirms or objects afterwards
    pinned: bool = False  # the version that is approved; the file has changed since
    emergency: bool = False  # in the class of emergencies; rows from before do not say
    about: MessageSummary | None = None  # None in rows from before, and for what is no stored message
    alert: str | None = None  # id of the alert that sounds by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """One airing, built from its events. Times are aware, in UTC."""

    id: str
    planned: datetime | None
    started: datetime | None
    ended: datetime | None
    outcome: Outcome | None  # None while it is not over
    reason: Reason | None
    kind: AiringKind
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
    confirm: bool = False
    pinned: bool = False
    emergency: bool = False
    about: MessageSummary | None = None
    alert: str | None = None

    @property
    def never_began(self) -> bool:
        """True for what a person asked for when the program ended before anything of it was heard."""
        return self.outcome is Outcome.INTERRUPTED and self.started is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that happened to the station or around an airing, but is no airing."""

    id: str
    at: datetime  # aware, in UTC
    what: Reason
    airing: str | None = None  # the airing that it is about
    fault: bool = False  # something that went wrong; rows from before notices existed do not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The result of a verification."""

    ok: bool
    rows: int
    head: str  # hash of the last row
    first_bad: int | None = None  # number of the first row that is missing or whose hash is wrong
    missing: int | None = None  # number of the last durable row, if it is missing
    head_damaged: bool = False  # the head beside the file cannot be read
    head_gone: bool = False  # there is no head beside the file, and there must be one
    damage: str | None = None  # SQLite's words for what is wrong with the file
    losses: tuple[Note, ...] = ()  # the notes about lost rows


_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: nothing looks like 1 or 0
_TIME_DIGITS = 10  # milliseconds until the year 37648
_RANDOM_DIGITS = 8  # 40 bits


def new_id(now: datetime) -> str:
    """A new id for an airing that is first known at `now`: 18 lower-case letters and digits."""
    milliseconds = int(now.timestamp() * 1000)
    return _text(milliseconds, _TIME_DIGITS) + _text(secrets.randbits(5 * _RANDOM_DIGITS), _RANDOM_DIGITS)


def _text(number: int, digits: int) -> str:
    return "".join([_DIGITS[(number >> 5 * place) & 31] for place in reversed(range(digits))])
