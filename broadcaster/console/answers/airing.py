"""What is answered to a request for the air, and to who waits for its end."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from broadcaster.answers import answer

Stage = Literal["making", "waiting", "on_air", "ended"]
"""See `broadcaster.service.operator.manual.ticket_state.Stage`; an unknown one is answered with 404."""

Outcome = Literal["aired", "cut", "refused", "missed", "interrupted"]
"""See `broadcaster.journal.model.Outcome`."""


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
