"""What is on air as the page shows it, and what became of something that was asked for."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from broadcaster.app.station.facade import StationFacade
from broadcaster.app.status.happenings import Airs
from broadcaster.core.answers import like
from broadcaster.core.containment import Kind as Contained
from broadcaster.core.containment import attempt
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import worded
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.requests.ticket import Stage
from broadcaster.web.site.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class AirSentence:
    """A sentence, and when it begins."""

    at: datetime
    words: str
    place: str  # before, now, next, or nothing for what is further away


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAirRow:
    """What is on air."""

    id: str  # of the journal's row
    message: str
    title: str
    kind: str
    planned: datetime
    started: datetime | None  # the whole message, where this is a piece of it
    end: datetime
    sentences: tuple[AirSentence, ...]
    zones: tuple[str, ...]  # empty: everywhere
    who: str
    emergency: bool

    @property
    def test(self) -> bool:
        """True for what is no real airing: it must look like none."""
        return self.kind in (AiringKind.REHEARSAL, AiringKind.MAINTENANCE)

    @property
    def seconds(self) -> float:
        """How long it is; 0 before its first sample."""
        return (self.end - self.started).total_seconds() if self.started else 0


def on_air(shell: Shell) -> OnAirRow | None:
    """What is on air now, in the station's zone; bare if something goes wrong with it."""
    air = shell.station.on_air()
    if air is None:
        return None
    return attempt(
        Contained.MESSAGE,
        air.message,
        lambda: _on_air(shell, air),
        lambda _fault: _on_air(shell, air, bare=True),
    )


def _on_air(shell: Shell, air: Airs, *, bare: bool = False) -> OnAirRow:
    zone, begun = shell.station.station.settings.timezone, air.begun or air.started
    return like(
        OnAirRow,
        air,
        id=air.airing or air.id,
        title=air.message if bare else shell.air_title(air.message, worded(air.title)),
        planned=air.planned.astimezone(zone),
        started=begun.astimezone(zone) if begun else None,
        end=(air.over or air.end).astimezone(zone),
        sentences=() if bare else _sentences(air, shell.now),
    )


def _sentences(air: Airs, now: datetime) -> tuple[AirSentence, ...]:
    """All sentences, with the one that is spoken marked, and those beside it."""
    current = max((number for number, (at, _) in enumerate(air.sentences) if at <= now), default=-1)
    places = {current - 1: "before", current: "now", current + 1: "next"}
    return tuple(
        AirSentence(at=at.astimezone(now.tzinfo), words=words, place=places.get(number, ""))
        for number, (at, words) in enumerate(air.sentences)
    )


PATIENCE = 3.0  # seconds until a page answers, whatever the request has come to
LOOK = 0.05


def stage_of(station: StationFacade, ticket: str, patience: float = PATIENCE) -> Stage:
    """Where a request is once it sounds, waits for another one, or `patience` is over.

    Raises:
        BroadcasterError: it was refused, with the reason.
    """
    until = time.monotonic() + patience
    while True:
        now = station.ticket_state(ticket)
        ended = now.ended
        if ended is not None and ended.outcome is Outcome.REFUSED and ended.reason is not None:
            raise BroadcasterError(ended.reason.code, **dict(ended.reason.facts))
        over = time.monotonic() >= until
        if over or now.stage in (Stage.ON_AIR, Stage.ENDED) or (now.stage is Stage.WAITING and now.behind):
            return now.stage
        time.sleep(LOOK)
