"""Routes that put something on air at once, and the route that waits for its end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, cast

from fastapi import APIRouter
from pydantic import Field

from broadcaster.console.answers.airing import Outcome, RequestState, Stage, Taken
from broadcaster.console.answers.stopping import Stopped
from broadcaster.console.api.questions import TEXT, Ask, ByPerson, Name, Words, shown
from broadcaster.console.api.router import MISSING, REFUSED, router
from broadcaster.errors import ServiceError
from broadcaster.service.live.relay import LEAST, LONGEST
from broadcaster.service.operator.ticket_state import Stage as StageThere
from broadcaster.service.station.facade import StationFacade
from broadcaster.studio.excerpt import Passage
from broadcaster.text import say, worded

LOOK = 0.1  # seconds between two checks whether a request has ended
LONGEST_WAIT = 25.0  # seconds; shorter than the client waits for an answer


class AskPlay(Ask):
    """Air a message of the station."""

    message: Name


class AskPlayFile(Ask):
    """Air a sound file of the station's computer."""

    path: str = Field(max_length=4096)


class AskSay(Ask):
    """Speak a text."""

    text: Words
    voice: str | None = Field(default=None, max_length=200)  # instead of the station's own


class AskHear(ByPerson):
    """Say a sentence or a span of a text, as a rehearsal."""

    text: str = Field(max_length=TEXT)
    message: Name | None = None  # whose lexicon and voice count
    sentence: int | None = Field(default=None, ge=0)  # counted from 0
    span: tuple[int, int] | None = None  # start and end in `text`, in code points
    readings: list[Name] = Field(default=[], max_length=10)
    rehearse: Literal[True] = True  # it is nothing else

    @property
    def passage(self) -> Passage:
        """What is to be heard, as the studio takes it."""
        return Passage(
            text=self.text,
            message=self.message,
            sentence=self.sentence,
            span=self.span,
            readings=tuple(self.readings),
        )


class AskRelay(Ask):
    """Relay a source of the station's list."""

    source: str = Field(max_length=2000)
    seconds: Annotated[float, shown(minimum=LEAST, maximum=LONGEST)]
    fallback: Name | None = None


class AskCatchUp(ByPerson):
    """Air something that was missed, by the id of its airing or by its message."""

    what: Name


class AskStop(ByPerson):
    """Stop what is on air, or the queue too."""

    all: bool = False


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = router()

    @made.post("/play", responses=MISSING | REFUSED)
    def play(ask: AskPlay) -> Taken:
        """Air a message of the station now."""
        ticket = station.play(ask.message, ask.how)
        return replace(taken(station, ticket), older=station.older(ask.message))

    @made.post("/play-file", responses=MISSING | REFUSED)
    def play_file(ask: AskPlayFile) -> Taken:
        """Air a sound file of the station's computer now."""
        return taken(station, station.play_file(Path(ask.path), ask.how))

    @made.post("/say", responses=MISSING | REFUSED)
    def speak(ask: AskSay) -> Taken:
        """Speak a text on the air now."""
        return taken(station, station.say(ask.text, ask.how, voice=ask.voice))

    @made.post("/hear", responses=MISSING | REFUSED)
    def hear(ask: AskHear) -> Taken:
        """Say a sentence or a span of a text as a rehearsal."""
        return taken(station, station.hear(ask.passage, who=ask.who))

    @made.post("/relay", responses=MISSING | REFUSED)
    def relay(ask: AskRelay) -> Taken:
        """Put a source of the station's list through now."""
        return taken(station, station.relays.relay(ask.source, ask.seconds, ask.how, fallback=ask.fallback))

    @made.post("/stop")
    def stop(ask: AskStop) -> Stopped:
        """End what is on air, or all that was asked for."""
        return Stopped(stopped=station.stop(everything=ask.all, who=ask.who))

    @made.post("/catch-up", responses=MISSING | REFUSED)
    def catch_up(ask: AskCatchUp) -> Taken:
        """Air now what was missed or interrupted."""
        return taken(station, station.catch_up(ask.what, who=ask.who))

    @made.get("/requests/{ticket}", responses=MISSING)
    async def request(
        ticket: str, wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0.0
    ) -> RequestState:
        """Where a request is; with `wait` answered when it has ended, or after so many seconds."""
        # Many requests may wait for long. They wait here, on the event loop, and take no thread from others.
        for _ in range(round(wait / LOOK)):
            if station.wait(ticket, 0) is not None:
                break
            await asyncio.sleep(LOOK)
        return state_of(station, ticket)

    return made


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
    return RequestState(
        id=ticket,
        state=cast("Stage", str(state.stage)),
        outcome=None if end is None else cast("Outcome", str(end.outcome)),
        reason=None if reason is None else say(reason.code, **dict(reason.facts)),
        behind=worded(state.behind) or None,
        until=None if state.until is None else state.until.astimezone(zone).replace(microsecond=0),
        in_time=state.in_time,
    )
