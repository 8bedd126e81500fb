"""What was typed into a schedule's form and not saved: kept at the station, brought back, thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from broadcaster.console.web.drawing.render import hour
from broadcaster.console.web.kept.drafts import Typed
from broadcaster.console.web.pages.schedules.given import Given
from broadcaster.console.web.pages.schedules.workplace import NEW, SEE_OTHER, Workplace
from broadcaster.console.web.shell import visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.station.editing.schedules import file_of
from broadcaster.station.naming import is_id

_FORM = "form"
_NOT_TYPED = ("csrf", "etag", "take")
_MOST = 2000  # fields

Name = Annotated[str, Form(max_length=300)]


def routes(place: Workplace) -> APIRouter:
    """What the form sends by itself, and the button that throws a draft away."""
    made = Pages(place.shell)

    @made.post("/schedules/draft", needs=Action.WRITE)
    def draft(request: Request, given: Given) -> Response:
        """Keep what is typed and not saved."""
        keep(place, visitor_of(request).caller.shown, given)
        return JSONResponse({"at": hour(place.shell.now)})

    @made.post("/schedules/forget", needs=Action.WRITE)
    def forget(request: Request, schedule: Name = "", about: Name = "") -> Response:
        """Throw away what was typed and not saved, and show what the file has."""
        place.drafts.drop(visitor_of(request).caller.shown, file(schedule, about))
        if schedule:
            return RedirectResponse(quote(f"/schedules/edit/{schedule}"), SEE_OTHER)
        query = f"?{urlencode({'message': about})}" if about else ""
        return RedirectResponse(f"/schedules/new{query}", SEE_OTHER)

    return made.router


def file(schedule: str, about: str) -> str:
    """Under what a form is kept: its file; a new one's by the message that it was opened for."""
    if schedule:
        return file_of(schedule)
    return file_of(f"{NEW}/{about if is_id(about) else ''}")


def keep(place: Workplace, by: str, given: Sequence[tuple[str, str]]) -> None:
    """Keep a form as it is typed.

    Raises:
        StationError: it is too long.
        StoreError: the disk takes nothing.
    """
    values = dict(given)
    typed = urlencode([(name, value) for name, value in given if name not in _NOT_TYPED])
    kept = Typed(etag=values.get("etag", ""), at=place.station.now, fields={_FORM: typed})
    place.drafts.keep(by, file(values.get("id", ""), values.get("about", "")), kept)


def drop(place: Workplace, by: str, given: Sequence[tuple[str, str]]) -> None:
    """It was saved."""
    values = dict(given)
    place.drafts.drop(by, file(values.get("id", ""), values.get("about", "")))


def kept(place: Workplace, by: str, schedule: str, about: str) -> tuple[Typed, list[tuple[str, str]]] | None:
    """What a person typed and did not save, with the fields as a browser sent them."""
    found = place.drafts.of(by, file(schedule, about))
    if found is None:
        return None
    try:
        return found, parse_qsl(found.fields.get(_FORM, ""), keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:  # more fields than any form has
        return None
