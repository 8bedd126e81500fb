"""Nhật ký: what aired, what did not and why, by day; export for the report."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.pages.today import line
from broadcaster.console.web.shell import Shell
from broadcaster.journal import report
from broadcaster.journal.model import Airing, Outcome
from broadcaster.people.model import Action

DAYS = 7  # shown by default
LONGEST = 366  # days of one export
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)

    @made.get("/log")
    def show(
        request: Request,
        first: Annotated[date | None, Query(alias="from")] = None,
        last: Annotated[date | None, Query(alias="to")] = None,
        outcome: Outcome | None = None,
    ) -> Response:
        shell.require(request, Action.LOOK)
        since, until = _span(shell, first, last)
        airings = [a for a in _airings(shell, since, until) if outcome is None or a.outcome is outcome]
        values = {
            "lines": [line(shell, airing) for airing in reversed(airings)],
            "since": since,
            "until": until,
            "outcome": outcome,
            "outcomes": list(Outcome),
        }
        return shell.page(request, "log", values)

    @made.get("/log.xlsx")
    def export(
        request: Request,
        first: Annotated[date | None, Query(alias="from")] = None,
        last: Annotated[date | None, Query(alias="to")] = None,
    ) -> Response:
        shell.require(request, Action.LOOK)
        since, until = _span(shell, first, last)
        zone = shell.station.station.settings.timezone
        airings = _airings(shell, since, until)
        content = report.as_xlsx(airings, zone, None)
        name = f'attachment; filename="nhat-ky-{since}-{until}.xlsx"'
        return Response(content, media_type=_XLSX, headers={"Content-Disposition": name})

    return made


def _span(shell: Shell, first: date | None, last: date | None) -> tuple[date, date]:
    until = last or shell.now.date()
    since = first or until - timedelta(days=DAYS - 1)
    return max(since, until - timedelta(days=LONGEST)), until


def _airings(shell: Shell, since: date, until: date) -> list[Airing]:
    zone = shell.station.station.settings.timezone
    begin, end = (datetime.combine(each, time(), zone) for each in (since, until + timedelta(days=1)))
    found = shell.station.loaded.journal.airings(begin, end)
    return [airing for airing in found if airing.message is not None and airing.part_of is None]
