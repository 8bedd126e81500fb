"""The keys of station.yaml that people change here: seen with their meaning, checked, written, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.drawing.sections import ADDRESS, FIRST, address
from broadcaster.console.web.drawing.settings_form import (
    FILE,
    compared,
    edited,
    fault_of_none,
    groups,
    merged,
)
from broadcaster.console.web.drawing.sheets import PARTS
from broadcaster.console.web.kept.flashes import Undo
from broadcaster.console.web.shell import Shell, back_to
from broadcaster.errors import StationError, StoreError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import Document, Documents, EditConflict
from broadcaster.station.problems import BadStation, Problem
from broadcaster.text import explain, say

CONFLICT = 409
REFUSED = 422
Digest = Annotated[str, Form(max_length=64)]
Id = Annotated[str, Form(max_length=100)]


async def _given(request: Request) -> dict[str, str]:
    """The texts of the form, whose fields depend on the part."""
    return {key: value for key, value in (await request.form()).items() if isinstance(value, str)}


Given = Annotated[dict[str, str], Depends(_given)]


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    files = Documents(shell.station.access.folder, shell.station.loaded.clock)
    page = _Page(shell)

    def seen() -> Document:
        """The file; the history knows it from now on, so that a conflict can tell who changed what."""
        try:
            return files.remember(FILE)
        except StoreError:
            return files.read(FILE)

    @made.get(ADDRESS)
    def first(request: Request) -> Response:
        shell.require(request, Action.LOOK)
        return page.shown(request, FIRST, seen())

    @made.post(f"{ADDRESS}/restore")
    def restore(request: Request, etag: Digest, before: Digest, part: Id = FIRST) -> Response:
        """Put the file back as it was before a change, if nobody has changed it since."""
        by = shell.require(request, Action.STATION).caller.shown
        version = next((each for each in files.history(FILE) if each.sha256 == before), None)
        text = None if version is None else files.earlier(version)
        if text is None:
            raise StationError("station.edit_not_possible")
        files.write(FILE, text, etag=etag, by=by)
        return shell.done(request, address(part if part in PARTS else FIRST), say("console.done.restored"))

    @made.post(f"{ADDRESS}/confirm")
    def confirm(request: Request, change: Id, shown: Annotated[datetime, Form()]) -> Response:
        """Confirm the time, and with it shorter quiet hours or another zone."""
        who = shell.require(request, Action.STATION).caller.shown
        shell.station.confirm_clock(who=who, shown=shown, change=change)
        return shell.done(request, address("regulation"), say("console.done.confirmed"))

    @made.get(f"{ADDRESS}/{{part}}")
    def part(request: Request, part: str) -> Response:
        shell.require(request, Action.LOOK)
        if part not in PARTS or part == FIRST:
            return back_to(ADDRESS)
        return page.shown(request, part, seen())

    @made.post(f"{ADDRESS}/{{part}}")
    def save(request: Request, part: str, given: Given) -> Response:
        by = shell.require(request, Action.STATION).caller.shown
        if part not in PARTS:
            return back_to(ADDRESS)
        now, etag = files.read(FILE), given.get("etag", "")
        text = edited(part, now.text, given)
        if text == now.text:
            return back_to(address(part))
        try:
            saved = files.write(FILE, text, etag=etag, by=by)
        except EditConflict as conflict:
            base = files.seen(FILE, etag)
            typed = given if base is None else merged(part, base.text, given)
            return page.shown(request, part, conflict.current, typed, fault=explain(conflict))
        except BadStation as bad:
            return page.shown(request, part, now, given, bad.problems)
        fields = {"etag": saved.etag, "before": now.etag, "part": part}
        undo = Undo(path=f"{ADDRESS}/restore", fields=fields)
        return shell.done(request, address(part), say("console.done.settings"), undo=undo)

    return made


class _Page:
    """Shows a part, with what was typed and what is wrong with it."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def shown(
        self,
        request: Request,
        part: str,
        seen: Document,
        typed: dict[str, str] | None = None,
        problems: Sequence[Problem] = (),
        *,
        fault: str = "",
    ) -> Response:
        rest = fault_of_none(part, seen.text, typed, problems) if typed is not None else []
        made = groups(part, seen.text, typed, problems)
        values = {
            "part": part,
            "groups": compared(made, groups(part, seen.text)) if fault else made,
            "etag": seen.etag,
            "fault": "\n".join([*([fault] if fault else []), *(each.as_line() for each in rest)]),
            "faulty": bool(problems),
        }
        status = CONFLICT if fault else REFUSED if problems else 200
        return self._shell.page(request, "settings", values, status=status)
