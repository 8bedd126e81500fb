"""Routes that put something on air at once, and the route that waits for its end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from broadcaster.api.protocol.airing import (
    Ask,
    AskCatchUp,
    AskHear,
    AskPlay,
    AskPlayFile,
    AskRelay,
    AskRequest,
    AskSay,
    AskStop,
    Outcome,
    RequestState,
    Stage,
    Stopped,
    Taken,
)
from broadcaster.api.routes.asker import Asker
from broadcaster.api.routes.router import MISSING, REFUSED, Routes
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say, worded
from broadcaster.people.access import requirements
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.ticket import Stage as StageThere
from broadcaster.studio.script.excerpt import Passage

LOOK = 0.1  # seconds between two checks whether a request has ended

AIRING = Routes()


def to_air(station: StationFacade, ask: Ask[Any]) -> Action:
    """The right that a request for the air needs at this station."""
    return requirements.to_air(ask.how(), heard=station.hears(ask.zones))


def to_play(station: StationFacade, ask: AskPlay) -> Action:
    """The right that a message of the station needs."""
    return requirements.to_play(station.station, ask.message, ask.how(), heard=station.hears(ask.zones))


def to_hear(station: StationFacade, _ask: AskHear) -> Action:
    """The right to have a sentence spoken."""
    return Action.SPEAK if station.hears(()) else Action.REHEARSE


@AIRING.answers(AskPlay, needs=to_play, errors=MISSING | REFUSED)
def play(station: StationFacade, ask: AskPlay, asker: Asker) -> Taken:
    """Air a message of the station now."""
    ticket = station.play(ask.message, ask.how(asker.by))
    return replace(taken(station, ticket), older=station.older(ask.message))


@AIRING.answers(AskPlayFile, needs=to_air, errors=MISSING | REFUSED)
def play_file(station: StationFacade, ask: AskPlayFile, asker: Asker) -> Taken:
    """Air a sound file of the station's computer now."""
    return taken(station, station.play_file(Path(ask.path), ask.how(asker.by)))


@AIRING.answers(AskSay, needs=to_air, errors=MISSING | REFUSED)
def speak(station: StationFacade, ask: AskSay, asker: Asker) -> Taken:
    """Speak a text on the air now."""
    return taken(station, station.say(ask.text, ask.how(asker.by), voice=ask.voice))


@AIRING.answers(AskHear, needs=to_hear, errors=MISSING | REFUSED)
def hear(station: StationFacade, ask: AskHear, asker: Asker) -> Taken:
    """Say a sentence or a span of a text as a rehearsal."""
    wanted = Passage(
        text=ask.text, message=ask.message, sentence=ask.sentence, span=ask.span, readings=ask.readings
    )
    return taken(station, station.hear(wanted, asker.by))


@AIRING.answers(AskRelay, needs=to_air, errors=MISSING | REFUSED)
def relay(station: StationFacade, ask: AskRelay, asker: Asker) -> Taken:
    """Put a source of the station's list through now."""
    ticket = station.relays.relay(ask.source, ask.seconds, ask.how(asker.by), fallback=ask.fallback)
    return taken(station, ticket)


@AIRING.answers(AskStop, needs=Action.STOP)
def stop(station: StationFacade, ask: AskStop, asker: Asker) -> Stopped:
    """End what is on air, or all that was asked for, still being made or not.

    Where nothing is on air, what people have just asked for ends too.
    """
    ended = station.stop(everything=ask.all, who=asker.shown)
    return Stopped(stopped=bool(ended), airings=ended)


@AIRING.answers(AskCatchUp, needs=Action.SPEAK, errors=MISSING | REFUSED)
def catch_up(station: StationFacade, ask: AskCatchUp, asker: Asker) -> Taken:
    """Air now what was missed or interrupted."""
    return taken(station, station.catch_up(ask.what, by=asker.by))


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


def taken(station: StationFacade, ticket: str) -> Taken:
    """The answer to a request for the air: its state now, and whether it repeats."""
    every, ends = station.repeats(ticket) or (None, None)
    now = state_of(station, ticket)
    return Taken(
        id=now.id,
        state=now.state,
        outcome=now.outcome,
        reason=now.reason,
        behind=now.behind,
        until=now.until,
        in_time=now.in_time,
        warning=now.warning,
        every=every,
        ends_after=ends,
    )


def state_of(station: StationFacade, ticket: str) -> RequestState:
    """Where a request is.

    Raises:
        ServiceError: nothing was asked for with this ticket, or it is long over.
    """
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
