"""The tests of the loudspeakers: what is heard is journalled as maintenance."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.sections import address
from broadcaster.console.web.pages.settings.workplace import Workplace
from broadcaster.console.web.today.asked import stage_of
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.service.operator.ticket_state import Stage
from broadcaster.text import explain, say


def routes(place: Workplace) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    shell = place.shell
    here = address("transmitter")

    @made.post(f"{here}/test")
    def keying(request: Request) -> Response:
        """Say some words of test in all zones: keying, chime, words."""
        who = shell.require(request, Action.MAINTAIN).caller.shown
        try:
            ticket = shell.station.test_keying(None, who=who)
            stage = stage_of(shell.station, ticket)
        except BroadcasterError as error:
            return place.shown(request, "transmitter", place.seen(), fault=explain(error))
        sounds = stage in (Stage.ON_AIR, Stage.ENDED)
        return shell.done(request, here, say("console.done.tested" if sounds else "console.done.asked"))

    return made
