"""What was typed into the editor.

Saved, handed in, stored as a draft, or settled with what somebody else wrote.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import JSONResponse, Response

from broadcaster.api.routes.approvals import decide
from broadcaster.core.errors import BroadcasterError, StationError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.approval.order import AskSubmit
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import Document, EditConflict
from broadcaster.station.yaml.problems import BadStation
from broadcaster.web.drawing.render import hour
from broadcaster.web.messages.editor import editor_page
from broadcaster.web.messages.fields import MessageFaults, placed
from broadcaster.web.messages.form import Act, with_act, with_fields
from broadcaster.web.messages.workplace import (
    Given,
    Id,
    MessageWorkplace,
    conflict_page,
    file_of,
    go,
    undo_to,
)
from broadcaster.web.site.drafts import Typed, fields_of
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import visitor_of

Place = Annotated[int, Query(ge=-1, le=1000)]
CONFLICT = 409
JSON = "application/json"


def saving_routes(place: MessageWorkplace) -> APIRouter:
    """What the editor's form is sent to."""
    made = Pages(place.shell)

    @made.post("/messages/save/{name:path}", needs=Action.WRITE)
    def save(request: Request, name: str, given: Given) -> Response:
        """Save the form. A script gets the etag of what is written now, and swaps nothing."""
        base = _base(place, name, given)
        found = _saved(place, request, base, with_fields(base.text, given, place.today), given)
        if isinstance(found, Response):
            return found
        if JSON in request.headers.get("accept", ""):
            note = _note(place, name) if found.etag != base.etag else ""
            return JSONResponse({"etag": found.etag, "at": hour(place.shell.now), "note": note})
        return place.done(request, f"/messages/edit/{name}", "saved")

    @made.post("/messages/part/{name:path}", needs=Action.WRITE)
    def part(
        request: Request, name: str, given: Given, act: Act, number: Place = 0, to: Place = -1
    ) -> Response:
        """Insert, move or remove a part; what was typed meanwhile is saved with it."""
        base = _base(place, name, given)
        text = with_act(
            with_fields(base.text, given, place.today), act, number, to, given.get(f"new-{act}", "")
        )
        found = _saved(place, request, base, text, given)
        if isinstance(found, Response):
            return found
        if act == "remove":
            undo = undo_to(name, base.etag, found.etag)
            return place.done(request, f"/messages/edit/{name}", "part_removed", undo=undo)
        return go(f"/messages/edit/{name}")

    @made.post("/messages/submit/{name:path}", needs=Action.WRITE)
    def submit(request: Request, name: str, given: Given) -> Response:
        """Save what was typed, and hand the message in."""
        base = _base(place, name, given)
        found = _saved(place, request, base, with_fields(base.text, given, place.today), given)
        if isinstance(found, Response):
            return found
        try:
            decide(place.station, AskSubmit(message=name), place.shell.asker(request, Action.WRITE))
        except BroadcasterError as error:
            # It is saved; what keeps it from being handed in is told where it can be mended.
            faults = MessageFaults(rest=explain(error))
            return editor_page(place, request, found, faults=faults, status=CONFLICT)
        return place.done(request, "/messages", "submitted", onward=place.to_schedule(name))

    return made.router


def _note(place: MessageWorkplace, name: str) -> str:
    """What airs meanwhile, where a message was edited that is approved."""
    rule = place.station.filed.settings.approval
    if not rule.required or place.station.decisions.of(name).yes is None:
        return ""
    return say(f"console.edited.{rule.edit}")


def _base(place: MessageWorkplace, name: str, given: dict[str, str]) -> Document:
    """The file that the form showed: the fields are numbered by its parts."""
    document = place.document(name)
    etag = given.get("etag", "")
    return document if etag == document.etag else place.files.seen(document.file, etag) or document


def _saved(
    place: MessageWorkplace, request: Request, base: Document, text: str, given: dict[str, str]
) -> Document | Response:
    """What is written now; or the page that shows why not, with everything that was typed."""
    etag, by = given.get("etag", ""), visitor_of(request).caller.shown
    try:
        document = place.files.read(base.file)
        if not (text == document.text and etag == document.etag):
            document = place.files.write(base.file, text, etag=etag, by=by)
    except EditConflict as conflict:
        if conflict.current.text != text:
            typed = Typed(etag=etag, at=place.station.now, fields=fields_of(given))
            place.drafts.keep(by, base.file, typed)
            return conflict_page(place, request, conflict.current, text)
        document = conflict.current
    except BadStation as bad:
        return refused_page(place, request, base, text, bad)
    place.drafts.drop(by, base.file)
    return document


def refused_page(
    place: MessageWorkplace, request: Request, document: Document, text: str, bad: BadStation
) -> Response:
    """The editor with what is wrong beside what stands."""
    faults = placed(text, document.file, bad, place.today)
    return editor_page(place, request, document, mine=text, faults=faults, status=CONFLICT)


Choice = Annotated[Literal["mine", "theirs"], Form()]
Mine = Annotated[str, Form(max_length=1_000_000)]


def draft_routes(place: MessageWorkplace) -> APIRouter:
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
