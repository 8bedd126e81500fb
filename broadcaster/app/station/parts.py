"""The parts of an open station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.app.station.air_path import AirPath
from broadcaster.app.station.foundation import LoadedStation, Mode
from broadcaster.app.station.timetable import RunningTimetable
from broadcaster.app.status.clock import ClockStatus
from broadcaster.app.status.hub import EventFeed
from broadcaster.app.status.status import StationStatus
from broadcaster.app.status.tally import Tally
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.notices.service.service import NoticeService
from broadcaster.people.access.access import Access
from broadcaster.playout.operator.operator import Operator
from broadcaster.studio.queues.preview import Listening
from broadcaster.upkeep.certificate.file import ConsoleDoor
from broadcaster.upkeep.monitoring.program import ProgramWatch
from broadcaster.upkeep.monitoring.watches import Watches


@dataclass(frozen=True, slots=True, kw_only=True)
class StationParts:
    """What `RunningStation` opened, for whoever works with several parts at once."""

    mode: Mode
    folder: Path
    state: Path  # the running station's own folder
    opened: datetime
    loaded: LoadedStation
    as_run: AsRun
    access: Access
    air: AirPath
    operator: Operator
    listening: Listening
    timetable: RunningTimetable | None  # None where it is not wanted, or for want of a journal
    watches: Watches
    program: ProgramWatch
    tally: Tally
    feed: EventFeed
    door: ConsoleDoor
    notices: NoticeService

    @property
    def clock(self) -> ClockStatus:
        """What is known of the clock."""
        return ClockStatus(
            clock=self.air.clock,
            files=self.loaded.files,
            trust=self.air.trust if self.mode.timetable else None,
            timekeeper=None if self.timetable is None else self.timetable.timekeeper,
        )

    @property
    def status(self) -> StationStatus:
        """What `status` is made from."""
        air, operator, monitor = self.air, self.operator, self.air.monitor
        return StationStatus(
            folder=self.folder,
            opened=self.opened,
            files=self.loaded.files,
            director=air.director,
            choice=air.choice,
            keyer=air.keyer,
            monitor=None if monitor is None else monitor.link,
            heard_back=None if monitor is None else monitor.heard_back,
            suspended=air.suspended,
            conflicts=operator.conflicts,
            repeating=operator.repeating,
            watches=self.watches,
            timetable=None if self.timetable is None else self.timetable.planned,
            jobs=None if self.timetable is None else self.timetable.jobs,
            clock=self.clock,
            journal_ok=self.timetable is not None or not self.mode.timetable,
            lasting=self.loaded.lasting,
            access=self.access,
            book=air.approval.book,
            cleared=air.approval.approvals,
            versions=air.approval.versions,
            door=self.door,
            notices=self.notices,
            tended=lambda: air.air.tended,
            program=self.program,
        )
