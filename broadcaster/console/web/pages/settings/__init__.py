"""Thiết lập: the station's settings, its zones, its people, and the examination of the machine."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.pages.settings import examination, people, station, zones
from broadcaster.console.web.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    for part in (zones, people, examination, station):
        made.include_router(part.routes(shell))
    return made
