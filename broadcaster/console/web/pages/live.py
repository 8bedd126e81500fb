"""Nói trực tiếp: the browser's microphone on the air; and the same in an emergency, by duty PIN.

The page arms a session and gets its ticket. From then on the ticket alone counts: a session of the browser
that expires meanwhile cuts nobody off. Sound comes as numbered requests, one after the other: plain HTTP/1.1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, Response

from broadcaster.console.transport.bounds import CHUNK_PATIENCE
from broadcaster.console.transport.workers import Route
from broadcaster.console.web.pages.emergency import on_duty, persons
from broadcaster.console.web.pools import LIVE, URGENT
from broadcaster.console.web.shell import Shell
from broadcaster.errors import ServiceError
from broadcaster.people.model import Action, Caller
from broadcaster.service.as_run.ends import Ended
from broadcaster.service.live.live import Shown, Wish
from broadcaster.service.operator.ticket_state import Stage
from broadcaster.service.requests.how import How
from broadcaster.station.model import Priority
from broadcaster.text import say, worded

MINUTES = (5, 15, 30, 60)
"""How long a person may choose to speak at most."""

Name = Annotated[str, Form(max_length=200)]


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, live, urgent = (APIRouter(route_class=each) for each in (Route, LIVE, URGENT))
    station = shell.station

    @made.get("/live")
    def show(request: Request) -> Response:
        shell.require(request, Action.SPEAK)
        quiet = station.lives.quiet()
        values = {
            "minutes": MINUTES,
            "zones": sorted(station.station.settings.zones),
            "quiet": say(quiet.code, **dict(quiet.facts)) if quiet is not None else "",
            "speaker": station.lives.speaker or "",
            "form": request.query_params.get("form", ""),
            "urgent": False,
        }
        return shell.page(request, "live", values)

    @made.get("/live/speaker")
    def speaker(request: Request) -> Response:
        """Who speaks now, for a page that waits for its turn."""
        shell.require(request, Action.SPEAK)
        return JSONResponse({"speaker": station.lives.speaker or ""})

    @urgent.get("/emergency/live")
    def show_urgent(request: Request) -> Response:
        zones = sorted(station.station.settings.zones)
        values = {
            "zones": zones,
            "form": request.query_params.get("form", ""),
            "on_duty": persons(shell, request),
            "urgent": True,
        }
        return shell.page(request, "live_emergency", values)

    @live.post("/live/arm")
    def arm(
        request: Request,
        form: Annotated[str, Form(max_length=10)],
        rate: Annotated[int, Form(ge=8000, le=192000)] = 48000,
        minutes: Annotated[int, Form(ge=1, le=60)] = MINUTES[0],
        zone: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006 - FastAPI's own way
    ) -> Response:
        """Arm a session: nothing airs yet."""
        caller = shell.require(request, Action.SPEAK).caller
        return _armed(How(zones=tuple(zone)), caller, form, rate, minutes)

    @urgent.post("/emergency/live/arm")
    def arm_urgent(
        request: Request,
        form: Annotated[str, Form(max_length=10)],
        rate: Annotated[int, Form(ge=8000, le=192000)] = 48000,
        person: Name = "",
        pin: Name = "",
        zone: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006 - FastAPI's own way
    ) -> Response:
        """Arm a session for an emergency. Whoever has no session shows who they are by their duty PIN."""
        caller = on_duty(shell, request, person, pin)
        station.access.require(caller, Action.EMERGENCY)
        how = How(zones=tuple(zone), priority=str(Priority.EMERGENCY))
        return _armed(how, caller, form, rate, MINUTES[0])

    @live.post("/live/s/{ticket}/talk")
    def talk(ticket: str, on: Annotated[bool, Form()]) -> Response:
        """Open or shut the microphone; with the first opening the session goes on the air."""
        return _told(station.lives.talk(ticket, on))

    @live.post("/live/s/{ticket}/state")
    def state(ticket: str) -> Response:
        """How the session is; what it waits for, and how it ended."""
        shown = station.lives.show(ticket)
        if not shown.on_air:
            return _told(shown)
        now = station.ticket_state(shown.airing)
        on_air = station.status().on_air
        waits = now.stage is Stage.WAITING and now.behind and on_air is not None
        return _told(shown, ended=now.ended, behind=on_air.title if waits and on_air is not None else "")

    @live.post("/live/s/{ticket}/end")
    def end(ticket: str) -> Response:
        """End the session, with its closing if it is on the air."""
        return _told(station.lives.end(ticket))

    @live.post("/live/s/{ticket}/chunks/{number}")
    async def chunk(ticket: str, number: int, request: Request) -> Response:
        """Take a chunk of sound. On the loop: it takes no turn on a thread."""
        try:
            async with asyncio.timeout(CHUNK_PATIENCE):
                data = await request.body()
        except TimeoutError as error:
            raise ServiceError("service.too_slow") from error
        return _told(station.lives.write(ticket, max(0, number), data))

    def _armed(how: How, caller: Caller, form: str, rate: int, minutes: int) -> Response:
        how = replace(how, who=caller.shown, leads=station.access.leads(caller))
        ticket = station.lives.arm(Wish(how=how, form=form, rate=rate, seconds=60.0 * minutes))
        return JSONResponse({"ticket": ticket, **_facts(station.lives.show(ticket))})

    made.include_router(live)
    made.include_router(urgent)
    return made


def _told(shown: Shown, *, ended: Ended | None = None, behind: str = "") -> Response:
    facts = {**_facts(shown), "behind": behind, "ended": ""}
    if ended is not None:
        reason = ended.reason
        facts["ended"] = str(ended.outcome)
        facts["why"] = say(reason.code, **dict(reason.facts)) if reason is not None else ""
    return JSONResponse(facts)


def _facts(shown: Shown) -> Mapping[str, object]:
    source = shown.source
    return {
        "on_air": shown.on_air,
        "ready": source.ready,
        "stage": source.stage,
        "heard": source.progress.heard,
        "late": source.progress.late,
        "lost": shown.lost,
        "lead": shown.lead,
        "opening": shown.opening,
        "longest": shown.longest,
        "over": source.over,
        "why": worded(source.fault) if source.fault is not None else "",
    }
