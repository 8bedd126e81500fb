"""Earlier versions of a message: who wrote which and when, what changed, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.compare import Side, side_by_side
from broadcaster.console.web.pages.messages.parts import plain, shown
from broadcaster.console.web.pages.messages.workplace import Workplace, file_of

SHOWN = 30  # versions on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """One version in the list."""

    sha256: str
    at: datetime
    by: str  # empty: written outside the program
    gone: bool  # the file was removed then
    current: bool
    before: Side  # what was there
    after: Side  # what this version made of it


def routes(place: Workplace) -> APIRouter:
    """The history of a message."""
    made = APIRouter(route_class=Route)

    @made.get("/messages/history/{name:path}")
    def show(request: Request, name: str) -> Response:
        place.shell.reader(request)
        document = place.files.read(file_of(name))
        found = _earlier(place, document.file, document.etag)
        values = {
            "name": name,
            "title": shown(document.text).title or name,
            "etag": document.etag,
            "versions": found,
        }
        return place.shell.page(request, "history", values)

    return made


def _earlier(place: Workplace, file: str, etag: str) -> list[Earlier]:
    versions = place.files.history(file)
    zone, found = place.shell.now.tzinfo, []
    texts = [place.files.earlier(each) for each in versions[: SHOWN + 1]]
    for number, version in enumerate(versions[:SHOWN]):
        text = texts[number]
        older = texts[number + 1] if number + 1 < len(texts) else None
        before, after = side_by_side(plain(older or ""), plain(text or ""))
        found.append(
            Earlier(
                sha256=version.sha256,
                at=version.at.astimezone(zone),
                by=version.by,
                gone=text is None,
                current=version.sha256 == etag,
                before=before,
                after=after,
            )
        )
    return found
