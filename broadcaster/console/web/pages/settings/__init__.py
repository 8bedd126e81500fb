"""Thiết lập: the station's settings, its zones, its people, and the examination of the machine."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.console.transport.joining import join
from broadcaster.console.transport.workers import Route
from broadcaster.console.web.pages.settings import examination, notices, orders, people, station, testing
from broadcaster.console.web.pages.settings.workplace import Workplace
from broadcaster.console.web.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    place = Workplace(shell)
    for apart in (people, examination, orders):
        join(made, apart.routes(shell))
    for part in (testing, notices, station):
        join(made, part.routes(place))
    return made
