"""Follows the station's files while it runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from broadcaster.errors import BroadcasterError, ServiceError, StoreError
from broadcaster.playout.faults import as_fault
from broadcaster.service.opening import Taken
from broadcaster.station.watch import changed

AGAIN = 10.0  # seconds before watching is tried again after a fault

log = logging.getLogger(__name__)


class Follower:
    """Tells of every change of the files, a second after the last one, from a thread of its own.

    Args:
        folder: the station's.
        take: takes what is whole of the files as they are.
        taken: told of each change.
        failed: told of what went wrong; following goes on.
    """

    def __init__(
        self,
        folder: Path,
        take: Callable[[], Taken],
        taken: Callable[[Taken], None],
        failed: Callable[[BroadcasterError], None],
    ) -> None:
        self._folder = folder
        self._take_files = take
        self._taken = taken
        self._failed = failed
        self._owed = False
        self._again = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reload", daemon=True)

    def start(self, *, owed: bool = False) -> None:
        """Begin to follow; `owed` where the files as they are could not be kept on the disk so far."""
        self._owed = owed
        self._thread.start()

    def retry(self) -> None:
        """The disk takes files again: what it kept from being taken is taken now."""
        if self._owed:
            self._again.set()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._thread.join(3)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                for _ in changed(self._folder, self._stop, again=self._again):
                    self._take()
            except Exception as error:
                # The system may be out of watches; the station must hear of edits again some day.
                log.exception("watching the station's files")
                self._failed(ServiceError("service.not_watching", reason=str(error)))
                self._stop.wait(AGAIN)

    def _take(self) -> None:
        try:
            self._taken(self._take_files())
            self._owed = False
        except (BroadcasterError, TimeoutError) as error:
            self._owed = isinstance(error, StoreError)
            log.exception("the changed station could not be taken; the old one goes on")
            self._failed(as_fault(error))
