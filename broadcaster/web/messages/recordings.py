"""Ghi âm: the station's recordings; record in the browser or bring a file, hear, cut, name and remove it.

What comes in is decoded, examined and made anew by the studio, one at a time, on a thread of its own.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from mimetypes import guess_type
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, BinaryIO
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from broadcaster.api.transport.workers import join
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError, StudioError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.recordings import RecordingFile, Recordings
from broadcaster.station.model.message import Say
from broadcaster.station.model.station import find_message
from broadcaster.station.rules.languages import language_name, languages, unrecorded
from broadcaster.studio.recordings.probing import seconds
from broadcaster.web.drawing.render import spoken
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import RECORDINGS
from broadcaster.web.site.shell import Shell, Undo, visitor_of

if TYPE_CHECKING:
    from broadcaster.studio.recordings.intake import Findings


class HeldFile(FileResponse):
    """Sends what a descriptor reads, whatever stands at its path by then; closes it in the end.

    Args:
        file: of this process, with a descriptor.
        name: by which a browser knows what it is.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        kind = guess_type(name)[0] or "application/octet-stream"
        super().__init__(f"/proc/self/fd/{file.fileno()}", media_type=kind)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See `FileResponse`."""
        with self._file:
            await super().__call__(scope, receive, send)


LARGEST = 60 << 20  # bytes of a file that is brought along
HERE = "/recordings"

Name = Annotated[str, Form(max_length=300)]
Cut = tuple[float, float | None]  # seconds from the start; None: to the end


def intake_routes(shell: Shell, shelf: Recordings) -> APIRouter:
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
        sure: bool = Form(default=False),
    ) -> Response:
        """Take a recording in; for a message in a language, as its version in that."""
        by = visitor_of(request).caller.shown
        if message:
            find_message(station.filed, message)
            if language and not sure and _is_decided(shell, message):
                raise StudioError("studio.changes_decided")  # before anything is kept
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
        from broadcaster.studio.recordings.intake import SUFFIX, take_in

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
        "words": say("console.recordings.kept", name=file, length=spoken(findings.seconds)),
        "flaws": [say(f"console.recordings.flaw.{flaw}") for flaw in findings.flaws],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRow:
    """One recording of the list."""

    kept: RecordingFile
    at: datetime
    seconds: float
    languages: tuple[str, ...]

    @property
    def title(self) -> str:
        """As it was named."""
        return self.kept.path.stem


def list_routes(shell: Shell, shelf: Recordings) -> APIRouter:
    """The list, and what its buttons are sent to."""
    made = Pages(shell)
    station = shell.station

    @made.get(HERE, needs=Action.LOOK)
    def show(request: Request, message: str = "", language: str = "") -> Response:
        filed, today = station.filed, shell.now.date()
        wanted = filed.messages.get(message)
        aside: list[str] = []

        def left_out(_one: object, fault: BroadcasterError) -> None:
            aside.append(explain(fault))

        kept = shelf.all(filed, station.station, aside=left_out)
        values = {
            "listed": list(each(Kind.RECORDING, kept, attrgetter("name"), partial(_listed, shell), left_out)),
            "aside": aside,
            "tasks": unrecorded(filed, today),
            "language": language_name,
            "languages": languages(),
            "message": wanted,
            "spoken_words": [] if wanted is None else [p.text for p in wanted.parts if isinstance(p, Say)],
            "decided": wanted is not None and _is_decided(shell, wanted.id),
            "chosen": language,
            "title": _title(wanted.title if wanted is not None else "", language),
            "largest": LARGEST,
        }
        return shell.page(request, "recordings", values)

    @made.get("/recordings/sound/{name:path}", needs=Action.LOOK)
    def sound(request: Request, name: str) -> Response:
        one = shelf.find(f"recordings/{name}")
        return HeldFile(shelf.open(one), one.path.name)

    @made.post("/recordings/rename", needs=Action.WRITE)
    def rename(request: Request, name: Name, title: Name) -> Response:
        by = visitor_of(request).caller.shown
        new = shelf.rename(name, title, station.filed, station.station, by=by)
        return shell.done(request, HERE, say("console.recordings.renamed", name=new.rpartition("/")[2]))

    @made.post("/recordings/remove", needs=Action.WRITE)
    def remove(request: Request, name: Name) -> Response:
        token = shelf.remove(name, station.filed, station.station)
        undo = Undo(path="/recordings/restore", fields={"token": token})
        return shell.done(
            request, HERE, say("console.recordings.removed", name=name.rpartition("/")[2]), undo=undo
        )

    @made.post("/recordings/restore", needs=Action.WRITE)
    def restore(request: Request, token: Name) -> Response:
        name = shelf.restore(token)
        return shell.done(request, HERE, say("console.recordings.restored", name=name.rpartition("/")[2]))

    return made.router


def _is_decided(shell: Shell, message: str) -> bool:
    """True for what was handed in or approved: a recording more is another message."""
    station = shell.station
    if not station.filed.settings.approval.required:
        return False
    known = (one for one in station.approving.overview().messages if one.message == message)
    return any(one.state in (ApprovalState.WAITING, ApprovalState.APPROVED) for one in known)


def _listed(shell: Shell, kept: RecordingFile) -> RecordingRow:
    at = kept.at.astimezone(shell.now.tzinfo)
    return RecordingRow(kept=kept, at=at, seconds=seconds(kept.path), languages=kept.languages)


def _title(message: str, language: str) -> str:
    return (
        say("console.recordings.version", title=message, language=language_name(language)) if message else ""
    )


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, folder = APIRouter(), shell.station.access.folder
    shelf = Recordings(folder, Documents(folder, shell.station.loaded.clock))
    for routes_of in (list_routes, intake_routes):
        join(made, routes_of(shell, shelf))
    return made
