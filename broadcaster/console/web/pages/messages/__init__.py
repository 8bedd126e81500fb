"""Bản tin: list, editor with the reading beside it, letters, templates, earlier versions, sharing."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.messages import (
    creating,
    editor,
    filing,
    hearing,
    history,
    letters,
    listing,
    reading,
    saving,
    sharing,
    unsaved,
)
from broadcaster.console.web.pages.messages.workplace import Workplace
from broadcaster.console.web.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, place = APIRouter(), Workplace(shell)
    writing = (listing, creating, editor, saving, unsaved, filing)
    for part in (*writing, reading, hearing, sharing, letters, history):
        join(made, part.routes(place))
    return made
