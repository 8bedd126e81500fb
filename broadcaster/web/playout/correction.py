"""Đính chính: what was aired is wrong. It is ended and held back, and what is right airs at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.journal.rows.model import Airing
from broadcaster.people.roles.model import Action
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import URGENT
from broadcaster.web.site.shell import Shell

CONFLICT = 409
Id = Annotated[str, Form(max_length=300)]


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, URGENT)
    station = shell.station

    @made.get("/correct", needs=Action.SPEAK)
    def show(request: Request, airing: str = "") -> Response:
        """What was aired, and the words that put it right, to be changed before they air."""
        return _page(shell, request, airing, say("console.correct_words"))

    @made.post("/correct", needs=Action.SPEAK)
    def correct(request: Request, airing: Id, text: Annotated[str, Form(max_length=10_000)]) -> Response:
        """End the mistake wherever it is, and air what is right."""
        try:
            done = station.correct(airing, text.strip(), shell.asker(request, Action.SPEAK).by)
            if done.ticket is None and done.fault is not None:
                raise done.fault
        except BroadcasterError as error:
            return _page(shell, request, airing, text, fault=explain(error), status=CONFLICT)
        return shell.done(request, "/", say("console.done_correct"))

    return made.router


def _page(
    shell: Shell, request: Request, airing: str, text: str, *, fault: str = "", status: int = 200
) -> Response:
    known = _airing(shell, airing)
    values = {
        "airing": airing,
        "title": shell.title_of(airing if known is None else known.message or ""),
        "at": None if known is None else known.started,
        "text": text,
        "fault": fault,
    }
    return shell.page(request, "correct", values, status=status)


def _airing(shell: Shell, name: str) -> Airing | None:
    """The airing of today or of what is on air by its id."""
    now = shell.now
    airings = shell.station.loaded.journal.airings(now.replace(hour=0, minute=0, second=0, microsecond=0))
    return next((each for each in airings if each.id == name), None)
