"""What an examination tells that somebody should know."""

from __future__ import annotations

from collections.abc import Iterator

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import kept
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import Subject
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars.subscriptions import late
from broadcaster.upkeep.doctor.expiry import backup, console
from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.doctor.machine import disk

PATIENCE = 10.0  # seconds for the journal to take a row


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
