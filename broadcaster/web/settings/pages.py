"""Thiết lập: the station's settings, its zones, its people, and the examination of the machine."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.api.transport.workers import Route, join
from broadcaster.web.people import staff
from broadcaster.web.settings import examination, notices, orders, station, updates
from broadcaster.web.settings.workplace import SettingsWorkplace
from broadcaster.web.site.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    place = SettingsWorkplace(shell)
    for routes_of in (staff.routes, examination.examination_routes, orders.routes, updates.routes):
        join(made, routes_of(shell))
    for routes_at in (examination.testing_routes, notices.routes, station.routes):
        join(made, routes_at(place))
    return made
