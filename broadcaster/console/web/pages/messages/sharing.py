"""A message to share: its words as a text file, its programme as MP3."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.messages.parts import shown
from broadcaster.console.web.pages.messages.workplace import Workplace
from broadcaster.console.web.pools import WHOLE
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.people.model import Action
from broadcaster.studio.export import export


def routes(place: Workplace) -> APIRouter:
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
