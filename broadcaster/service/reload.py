"""Follows the station's files while it runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from broadcaster.errors import BroadcasterError
from broadcaster.service.opening import Taken, take
from broadcaster.station.model import Station
from broadcaster.station.watch import changed

log = logging.getLogger(__name__)


def follow(
    folder: Path, state: Path, current: Callable[[], Station], taken: Callable[[Taken], None]
) -> Callable[[], None]:
    """Tell `taken` of every change of the files, a second after the last one; returns what ends it."""
    stop = threading.Event()

    def run() -> None:
        for _ in changed(folder, stop):
            try:
                taken(take(folder, state, last=current()))
            except (BroadcasterError, OSError):
                log.exception("the changed station could not be taken; the old one goes on")

    thread = threading.Thread(target=run, name="reload", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(3)

    return end
