"""The running station: opens its parts in the right order, and closes them in the opposite one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from broadcaster.app.station.air_path import AirPath, make_air_path
from broadcaster.app.station.approval import ApprovalParts, open_approval
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Asking, LoadedStation, Mode, load_station
from broadcaster.app.station.parts import StationParts
from broadcaster.app.station.people import open_access, open_notices
from broadcaster.app.station.requests import (
    open_listening,
    open_requested,
    open_watches,
    ready_in,
    renderer,
    watch_disk,
    watch_program,
)
from broadcaster.app.station.shutdown import ClosingSteps, fade
from broadcaster.app.station.timetable import RunningTimetable, run_timetable
from broadcaster.app.status.hub import EventFeed, Hub
from broadcaster.app.status.tally import Tally
from broadcaster.core import spare_folders
from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import ServiceError, StoreError
from broadcaster.core.precedence import shorten_switch_interval
from broadcaster.core.state_files import set_aside
from broadcaster.journal.writer.as_run_log import AsRun, open_as_run
from broadcaster.playout.director.director import Director
from broadcaster.playout.keying.keyer import Keyer, NoKeying
from broadcaster.playout.links.keyers import left_on, open_keyer
from broadcaster.playout.operator.operator import Operator
from broadcaster.station.acceptance.change_rows import ChangeRows
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.loading.loader import load
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.guard.clock_sources import SystemTimeSource, TimeSource
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.upkeep.certificate.file import ConsoleDoor
from broadcaster.upkeep.host.lock import StationLock


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
        self._tally = Tally()
        self._hub = Hub()
        self._timetable: RunningTimetable | None = None
        self._parts: StationParts | None = None
        self._closing = ClosingSteps()
        self._fade: Callable[[], None] = _not_open
        self.lost_lines = 0  # of the journal, at the end: neither it nor the disk beside it took them

    @property
    def parts(self) -> StationParts:
        """What was opened.

        Raises:
            ServiceError: the station is not open.
        """
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
        approval = open_approval(files, as_run, self.folder, self.state, self._clock)
        loaded, opened = load_station(files, as_run, approval.faults), self._clock.now()
        air = self._make_air_path(files, as_run, approval, keyer)
        self.director = air.director
        wanted = None if asked is None else asked(loaded)
        if wanted is not None and (no := air.refuse(wanted)) is not None:
            return no  # known without a sound card
        air.open(self._closing)
        as_run.writer.open(as_run.journal, air.report, air.show)
        self._parts = self._open_rest(air, as_run, loaded, opened)
        return None

    def _open_keyer(self, files: StationFiles) -> Keyer:
        settings = files.station.settings
        keyer = NoKeying() if self._mode.rehearsal else open_keyer(settings, self.folder, self.state)
        self._closing.add(keyer.close)
        keyer.start()
        return keyer

    def _open_journal(self) -> AsRun:
        as_run = open_as_run(self.state, self._clock)
        as_run.journal.repair_while(self.holds)  # somebody may make the folder again meanwhile
        self._closing.add(lambda: self._end_journal(as_run))
        return as_run

    def _make_air_path(
        self, files: StationFiles, as_run: AsRun, approval: ApprovalParts, keyer: Keyer
    ) -> AirPath:
        return make_air_path(
            mode=self._mode,
            state=self.state,
            files=files,
            as_run=as_run,
            approval=approval,
            keyer=keyer,
            clock=self._clock,
            time_source=self._time_source,
            tally=self._tally,
            hub=self._hub,
        )

    def _open_rest(
        self, air: AirPath, as_run: AsRun, loaded: LoadedStation, opened: datetime
    ) -> StationParts:
        """What works over the open output and journal; `opened` is when the station came up."""
        closing, files, timetable = self._closing, air.files, self._mode.timetable
        operator = self._open_operator(air, as_run)
        listening = open_listening(
            lambda: files.filed, ready_in(lambda: self._timetable), closing, air.report
        )
        access = open_access(air, as_run, closing, folder=self.folder, state=self.state)
        files.record(ChangeRows(as_run.journal, air.note))
        self._let_fade(air, as_run, operator)
        feed = _feed(self._hub, air, as_run)
        closing.add(self._hub.close)
        if timetable and as_run.records.fault is None:
            self._timetable = run_timetable(
                air, as_run, operator, closing, renderer(air.report, self._tally), begun=self._begun
            )
            self._timetable.planner.on_planned.append(feed.planned)
        watches = open_watches(air, operator, closing, folder=self.folder, contacts=timetable)
        for fault in (*left_on(self.state), *set_aside(self.state)) if timetable else ():
            air.report(fault)
        if self._lock.loose:
            air.report(StoreError("store.mode_mended", count=len(self._lock.loose), name=self._lock.loose[0]))
        if timetable:
            air.approval.versions.tell(air.report, air.over)
        if self._timetable is not None:
            files.follow(air.director, air.report)  # last: a change concerns all of the above
            closing.add(files.close)
        watch_disk(air, loaded.lasting, closing)
        program = watch_program(air, closing)
        notices = open_notices(
            air, as_run, loaded, closing, access=access, state=self.state, timetable=timetable
        )
        return StationParts(
            mode=self._mode,
            folder=self.folder,
            state=self.state,
            opened=opened,
            loaded=loaded,
            as_run=as_run,
            access=access,
            air=air,
            operator=operator,
            listening=listening,
            timetable=self._timetable,
            watches=watches,
            program=program,
            tally=self._tally,
            feed=feed,
            door=ConsoleDoor(self.state),
            notices=notices,
        )

    def _open_operator(self, air: AirPath, as_run: AsRun) -> Operator:
        return open_requested(
            air,
            as_run,
            self._closing,
            state=self.state,
            tally=self._tally,
            timetable=lambda: self._timetable,
            warm=self._mode.timetable,
        )

    def _let_fade(self, air: AirPath, as_run: AsRun, operator: Operator) -> None:
        """From now on `fade` ends what airs; the station's end does so too."""
        self._fade = partial(
            fade,
            air.director,
            operator.repeating,
            as_run.progress,
            self._clock,
            beside=operator.manual.close,
        )
        self._closing.add(self._fade)

    def _end_journal(self, as_run: AsRun) -> None:
        self.lost_lines = as_run.close()


def _feed(hub: Hub, air: AirPath, as_run: AsRun) -> EventFeed:
    feed = EventFeed(hub, air.director)
    air.dispatcher.listeners.append(feed)
    as_run.log.on_end.append(feed.ended)
    as_run.journal.on_written.append(feed.written)
    return feed


def _not_open() -> None:
    raise ServiceError("service.not_running")
