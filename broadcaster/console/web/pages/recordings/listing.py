"""The station's recordings, and what is still to be recorded; hear, rename and remove one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.pages.recordings.held_file import HeldFile
from broadcaster.console.web.pages.recordings.keeping import HERE, LARGEST
from broadcaster.console.web.shell import Shell, visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.containment import Kind, each
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.station.editing.recordings import Kept, Recordings
from broadcaster.station.languages import unrecorded
from broadcaster.studio.recordings.probing import seconds
from broadcaster.text import explain, say
from broadcaster.text.languages import language_name, languages

Name = Annotated[str, Form(max_length=300)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One recording of the list."""

    kept: Kept
    at: datetime
    seconds: float
    languages: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its file's name."""
        return self.kept.path.name


def routes(shell: Shell, shelf: Recordings) -> APIRouter:
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


def _listed(shell: Shell, kept: Kept) -> Listed:
    at = kept.at.astimezone(shell.now.tzinfo)
    return Listed(kept=kept, at=at, seconds=seconds(kept.path), languages=kept.languages)


def _title(message: str, language: str) -> str:
    return (
        say("console.recordings.version", title=message, language=language_name(language)) if message else ""
    )
