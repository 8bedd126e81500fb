"""The end of the station: the sound fades, parts are closed last to first, the process ends in time."""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from broadcaster.app.station.parts import StationParts
from broadcaster.core import logs
from broadcaster.playout.desk.orders import CLOSING
from broadcaster.playout.director.director import Director

log = logging.getLogger(__name__)


class ClosingSteps:
    """Each step releases something: one that fails keeps none of the others from it."""

    def __init__(self) -> None:
        self._steps: list[Callable[[], object]] = []

    def add(self, step: Callable[[], object]) -> None:
        """Have `step` done before all that were added earlier."""
        self._steps.append(step)

    def close(self) -> None:
        """Do the steps, each once. Safe to call twice."""
        while self._steps:
            step = self._steps.pop()
            try:
                step()
            except Exception:
                log.exception("closing")


FADE_LIMIT = 1.8  # seconds for what is on air to fade and its transmitter to go off: the process ends in 3
END_LIMIT = 2.7  # seconds from the signal to the end of the process, whatever is pending
_LOOK = 0.02  # seconds between two looks


class ShutdownSignal:
    """Set by a signal: the process is to end.

    It is a pipe, not an event: the interrupted thread may hold the lock of the event just then.
    """

    def __init__(self) -> None:
        self.requested = False
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def request(self, *_signal: object) -> None:
        """End. May be used as the handler of a signal."""
        self.requested = True
        with suppress(OSError):
            os.write(self._write, b"e")

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until `request` was called; False after `seconds`. From any thread."""
        if not self.requested:
            select.select([self._read], [], [], seconds)
        return self.requested


def fade(parts: StationParts) -> None:
    """Fade out what is on air and wait until the desk is idle; what has not begun is left to the next start.

    From any thread but the director's; safe to call twice.
    """
    director, progress, now = parts.director, parts.as_run.progress, parts.clock.now
    director.end()
    # What is being made is given up meanwhile, on a thread of its own: it may hang.
    other = threading.Thread(target=parts.manual.close, name="ending", daemon=True)
    other.start()
    director.call(lambda: progress.leave(director.desk, now())).result(FADE_LIMIT)
    director.call(lambda: parts.repeating.stop(CLOSING)).result(FADE_LIMIT)
    director.call(lambda: director.stop(everything=True, reason=CLOSING)).result(FADE_LIMIT)
    gone = threading.Event()
    waited = 0.0
    while waited < FADE_LIMIT and not director.call(lambda: director.desk.idle).result(FADE_LIMIT):
        gone.wait(_LOOK)
        waited += _LOOK
    other.join(FADE_LIMIT)


def end_in_time(signal: ShutdownSignal, director: Callable[[], Director | None]) -> None:
    """End the process in time after the signal, even if a device, a disk or a library hangs.

    It leaves what a power cut leaves: the keyers release and the air fades as their sockets close, and the
    next start reports what was interrupted.

    Args:
        director: gives the director, once there is one. It takes nothing new from the signal on, also while
            the station is still being opened.
    """

    def watch() -> None:
        signal.wait()
        until = time.monotonic() + END_LIMIT
        while time.monotonic() < until:
            here = director()
            if here is not None:
                here.end()
            time.sleep(_LOOK)
        log.error("the process does not end by itself: it is ended")
        logs.flush(_LOOK)
        os._exit(0)

    threading.Thread(target=watch, name="last-resort", daemon=True).start()
