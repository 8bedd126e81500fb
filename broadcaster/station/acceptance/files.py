"""The station that airs, and its files: taken at the start, followed, awaited after a message was saved."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue

from broadcaster.core.clock import Clock
from broadcaster.core.errors import ServiceError, StationError
from broadcaster.core.text.forms import nfc
from broadcaster.playout.director.director import Director
from broadcaster.station.acceptance.change_rows import ChangeRows, named
from broadcaster.station.acceptance.confirmation import Confirmed, Unconfirmed
from broadcaster.station.acceptance.follower import Follower
from broadcaster.station.acceptance.intake import Intake, take, with_hardware_of
from broadcaster.station.acceptance.versions import Versions
from broadcaster.station.editing.history import FileVersions as History
from broadcaster.station.editing.regulation import FILE as REGULATION
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import Problem, Severity

PATIENCE = 60.0  # seconds for the plan of a changed station

log = logging.getLogger(__name__)


class Current:
    """Holds the station that airs. Read from any thread.

    A changed station takes over together with its plan, in one step of the director: until then the old
    one airs by the old plan.
    """

    def __init__(self, taken: Intake, *, patience: float = PATIENCE) -> None:
        """Begin with a station that was taken.

        Args:
            patience: seconds that `take` waits for the director, and again for the plan.
        """
        self.on_switched: list[Callable[[Station], None]] = []  # called on the director's thread: only post
        self._patience = patience
        self.station = taken.station
        self.wanted = taken.station  # takes over when its plan is finished
        self.taken = taken
        self.filed = taken.station  # what was taken last, with each message as its file is
        self._changed = threading.Condition()

    def switched(self, station: Station) -> None:
        """The plan of a changed station is finished: it airs from now on. On the director's thread."""
        if station is self.station:
            return
        with self._changed:
            self.station = station
            self._changed.notify_all()
        log.info("a new station is taken")
        for listener in self.on_switched:
            listener(station)

    def fitted(self, station: Station, director: Director) -> Station:
        """A station on the hardware that is open; what of it waits for a restart is told. On its thread."""
        fitted, ignored = with_hardware_of(self.station, station)
        for key in ignored:
            director.fault(ServiceError("service.restart_needed", keys=named(key)))
        return fitted

    def take(self, taken: Intake, director: Director, use: Callable[[Station], None]) -> None:
        """A change of the files: what is whole takes over, what is broken is only shown.

        Waits until it has taken over. Not on the director's thread.

        Raises:
            TimeoutError: its plan is not finished; it takes over later.
        """

        def switch() -> None:
            self.taken = taken
            if taken.station is self.filed:
                return
            self.filed = self.fitted(taken.station, director)
            use(self.filed)

        director.call(switch).result(self._patience)
        with self._changed:
            if not self._changed.wait_for(lambda: self.station is self.wanted, self._patience):
                raise TimeoutError


