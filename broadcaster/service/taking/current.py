"""The station that airs: the files as they were taken, and how a changed one takes over."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from broadcaster.errors import ServiceError
from broadcaster.playout.director import Director
from broadcaster.service.taking.opening import Taken, with_hardware_of
from broadcaster.service.taking.worded import named
from broadcaster.station.model import Station

PATIENCE = 60.0  # seconds for the plan of a changed station

log = logging.getLogger(__name__)


class Current:
    """Holds the station that airs. Read from any thread.

    A changed station takes over together with its plan, in one step of the director: until then the old
    one airs by the old plan.
    """

    def __init__(self, taken: Taken, *, patience: float = PATIENCE) -> None:
        """Begin with a station that was taken.

        Args:
            taken: it.
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

    def take(self, taken: Taken, director: Director, use: Callable[[Station], None]) -> None:
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
