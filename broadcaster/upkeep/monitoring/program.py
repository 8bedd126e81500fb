"""Notices that the program was updated under the station, and what became of updates."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.core import program
from broadcaster.core.errors import BroadcasterError, FaultSink, ServiceError
from broadcaster.core.looking import Looker
from broadcaster.upkeep.update.refusal import refused_here

LOOK = 30.0  # seconds between two looks: each asks for the times of all files


class ProgramWatch(Looker):
    """Runs on a thread of its own.

    Args:
        faults: take the fault; it is over where the files are the former ones again.
        changed: whether the files are others than those of this process, which goes on with its own.
        refused: what is to be told of updates.
        rows: writes what became of them into the journal.
    """

    def __init__(
        self,
        faults: FaultSink,
        changed: Callable[[], bool] = program.changed,
        refused: Callable[[], BroadcasterError | None] = refused_here,
        rows: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__("program-watch", LOOK)
        self._rows = rows
        self.changed = False
        self._refused = refused
        self._told: BroadcasterError | None = None
        self._faults = faults
        self._look = changed

    def look(self) -> None:
        """Look once."""
        self._look_at_updates()
        self._rows()
        now = self._look()
        if now == self.changed:
            return
        self.changed = now
        fault = ServiceError("service.program_changed")
        if now:
            self._faults.report(fault)
        else:
            self._faults.over([fault])

    def _look_at_updates(self) -> None:
        refused, told = self._refused(), self._told
        if str(refused) == str(told):
            return
        if told is not None:
            self._faults.over([told])
        if refused is not None:
            self._faults.report(refused)
        self._told = refused
