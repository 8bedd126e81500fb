"""Hear what is written: a sentence of it, a doubtful word in one reading or another, the whole programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi import Path as InPath
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from broadcaster.console.transport.joining import join
from broadcaster.console.web.drawing.peaks import peaks
from broadcaster.console.web.pages.messages.workplace import Id, Workplace
from broadcaster.console.web.pools import HEARING, WHOLE
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.studio.excerpt import Passage
from broadcaster.studio.model import Programme

Text = Annotated[str, Form(max_length=20_000)]
Number = Annotated[int, Form(ge=0, le=10_000)]
Digest = Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$")]
READINGS = 4  # that are heard one after the other
WAV = "audio/wav"
NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A whole programme for the page's player."""

    url: str
    duration: float  # seconds
    peaks: list[float]  # 0 … 1, evenly over the whole
    places: list[float]  # seconds at which a sentence begins


def routes(place: Workplace) -> APIRouter:
    """What is heard in the browser. Nothing of it airs."""
    made, whole = Pages(place.shell, HEARING), Pages(place.shell, WHOLE)

    @made.post("/hear", needs=Action.WRITE)
    def hear(
        request: Request,
        text: Text,
        message: Id = "",
        sentence: Number | None = None,
        start: Number | None = None,
        end: Number | None = None,
        reading: Annotated[list[str], Form(max_length=READINGS)] = [],  # noqa: B006 - FastAPI's own way
    ) -> Response:
        """A sentence or a stretch of a text as sound."""
        wanted = Passage(
            text=text,
            message=message if message in place.station.filed.messages else None,
            sentence=sentence,
            span=None if start is None or end is None else (start, end),
            readings=tuple(each for each in reading if each.strip()),
        )
        return FileResponse(place.station.sound_of(wanted).programme.path, media_type=WAV)

    @whole.post("/messages/programme/{name:path}", needs=Action.REHEARSE)
    def programme(request: Request, name: str) -> Response:
        """Have the whole programme of a saved message made; where its sound is, and how it looks."""
        return JSONResponse(_sound(place.station.programme(name)))

    @made.get("/sounds/{digest}.wav", needs=Action.REHEARSE)
    def sound(request: Request, digest: Digest) -> Response:
        """The sound of a programme that was made."""
        from broadcaster.studio.render.opening import open_programmes

        path = open_programmes(place.station.filed).path(digest)
        if not path.is_file():  # made room for others meanwhile
            raise HTTPException(NOT_FOUND)
        return FileResponse(path, media_type=WAV)

    join(made.router, whole.router)
    return made.router


def _sound(made: Programme) -> dict[str, object]:
    return {
        "url": f"/sounds/{made.sound_digest}.wav",
        "duration": made.duration,
        "peaks": peaks(made.path),
        "places": [frame / made.rate for frame, _ in made.sentences],
    }
