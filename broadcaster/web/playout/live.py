"""Nói trực tiếp: the browser's microphone on the air; and the same in an emergency, by duty PIN.

The page arms a session and gets its ticket. From then on the ticket alone counts: a session of the browser
that expires meanwhile cuts nobody off. Sound comes as numbered requests, one after the other: plain HTTP/1.1.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, Response

from broadcaster.api.transport.bounds import CHUNK_PATIENCE
from broadcaster.api.transport.workers import join
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say, worded
from broadcaster.journal.writer.ends import AiringEnd
from broadcaster.people.roles.model import Action, Caller
from broadcaster.playout.live.session import VoiceSessionOrder, VoiceSessionView
from broadcaster.playout.requests.by_hand import AskLive
from broadcaster.playout.requests.ticket import Stage
from broadcaster.station.model.message import Priority
from broadcaster.web.playout.emergency import on_duty, persons
from broadcaster.web.site.page_routes import ANYBODY, Pages
from broadcaster.web.site.pools import LIVE, URGENT
from broadcaster.web.site.shell import Shell, visitor_of


def session_routes(shell: Shell) -> APIRouter:
    """What whoever holds the ticket may ask."""
    live = Pages(shell, LIVE)
    station = shell.station

    @live.post("/live/s/{ticket}/talk", needs=ANYBODY)
    def talk(ticket: str, on: Annotated[bool, Form()]) -> Response:
        """Open or shut the microphone; with the first opening the session goes on the air."""
        return _told(station.lives.talk(ticket, on))

    @live.post("/live/s/{ticket}/state", needs=ANYBODY)
    def state(ticket: str) -> Response:
        """How the session is; what it waits for, and how it ended."""
        shown = station.lives.show(ticket)
        if not shown.on_air:
            return _told(shown)
        now = station.ticket_state(shown.airing)
        on_air = station.status().on_air
        waits = now.stage is Stage.WAITING and now.behind and on_air is not None
        return _told(shown, ended=now.ended, behind=on_air.title if waits and on_air is not None else "")

    @live.post("/live/s/{ticket}/end", needs=ANYBODY)
    def end(ticket: str) -> Response:
        """End the session, with its closing if it is on the air."""
        return _told(station.lives.end(ticket))

    @live.post("/live/s/{ticket}/chunks/{number}", needs=ANYBODY)
    async def chunk(ticket: str, number: int, request: Request) -> Response:
        """Take a chunk of sound. On the loop: it takes no turn on a thread."""
        try:
            async with asyncio.timeout(CHUNK_PATIENCE):
                data = await request.body()
        except TimeoutError as error:
            raise ServiceError("service.too_slow") from error
        return _told(station.lives.write(ticket, max(0, number), data))

    return live.router


def _told(shown: VoiceSessionView, *, ended: AiringEnd | None = None, behind: str = "") -> Response:
    told = {**facts(shown), "behind": behind, "ended": ""}
    if ended is not None:
        reason = ended.reason
        told["ended"] = str(ended.outcome)
        told["why"] = say(reason.code, **dict(reason.facts)) if reason is not None else ""
    return JSONResponse(told)


def facts(shown: VoiceSessionView) -> Mapping[str, object]:
    """What a page needs to know of a session."""
    source = shown.source
    return {
        "on_air": shown.on_air,
        "ready": source.ready,
        "stage": source.stage,
        "heard": source.progress.heard,
        "late": source.progress.late,
        "lost": shown.lost,
        "weak": source.progress.weak,
        "lead": shown.lead,
        "opening": shown.opening,
        "longest": shown.longest,
        "over": source.over,
        "why": worded(source.fault) if source.fault is not None else "",
    }


MINUTES = (5, 15, 30, 60)
"""How long a person may choose to speak at most."""

Name = Annotated[str, Form(max_length=200)]
Format = Annotated[str, Form(max_length=10)]
Rate = Annotated[int, Form(ge=8000, le=192000)]
Zones = Annotated[list[str], Form(max_length=100)]


def arming_routes(shell: Shell) -> APIRouter:
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
        ask = AskLive(zones=tuple(zone), form=form, rate=rate, seconds=60.0 * minutes)
        return _armed(shell, ask, caller)

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
        ask = AskLive(
            zones=tuple(zone), priority=Priority.EMERGENCY, form=form, rate=rate, seconds=60.0 * MINUTES[0]
        )
        return _armed(shell, ask, caller)

    join(live.router, urgent.router)
    return live.router


def _armed(shell: Shell, ask: AskLive, caller: Caller) -> Response:
    station = shell.station
    access, action = station.access, Action.EMERGENCY if ask.urgent else Action.SPEAK
    ticket = station.lives.arm(VoiceSessionOrder(ask=ask, by=access.by(caller, action)))
    return JSONResponse({"ticket": ticket, **facts(station.lives.show(ticket))})


def live_pages(shell: Shell) -> APIRouter:
    """The pages, and who speaks."""
    made, urgent = Pages(shell), Pages(shell, URGENT)
    station = shell.station

    @made.get("/live", needs=Action.SPEAK)
    def show(request: Request) -> Response:
        quiet = station.lives.quiet()
        values = {
            "minutes": MINUTES,
            "quiet": say(quiet.code, **dict(quiet.facts)) if quiet is not None else "",
            "speaker": station.lives.speaker or "",
            "form": request.query_params.get("form", ""),
            "urgent": False,
        }
        return shell.page(request, "live", values)

    @made.get("/live/speaker", needs=Action.SPEAK)
    def speaker(request: Request) -> Response:
        """Who speaks now, for a page that waits for its turn."""
        return JSONResponse({"speaker": station.lives.speaker or ""})

    @urgent.get("/emergency/live", needs=ANYBODY)
    def show_urgent(request: Request) -> Response:
        values = {
            "form": request.query_params.get("form", ""),
            "on_duty": persons(shell, request),
            "urgent": True,
        }
        return shell.page(request, "live_emergency", values)

    join(made.router, urgent.router)
    return made.router


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter()
    for routes_of in (live_pages, arming_routes, session_routes):
        join(made, routes_of(shell))
    return made
