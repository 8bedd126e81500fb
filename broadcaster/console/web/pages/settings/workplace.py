"""What the parts of station.yaml have in common: the file, and the page that shows a part of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import Request
from starlette.responses import Response

from broadcaster.console.web.drawing.settings_fields import FILE
from broadcaster.console.web.drawing.settings_form import compared, fault_of_none, groups
from broadcaster.console.web.shell import Shell
from broadcaster.errors import StoreError
from broadcaster.station.editing.documents import Document, Documents
from broadcaster.station.problems import Problem
from broadcaster.text import say

CONFLICT = 409
REFUSED = 422
LATER = {
    "address": "console.settings.restart",
    "output": "console.settings.hardware",
    "transmitter": "console.settings.hardware",
}
"""What is told of when a part comes into force, where that is not at once."""


class Workplace:
    """Shows a part of the settings, with what was typed and what is wrong with it.

    Args:
        shell: over a running station.
    """

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.files = Documents(shell.station.access.folder, shell.station.loaded.clock)

    def seen(self) -> Document:
        """The file; the history knows it from now on, so that a conflict can tell who changed what."""
        try:
            return self.files.remember(FILE)
        except StoreError:
            return self.files.read(FILE)

    def shown(
        self,
        request: Request,
        part: str,
        seen: Document,
        typed: Mapping[str, str] | None = None,
        problems: Sequence[Problem] = (),
        *,
        fault: str = "",
    ) -> Response:
        """The page of a part.

        Args:
            request: asks for it.
            part: of `PARTS`.
            seen: the file.
            typed: stands in the fields instead of what is written.
            problems: of the file as it would be with that.
            fault: why nothing was done.
        """
        rest = fault_of_none(part, seen.text, typed, problems) if typed is not None else []
        settings = self.shell.station.station.settings
        made = groups(part, seen.text, typed, problems)
        values = {
            "part": part,
            "keying": settings.keying,
            "when": say(LATER.get(part, "console.settings.when")),
            "groups": compared(made, groups(part, seen.text)) if fault else made,
            "etag": seen.etag,
            "fault": "\n".join([*([fault] if fault else []), *(each.as_line() for each in rest)]),
            "faulty": bool(problems),
        }
        status = CONFLICT if fault else REFUSED if problems else 200
        return self.shell.page(request, "settings", values, status=status)
