"""Take a recording in.

What comes in is decoded, examined and made anew by the studio, one at a time, on a thread of its own.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import JSONResponse, Response

from broadcaster.console.web.drawing.render import number, spoken
from broadcaster.console.web.pools import RECORDINGS
from broadcaster.console.web.shell import Shell, visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import StudioError
from broadcaster.people.model import Action
from broadcaster.station.editing.recordings import Recordings
from broadcaster.station.lookup import find_message
from broadcaster.text import say
from broadcaster.text.languages import language_name

if TYPE_CHECKING:
    from broadcaster.studio.intake.examining import Findings

LARGEST = 60 << 20  # bytes of a file that is brought along
HERE = "/recordings"

Name = Annotated[str, Form(max_length=300)]
Cut = tuple[float, float | None]  # seconds from the start; None: to the end


def routes(shell: Shell, shelf: Recordings) -> APIRouter:
    """What recorder and upload are sent to."""
    slow = Pages(shell, RECORDINGS)
    station = shell.station

    @slow.post(HERE, needs=Action.WRITE)
    def keep(
        request: Request,
        sound: Annotated[UploadFile, File()],
        title: Name = "",
        start: Annotated[float, Form(ge=0)] = 0.0,
        end: Annotated[float | None, Form(ge=0)] = None,
        message: Name = "",
        language: Annotated[str, Form(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")] = "",
    ) -> Response:
        """Take a recording in; for a message in a language, as its version in that."""
        by = visitor_of(request).caller.shown
        if message:
            find_message(station.filed, message)
        shown = (sound.filename or "").replace("\\", "/").rpartition("/")[2][:100] or "-"
        rate = station.station.settings.sound.rate
        name, findings = _taken(shelf, rate, sound, title or shown.rpartition(".")[0], shown, (start, end))
        if message and language:
            shelf.add_to(message, name, language, title.strip() or language_name(language), by=by)
        return JSONResponse(_found(name, findings))

    return slow.router


def _taken(
    shelf: Recordings, rate: int, sound: UploadFile, title: str, shown: str, cut: Cut
) -> tuple[str, Findings]:
    source, target = shelf.draft(), shelf.draft()
    try:
        with source.open("xb") as copy:
            shutil.copyfileobj(sound.file, copy)
        if source.stat().st_size > LARGEST:
            raise StudioError("studio.upload_large", path=shown, largest=LARGEST >> 20)
        # It loads numpy, some 12 MB that a station where nobody records does without.
        from broadcaster.studio.intake.take_in import SUFFIX, take_in

        findings = take_in(source, target, rate, name=shown, start=cut[0], end=cut[1])
        return shelf.keep(target, title, SUFFIX), findings
    finally:
        source.unlink(missing_ok=True)
        target.unlink(missing_ok=True)


def _found(name: str, findings: Findings) -> dict[str, object]:
    """What the page tells of a recording that was kept."""
    file = name.partition("/")[2]
    return {
        "name": name,
        "sound": f"/recordings/sound/{quote(file)}",
        "words": say(
            "console.recordings.kept",
            name=file,
            length=spoken(findings.seconds),
            loudness=number(findings.loudness or 0.0).replace("-", "−"),
        ),
        "flaws": [say(f"console.recordings.flaw.{flaw}") for flaw in findings.flaws],
    }
