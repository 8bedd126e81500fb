"""Read what a report needs: the journal, the decisions in it, and clusters.yaml."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import PeopleError, ReportError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.chain import Link
from broadcaster.people.approval.decision import DecisionEntry
from broadcaster.people.approval.rows import row_of
from broadcaster.report.month import month_of
from broadcaster.report.tables import Report, report_of
from broadcaster.station.loading.loader import load


def read_report(folder: Path, first: date, last: date, clock: Clock) -> Report:
    """The report of the days from `first` to `last`, in the chosen language. A station may be running.

    Raises:
        ReportError: there is no journal, or no station to be read.
        JournalError, StoreError: the journal cannot be read.
    """
    station = load(folder).found
    path = folder / "state" / "journal.db"
    if station is None or not path.exists():
        raise ReportError("report.nothing_to_read", path=str(folder))
    zone = station.settings.timezone
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    unreadable: list[int] = []
    with Journal.open_to_read(path, clock) as journal:
        airings = journal.airings(begin, end, unreadable=unreadable)
        decisions = [row for link in journal.decisions() if (row := _understood(link)) is not None]
        head = journal.head()
    settings = station.settings
    month = month_of(airings, decisions, zone, first, last, tuple(settings.zones))
    return report_of(
        replace(month, unreadable=len(unreadable)),
        station.clusters,
        station=settings.name,
        place=settings.place.ward or "…………",
        zone=zone,
        zone_title=settings.zone_title,
        made=clock.now(),
        head=head,
    )


def _understood(link: Link) -> DecisionEntry | None:
    """A decision; None for one of a newer version."""
    try:
        return row_of(link)
    except PeopleError:
        return None
