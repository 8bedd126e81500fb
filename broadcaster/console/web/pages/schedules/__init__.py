"""Lịch phát: week and month, the form of a schedule, one airing, and undo."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.schedules import (
    airing,
    filing,
    moving,
    once,
    opening,
    saving,
    unsaved,
    week,
    year,
)
from broadcaster.console.web.pages.schedules.workplace import Workplace
from broadcaster.console.web.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, place = APIRouter(), Workplace(shell)
    for part in (week, opening, saving, unsaved, filing, airing, moving, once, year):
        join(made, part.routes(place))
    return made
