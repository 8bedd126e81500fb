"""Draft messages from the coming events of a calendar, subscribed to or sent as a file."""

from __future__ import annotations

from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from broadcaster.console.web.pages.schedules.workplace import Workplace
from broadcaster.console.web.pages.schedules.year.page import HERE, Text
from broadcaster.console.web.programs.program import run_command
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.service.calendars.announced import load
from broadcaster.station.naming import plain_name
from broadcaster.text import say

PATIENCE = 60.0  # seconds for the drafts of one calendar
LARGEST = 1_000_000  # bytes of a calendar, as the reading has it
MOST = 21  # lines: a draft each, and what else there is to say


def routes(place: Workplace) -> APIRouter:
    """The forms that make drafts; what was made is shown with the messages."""
    made = Pages(place.shell)

    @made.post(f"{HERE}/announce", needs=Action.WRITE)
    def announce(request: Request, calendar: Text) -> Response:
        """Draft messages from the coming events of a subscribed calendar."""
        return place.shell.done(request, "/messages", _drafted(place, "--name", calendar))

    @made.post(f"{HERE}/announce-file", needs=Action.WRITE)
    def announce_file(request: Request, file: Annotated[UploadFile, File()]) -> Response:
        """Draft messages from the coming events of a file."""
        name = plain_name((file.filename or "").removesuffix(".ics"), 40) or "lich"
        with TemporaryDirectory() as folder:
            path = Path(folder, f"{name}.ics")
            path.write_bytes(file.file.read(LARGEST + 1))
            return place.shell.done(request, "/messages", _drafted(place, str(path)))

    return made.router


def _drafted(place: Workplace, *arguments: str) -> str:
    """What a program of its own says of the drafts that it made."""
    folder = place.station.access.folder
    before = load(folder / "state").keys()
    try:
        done = run_command(folder, "calendar", "--announce", *arguments, patience=PATIENCE)
    except (OSError, TimeoutExpired):
        return say("console.year.not_drafted", why="–")
    if done.returncode != 0:
        return say("console.year.not_drafted", why=done.stderr.strip()[-500:])
    for key, one in load(folder / "state").items():
        if key not in before:
            place.station.await_taken(one.message)  # the page that follows lists it
    return "\n".join(done.stdout.strip().splitlines()[:MOST])
