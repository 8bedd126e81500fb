"""The pages with the microphone: nothing sounds by looking at them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.emergency import persons
from broadcaster.console.web.pages.live.arming import MINUTES
from broadcaster.console.web.pools import URGENT
from broadcaster.console.web.shell import Shell
from broadcaster.console.web.visitors.needs import ANYBODY, Pages
from broadcaster.people.model import Action
from broadcaster.text import say


def routes(shell: Shell) -> APIRouter:
    """The pages, and who speaks."""
    made, urgent = Pages(shell), Pages(shell, URGENT)
    station = shell.station

    @made.get("/live", needs=Action.SPEAK)
    def show(request: Request) -> Response:
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

    @made.get("/live/speaker", needs=Action.SPEAK)
    def speaker(request: Request) -> Response:
        """Who speaks now, for a page that waits for its turn."""
        return JSONResponse({"speaker": station.lives.speaker or ""})

    @urgent.get("/emergency/live", needs=ANYBODY)
    def show_urgent(request: Request) -> Response:
        values = {
            "zones": sorted(station.station.settings.zones),
            "form": request.query_params.get("form", ""),
            "on_duty": persons(shell, request),
            "urgent": True,
        }
        return shell.page(request, "live_emergency", values)

    join(made.router, urgent.router)
    return made.router
