"""Opens the socket in `state/` anew where somebody removed it: else no command could stop what airs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from socket import socket

from broadcaster.console.transport.api_socket import listen, place_of
from broadcaster.console.transport.shared_door import AGAIN, Accepting
from broadcaster.errors import StoreError

log = logging.getLogger(__name__)


class OwnDoor:
    """Call `look` now and then.

    Args:
        server: accepts at `listener` already.
        state: the running station's own folder.
        listener: the socket that was opened there.
        ours: false once another station has taken the folder: its socket stays.
        now: monotonic seconds.
    """

    def __init__(
        self,
        server: Accepting,
        state: Path,
        listener: socket,
        ours: Callable[[], bool],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._state = state
        self._listener = listener
        self._ours = ours
        self._now = now
        self._looked = now()
        self._place = place_of(state)

    def look(self) -> None:
        """Open it again if it is not there any more."""
        now = self._now()
        if now - self._looked < AGAIN:
            return
        self._looked = now
        if self._place == place_of(self._state) or not self._ours():
            return
        try:
            fresh = listen(self._state)
        except StoreError as error:
            log.warning("the station's socket is gone and cannot be made again: %s", error)
            return
        log.warning("the station's socket was removed and is made again")
        self._server.open(fresh)
        self._server.shut(self._listener)
        self._listener, self._place = fresh, place_of(self._state)
