"""A station whose files and journal are open, but not its output; and whether it runs its timetable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.forms import nfc
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.playout.requests.make_up import choose, may_continue
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.model.equipment import Output
from broadcaster.station.model.station import Station
from broadcaster.upkeep.monitoring.disk import LastingFaults


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the station is run."""

    timetable: bool = True  # False: only what is asked for airs
    output: Output | None = None  # instead of the station's own
    waits: bool = False  # begin without an output that cannot be opened, and try it for ever
    rehearsal: bool = False  # never key, whatever the station says
    apart: bool = False  # `output` is no loudspeakers' device: only whoever named it hears it


CATCH_UP = timedelta(days=31)  # what was missed earlier can no longer be made up for


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedStation:
    """The station's files and its journal. From any thread."""

    files: StationFiles
    journal: Journal
    clock: Clock
    lasting: LastingFaults  # faults of the start

    @property
    def station(self) -> Station:
        """The station that airs."""
        return self.files.station

    def to_make_up(self, what: str) -> Airing:
        """The missed or interrupted airing that a person means: by its message (of today) or its id.

        Raises:
            ServiceError: nothing of that name can be made up for.
        """
        now, zone = self.clock.now(), self.station.settings.timezone
        today = datetime.combine(now.astimezone(zone).date(), time(), zone)
        recent = self.journal.airings(now - CATCH_UP)
        day = [a for a in recent if a.id == what or (a.planned or now) >= today]
        links = [a for a in recent if a.makes_good is not None and a not in day]
        return choose([*links, *day], what)

    def cut(self, airing: str) -> Airing:
        """An airing of today that was cut and has not gone on, by its id.

        Raises:
            ServiceError: there is none.
        """
        found = next((each for each in self._cut() if each.id == airing), None)
        if found is None:
            raise ServiceError("service.not_cut", airing=airing)
        return found

    def cut_today(self, message: str) -> Airing | None:
        """The last airing of a message today that was cut and has not gone on."""
        return next((each for each in reversed(self._cut()) if each.message == nfc(message)), None)

    def _cut(self) -> list[Airing]:
        now, zone = self.clock.now(), self.station.settings.timezone
        today = datetime.combine(now.astimezone(zone).date(), time(), zone)
        return may_continue(self.journal.airings(today))


def load_station(files: StationFiles, as_run: AsRun, of_book: Iterable[BroadcasterError]) -> LoadedStation:
    """The station once its files, its journal and its decisions are open, with the faults of all three."""
    of_files = [] if files.first.fault is None else [files.first.fault]
    lasting = LastingFaults((*as_run.records.faults, *of_files, *of_book))
    return LoadedStation(files=files, journal=as_run.journal, clock=as_run.clock, lasting=lasting)


Asking = Callable[[LoadedStation], ManualRequest | None]
"""Finds what is to air at once, or raises why there is none; None: it exists, and is judged later."""
