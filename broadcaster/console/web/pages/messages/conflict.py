"""Two people wrote at once: both texts side by side, and nothing is lost whichever goes on."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from broadcaster.console.web.drawing.compare import side_by_side
from broadcaster.console.web.pages.messages.parts import plain, shown
from broadcaster.console.web.pages.messages.workplace import Workplace, name_of
from broadcaster.station.editing.documents import Document

CONFLICT = 409


def conflict_page(place: Workplace, request: Request, current: Document, mine: str) -> Response:
    """The page that asks which text goes on.

    Args:
        place: has the history, which tells who wrote the other one.
        request: of the person who typed.
        current: the file as it is now.
        mine: the file as this person would have it.
    """
    left, right = side_by_side(plain(current.text), plain(mine))
    history = place.files.history(current.file)
    last = next((each for each in history if each.sha256 == current.etag), None)
    values = {
        "name": name_of(current.file),
        "title": shown(mine).title,
        "etag": current.etag,
        "theirs": left,
        "typed": right,
        # As JSON: a form's text field makes its own line ends.
        "mine": json.dumps(mine),
        "by": last.by if last is not None else "",
        "at": last.at.astimezone(place.shell.now.tzinfo) if last is not None else None,
    }
    return place.shell.page(request, "conflict", values, status=CONFLICT)
