"""Ghi âm: record in the browser or bring a file, hear and cut it, keep it; the station's recordings."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.recordings import keeping, listing
from broadcaster.console.web.shell import Shell
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.recordings import Recordings


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, folder = APIRouter(), shell.station.access.folder
    shelf = Recordings(folder, Documents(folder, shell.station.loaded.clock))
    for part in (listing, keeping):
        join(made, part.routes(shell, shelf))
    return made
