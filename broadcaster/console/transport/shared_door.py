"""Opens the socket for other accounts while people have such accounts, anew where somebody removed it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from socket import socket
from typing import Protocol

from broadcaster.console.transport.shared_socket import forget, listen_for_group, place_of_shared
from broadcaster.errors import BroadcasterError

AGAIN = 10.0  # seconds until what could not be opened is tried again

log = logging.getLogger(__name__)


class Accepting(Protocol):
    """The part of `server.Server` that is needed."""

    def open(self, listener: socket) -> None:
        """Accept at one more socket."""

    def shut(self, listener: socket) -> None:
        """Accept there no more."""


class SharedDoor:
    """Call `look` now and then.

    Args:
        server: accepts.
        folder: the station's.
        wanted: whether anybody has an account of their own.
        report: takes the fault where it cannot be opened, once.
        now: monotonic seconds.
    """

    def __init__(
        self,
        server: Accepting,
        folder: Path,
        wanted: Callable[[], bool],
        report: Callable[[BroadcasterError], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._folder = folder
        self._wanted = wanted
        self._report = report
        self._now = now
        self._listener: socket | None = None
        self._place: tuple[int, int] | None = None
        self._looked = now()
        self._failed: float | None = None  # when it could not be opened last

    def look(self) -> None:
        """Open it or shut it, as the people in force have it."""
        wanted = self._wanted()
        if not wanted:
            self._failed = None
            self.close()
            return
        if self._listener is not None and self._now() - self._looked >= AGAIN:
            self._looked = self._now()
            if self._place != place_of_shared(self._folder):
                log.warning("the socket for other accounts was removed and is made again")
                self.close()
        if self._listener is None and (self._failed is None or self._now() - self._failed >= AGAIN):
            self._open()

    def close(self) -> None:
        """Shut it."""
        if self._listener is not None:
            self._server.shut(self._listener)
            self._listener = None
            forget(self._folder)

    def _open(self) -> None:
        try:
            self._listener = listen_for_group(self._folder)
        except BroadcasterError as error:
            if self._failed is None:
                self._report(error)
            self._failed = self._now()
            return
        self._failed = None
        self._place, self._looked = place_of_shared(self._folder), self._now()
        self._server.open(self._listener)
        log.info("the socket for other accounts is open")
