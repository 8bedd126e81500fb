"""The running station: opens its parts in the right order, and closes them in the opposite one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from broadcaster.app.station.daily import run_timetable
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Asking, Mode
from broadcaster.app.station.parts import StationParts
from broadcaster.app.station.shutdown import ClosingSteps, fade
from broadcaster.core import spare_folders
from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import BroadcasterError, PlayoutError, ServiceError, StoreError
from broadcaster.core.precedence import shorten_switch_interval
from broadcaster.core.state_files import set_aside
from broadcaster.journal.rows.model import Reason
from broadcaster.journal.writer.as_run_log import AsRun, open_as_run
from broadcaster.people.access.housekeeping import AccessUpkeep, RowsInTurn
from broadcaster.playout.air.wire import Level
from broadcaster.playout.director.director import Director
from broadcaster.playout.keying.keyer import Keyer, NoKeying
from broadcaster.playout.links.air import AirReport
from broadcaster.playout.links.keyers import left_on, open_keyer
from broadcaster.playout.listening.findings import ListeningFinding
from broadcaster.station.acceptance.change_rows import ChangeRows
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.problems import BadStation
from broadcaster.studio.queues.warm_keeper import WarmKeeper
from broadcaster.timetable.guard.clock_sources import SystemTimeSource, TimeSource
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.upkeep.host.lock import StationLock
from broadcaster.upkeep.monitoring.disk import DiskWatch


class AirReports:
    """Takes the reports of an open station."""

    def __init__(self, parts: StationParts) -> None:
        self._parts = parts
        parts.director.on_clock_set.append(self._clock_was_set)

    def hear(self, report: AirReport) -> None:
        """Take a report of the air. On the thread that reads them."""
        parts = self._parts
        if isinstance(report, Level):
            parts.hub.level(report.peak)
        for fault in parts.tally.hear(report):
            parts.director.report(fault)
        if parts.monitor is not None:
            parts.monitor.link.hear(report)
        parts.director.hear(report)

    def found(self, finding: ListeningFinding) -> None:
        """Take what the listener heard. From any thread."""
        monitor = self._parts.monitor
        if monitor is not None:
            self._parts.director.post(partial(monitor.heard_back.take, finding))

    def deaf(self, fault: PlayoutError) -> None:
        """Keep what prevents listening. From any thread."""
        monitor = self._parts.monitor
        if monitor is not None:
            self._parts.director.post(partial(monitor.heard_back.deaf, fault))

    def _clock_was_set(self, seconds: float) -> None:
        """Tell of a clock that was set by so much. On the director's thread."""
        self._parts.director.fault(ServiceError("service.clock_jumped", seconds=round(seconds, 1)))


ROW_PATIENCE = 10.0  # seconds for the journal to take a row about people


