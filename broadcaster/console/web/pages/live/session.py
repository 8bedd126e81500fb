"""A session of a live voice by its ticket: talk key, sound, state, end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, Response

from broadcaster.console.transport.bounds import CHUNK_PATIENCE
from broadcaster.console.web.pools import LIVE
from broadcaster.console.web.shell import Shell
from broadcaster.console.web.visitors.needs import ANYBODY, Pages
from broadcaster.errors import ServiceError
from broadcaster.service.as_run.ends import Ended
from broadcaster.service.live.session import Shown
from broadcaster.service.operator.manual.ticket_state import Stage
from broadcaster.text import say, worded


def routes(shell: Shell) -> APIRouter:
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


def _told(shown: Shown, *, ended: Ended | None = None, behind: str = "") -> Response:
    told = {**facts(shown), "behind": behind, "ended": ""}
    if ended is not None:
        reason = ended.reason
        told["ended"] = str(ended.outcome)
        told["why"] = say(reason.code, **dict(reason.facts)) if reason is not None else ""
    return JSONResponse(told)


def facts(shown: Shown) -> Mapping[str, object]:
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
