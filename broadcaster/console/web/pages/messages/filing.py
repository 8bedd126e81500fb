"""Delete, rename and bring back messages. What is deleted stays in the history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.pages.messages.faults import placed
from broadcaster.console.web.pages.messages.parts import shown
from broadcaster.console.web.pages.messages.workplace import Id, Workplace, file_of, go, undo_to
from broadcaster.console.web.registry import ERROR
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import ABSENT, EditConflict
from broadcaster.station.problems import BadStation
from broadcaster.station.yaml.structure import set_value
from broadcaster.text import explain, say

CONFLICT = 409


def routes(place: Workplace) -> APIRouter:
    """What is done to whole files."""
    made = Pages(place.shell)

    @made.post("/messages/delete/{name:path}", needs=Action.WRITE)
    def delete(request: Request, name: str) -> Response:
        """Remove a message; the list offers the way back."""
        by, document = visitor_of(request).caller.shown, place.document(name)
        try:
            place.files.remove(document.file, etag=document.etag, by=by)
        except BadStation as bad:
            return place.shell.page(request, ERROR, {"text": _kept(place, name, bad)}, status=CONFLICT)
        return place.done(request, "/messages", "deleted", undo=undo_to(name, document.etag, ABSENT))

    @made.post("/messages/restore/{name:path}", needs=Action.WRITE)
    def restore(request: Request, name: str, version: Id, etag: Id) -> Response:
        """Put an earlier version back; that is a new version itself."""
        by, file = visitor_of(request).caller.shown, file_of(name)
        earlier = place.files.seen(file, version)
        if earlier is None:
            return go(f"/messages/history/{name}")
        place.files.write(file, earlier.text, etag=etag, by=by)
        place.drafts.drop(by, file)
        return place.done(request, f"/messages/edit/{name}", "restored")

    @made.get("/messages/rename/{name:path}", needs=Action.WRITE)
    def ask(request: Request, name: str) -> Response:
        """Title and file name."""
        return _form(place, request, name, "")

    @made.post("/messages/rename/{name:path}", needs=Action.WRITE)
    def rename(
        request: Request, name: str, title: Annotated[str, Form(max_length=200)], file: Id = ""
    ) -> Response:
        """Another title, or another file name."""
        by, document = visitor_of(request).caller.shown, place.document(name)
        new = file.strip() or name
        try:
            if title.strip() and title.strip() != shown(document.text).title:
                text = set_value(document.text, ("title",), " ".join(title.split()))
                document = place.files.write(document.file, text, etag=document.etag, by=by)
            if new != name:
                place.files.rename(document.file, file_of(new), etag=document.etag, by=by)
        except EditConflict as error:
            return _form(place, request, name, explain(error))
        except BadStation as bad:
            return _form(place, request, name, _kept(place, name, bad))
        return place.done(request, "/messages", "renamed")

    return made.router


def _kept(place: Workplace, name: str, bad: BadStation) -> str:
    """Why a message cannot go: the schedules that name it, else what would be wrong."""
    schedules = place.station.filed.schedules.items()
    named = [schedule for schedule, each in schedules if name in each.messages]
    if named:
        return say("console.in_schedules", schedules=", ".join(named))
    found = placed("", file_of(name), bad, place.today)
    return "\n".join([*found.at.values(), found.rest]).strip()


def _form(place: Workplace, request: Request, name: str, fault: str) -> Response:
    title = shown(place.document(name).text).title
    values = {"name": name, "title": title, "fault": fault}
    return place.shell.page(request, "rename", values, status=CONFLICT if fault else 200)
