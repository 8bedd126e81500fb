"""What was typed and not saved: keep it, throw it away, or settle it with what somebody else wrote."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, Response

from broadcaster.console.web.drawing.render import hour
from broadcaster.console.web.kept.drafts import Typed, fields_of
from broadcaster.console.web.pages.messages.conflict import conflict_page
from broadcaster.console.web.pages.messages.saving import refused_page
from broadcaster.console.web.pages.messages.workplace import Given, Id, Workplace, file_of, go
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import StationError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import EditConflict
from broadcaster.station.problems import BadStation

Choice = Annotated[Literal["mine", "theirs"], Form()]
Mine = Annotated[str, Form(max_length=1_000_000)]


def routes(place: Workplace) -> APIRouter:
    """What the editor sends by itself, and what the pages of a conflict and of a draft send."""
    made = Pages(place.shell)

    @made.post("/messages/draft/{name:path}", needs=Action.WRITE)
    def draft(request: Request, name: str, given: Given) -> Response:
        """Keep what is typed and not saved."""
        by = visitor_of(request).caller.shown
        typed = Typed(etag=given.get("etag", ""), at=place.station.now, fields=fields_of(given))
        place.drafts.keep(by, file_of(name), typed)
        return JSONResponse({"at": hour(place.shell.now)})

    @made.post("/messages/settle/{name:path}", needs=Action.WRITE)
    def settle(request: Request, name: str, choice: Choice, etag: Id, mine: Mine) -> Response:
        """One of two texts that were written at once goes on; the other one stays in the history."""
        by, file = visitor_of(request).caller.shown, file_of(name)
        try:
            text = str(json.loads(mine))
        except ValueError as error:
            raise StationError("station.edit_unreadable") from error
        try:
            if choice == "mine":
                place.files.write(file, text, etag=etag, by=by)
            else:
                place.files.set_aside(file, text, by=by)
        except EditConflict as conflict:
            return conflict_page(place, request, conflict.current, text)
        except BadStation as bad:
            return refused_page(place, request, place.files.read(file), text, bad)
        place.drafts.drop(by, file)
        return place.done(request, f"/messages/edit/{name}", "saved" if choice == "mine" else "put_aside")

    @made.post("/messages/forget/{name:path}", needs=Action.WRITE)
    def forget(request: Request, name: str) -> Response:
        """Throw away what was typed and not saved."""
        place.drafts.drop(visitor_of(request).caller.shown, file_of(name))
        return go(f"/messages/edit/{name}")

    return made.router
