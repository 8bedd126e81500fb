"""Routes that put something on air at once, and the route that waits for its end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from broadcaster.api.protocol.airing import AskRequest
from broadcaster.api.questions.declaration import MISSING, REFUSED, Asker, Needs, Questions
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.answers import like
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say, worded
from broadcaster.people.access import requirements
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import (
    Ask,
    AskCatchUp,
    AskHear,
    AskPlay,
    AskPlayFile,
    AskRelay,
    AskSay,
    AskTest,
    ForAir,
    Outcome,
    RequestState,
    Stage,
    Taken,
)
from broadcaster.playout.requests.ticket import Stage as StageThere

LOOK = 0.1  # seconds between two checks whether a request has ended

AIRING = Questions()


def to_air(station: StationFacade, ask: Ask[Any] | ForAir) -> Action:
    """The right that a request for the air needs at this station."""
    return requirements.to_air(station.station, ask, station.hears)


def to_play(station: StationFacade, ask: AskPlay) -> Action:
    """The right that a message of the station needs: also by its own class."""
    return to_air(station, ask)


def to_hear(station: StationFacade, ask: AskHear) -> Action:
    """The right to have a sentence spoken: it is a rehearsal."""
    return to_air(station, ask)


@AIRING.answers(AskPlay, needs=to_play, errors=MISSING | REFUSED)
def play(station: StationFacade, ask: AskPlay, asker: Asker) -> Taken:
    """Air a message of the station now."""
    return replace(aired(station, ask, asker), older=station.older(ask.message))


def aired(station: StationFacade, ask: ForAir, asker: Asker) -> Taken:
    """The answer to a request for the air: its state now, and whether it repeats."""
    ticket = station.air(ask, asker.by)
    every, ends = station.repeats(ticket) or (None, None)
    return like(Taken, state_of(station, ticket), every=every, ends_after=ends)


MADE: Mapping[str, tuple[type[ForAir], Needs]] = {
    "play_file": (AskPlayFile, to_air),
    "speak": (AskSay, to_air),
    "hear": (AskHear, to_hear),
    "relay": (AskRelay, to_air),
    "catch_up": (AskCatchUp, Action.SPEAK),
    "test_keying": (AskTest, Action.MAINTAIN),
}
for name, (kind, needed) in MADE.items():
    AIRING.answers(kind, needs=needed, errors=MISSING | REFUSED, name=name)(aired)


@AIRING.answers(AskRequest, needs=Action.LOOK, errors=MISSING)
async def request(station: StationFacade, ask: AskRequest, _asker: Asker) -> RequestState:
    """Where a request is; with `wait` answered when it has ended, or after so many seconds."""
    now = state_of(station, ask.ticket)  # a ticket that is not known is not waited for
    # Many requests may wait for long. They wait here, on the event loop, and take no thread from others.
    for _ in range(round(ask.wait / LOOK)):
        if station.wait(ask.ticket, 0) is not None:
            break
        await asyncio.sleep(LOOK)
    return now if now.outcome is not None else state_of(station, ask.ticket)


def state_of(station: StationFacade, ticket: str) -> RequestState:
    """Where a request is. Raises ServiceError: nothing was asked for with this ticket, or it is long over."""
    state = station.ticket_state(ticket)
    if state.stage is StageThere.UNKNOWN:
        raise ServiceError("service.unknown_request")
    end, zone = state.ended, station.station.settings.timezone
    reason = end.reason if end is not None else None
    warning = station.warning(ticket)
    return RequestState(
        id=ticket,
        state=cast("Stage", str(state.stage)),
        outcome=None if end is None else cast("Outcome", str(end.outcome)),
        reason=None if reason is None else say(reason.code, **dict(reason.facts)),
        behind=worded(state.behind) or None,
        until=None if state.until is None else state.until.astimezone(zone).replace(microsecond=0),
        in_time=state.in_time,
        warning=None if warning is None else say(warning.code, **dict(warning.facts)),
    )
