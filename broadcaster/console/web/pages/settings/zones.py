"""Zones and transmitters: what there is, and a test of each, which is heard and journalled as maintenance."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.sections import address
from broadcaster.console.web.shell import Shell
from broadcaster.console.web.today.asked import stage_of
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.service.operator.ticket_state import Stage
from broadcaster.station.naming import nfc
from broadcaster.text import explain, say

REFUSED = 409


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    here = address("zones")

    def page(request: Request, fault: str = "") -> Response:
        settings = shell.station.station.settings
        values = {
            "zones": list(settings.zones.values()),
            "keying": settings.keying,
            "fault": fault,
        }
        return shell.page(request, "zones", values, status=REFUSED if fault else 200)

    @made.get(here)
    def show(request: Request) -> Response:
        shell.require(request, Action.LOOK)
        return page(request)

    @made.post(f"{here}/test")
    def test(request: Request, zone: Annotated[str, Form(max_length=200)] = "") -> Response:
        """Say some words of test in one zone, or in all: keying, chime, words."""
        who = shell.require(request, Action.MAINTAIN).caller.shown
        try:
            ticket = shell.station.test_keying(nfc(zone) or None, who=who)
            stage = stage_of(shell.station, ticket)
        except BroadcasterError as error:
            return page(request, explain(error))
        sounds = stage in (Stage.ON_AIR, Stage.ENDED)
        return shell.done(request, here, say("console.done.tested" if sounds else "console.done.asked"))

    return made
