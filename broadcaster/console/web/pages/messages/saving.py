"""Save what was typed, move and remove parts, hand in. What cannot be written is shown beside what stands."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from broadcaster.console.web.drawing.render import hour
from broadcaster.console.web.kept.drafts import Typed, fields_of
from broadcaster.console.web.pages.messages.conflict import conflict_page
from broadcaster.console.web.pages.messages.editor import editor_page
from broadcaster.console.web.pages.messages.faults import Faults, placed
from broadcaster.console.web.pages.messages.parts import Act, with_act, with_fields
from broadcaster.console.web.pages.messages.workplace import Given, Workplace, go, undo_to
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import BroadcasterError
from broadcaster.people.approval.order import Order, Verb
from broadcaster.people.model import Action
from broadcaster.service.access.signers import signing_of
from broadcaster.station.editing.documents import Document, EditConflict
from broadcaster.station.problems import BadStation
from broadcaster.text import explain, say

Place = Annotated[int, Query(ge=-1, le=1000)]
CONFLICT = 409
JSON = "application/json"


def routes(place: Workplace) -> APIRouter:
    """What the editor's form is sent to."""
    made = Pages(place.shell)

    @made.post("/messages/save/{name:path}", needs=Action.WRITE)
    def save(request: Request, name: str, given: Given) -> Response:
        """Save the form. A script gets the etag of what is written now, and swaps nothing."""
        by = visitor_of(request).caller.shown
        base = _base(place, name, given)
        found = _saved(place, request, base, with_fields(base.text, given, place.today), given, by)
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
        by = visitor_of(request).caller.shown
        base = _base(place, name, given)
        text = with_act(
            with_fields(base.text, given, place.today), act, number, to, given.get(f"new-{act}", "")
        )
        found = _saved(place, request, base, text, given, by)
        if isinstance(found, Response):
            return found
        if act == "remove":
            undo = undo_to(name, base.etag, found.etag)
            return place.done(request, f"/messages/edit/{name}", "part_removed", undo=undo)
        return go(f"/messages/edit/{name}")

    @made.post("/messages/submit/{name:path}", needs=Action.WRITE)
    def submit(request: Request, name: str, given: Given) -> Response:
        """Save what was typed, and hand the message in."""
        by = visitor_of(request).caller.shown
        base = _base(place, name, given)
        found = _saved(place, request, base, with_fields(base.text, given, place.today), given, by)
        if isinstance(found, Response):
            return found
        caller, access = visitor_of(request).caller, place.station.access
        grant, order = access.require(caller, Action.WRITE), Order(verb=Verb.SUBMIT, message=name)
        try:
            place.station.approving.decide(order, signing_of(access, caller, grant, order))
        except BroadcasterError as error:
            # It is saved; what keeps it from being handed in is told where it can be mended.
            faults = Faults(rest=explain(error))
            return editor_page(place, request, found, faults=faults, status=CONFLICT)
        return place.done(request, "/messages", "submitted")

    return made.router


def _note(place: Workplace, name: str) -> str:
    """What airs meanwhile, where a message was edited that is approved."""
    rule = place.station.filed.settings.approval
    if not rule.required or place.station.decisions.of(name).yes is None:
        return ""
    return say(f"console.edited.{rule.edit}")


def _base(place: Workplace, name: str, given: dict[str, str]) -> Document:
    """The file that the form showed: the fields are numbered by its parts."""
    document = place.document(name)
    etag = given.get("etag", "")
    return document if etag == document.etag else place.files.seen(document.file, etag) or document


def _saved(
    place: Workplace, request: Request, base: Document, text: str, given: dict[str, str], by: str
) -> Document | Response:
    """What is written now; or the page that shows why not, with everything that was typed."""
    etag = given.get("etag", "")
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
    place: Workplace, request: Request, document: Document, text: str, bad: BadStation
) -> Response:
    """The editor with what is wrong beside what stands."""
    faults = placed(text, document.file, bad, place.today)
    return editor_page(place, request, document, mine=text, faults=faults, status=CONFLICT)
