"""How words will be said, while somebody types them; and a doubtful one settled by one click."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, Response

from broadcaster.console.web.drawing.render import page
from broadcaster.console.web.drawing.words import of_text
from broadcaster.console.web.pages.messages.workplace import Id, Workplace
from broadcaster.console.web.pools import TYPING
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.station.editing.lexicon import Layered, layers, set_reading

Words = Annotated[str, Form(max_length=100_000)]
PATIENCE = 4.0  # seconds until the station has taken a new reading
LOOK = 0.05


def routes(place: Workplace) -> APIRouter:
    """The reading beside the text."""
    made = Pages(place.shell, TYPING)

    @made.post("/reading", needs=Action.LOOK)
    def reading(request: Request, text: Words = "", message: Id = "", part: int = 0) -> Response:
        """How a text will be said, as the part of a page."""
        visitor = visitor_of(request)
        station = place.station.filed
        found = of_text(station, text, station.messages.get(message)) if text.strip() else ()
        may = {"write": visitor.may(place.station.access, Action.WRITE)}
        return page("reading", {"sentences": found, "may": may, "message": message, "part": part})

    @made.post("/readings", needs=Action.WRITE)
    def settle(request: Request, written: Id, spoken: Id, message: Id = "") -> Response:
        """Give a form a reading, for the ward or for one message; the answer comes once it holds."""
        by = visitor_of(request).caller.shown
        before = place.document(message).etag if message else ""
        entry = set_reading(place.files, written, spoken, message=message or None, by=by)
        after = place.document(message).etag if message else ""
        await_reading(place, entry)
        return JSONResponse({"before": before, "etag": after})

    return made.router


def await_reading(place: Workplace, entry: Layered, *, there: bool = True) -> None:
    """Wait until the station reads by a changed lexicon, or a few seconds are over."""
    until = time.monotonic() + PATIENCE
    while (entry in layers(place.station.filed)) is not there and time.monotonic() < until:
        time.sleep(LOOK)
