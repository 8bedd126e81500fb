"""The files of a running station: taken at the start, then followed; a change takes over with its plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.playout.director import Director
from broadcaster.service.taking.change_rows import ChangeRows
from broadcaster.service.taking.confirmed import Confirmed, Unconfirmed
from broadcaster.service.taking.current import Current
from broadcaster.service.taking.opening import Taken, take, with_hardware_of
from broadcaster.service.taking.reload import Follower
from broadcaster.service.taking.versions import Versions
from broadcaster.station.editing.documents.versions import Versions as History
from broadcaster.station.editing.orders import FILE as REGULATION
from broadcaster.station.model import Station
from broadcaster.station.problems import Problem


class StationFiles:
    """Holds the station that airs. All properties may be read from any thread.

    Args:
        folder: the station's.
        state: the running station's own.
        clock: gives the instant of an accepted change.

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

    def follow(self, director: Director, failed: Callable[[BroadcasterError], None]) -> None:
        """Begin to take each change of the files.

        Args:
            director: on its thread a changed station takes over.
            failed: takes what went wrong, from any thread; following goes on.
        """
        self.follower = Follower(
            self._folder, lambda: self._take(self.filed), lambda taken: self.apply(taken, director), failed
        )
        self.follower.start(seen=self.first.seen, owed=self.first.fault is not None)

    def apply(self, taken: Taken, director: Director) -> None:
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

    def _take(self, last: Station | None = None) -> Taken:
        return take(self._folder, self._state, confirmed=self.confirmed, clock=self._clock, last=last)

    def _writer(self, taken: Taken) -> str:
        """Who wrote regulation.yaml as it was taken; see `Versions.writer`."""
        return History(self._state).writer(REGULATION, taken.files.get(REGULATION))

    def _newest(self) -> tuple[Station, Mapping[str, bytes]]:
        return self._last.station, self._last.files

    def _use(self, station: Station) -> None:
        """Air by `station`, as far as it is confirmed and approved, once its plan is finished."""
        station, _ = with_hardware_of(self.station, self.confirmed.over(station))
        self.current.wanted = station if self._versions is None else self._versions.over(station)
        self._plan(self.current.wanted)
