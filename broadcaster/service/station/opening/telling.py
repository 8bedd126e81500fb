"""Notices to people, opened over the air path and the journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from broadcaster.clock import SystemClock
from broadcaster.errors import kept
from broadcaster.journal.model import Reason
from broadcaster.notices.model import Subject
from broadcaster.service.access.access import Access
from broadcaster.service.as_run.part import AsRun
from broadcaster.service.calendars.subscribed import fetched_again, late
from broadcaster.service.doctor.backup import backup
from broadcaster.service.doctor.console import console
from broadcaster.service.doctor.finding import Level
from broadcaster.service.doctor.machine import disk
from broadcaster.service.notices.following import NoticeService
from broadcaster.service.notices.people import Audience
from broadcaster.service.notices.watched import Watched
from broadcaster.service.station.loaded import LoadedStation
from broadcaster.service.station.opening.air_path import AirPath
from broadcaster.service.station.opening.closing import ClosingSteps
from broadcaster.station.model import Station


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
        watched=Watched(
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
            if finding.level is not Level.OK:
                yield subject, Reason(code=finding.code, facts=kept(finding.facts))
    for what in late(station, SystemClock().now()):
        yield Subject.CALENDAR, what
