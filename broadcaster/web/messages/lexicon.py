"""Cách đọc: how the ward wants words to be read; what was settled lately, and what is still doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.lexicon import WARD_FILE, Layered, layers, remove_reading, set_reading
from broadcaster.station.model.names import bare
from broadcaster.station.yaml.structure import data_of
from broadcaster.web.messages.preview import await_reading
from broadcaster.web.messages.workplace import MessageWorkplace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell, Undo, visitor_of

Line = Annotated[str, Form(max_length=300)]
LATELY = 20  # changes of the ward's lexicon that are looked back at
DOUBTS = 20  # open doubts that are shown
BAD = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A reading that somebody gave lately."""

    written: str
    spoken: str  # empty: it was taken out
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRow:
    """One reading in the list."""

    entry: Layered
    title: str  # of the message that it is for; empty for the ward


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, place = Pages(shell), MessageWorkplace(shell)

    @made.get("/lexicon", needs=Action.LOOK)
    def show(request: Request, q: str = "") -> Response:
        return _page(place, request, asked=q[:200])

    @made.post("/lexicon/add", needs=Action.WRITE)
    def add(request: Request, written: Line, spoken: Line, message: Line = "") -> Response:
        """Give a form a reading, in place of an older one."""
        by = visitor_of(request).caller.shown
        try:
            entry = set_reading(place.files, written, spoken, message=message or None, by=by)
        except StationError as error:
            return _page(place, request, fault=explain(error), written=written, spoken=spoken, status=BAD)
        await_reading(place, entry)
        undo = Undo(path="/lexicon/remove", fields={"written": entry.written, "message": entry.message or ""})
        text = say("console.done.reading_kept", written=entry.written, spoken=entry.spoken)
        return shell.done(request, "/lexicon", text, undo=undo)

    @made.post("/lexicon/remove", needs=Action.WRITE)
    def remove(request: Request, written: Line, message: Line = "") -> Response:
        """Take a reading out; the next page offers the way back."""
        by = visitor_of(request).caller.shown
        entry = remove_reading(place.files, written, message=message or None, by=by)
        await_reading(place, entry, there=False)
        fields = {"written": entry.written, "spoken": entry.spoken, "message": entry.message or ""}
        text = say("console.done.reading_removed", written=entry.written)
        return shell.done(request, "/lexicon", text, undo=Undo(path="/lexicon/add", fields=fields))

    return made.router


def _page(
    place: MessageWorkplace,
    request: Request,
    *,
    asked: str = "",
    fault: str = "",
    written: str = "",
    spoken: str = "",
    status: int = 200,
) -> Response:
    aside: list[str] = []
    values = {
        "entries": list(_entries(place, asked)),
        "settled": list(_settled(place))[:LATELY],
        "doubts": _doubts(place, aside),
        "aside": aside,
        "asked": asked,
        "fault": fault,
        "written": written,
        "spoken_words": spoken,
    }
    return place.shell.page(request, "lexicon", values, status=status)


def _entries(place: MessageWorkplace, asked: str) -> Iterator[ReadingRow]:
    station = place.station.filed
    for entry in sorted(layers(station), key=lambda each: (each.message or "", bare(each.written))):
        title = station.messages[entry.message].title if entry.message else ""
        if bare(asked) in bare(f"{entry.written} {entry.spoken} {title}"):
            yield ReadingRow(entry=entry, title=title)


def _settled(place: MessageWorkplace) -> Iterator[Settled]:
    """What the newest versions of the ward's lexicon changed, the last first."""
    versions = place.files.history(WARD_FILE)[: LATELY + 1]
    held = [_readings(place.files.earlier(version) or "") for version in versions]
    for number, version in enumerate(versions):
        older = held[number + 1] if number + 1 < len(held) else {}
        if number == LATELY:
            return
        at = version.at.astimezone(place.shell.now.tzinfo)
        for form in sorted(held[number].keys() | older.keys()):
            if held[number].get(form) != older.get(form):
                yield Settled(written=form, spoken=held[number].get(form, ""), by=version.by, at=at)


def _readings(text: str) -> dict[str, str]:
    try:
        data = data_of(text)
    except StationError:
        return {}
    return {str(k): v for k, v in data.items() if isinstance(v, str)} if isinstance(data, dict) else {}


def _doubts(place: MessageWorkplace, aside: list[str]) -> Sequence[object]:
    """What is doubtful in the messages and can be settled here; why one cannot be read goes to `aside`."""
    from broadcaster.reading.proposals import proposals

    station = place.station.filed
    found, _ = proposals(
        station, station.messages.values(), lambda _message, fault: aside.append(explain(fault))
    )
    return [each for each in found if each.choices][:DOUBTS]