class StationFiles:
    """Holds the station that airs. All properties may be read from any thread.

    Raises:
        BadStation: the files have errors and nothing good was ever kept.
    """

    def __init__(self, folder: Path, state: Path, clock: Clock) -> None:
        self._folder = folder
        self._state = state
        self._clock = clock
        self.confirmed = Confirmed(state)
        self.first = self._take()
        self._last = self.first
        self.current = Current(self.first)
        self.follower: Follower | None = None  # where the files are followed
        self._rows: ChangeRows | None = None
        self._versions: Versions | None = None
        self._plan: Callable[[Station], None] = self.current.switched

    @property
    def station(self) -> Station:
        """The station that airs."""
        return self.current.station

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the files."""
        return self.current.taken.problems

    @property
    def up_to_date(self) -> bool:
        """True if the files as they are now are what airs."""
        return self.current.taken.current

    @property
    def left_out(self) -> tuple[str, ...]:
        """The broken files that were not taken, while the others were."""
        return self.current.taken.left_out

    @property
    def waiting(self) -> Unconfirmed | None:
        """The change that waits for a person's `clock confirm`; None if there is none."""
        return self.confirmed.waiting

    def record(self, rows: ChangeRows) -> None:
        """Write the last accepted change and each later one to the journal."""
        self._rows = rows
        rows.write(self.first.change, self.waiting)
        rows.follow(self.first.station.settings, self._writer(self.first))

    @property
    def files(self) -> Mapping[str, bytes]:
        """The files of the station that was taken last, as they were read.

        For a moment newer than `filed`, which changes on the director's thread.
        """
        return self._last.files

    @property
    def filed(self) -> Station:
        """The station that was taken last, with each message as its file is, approved or not."""
        return self.current.filed

    def follow_approvals(self, versions: Versions) -> None:
        """Have edited messages air as they were approved from now on. Before anything airs."""
        self._versions = versions
        versions.look(self._newest)
        self.current.station = self.current.wanted = versions.over(self.filed)

    def decided(self, director: Director) -> None:
        """Something was approved, returned or ended: the right versions air once they are planned.

        Not on the director's thread.
        """
        if self._versions is not None:
            self._versions.look(self._newest)
            director.post(lambda: self._use(self.filed))

    def plan_with(self, plan: Callable[[Station], None]) -> None:
        """Have a changed station planned first. `plan` must call `current.switched` when that is done.

        Without it a changed station takes over at once.
        """
        self._plan = plan

    def follow(self, director: Director) -> None:
        """Begin to take each change of the files.

        Args:
            director: on its thread a changed station takes over; told what went wrong, and following goes on.
        """
        self.follower = Follower(
            self._folder, lambda: self._take(self.filed), lambda taken: self.apply(taken, director), director
        )
        self.follower.start(seen=self.first.seen, owed=self.first.fault is not None)

    def apply(self, taken: Intake, director: Director) -> None:
        """A change of the files: record it, and wait until what is whole of it has taken over.

        Raises:
            TimeoutError: its plan is not finished; it takes over later.
        """
        if self._rows is not None:
            self._rows.write(taken.change, self.waiting)
            self._rows.follow(taken.station.settings, self._writer(taken))
        if taken.station is not self.current.filed:
            self._last = taken
            if self._versions is not None:
                self._versions.look(self._newest)
        self.current.take(taken, director, self._use)

    def retry(self) -> None:
        """The disk takes files again: take the change that it kept off."""
        if self.follower is not None:
            self.follower.retry()

    def hurry(self) -> None:
        """Take what a person has just changed by this program at once."""
        if self.follower is not None:
            self.follower.hurry()

    def use_confirmed(self, director: Director) -> None:
        """A person confirmed the change that waited: it holds from now on. On the director's thread.

        What of it the open hardware cannot follow holds from the next start, and is told so.
        """
        filed = self.current.fitted(self.confirmed.over(self.filed), director)
        self._last = replace(self._last, station=filed)
        self.current.filed = filed
        self._use(filed)

    def close(self) -> None:
        """Follow the files no more."""
        if self.follower is not None:
            self.follower.close()

    def _take(self, last: Station | None = None) -> Intake:
        return take(self._folder, self._state, confirmed=self.confirmed, clock=self._clock, last=last)

    def _writer(self, taken: Intake) -> str:
        """Who wrote regulation.yaml as it was taken; see `FileVersions.writer`."""
        return History(self._state).writer(REGULATION, taken.files.get(REGULATION))

    def _newest(self) -> tuple[Station, Mapping[str, bytes]]:
        return self._last.station, self._last.files

    def _use(self, station: Station) -> None:
        """Air by `station`, as far as it is confirmed and approved, once its plan is finished."""
        station, _ = with_hardware_of(self.station, self.confirmed.over(station))
        self.current.wanted = station if self._versions is None else self._versions.over(station)
        self._plan(self.current.wanted)


SAVE_PATIENCE = 10.0  # seconds; files are taken a second after the last change, a big station needs some more
QUICK = 0.1  # seconds that an emergency gives the disk to say whether the file has changed
URGENT = 0.2  # seconds more that it waits for the words that were just written; then the last taken ones air
_STATION = "station.yaml"


def await_taken(files: StationFiles, name: str, *, urgent: bool) -> None:
    """Wait until the file of a message is taken as it is now, if it has changed.

    Raises:
        StationError: it is not known and cannot be: station.yaml is broken, or the file was not
            looked at in time. An emergency whose words are known goes on with those: at once where they are
            approved, whatever is written into its file meanwhile.
    """
    follower, station = files.follower, files.station
    if urgent and nfc(name) in station.messages:
        if nfc(name) not in station.approved and follower is not None and not _looked_at(follower, name):
            log.warning("%s airs as it was: the file was not looked at in time", name)
        return
    if follower is not None and not follower.await_message(name, SAVE_PATIENCE):
        raise StationError("station.message_not_looked_at", message=name)
    if nfc(name) in files.station.messages:
        return
    place = _broken(files, _STATION)
    if place is not None:
        raise StationError("station.nothing_taken", message=name, place=place)


def _looked_at(follower: Follower, name: str) -> bool:
    """`Follower.await_message` for an emergency, which a disk that does not answer must not delay.

    The look is made on a thread of its own, which is abandoned if the disk hangs.
    """
    answers: SimpleQueue[bool] = SimpleQueue()

    def look() -> None:
        answers.put(follower.await_message(name, 0.0))
        answers.put(follower.await_message(name, URGENT))

    threading.Thread(target=look, name="saved", daemon=True).start()
    try:
        return answers.get(timeout=QUICK) or answers.get(timeout=URGENT)
    except Empty:
        return False


def older(files: StationFiles, name: str) -> str | None:
    """The first error in a message's file, as `file:line`, if the message airs as it was before that error.

    None where the file is whole.
    """
    return _broken(files, f"messages/{nfc(name)}.yaml")


def _broken(files: StationFiles, file: str) -> str | None:
    """The place of the first error in a file."""
    lines = [p.line for p in files.problems if p.severity is Severity.ERROR and p.file == file]
    return f"{file}:{min(lines)}" if lines else None
