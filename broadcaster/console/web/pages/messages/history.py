"""Earlier versions of a message: who wrote which and when, what changed, and the way back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.console.web.drawing.versions import earlier
from broadcaster.console.web.pages.messages.parts import plain, shown
from broadcaster.console.web.pages.messages.workplace import Workplace, file_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.text import say


def routes(place: Workplace) -> APIRouter:
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
