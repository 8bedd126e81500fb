"""The running station: opens its parts in the right order, and closes them in the opposite one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from broadcaster import spare
from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import ServiceError
from broadcaster.journal.rows.ids import new_id
from broadcaster.playout.director import Director
from broadcaster.playout.keying import Keyer, NoKeying
from broadcaster.playout.links.keyers import left_on, open_keyer
from broadcaster.playout.precedence import shorten_switch_interval
from broadcaster.service.as_run.part import AsRun, open_as_run
from broadcaster.service.clock_trust.timesource import SystemTimeSource, TimeSource
from broadcaster.service.host.lock import StationLock
from broadcaster.service.monitoring import DiskWatch, LastingFaults, Watches
from broadcaster.service.operator.manual_request import ManualRequest
from broadcaster.service.operator.operator import Operator
from broadcaster.service.station import shutdown
from broadcaster.service.station.air_path import AirPath, make_air_path
from broadcaster.service.station.closing import ClosingSteps
from broadcaster.service.station.facade import StationFacade
from broadcaster.service.station.loaded import Asking, LoadedStation
from broadcaster.service.station.mode import Mode
from broadcaster.service.station.parts import StationParts
from broadcaster.service.station.requested import open_requested, renderer
from broadcaster.service.station.timetable import RunningTimetable, run_timetable
from broadcaster.service.status.tally import Tally
from broadcaster.service.taking.change_rows import ChangeRows
from broadcaster.service.taking.files import StationFiles
from broadcaster.statefile import set_aside
from broadcaster.station.loading.loading import load
from broadcaster.station.model.contact import Contact
from broadcaster.station.problems import BadStation
from broadcaster.timetable.guard import Refusal


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
        self._time_source = source or SystemTimeSource()
        self._lock = StationLock(self.state)
        self._tally = Tally()
        self._timetable: RunningTimetable | None = None
        self._parts: StationParts | None = None
        self._closing = ClosingSteps()
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
        spare.clear(self.folder)  # what a station that was killed left in memory
        self._closing.add(lambda: spare.clear(self.folder))
        try:
            return self._open(asked)
        except BaseException:
            self.close()
            raise

    def fade(self) -> None:
        """End what airs and what is asked for; see `shutdown.fade`."""
        _fade(self.parts.air, self.parts.as_run, self.parts.operator)

    def close(self) -> None:
        """Fade out, write the journal's last lines, release everything. Safe to call twice."""
        self._closing.close()

    def _open(self, asked: Asking | None) -> Refusal | None:
        shorten_switch_interval()
        files = StationFiles(self.folder, self.state, self._clock)
        # After a crash the transmitter may still be keyed: it is released before anything else may fail.
        keyer = self._open_keyer(files)
        as_run = open_as_run(self.state, self._clock)
        self._closing.add(lambda: self._end_journal(as_run))
        loaded = _loaded(files, as_run)
        opened = self._clock.now()
        air = make_air_path(
            mode=self._mode,
            state=self.state,
            files=files,
            as_run=as_run,
            keyer=keyer,
            clock=self._clock,
            time_source=self._time_source,
            tally=self._tally,
        )
        self.director = air.director
        if asked is not None and (no := _refused(asked(loaded), air)) is not None:
            return no  # known without a sound card
        air.open(self._closing)
        as_run.writer.open(as_run.journal, air.report, air.show)
        operator = self._open_operator(air, as_run)
        files.record(ChangeRows(as_run.journal, air.note))
        self._closing.add(partial(_fade, air, as_run, operator))
        if self._mode.timetable and as_run.records.fault is None:
            self._timetable = self._run_timetable(air, as_run, operator)
        watches = self._open_watches(air, operator)  # a contact may fire at once
        for fault in (*left_on(self.state), *set_aside(self.state)) if self._mode.timetable else ():
            air.report(fault)
        if self._timetable is not None:
            files.follow(air.director, air.report)  # last: a change concerns all of the above
            self._closing.add(files.close)
        disk = DiskWatch(air.director, loaded.lasting, files.retry)
        disk.start()
        self._closing.add(disk.close)
        self._parts = StationParts(
            mode=self._mode,
            folder=self.folder,
            state=self.state,
            opened=opened,
            loaded=loaded,
            as_run=as_run,
            air=air,
            operator=operator,
            timetable=self._timetable,
            watches=watches,
            tally=self._tally,
        )
        return None

    def _end_journal(self, as_run: AsRun) -> None:
        self.lost_lines = as_run.close()

    def _open_keyer(self, files: StationFiles) -> Keyer:
        settings = files.station.settings
        keyer = NoKeying() if self._mode.rehearsal else open_keyer(settings, self.folder, self.state)
        self._closing.add(keyer.close)
        keyer.start()
        return keyer

    def _open_operator(self, air: AirPath, as_run: AsRun) -> Operator:
        operator = open_requested(
            air=air, as_run=as_run, state=self.state, tally=self._tally, timetable=lambda: self._timetable
        )
        self._closing.add(operator.close)
        return operator

    def _run_timetable(self, air: AirPath, as_run: AsRun, operator: Operator) -> RunningTimetable:
        return run_timetable(
            air=air,
            as_run=as_run,
            operator=operator,
            renderer=renderer(air.report, self._tally),
            closing=self._closing,
        )

    def _open_watches(self, air: AirPath, operator: Operator) -> Watches:
        def fire(name: str, _contact: Contact) -> None:
            # By the station that airs now, not by the one that was opened.
            contact = air.files.station.settings.contacts.get(name)
            if contact is not None:
                operator.manual.press(name, contact.message, emergency=contact.emergency)

        watches = Watches(
            air.files.station.settings,
            contacts=self._mode.timetable,
            root=self.folder,
            clock=self._clock,
            device=air.choice.device if air.choice.kind == "device" else None,
            fire=fire,
            report=air.report,
        )
        watches.start()
        air.files.current.on_switched.append(lambda station: watches.follow(station.settings))
        self._closing.add(watches.close)
        return watches


def _loaded(files: StationFiles, as_run: AsRun) -> LoadedStation:
    faults = [*as_run.records.faults, *([files.first.fault] if files.first.fault is not None else [])]
    return LoadedStation(
        files=files, journal=as_run.journal, clock=as_run.clock, lasting=LastingFaults(faults)
    )


def _refused(wanted: ManualRequest | None, air: AirPath) -> Refusal | None:
    """Why a request is certainly refused; then it has its row."""
    if wanted is None:
        return None
    no = air.pre_check(wanted)
    if no is not None:
        now = air.clock.now()
        air.as_run.refused(wanted.entry(now), new_id(now), no)
    return no


def _fade(air: AirPath, as_run: AsRun, operator: Operator) -> None:
    shutdown.fade(air.director, operator.repeating, as_run.progress, air.clock, beside=operator.manual.close)
