"""Arm a session of a live voice: nothing airs yet, and its ticket alone counts from then on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, Response

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.emergency import on_duty
from broadcaster.console.web.pages.live.session import facts
from broadcaster.console.web.pools import LIVE, URGENT
from broadcaster.console.web.shell import Shell, visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action, Caller
from broadcaster.service.live.session import Wish
from broadcaster.service.requests.how import How
from broadcaster.station.model import Priority

MINUTES = (5, 15, 30, 60)
"""How long a person may choose to speak at most."""

Name = Annotated[str, Form(max_length=200)]
Format = Annotated[str, Form(max_length=10)]
Rate = Annotated[int, Form(ge=8000, le=192000)]
Zones = Annotated[list[str], Form(max_length=100)]


def routes(shell: Shell) -> APIRouter:
    """What the talk key's page asks first."""
    live, urgent = Pages(shell, LIVE), Pages(shell, URGENT)

    @live.post("/live/arm", needs=Action.SPEAK)
    def arm(
        request: Request,
        form: Format,
        rate: Rate = 48000,
        minutes: Annotated[int, Form(ge=1, le=60)] = MINUTES[0],
        zone: Zones = [],  # noqa: B006 - FastAPI's own way
    ) -> Response:
        caller = visitor_of(request).caller
        return _armed(shell, How(zones=tuple(zone)), caller, form, rate, minutes)

    @urgent.post("/emergency/live/arm", needs=Action.EMERGENCY, asks_itself=True)  # by the duty PIN too
    def arm_urgent(
        request: Request,
        form: Format,
        rate: Rate = 48000,
        person: Name = "",
        pin: Name = "",
        zone: Zones = [],  # noqa: B006 - FastAPI's own way
    ) -> Response:
        """For an emergency. Whoever has no session shows who they are by their duty PIN."""
        caller = on_duty(shell, request, person, pin)
        shell.station.access.require(caller, Action.EMERGENCY)
        how = How(zones=tuple(zone), priority=str(Priority.EMERGENCY))
        return _armed(shell, how, caller, form, rate, MINUTES[0])

    join(live.router, urgent.router)
    return live.router


def _armed(shell: Shell, how: How, caller: Caller, form: str, rate: int, minutes: int) -> Response:
    station = shell.station
    access, action = station.access, Action.EMERGENCY if how.urgent else Action.SPEAK
    how = how.asked_by(access.by(caller, action))
    ticket = station.lives.arm(Wish(how=how, form=form, rate=rate, seconds=60.0 * minutes))
    return JSONResponse({"ticket": ticket, **facts(station.lives.show(ticket))})