class RunningStation:
    """Opens with `open`, answers by `facade` while it is open, closes with `close`."""

    def __init__(
        self, folder: Path, mode: Mode, clock: Clock | None = None, source: TimeSource | None = None
    ) -> None:
        self.folder = folder.resolve()
        self.state = self.folder / "state"
        self.director: Director | None = None  # set early: from a signal on it must take nothing new
        self._mode = mode
        self._clock = clock or SystemClock()
        self._begun = self._clock.boottime()
        self._time_source = source or SystemTimeSource()
        self._lock = StationLock(self.state, whoever=not mode.timetable)
        self._parts: StationParts | None = None
        self._closing = ClosingSteps()
        self._fade: Callable[[], None] = _not_open
        self.lost_lines = 0  # of the journal, at the end: neither it nor the disk beside it took them

    @property
    def parts(self) -> StationParts:
        """What was opened. Raises ServiceError: the station is not open."""
        if self._parts is None:
            raise ServiceError("service.not_running")
        return self._parts

    @property
    def facade(self) -> StationFacade:
        """What people may ask; see `parts`."""
        return StationFacade(self.parts)

    def open(self, asked: Asking | None = None) -> Refusal | None:
        """Take the folder's lock and bring everything up.

        Args:
            asked: finds what is to air at once; it is judged before the output is opened.

        Returns:
            Why what is asked for may not air: it has its row in the journal, and the output is not open then.

        Raises:
            ServiceError: a station runs here already.
            BadStation: the files have errors and nothing good was kept.
            NoOutput: the output cannot be opened.
            BroadcasterError: keying faults; a disk that was never written; whatever `asked` raises.
        """
        if not self.folder.is_dir():
            raise BadStation(load(self.folder).problems)
        self._lock.__enter__()
        self._closing.add(lambda: self._lock.__exit__(None, None, None))
        spare_folders.clear(self.folder)  # what a station that was killed left in memory
        self._closing.add(lambda: spare_folders.clear(self.folder))
        try:
            return self._open(asked)
        except BaseException:
            self.close()
            raise

    def holds(self) -> bool:
        """False once another station has taken the folder, which somebody made again."""
        return self._lock.holds()

    def fade(self) -> None:
        """End what airs and what is asked for; see `shutdown.fade`."""
        self._fade()

    def close(self) -> None:
        """Fade out, write the journal's last lines, release everything. Safe to call twice."""
        self._closing.close()

    def _open(self, asked: Asking | None) -> Refusal | None:
        shorten_switch_interval()
        files = StationFiles(self.folder, self.state, self._clock)
        # After a crash the transmitter may still be keyed: it is released before anything else may fail.
        keyer = self._open_keyer(files)
        as_run = self._open_journal()
        parts = StationParts(
            mode=self._mode,
            folder=self.folder,
            clock=self._clock,
            time_source=self._time_source,
            files=files,
            as_run=as_run,
            keyer=keyer,
        )
        self.director = parts.director
        wanted = None if asked is None else asked(parts.loaded)
        if wanted is not None and (no := parts.refuse(wanted)) is not None:
            return no  # known without a sound card
        self._open_air(parts)
        as_run.writer.open(as_run.journal, parts.director, lambda fault: _show(parts, fault))
        self._open_rest(parts)
        self._parts = parts
        return None

    def _open_keyer(self, files: StationFiles) -> Keyer:
        settings = files.station.settings
        keyer = NoKeying() if self._mode.rehearsal else open_keyer(settings, self.folder, self.state)
        self._closing.add(keyer.close)
        keyer.start()
        return keyer

    def _open_journal(self) -> AsRun:
        as_run = open_as_run(self.state, self._clock)
        as_run.journal.repairer.ours = self.holds  # somebody may make the folder again meanwhile
        self._closing.add(lambda: self._end_journal(as_run))
        return as_run

    def _open_air(self, parts: StationParts) -> None:
        """Open the output, and begin to hand it orders. Raises NoOutput: it cannot be opened."""
        reports = AirReports(parts)
        parts.air.start(reports.hear, waits=self._mode.waits)
        self._closing.add(parts.air.close)
        parts.director.start()
        self._closing.add(parts.director.close)
        if parts.monitor is not None:
            parts.monitor.link.start(reports.found, reports.deaf)
            self._closing.add(parts.monitor.link.close)

    def _open_rest(self, parts: StationParts) -> None:
        """What works over the open output and journal."""
        closing, files, director = self._closing, parts.files, parts.director
        self._open_operator(parts)
        closing.add(parts.listening.close)
        self._open_access(parts)
        files.record(ChangeRows(parts.as_run.journal, parts.note))
        self._fade = partial(fade, parts)  # from now on it ends what airs; the station's end does so too
        closing.add(self._fade)
        closing.add(parts.hub.close)
        run_timetable(parts, closing, self._begun)
        parts.watches.start()  # a contact may fire at once
        files.current.on_switched.append(lambda station: parts.watches.follow(station.settings))
        closing.add(parts.watches.close)
        if self._mode.timetable:
            for fault in (*left_on(self.state), *set_aside(self.state)):
                director.report(fault)
        if self._lock.loose:
            loose = self._lock.loose
            director.report(StoreError("store.mode_mended", count=len(loose), name=loose[0]))
        if self._mode.timetable:
            parts.versions.tell(director.report, director.over)
        if parts.timetable is not None:
            files.follow(director)  # last: a change concerns all of the above
            closing.add(files.close)
        disk = DiskWatch(director, parts.loaded.lasting, files)
        for watch in (disk, parts.program):
            watch.start()
            closing.add(watch.close)
        if self._mode.timetable:
            parts.inbox.start()
            closing.add(parts.inbox.close)
            parts.inbox.attach(parts.alerts)
            parts.fleet.start()
            closing.add(parts.fleet.close)
            self._open_notices(parts)

    def _open_operator(self, parts: StationParts) -> None:
        """What people ask for is taken; in a station that runs, what may be asked for soon is kept ready."""
        closing, director, files = self._closing, parts.director, parts.files
        director.post(parts.repeating.recall)
        parts.sources.lives.start()
        for part in (parts.sources, parts.manual, parts.shown):
            closing.add(part.close)
        closing.add(parts.alerts.close)
        if self._mode.timetable:
            parts.shown.start()
            parts.alerts.start()
            files.current.on_switched.append(lambda _station: parts.shown.changed())
            keeper = WarmKeeper(parts.kept_ready, files, self._clock)
            keeper.start()
            closing.add(keeper.close)

    def _open_access(self, parts: StationParts) -> None:
        """Take over the people in force, and look after them."""
        as_run, told = parts.as_run, parts.told

        def write_row(at: datetime, what: Reason) -> None:
            as_run.journal.note(at, what)
            told.add(what)

        self._closing.add(parts.access.close)
        rows = RowsInTurn(as_run.ask, write_row, ROW_PATIENCE)
        upkeep = AccessUpkeep(parts.access, rows, parts.director)
        upkeep.start()
        self._closing.add(upkeep.close)

    def _open_notices(self, parts: StationParts) -> None:
        """Follow what happens, and tell people; whoever only airs a message tells nobody."""
        notices, faults = parts.notices, parts.director.faults
        parts.as_run.journal.on_written.append(notices.wake)
        faults.on_kept.append(notices.kept)
        faults.on_ended.append(notices.over)
        parts.files.current.on_switched.append(lambda _station: notices.wake())
        notices.met(parts.loaded.lasting)
        notices.start()
        self._closing.add(notices.close)

    def _end_journal(self, as_run: AsRun) -> None:
        self.lost_lines = as_run.close()


def _show(parts: StationParts, fault: BroadcasterError) -> None:
    """Keep a fault for `status` and log only: it has its row. From any thread."""
    parts.director.call(lambda: parts.director.show(fault))


def _not_open() -> None:
    raise ServiceError("service.not_running")
