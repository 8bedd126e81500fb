"""Notices that the program was updated under the station, and what became of updates."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from broadcaster.core import program
from broadcaster.core.errors import BroadcasterError, FaultSink, ServiceError
from broadcaster.upkeep.update.refusal import refused_here

LOOK = 30.0  # seconds between two looks: each asks for the times of all files

log = logging.getLogger(__name__)


class ProgramWatch:
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
        self._rows = rows
        self.changed = False
        self._refused = refused
        self._told: BroadcasterError | None = None
        self._faults = faults
        self._look = changed
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="program-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._end.set()
        if self._thread.is_alive():
            self._thread.join(2)

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

    def _run(self) -> None:
        while not self._end.wait(LOOK):
            try:
                self.look()
            except Exception:
                # A fault here must not end the looking for the years that the station runs.
                log.exception("program watch")
