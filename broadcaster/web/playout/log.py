"""Nhật ký: what aired, what did not and why; hear again what was aired; export for the report; its chain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import FileResponse, Response

from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import explain
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.journal.rows.names import is_stored
from broadcaster.journal.rows.tables import as_xlsx
from broadcaster.people.roles.model import Action
from broadcaster.web.drawing.days import day_of
from broadcaster.web.drawing.render import page
from broadcaster.web.playout.day import is_test, look_of, why
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell

DAYS = 7  # shown by default
LONGEST = 366  # days of one export
EARLIEST = date(2020, 1, 1)  # before that there was no such station
MOST = 300  # airings of one page; an export has all
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NOT_AIRED = (Outcome.REFUSED, Outcome.MISSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One airing of the log."""

    airing: Airing
    title: str
    planned: datetime | None
    started: datetime | None
    at: datetime
    seconds: float | None
    look: str
    icon: str
    state: str
    why: str
    test: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """Which airings are asked for."""

    first: str  # as typed; empty: a week
    last: str  # empty: today
    message: str  # empty: all
    outcome: Outcome | None
    tests: bool  # rehearsals and tests too

    def span(self, today: date) -> tuple[date, date]:
        """The first day and the last; what cannot be read counts as left out."""
        found, _ = self._days(today)
        until = min(max(found.get("to", today), EARLIEST), today)
        since = found.get("from", until - timedelta(days=DAYS - 1))
        return min(max(since, until - timedelta(days=LONGEST - 1)), until), until

    def faults(self, today: date) -> dict[str, str]:
        """Field → why its day cannot be read."""
        return self._days(today)[1]

    def _days(self, today: date) -> tuple[dict[str, date], dict[str, str]]:
        found: dict[str, date] = {}
        faults: dict[str, str] = {}
        for name, written in (("from", self.first.strip()), ("to", self.last.strip())):
            try:
                if written:
                    found[name] = day_of(written, today, past=True)
            except ValueError as wrong:
                faults[name] = str(wrong)
        return found, faults


def _asked(
    first: Annotated[str, Query(alias="from", max_length=20)] = "",
    last: Annotated[str, Query(alias="to", max_length=20)] = "",
    message: Annotated[str, Query(max_length=300)] = "",
    outcome: Annotated[str, Query(max_length=20)] = "",
    tests: bool = False,
) -> LogQuery:
    """What the form asks for. An empty field of a form is no error."""
    known = Outcome(outcome) if outcome in tuple(Outcome) else None
    return LogQuery(first=first, last=last, message=message, outcome=known, tests=tests)


Wanted = Annotated[LogQuery, Depends(_asked)]


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell)

    @made.get("/log", needs=Action.LOOK)
    def show(request: Request, wanted: Wanted) -> Response:
        every, (since, until) = _airings(shell, wanted), wanted.span(shell.now.date())
        found = [_shown(shell, airing, shell.now) for airing in reversed(every[-MOST:])]
        real = [airing for airing in every if not is_test(airing)]
        aired = [a for a in real if a.started is not None and a.ended is not None]
        names = {a.message: shell.title_of_airing(a) for a in real if a.message}
        values = {
            "lines": found,
            "left": max(0, len(every) - MOST),
            "wanted": wanted,
            "since": since,
            "until": until,
            "outcomes": list(Outcome),
            "names": sorted(names.items(), key=lambda each: each[1]),
            "aired": len(aired),
            "seconds": sum((a.ended - a.started).total_seconds() for a in aired if a.ended and a.started),
            "faults": wanted.faults(shell.now.date()),
            "months": _months(shell.now.date()),
            "silent": sum(a.outcome in _NOT_AIRED for a in real),
        }
        return shell.page(request, "log", values)

    @made.get("/log/chain", needs=Action.LOOK)
    def chain(request: Request) -> Response:
        """Whether every row is as it was written; it reads all of them."""
        return page("log_chain", {"verified": shell.station.loaded.journal.verify()})

    @made.get("/log/sound/{digest}", needs=Action.LOOK)
    def sound(request: Request, digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")]) -> Response:
        """What was aired, as it was aired: the finished file, where the station still has it."""
        file = shell.station.finished(digest)
        if file is None:
            raise ServiceError("console.sound_gone")
        return FileResponse(file, media_type="audio/wav")

    @made.get("/log.xlsx", needs=Action.LOOK)
    def export(request: Request, wanted: Wanted) -> Response:
        zone = shell.station.station.settings.timezone
        content = as_xlsx([_by_title(shell, each) for each in _airings(shell, wanted)], zone, None)
        since, until = wanted.span(shell.now.date())
        name = f'attachment; filename="nhat-ky-{since}-{until}.xlsx"'
        return Response(content, media_type=_XLSX, headers={"Content-Disposition": name})

    return made.router


def _by_title(shell: Shell, airing: Airing) -> Airing:
    """The row of a workbook: message and zones by what people call them."""
    title_of = shell.station.station.settings.zone_title
    message = attempt(
        Kind.MESSAGE,
        airing.message or "",
        lambda: shell.title_of_airing(airing) if is_stored(airing.message) else airing.message,
        lambda _fault: airing.message,
    )
    return replace(airing, message=message, zones=tuple(map(title_of, airing.zones)))


def _months(today: date) -> list[date]:
    """The months of which there may be a report, this one first."""
    months = range(today.year * 12 + today.month - 1, EARLIEST.year * 12 - 1, -1)
    return [date(each // 12, each % 12 + 1, 1) for each in months]


def _airings(shell: Shell, wanted: LogQuery) -> list[Airing]:
    zone = shell.station.station.settings.timezone
    since, until = wanted.span(shell.now.date())
    begin, end = (datetime.combine(each, time(), zone) for each in (since, until + timedelta(days=1)))
    found = shell.station.loaded.journal.airings(begin, end, outcome=wanted.outcome)
    return [
        airing
        for airing in found
        if airing.message is not None
        and airing.part_of is None
        and wanted.message in ("", airing.message)
        and (wanted.tests or not is_test(airing))
    ]


def _shown(shell: Shell, airing: Airing, now: datetime) -> LogRow:
    """One airing of the log; one with which something goes wrong stands there with the reason."""

    def bare(fault: BroadcasterError) -> LogRow:
        return LogRow(
            airing=airing,
            title=airing.message or "",
            planned=None,
            started=None,
            at=(airing.planned or airing.started or airing.ended or now).astimezone(now.tzinfo),
            seconds=None,
            look="fault",
            icon="triangle-alert",
            state="set_aside",
            why=explain(fault),
            test=False,
        )

    return attempt(Kind.MESSAGE, airing.message or "", lambda: _line(shell, airing, now), bare)


def _line(shell: Shell, airing: Airing, now: datetime) -> LogRow:
    air = shell.station.on_air() if airing.outcome is None else None
    look, icon, state = look_of(airing, None if air is None else air.airing)

    def here(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(now.tzinfo)

    return LogRow(
        airing=airing,
        title=shell.title_of_airing(airing),
        planned=here(airing.planned) if airing.schedule else None,
        started=here(airing.started),
        at=here(airing.planned or airing.started or airing.ended) or now,
        seconds=(airing.ended - airing.started).total_seconds() if airing.ended and airing.started else None,
        look=look,
        icon=icon,
        state=state,
        why=why(airing),
        test=is_test(airing),
    )
