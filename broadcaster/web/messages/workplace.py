"""What all routes about messages work with.

The station's files, who writes, and both texts where two people wrote at once.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from broadcaster.core.text.catalogue import say
from broadcaster.station.editing.document import ABSENT, Document
from broadcaster.station.editing.documents import Documents
from broadcaster.station.model.station import find_message
from broadcaster.web.drawing.file_text import side_by_side
from broadcaster.web.messages.form import plain, shown
from broadcaster.web.site.drafts import Drafts, KeptLetters
from broadcaster.web.site.shell import Onward, Shell, Undo

_FOLDER, _ENDING = "messages/", ".yaml"

DONE = (
    "copied", "created", "deleted", "part_removed", "put_aside", "renamed", "restored", "saved",
    "submitted", "taken_in",
)  # fmt: skip
"""What is told after it was done: keys below `console.done`."""

SEE_OTHER = 303

Id = Annotated[str, Form(max_length=300)]


async def _given(request: Request) -> dict[str, str]:
    """The texts of a form whose fields depend on the message."""
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


Given = Annotated[dict[str, str], Depends(_given)]


class MessageWorkplace:
    """The station's message files under the eyes of the console. From any thread."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.station = shell.station
        self.folder: Path = shell.station.access.folder
        self.files = Documents(self.folder, shell.station.loaded.clock)
        self.drafts = Drafts(self.folder / "state")
        self.letters = KeptLetters(self.folder / "state")

    @property
    def today(self) -> date:
        """The day in the station's zone."""
        return self.shell.now.date()

    def done(
        self,
        request: Request,
        path: str,
        what: str,
        *,
        undo: Undo | None = None,
        onward: Onward | None = None,
    ) -> Response:
        """Go to a page that tells once what was done: `what` is a key below `console.done`."""
        return self.shell.done(request, quote(path), say(f"console.done.{what}"), undo=undo, onward=onward)

    def unscheduled(self, name: str) -> bool:
        """True for a message that no schedule airs."""
        return not any(name in rule.messages for rule in self.station.filed.schedules.values())

    def to_schedule(self, name: str) -> Onward | None:
        """The way to a schedule for a message; None where it has one."""
        query = urlencode({"message": name})
        path = f"/schedules/new?{query}"
        return Onward(path=path, word=say("console.set_schedule")) if self.unscheduled(name) else None

    def document(self, name: str) -> Document:
        """The file of a message as it is now.

        Raises:
            StationError: there is no such message; the error says what was probably meant.
        """
        found = self.files.read(file_of(name))
        if found.etag == ABSENT:
            find_message(self.station.filed, name)
        return found


def file_of(name: str) -> str:
    """The file of a message, relative to the station folder."""
    return f"{_FOLDER}{name}{_ENDING}"


def name_of(file: str) -> str:
    """The id of the message in a file."""
    return file.removeprefix(_FOLDER).removesuffix(_ENDING)


def go(path: str) -> Response:
    """Go to a page."""
    return RedirectResponse(quote(path), SEE_OTHER)


def undo_to(name: str, version: str, etag: str) -> Undo:
    """The way back to an earlier version of a message."""
    return Undo(path=quote(f"/messages/restore/{name}"), fields={"version": version, "etag": etag})


CONFLICT = 409


def conflict_page(place: MessageWorkplace, request: Request, current: Document, mine: str) -> Response:
    """The page that asks which text goes on.

    Args:
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
