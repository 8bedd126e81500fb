"""Opens the access of people, with rows and faults of it, and the notices to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from broadcaster.app.station.air_path import AirPath
from broadcaster.app.station.foundation import LoadedStation
from broadcaster.app.station.shutdown import ClosingSteps
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, kept
from broadcaster.journal.rows.model import Reason
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.notices.news.model import Subject
from broadcaster.notices.service.service import NoticeService
from broadcaster.notices.service.watch import Audience, NewsWatch
from broadcaster.people.access.access import Access
from broadcaster.people.access.freshness import ToldInMemory
from broadcaster.people.access.housekeeping import AccessUpkeep, RowsInTurn
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars.subscriptions import fetched_again, late
from broadcaster.upkeep.doctor.expiry import backup, console
from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.doctor.machine import disk

PATIENCE = 10.0  # seconds for the journal to take a row


def open_access(air: AirPath, as_run: AsRun, closing: ClosingSteps, *, folder: Path, state: Path) -> Access:
    """Take over the people in force, and look after them until the station closes."""
    director, files = air.director, air.files
    told = ToldInMemory(as_run.journal)

    def write_row(at: datetime, what: Reason) -> None:
        as_run.journal.note(at, what)
        told.add(what)

    def end(faults: Sequence[BroadcasterError]) -> None:
        director.post(lambda: director.faults.end(faults))

    access = Access(
        folder,
        state,
        air.clock,
        lambda: files.station.settings.timezone,
        told,
    )
    closing.add(access.close)
    upkeep = AccessUpkeep(access, RowsInTurn(as_run.ask, write_row, PATIENCE), air.report, end)
    upkeep.start()
    closing.add(upkeep.close)
    return access


def open_notices(
    air: AirPath,
    as_run: AsRun,
    loaded: LoadedStation,
    closing: ClosingSteps,
    *,
    access: Access,
    state: Path,
    timetable: bool,
) -> NoticeService:
    """Follow what happens, and tell people.

    Args:
        air: where faults are met.
        as_run: its rows are told of, unless another file stands in for the journal.
        loaded: has the faults of the start.
        closing: takes what ends it.
        access: knows the persons, and how they are reached.
        state: the station's own folder.
        timetable: whether the station airs by itself; whoever only airs a message tells nobody.
    """
    director = air.director
    service = NoticeService(
        journal=as_run.journal if as_run.records.fault is None else None,
        station=lambda: air.files.station,
        watched=NewsWatch(
            air.clock,
            lambda: air.trust.verdict.trusted,
            lambda: director.output,
            findings,
            fetched_again,
        ),
        state=state,
        clock=air.clock,
        report=air.report,
        audience=Audience(access),
    )
    if timetable:
        as_run.journal.on_written.append(service.wake)
        director.faults.on_kept.append(service.kept)
        director.faults.on_ended.append(service.over)
        air.files.current.on_switched.append(lambda _station: service.wake())
        service.met(loaded.lasting)
        service.start()
        closing.add(service.close)
    return service


def findings(station: Station) -> Iterator[tuple[Subject, Reason]]:
    """What an examination says about certificate, backup and disk that somebody should know."""
    checks = [(Subject.CERTIFICATE, console), (Subject.DISK, disk)]
    if station.settings.backup.wanted:
        checks.append((Subject.BACKUP, backup))
    for subject, check in checks:
        for finding in check(station.root, station.settings):
            if finding.level is not Grade.OK:
                yield subject, Reason(code=finding.code, facts=kept(finding.facts))
    for what in late(station, SystemClock().now()):
        yield Subject.CALENDAR, what
