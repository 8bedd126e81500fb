"""Earlier versions of a message, and messages deleted, renamed and brought back.

The history forgets nothing.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import ABSENT, EditConflict
from broadcaster.station.yaml.problems import BadStation
from broadcaster.station.yaml.structure import set_value
from broadcaster.web.drawing.file_text import earlier
from broadcaster.web.messages.fields import placed
from broadcaster.web.messages.form import plain, shown
from broadcaster.web.messages.workplace import Id, MessageWorkplace, file_of, go, undo_to
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.registry import ERROR
from broadcaster.web.site.shell import visitor_of

CONFLICT = 409


def filing_routes(place: MessageWorkplace) -> APIRouter:
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


def _kept(place: MessageWorkplace, name: str, bad: BadStation) -> str:
    """Why a message cannot go: the schedules that name it, else what would be wrong."""
    schedules = place.station.filed.schedules.items()
    named = [schedule for schedule, each in schedules if name in each.messages]
    if named:
        return say("console.in_schedules", schedules=", ".join(named))
    found = placed("", file_of(name), bad, place.today)
    return "\n".join([*found.at.values(), found.rest]).strip()


def _form(place: MessageWorkplace, request: Request, name: str, fault: str) -> Response:
    title = shown(place.document(name).text).title
    values = {"name": name, "title": title, "fault": fault}
    return place.shell.page(request, "rename", values, status=CONFLICT if fault else 200)


def history_routes(place: MessageWorkplace) -> APIRouter:
    """The history of a message."""
    made = Pages(place.shell)

    @made.get("/messages/history/{name:path}", needs=Action.LOOK)
    def show(request: Request, name: str) -> Response:
        document = place.files.read(file_of(name))
        found = earlier(
            place.files.history(document.file),
            place.files.earlier,
            etag=document.etag,
            zone=place.shell.now.tzinfo,
            drawn=plain,
        )
        values = {
            "back": f"/messages/edit/{name}",
            "title": shown(document.text).title or name,
            "none": say("console.no_history"),
            "fault": "",
            "versions": found,
            "restore": f"/messages/restore/{name}",
            "named": "version",
            "fields": {"etag": document.etag},
            "writes": Action.WRITE,
        }
        return place.shell.page(request, "history", values)

    return made.router
