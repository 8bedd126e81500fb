"""Routes that put something on air at once, and the route that waits for its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, cast

from fastapi import APIRouter
from pydantic import Field, StrictBool

from broadcaster.api.protocol.airing import Outcome, RequestState, Stage, Stopped, Taken
from broadcaster.api.routes.asker import Asker
from broadcaster.api.routes.router import (
    MISSING,
    REFUSED,
    TEXT,
    Ask,
    Name,
    Number,
    Question,
    Routes,
    Words,
    shown,
)
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say, worded
from broadcaster.people.access import requirements
from broadcaster.people.roles.model import Action
from broadcaster.playout.live.relay import LEAST, LONGEST
from broadcaster.playout.requests.by_hand import Requester, RequestTerms
from broadcaster.playout.requests.ticket import Stage as StageThere
from broadcaster.studio.script.excerpt import Passage

LOOK = 0.1  # seconds between two checks whether a request has ended
MOST_SENTENCES = 1_000_000
LONGEST_WAIT = 25.0  # seconds; shorter than the client waits for an answer


class AskPlay(Ask):
    """Air a message of the station; from a sentence on, what was cut today goes on there."""

    message: Name
    from_sentence: Annotated[int, Field(ge=1, le=MOST_SENTENCES), Number] | None = None  # counted from 1

    def how(self, by: Requester | None = None) -> RequestTerms:
        """See `Ask`."""
        return replace(super().how(by), from_sentence=self.from_sentence)


class AskPlayFile(Ask):
    """Air a sound file of the station's computer."""

    path: str = Field(max_length=4096)


class AskSay(Ask):
    """Speak a text."""

    text: Words
    voice: str | None = Field(default=None, max_length=200)  # instead of the station's own


class AskHear(Question):
    """Say a sentence or a span of a text, as a rehearsal."""

    text: str = Field(max_length=TEXT)
    message: Name | None = None  # whose lexicon and voice count
    sentence: Annotated[int, Field(ge=0), Number] | None = None  # counted from 0
    span: tuple[Annotated[int, Number], Annotated[int, Number]] | None = None  # in code points of `text`
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
    seconds: Annotated[float, shown(minimum=LEAST, maximum=LONGEST), Number]
    fallback: Name | None = None


class AskCatchUp(Question):
    """Air something that was missed, by the id of its airing or by its message."""

    what: Name


class AskStop(Question):
    """Stop what is on air, or the queue too."""

    all: StrictBool = False


def right_to_air(station: StationFacade) -> Callable[[Ask], Action]:
    """Gives the right that a request for the air needs at this station."""

    def to_air(ask: Ask) -> Action:
        return requirements.to_air(ask.how(), heard=station.hears(ask.zones))

    return to_air


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    def to_play(ask: AskPlay) -> Action:
        heard = station.hears(ask.zones)
        return requirements.to_play(station.station, ask.message, ask.how(), heard=heard)

    def to_hear(_ask: AskHear) -> Action:
        return Action.SPEAK if station.hears(()) else Action.REHEARSE

    to_air = right_to_air(station)

    @made.post("/play", needs=to_play, errors=MISSING | REFUSED)
    def play(ask: AskPlay, asker: Asker) -> Taken:
        """Air a message of the station now."""
        ticket = station.play(ask.message, ask.how(asker.by))
        return replace(taken(station, ticket), older=station.older(ask.message))

    @made.post("/play-file", needs=to_air, errors=MISSING | REFUSED)
    def play_file(ask: AskPlayFile, asker: Asker) -> Taken:
        """Air a sound file of the station's computer now."""
        return taken(station, station.play_file(Path(ask.path), ask.how(asker.by)))

    @made.post("/say", needs=to_air, errors=MISSING | REFUSED)
    def speak(ask: AskSay, asker: Asker) -> Taken:
        """Speak a text on the air now."""
        return taken(station, station.say(ask.text, ask.how(asker.by), voice=ask.voice))

    @made.post("/hear", needs=to_hear, errors=MISSING | REFUSED)
    def hear(ask: AskHear, asker: Asker) -> Taken:
        """Say a sentence or a span of a text as a rehearsal."""
        return taken(station, station.hear(ask.passage, asker.by))

    @made.post("/relay", needs=to_air, errors=MISSING | REFUSED)
    def relay(ask: AskRelay, asker: Asker) -> Taken:
        """Put a source of the station's list through now."""
        return taken(
            station,
            station.relays.relay(ask.source, ask.seconds, ask.how(asker.by), fallback=ask.fallback),
        )

    @made.post("/stop", needs=Action.STOP)
    def stop(ask: AskStop, asker: Asker) -> Stopped:
        """End what is on air, or all that was asked for, still being made or not.

        Where nothing is on air, what people have just asked for ends too.
        """
        ended = station.stop(everything=ask.all, who=asker.shown)
        return Stopped(stopped=bool(ended), airings=ended)

    @made.post("/catch-up", needs=Action.SPEAK, errors=MISSING | REFUSED)
    def catch_up(ask: AskCatchUp, asker: Asker) -> Taken:
        """Air now what was missed or interrupted."""
        return taken(station, station.catch_up(ask.what, by=asker.by))

    @made.get("/requests/{ticket}", needs=Action.LOOK, errors=MISSING)
    async def request(
        ticket: str, wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0.0
    ) -> RequestState:
        """Where a request is; with `wait` answered when it has ended, or after so many seconds."""
        now = state_of(station, ticket)  # a ticket that is not known is not waited for
        # Many requests may wait for long. They wait here, on the event loop, and take no thread from others.
        for _ in range(round(wait / LOOK)):
            if station.wait(ticket, 0) is not None:
                break
            await asyncio.sleep(LOOK)
        return now if now.outcome is not None else state_of(station, ticket)

    return made.router


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
