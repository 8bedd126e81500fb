"""A new station put back from a backup: one that a browser sends, or one on a stick in the box itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from broadcaster.app.station.restoring import KeptHere
from broadcaster.core.errors import BackupError, BroadcasterError
from broadcaster.core.text.catalogue import explain
from broadcaster.people.roles.model import Action
from broadcaster.upkeep.backup import restoration
from broadcaster.upkeep.backup.contents import DailyName
from broadcaster.upkeep.backup.daily import FOLDER as ON_STICK
from broadcaster.upkeep.backup.encryption import unseal
from broadcaster.upkeep.host import first_start
from broadcaster.web.setup.steps import ADDRESS, BY_NAME, STEPS
from broadcaster.web.setup.workplace import SetupPlace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import EXAMINING
from broadcaster.web.site.shell import back_to

STICKS = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where sticks are mounted, and shares."""

MOST = 20  # files that are offered
_CHUNK = 1 << 20
_WITH_BACKUP = tuple(one.name for one in STEPS if one.with_backup)


def routes(place: SetupPlace) -> APIRouter:
    """The routes over a running station."""
    made = Pages(place.shell, EXAMINING)
    place.beside["origin"] = lambda: {"offers": found(STICKS)}

    @made.get(f"{ADDRESS}/restored", needs=Action.LOOK)
    def restored(request: Request) -> Response:
        """The station is about to begin anew."""
        return place.shell.page(request, "setup_restored")

    @made.post(f"{ADDRESS}/origin/restore", needs=Action.PEOPLE)
    def restore(
        request: Request,
        path: Annotated[str, Form(max_length=4096)] = "",
        secret: Annotated[str, Form(max_length=1000)] = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        """Unpack and check a backup; the station begins anew with it."""
        step, folder = BY_NAME["origin"], place.shell.station.access.folder
        if not place.on:
            return place.listed(request)
        clock = place.shell.station.loaded.clock
        try:
            with _sent(file) as sent:
                chosen = sent or next((one for one in found(STICKS) if str(one) == path), None)
                if chosen is None:
                    raise BackupError("backup.nothing_chosen")
                first = {f"state/{first_start.NAME}": first_start.page(*_WITH_BACKUP)}
                keeps = KeptHere(folder, clock, first)
                restoration.make_ready(
                    chosen, folder, partial(unseal, secret=secret.strip()), now=clock.now(), keeps=keeps
                )
        except BroadcasterError as error:
            return place.step(request, step, fault=explain(error))
        return back_to(f"{ADDRESS}/restored")

    return made.router


def found(roots: tuple[Path, ...]) -> list[Path]:
    """The daily backups on what is mounted, the newest first."""
    files: list[Path] = []
    for root in roots:
        for depth in ("*", "*/*"):
            for folder in (depth, f"{depth}/{ON_STICK}"):
                files += (one for one in root.glob(f"{folder}/*") if DailyName.read(one.name) is not None)
    return sorted(set(files), key=lambda one: one.name, reverse=True)[:MOST]


@contextmanager
def _sent(file: UploadFile | None) -> Iterator[Path | None]:
    """What a browser sent, as a file; None where it sent none."""
    if file is None or not file.filename:
        yield None
        return
    with tempfile.NamedTemporaryFile(prefix="broadcaster-") as kept:
        while data := file.file.read(_CHUNK):
            kept.write(data)
        kept.flush()
        yield Path(kept.name)
