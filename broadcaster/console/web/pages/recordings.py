"""Ghi âm: record in the browser or bring a file, hear and cut it, keep it; the station's recordings.

What comes in is decoded, examined and made anew by the studio, one at a time, on a thread of its own.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import FileResponse, JSONResponse, Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.render import number, spoken
from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.pools import RECORDINGS
from broadcaster.console.web.shell import Shell
from broadcaster.errors import StudioError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.recordings import Kept, Recordings
from broadcaster.station.languages import unrecorded
from broadcaster.station.lookup import find_message
from broadcaster.studio.recordings.probing import seconds
from broadcaster.text import say
from broadcaster.text.languages import language_name, languages

if TYPE_CHECKING:
    from broadcaster.studio.intake.examining import Findings

LARGEST = 60 << 20  # bytes of a file that is brought along
HERE = "/recordings"

Name = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One recording of the list."""

    kept: Kept
    at: datetime
    seconds: float

    @property
    def title(self) -> str:
        """Its file's name."""
        return self.kept.path.name


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, slow = APIRouter(route_class=Route), APIRouter(route_class=RECORDINGS)
    station = shell.station
    shelf = Recordings(station.access.folder, Documents(station.access.folder, station.loaded.clock))

    @made.get(HERE)
    def show(request: Request, message: str = "", language: str = "") -> Response:
        shell.require(request, Action.LOOK)
        filed, today = station.filed, shell.now.date()
        wanted = filed.messages.get(message)
        values = {
            "listed": [_listed(each, shell) for each in shelf.all(filed, station.station)],
            "tasks": unrecorded(filed, today),
            "language": language_name,
            "languages": languages(),
            "message": wanted,
            "chosen": language,
            "title": _title(wanted.title if wanted is not None else "", language),
            "largest": LARGEST,
        }
        return shell.page(request, "recordings", values)

    @made.get("/recordings/sound/{name:path}")
    def sound(request: Request, name: str) -> Response:
        shell.require(request, Action.LOOK)
        return FileResponse(shelf.find(f"recordings/{name}").path, content_disposition_type="inline")

    @slow.post(HERE)
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
        by = shell.require(request, Action.WRITE).caller.shown
        if message:
            find_message(station.filed, message)
        shown = (sound.filename or "").replace("\\", "/").rpartition("/")[2][:100] or "-"
        name, findings = _taken(sound, title or shown.rpartition(".")[0], shown, start, end)
        if message and language:
            shelf.add_to(message, name, language, title.strip() or language_name(language), by=by)
        return JSONResponse(_found(name, findings))

    @made.post("/recordings/rename")
    def rename(request: Request, name: Name, title: Name) -> Response:
        by = shell.require(request, Action.WRITE).caller.shown
        new = shelf.rename(name, title, station.filed, station.station, by=by)
        return shell.done(request, HERE, say("console.recordings.renamed", name=new.rpartition("/")[2]))

    @made.post("/recordings/remove")
    def remove(request: Request, name: Name) -> Response:
        shell.require(request, Action.WRITE)
        token = shelf.remove(name, station.filed, station.station)
        undo = Undo(path="/recordings/restore", fields={"token": token})
        return shell.done(
            request, HERE, say("console.recordings.removed", name=name.rpartition("/")[2]), undo=undo
        )

    @made.post("/recordings/restore")
    def restore(request: Request, token: Name) -> Response:
        shell.require(request, Action.WRITE)
        name = shelf.restore(token)
        return shell.done(request, HERE, say("console.recordings.restored", name=name.rpartition("/")[2]))

    def _taken(
        sound: UploadFile, title: str, shown: str, start: float, end: float | None
    ) -> tuple[str, Findings]:
        source, target = shelf.draft(), shelf.draft()
        try:
            with source.open("xb") as copy:
                shutil.copyfileobj(sound.file, copy)
            if source.stat().st_size > LARGEST:
                raise StudioError("studio.upload_large", path=shown, largest=LARGEST >> 20)
            rate = station.station.settings.sound.rate
            # It loads numpy, some 12 MB that a station where nobody records does without.
            from broadcaster.studio.intake.take_in import SUFFIX, take_in

            findings = take_in(source, target, rate, name=shown, start=start, end=end)
            return shelf.keep(target, title, SUFFIX), findings
        finally:
            source.unlink(missing_ok=True)
            target.unlink(missing_ok=True)

    made.include_router(slow)
    return made


def _listed(kept: Kept, shell: Shell) -> Listed:
    return Listed(kept=kept, at=kept.at.astimezone(shell.now.tzinfo), seconds=seconds(kept.path))


def _title(message: str, language: str) -> str:
    return (
        say("console.recordings.version", title=message, language=language_name(language)) if message else ""
    )


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
