"""How a message will be read and heard while somebody writes it.

Also its words and its programme as files to share.
"""

from __future__ import annotations

import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi import Path as InPath
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from broadcaster.api.transport.workers import join
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.lexicon import Layered, layers, set_reading
from broadcaster.studio.recordings.export import export
from broadcaster.studio.render.studio import open_programmes
from broadcaster.studio.script.passage import Passage
from broadcaster.studio.script.programme import Programme
from broadcaster.web.drawing.render import page
from broadcaster.web.drawing.sentences import of_text
from broadcaster.web.messages.form import shown
from broadcaster.web.messages.workplace import Id, MessageWorkplace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import HEARING, TYPING, WHOLE
from broadcaster.web.site.shell import visitor_of

COLUMNS = 480
_LOOKS = 200  # samples looked at in a column: an outline needs no more
_FULL = 32768.0  # 16 bit


def peaks(path: Path, columns: int = COLUMNS) -> list[float]:
    """The heights (0 … 1) of evenly spaced stretches of a mono 16-bit WAV file.

    Raises:
        OSError, wave.Error: it cannot be read.
    """
    with wave.open(str(path), "rb") as sound:
        count = sound.getnframes()
        length = max(1, -(-count // columns))
        found = []
        while data := sound.readframes(length):
            samples = memoryview(data).cast("h")
            looked = samples[:: max(1, len(samples) // _LOOKS)].tolist()
            found.append(round(max(map(abs, looked)) / _FULL, 3))
    return found


Words = Annotated[str, Form(max_length=100_000)]
PATIENCE = 4.0  # seconds until the station has taken a new reading
LOOK = 0.05


def reading_routes(place: MessageWorkplace) -> APIRouter:
    """The reading beside the text."""
    made = Pages(place.shell, TYPING)

    @made.post("/reading", needs=Action.LOOK)
    def reading(request: Request, text: Words = "", message: Id = "", part: Number = 0) -> Response:
        """How a text will be said, as the part of a page."""
        visitor = visitor_of(request)
        station = place.station.filed
        found = of_text(station, text, station.messages.get(message)) if text.strip() else ()
        may = {"write": visitor.may(place.station.access, Action.WRITE)}
        return page("reading", {"sentences": found, "may": may, "message": message, "part": part})

    @made.post("/readings", needs=Action.WRITE)
    def settle(request: Request, written: Id, spoken: Id, message: Id = "") -> Response:
        """Give a form a reading, for the ward or for one message; the answer comes once it holds."""
        by = visitor_of(request).caller.shown
        before = place.document(message).etag if message else ""
        entry = set_reading(place.files, written, spoken, message=message or None, by=by)
        after = place.document(message).etag if message else ""
        await_reading(place, entry)
        return JSONResponse({"before": before, "etag": after})

    return made.router


def await_reading(place: MessageWorkplace, entry: Layered, *, there: bool = True) -> None:
    """Wait until the station reads by a changed lexicon, or a few seconds are over."""
    place.station.loaded.files.hurry()
    until = time.monotonic() + PATIENCE
    while (entry in layers(place.station.filed)) is not there and time.monotonic() < until:
        time.sleep(LOOK)


Text = Annotated[str, Form(max_length=20_000)]
Number = Annotated[int, Form(ge=0, le=10_000)]
Digest = Annotated[str, InPath(pattern=r"^[0-9a-f]{64}$")]
READINGS = 4  # that are heard one after the other
WAV = "audio/wav"
NOT_FOUND = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSound:
    """A whole programme for the page's player."""

    url: str
    duration: float  # seconds
    peaks: list[float]  # 0 … 1, evenly over the whole
    places: list[float]  # seconds at which a sentence begins


def hearing_routes(place: MessageWorkplace) -> APIRouter:
    """What is heard in the browser. Nothing of it airs."""
    made, whole = Pages(place.shell, HEARING), Pages(place.shell, WHOLE)

    @made.post("/hear", needs=Action.REHEARSE)
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


def sharing_routes(place: MessageWorkplace) -> APIRouter:
    """The files to share."""
    made, whole = Pages(place.shell), Pages(place.shell, WHOLE)

    @made.get("/messages/share/{name:path}.txt", needs=Action.LOOK)
    def text(request: Request, name: str) -> Response:
        """Title and spoken words as they are written."""
        known = shown(place.document(name).text)
        parts = [part.text for part in known.parts if part.kind == "say"]
        content = "\ufeff" + "\r\n\r\n".join([known.title, *(part.replace("\n", "\r\n") for part in parts)])
        return Response(content + "\r\n", media_type="text/plain", headers=_as_file(f"{name}.txt"))

    @whole.get("/messages/share/{name:path}.mp3", needs=Action.REHEARSE)
    def sound(request: Request, name: str) -> Response:
        """The whole programme, as it would sound on the air."""
        programme = place.station.programme(name)
        with tempfile.NamedTemporaryFile(suffix=".mp3", delete=False) as file:
            target = Path(file.name)
        try:
            export(programme.path, target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return FileResponse(
            target,
            media_type="audio/mpeg",
            headers=_as_file(f"{name}.mp3"),
            background=BackgroundTask(target.unlink, missing_ok=True),
        )

    join(made.router, whole.router)
    return made.router


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name.rpartition('/')[2])}"}
