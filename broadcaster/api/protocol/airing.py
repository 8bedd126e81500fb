"""The answers of the API about the air.

A request and its end, a live voice, `stop`, and decisions while the station runs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from broadcaster.core.answers import answer


@answer
class Stopped:
    """Whether there was anything to stop, and what it was."""

    stopped: bool
    airings: tuple[str, ...] = ()  # the ids of what it ended, on the air, waiting or still being made


Stage = Literal["making", "waiting", "on_air", "ended"]
"""See `broadcaster.playout.requests.ticket.Stage`; an unknown one is answered with 404."""

Outcome = Literal["aired", "cut", "refused", "missed", "interrupted"]
"""See `broadcaster.journal.rows.model.Outcome`."""


@answer
class RequestState:
    """Where a request is, and how it ended."""

    id: str
    """its ticket, the airing's id in the journal"""
    state: Stage
    outcome: Outcome | None
    """None until it has ended"""
    reason: str | None
    behind: str | None
    """the title of what is on air before it"""
    until: datetime | None
    """when that ends; its own end where it is on air"""
    in_time: bool
    """false if it will have waited too long by then"""
    warning: str | None = None
    """what to know of an emergency that airs all the same, such as the end of its validity"""


@answer
class Taken(RequestState):
    """A request was taken: where it is now, and whether it repeats."""

    every: float | None = None
    """seconds, of an emergency that repeats until it is stopped"""
    ends_after: float | None = None
    """seconds after which it ends by itself"""
    older: str | None = None
    """where the error is for which the message airs as it was before"""


@answer
class Armed:
    """A live session is armed. Who has its ticket may speak."""

    ticket: str


@answer
class LiveState:
    """A live session as its speaker sees it."""

    id: str
    """its airing"""
    on_air: bool
    ready: bool
    """the microphone works"""
    stage: str
    peak: int
    """0 … 32768, of the last moment"""
    heard_s: float
    late: int
    lost: int
    """chunks that did not come in time"""
    breaks: int
    """how often listeners heard it break off"""
    weak: bool
    """it broke off a moment ago"""
    over: bool
    why: str | None


@answer
class Rearmed:
    """How many emergencies go on."""

    rearmed: int


@answer
class Preferred:
    """Which of two messages goes first."""

    message: str


@answer
class CorrectedMessage:
    """What came of a correction."""

    id: str | None
    """the ticket of the correction; None where it could not be made"""
    airing: str | None
    """the airing that was corrected"""
    ended: bool
    """it was on air, waiting or repeating"""
    held: bool
    """the timetable airs it no more"""
    fault: str | None


@answer
class Released:
    """Whether the message was suspended."""

    released: bool
