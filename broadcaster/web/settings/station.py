"""The keys of station.yaml that people change here: seen with their meaning, checked, written, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import StationError, StoreError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.document import EditConflict
from broadcaster.station.yaml.problems import BadStation
from broadcaster.web.drawing.sections import ADDRESS, FIRST, address
from broadcaster.web.settings.edits import edited
from broadcaster.web.settings.fields import FILE
from broadcaster.web.settings.form import told, vanished
from broadcaster.web.settings.sheets import PARTS
from broadcaster.web.settings.workplace import Given, SettingsWorkplace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Undo, back_to, visitor_of

Digest = Annotated[str, Form(max_length=64)]
Id = Annotated[str, Form(max_length=100)]


def _listed(bad: BadStation) -> str:
    """What is wrong with a version that was to come back, a line each."""
    return "\n".join((say("console.settings.not_restored"), *(each.as_line() for each in bad.problems)))


def routes(place: SettingsWorkplace) -> APIRouter:
    """The routes over a running station."""
    made = Pages(place.shell)

    @made.get(ADDRESS, needs=Action.LOOK)
    def first(request: Request) -> Response:
        return place.shown(request, FIRST, place.seen())

    @made.post(f"{ADDRESS}/confirm", needs=Action.APPROVE)
    def confirm(request: Request, change: Id, shown: Annotated[datetime | None, Form()] = None) -> Response:
        """Confirm a change that loosens the station's rules; with another zone the time in it too."""
        who = visitor_of(request).caller.shown
        place.shell.station.confirm_clock(who=who, shown=shown, change=change)
        return place.shell.done(request, address("regulation"), say("console.done.confirmed"))

    _add_history(made, place)
    _add_parts(made, place)  # last: their addresses take any word
    return made.router


def _add_history(made: Pages, place: SettingsWorkplace) -> None:
    """Earlier versions of the file, and the way back to one."""

    @made.get(f"{ADDRESS}/history", needs=Action.LOOK)
    def history(request: Request) -> Response:
        """Who changed station.yaml when, what, and the way back."""
        return place.history(request, place.seen())

    @made.post(f"{ADDRESS}/restore", needs=Action.STATION)
    def restore(request: Request, etag: Digest, before: Digest, part: Id = FIRST) -> Response:
        """Put the file back as it was before a change, if nobody has changed it since."""
        by = visitor_of(request).caller.shown
        known = place.files.seen(FILE, before)
        if known is None:
            raise StationError("station.edit_not_possible")
        try:
            place.put_back(request, known.text, etag=etag, by=by)
        except (EditConflict, BadStation) as error:
            told = explain(error) if isinstance(error, EditConflict) else _listed(error)
            return place.history(request, place.files.read(FILE), fault=told)
        shown = address(part if part in PARTS else FIRST)
        return place.shell.done(request, shown, say("console.done.restored"))


def _add_parts(made: Pages, place: SettingsWorkplace) -> None:
    """The page of each part, and its form."""

    @made.get(f"{ADDRESS}/{{part}}", needs=Action.LOOK)
    def part(request: Request, part: str) -> Response:
        if part not in PARTS or part == FIRST:
            return back_to(ADDRESS)
        return place.shown(request, part, place.seen())

    @made.post(f"{ADDRESS}/{{part}}", needs=Action.STATION)
    def save(request: Request, part: str, given: Given) -> Response:
        return saved(place, request, part, given) if part in PARTS else back_to(ADDRESS)


def saved(place: SettingsWorkplace, request: Request, part: str, given: Mapping[str, str]) -> Response:
    """Write what was typed for a part; or show it again with what is wrong."""
    by, files = visitor_of(request).caller.shown, place.files
    now, etag = files.read(FILE), given.get("etag", "")
    try:
        new = edited(part, now.text, given, files.secret_names())
    except StationError as error:  # the file is no YAML, or cannot be edited in its place
        return place.shown(request, part, now, given, fault=explain(error))
    if new.faults:
        return place.shown(request, part, now, given, told(part, new, ()))
    base = files.seen(FILE, etag) if etag != now.etag else now
    if new.text == now.text and (base is None or not vanished(part, base.text, now.text, given)):
        return place.done(request, part, changed=False)
    try:
        written = files.write(FILE, new.text, etag=etag, by=by, secrets=new.secrets)
    except EditConflict as conflict:
        return place.compared(request, part, conflict, base, given)
    except BadStation as bad:
        return place.shown(request, part, now, given, told(part, new, bad.problems))
    except (StationError, StoreError) as error:
        return place.shown(request, part, now, given, fault=explain(error))
    place.dropped.put(f"{visitor_of(request).token}:{written.etag}", written.dropped)
    fields = {"etag": written.etag, "before": now.etag, "part": part}
    # A version whose password is nowhere now cannot come back.
    known = files.seen(FILE, now.etag) is not None
    undo = Undo(path=f"{ADDRESS}/restore", fields=fields) if known else None
    return place.done(request, part, undo)
