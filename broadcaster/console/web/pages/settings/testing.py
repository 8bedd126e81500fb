"""The tests of the loudspeakers: what is heard is journalled as maintenance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.drawing.sections import address
from broadcaster.console.web.pages.settings.workplace import Workplace
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.today.asked import stage_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.service.operator.manual.ticket_state import Stage
from broadcaster.station.naming import nfc
from broadcaster.text import explain, say


def routes(place: Workplace) -> APIRouter:
    """The routes over a running station."""
    made = Pages(place.shell)
    shell = place.shell

    def tested(request: Request, part: str, ask: Callable[[], str]) -> Response:
        try:
            stage = stage_of(shell.station, ask())
        except BroadcasterError as error:
            return place.shown(request, part, place.seen(), fault=explain(error))
        sounds = stage in (Stage.ON_AIR, Stage.ENDED)
        told = "console.done.tested" if sounds else "console.done.asked"
        return shell.done(request, address(part), say(told))

    @made.post(f"{address('zones')}/test", needs=Action.MAINTAIN)
    def zone(request: Request, zone: Annotated[str, Form(max_length=200)] = "") -> Response:
        """Let a low tone be heard in one zone, or in all, keyed as an airing is."""
        who = visitor_of(request).caller.shown
        return tested(request, "zones", lambda: shell.station.test_tone(nfc(zone) or None, who=who))

    @made.post(f"{address('transmitter')}/test", needs=Action.MAINTAIN)
    def keying(request: Request) -> Response:
        """Say some words of test in all zones: keying, chime, words."""
        who = visitor_of(request).caller.shown
        return tested(request, "transmitter", lambda: shell.station.test_keying(None, who=who))

    return made.router
