"""Hôm nay: what sounds now, what comes next, what aired and what did not and why; play, stop, catch up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.asked import stage_of
from broadcaster.console.web.pools import URGENT
from broadcaster.console.web.shell import Shell, back_to
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Airing, Outcome
from broadcaster.journal.names import shown
from broadcaster.people.model import Action
from broadcaster.service.access.needed import to_play
from broadcaster.service.operator.ticket_state import Stage
from broadcaster.service.requests.how import How

LOOKS = {
    Outcome.AIRED: ("ok", "circle-check"),
    Outcome.CUT: ("no", "ban"),
    Outcome.REFUSED: ("no", "ban"),
    Outcome.MISSED: ("no", "hourglass"),
    Outcome.INTERRUPTED: ("fault", "triangle-alert"),
}
"""How each outcome looks: class and icon."""

NOTICES = {
    Stage.MAKING: "asked",
    Stage.WAITING: "waits",
    Stage.ON_AIR: "on_air",
    Stage.ENDED: "ended",
    Stage.UNKNOWN: "asked",
}
"""What a page says of a request, by where it is."""

MADE_UP = (Outcome.MISSED, Outcome.INTERRUPTED)
"""Outcomes that can be made up for by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One airing of the day as a line of the page."""

    id: str
    at: datetime
    title: str
    outcome: Outcome | None
    look: str
    icon: str
    why: str
    can_catch_up: bool


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, urgent = APIRouter(route_class=Route), APIRouter(route_class=URGENT)
    station = shell.station

    @made.get("/")
    def show(request: Request) -> Response:
        shell.require(request, Action.LOOK)
        messages = sorted(station.station.messages.values(), key=lambda message: message.title)
        return shell.page(request, "today", {"lines": lines(shell), "messages": messages})

    @made.post("/play")
    def play(request: Request, message: Annotated[str, Form(max_length=300)]) -> Response:
        visitor = shell.require(request, Action.SPEAK)
        how = How(who=visitor.caller.shown)
        station.access.require(visitor.caller, to_play(station.station, message, how))
        return back_to("/", NOTICES[stage_of(station, station.play(message, how))])

    @urgent.post("/stop")
    def stop(request: Request) -> Response:
        visitor = shell.require(request, Action.STOP)
        station.stop(who=visitor.caller.shown)
        # Who has not signed in may stop, and sees nothing else.
        return back_to("/" if visitor.name else "/emergency", "stopped")

    @made.post("/catch-up")
    def catch_up(request: Request, airing: Annotated[str, Form(max_length=300)]) -> Response:
        visitor = shell.require(request, Action.SPEAK)
        ticket = station.catch_up(airing, who=visitor.caller.shown)
        return back_to("/", NOTICES[stage_of(station, ticket)])

    made.include_router(urgent)
    return made


def lines(shell: Shell) -> list[Line]:
    """What was to air today until now, in the order of its instants."""
    now = shell.now
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    airings = shell.station.loaded.journal.airings(midnight, midnight + timedelta(days=1))
    return [
        line(shell, airing) for airing in airings if airing.message is not None and airing.part_of is None
    ]


def line(shell: Shell, airing: Airing) -> Line:
    """One airing as a line."""
    look, icon = LOOKS.get(airing.outcome, ("plan", "clock")) if airing.outcome else ("air", "audio-lines")
    at = airing.planned or airing.started or airing.ended or shell.now
    message = shell.station.station.messages.get(airing.message or "")
    return Line(
        id=airing.id,
        at=at.astimezone(shell.now.tzinfo),
        title=message.title if message is not None else shown(airing.message or ""),
        outcome=airing.outcome,
        look=look,
        icon=icon,
        why=_why(airing),
        can_catch_up=airing.outcome in MADE_UP and airing.schedule is not None,
    )


def _why(airing: Airing) -> str:
    try:
        return airing.reason.text if airing.reason is not None else ""
    except BroadcasterError:
        return ""
