"""The end of a station that is told to end: nothing is lost that a power cut would have saved."""

from __future__ import annotations

import logging
import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from broadcaster.clock import Clock
from broadcaster.playout.desk.reasons import CLOSING
from broadcaster.playout.director import Director
from broadcaster.service.as_run.progress import Progress
from broadcaster.service.as_run.records import Records, keep_unwritten
from broadcaster.service.as_run.writer import AsRunWriter
from broadcaster.service.operator.repeating import Repeating

FADE_LIMIT = 1.8  # seconds for what is on air to fade and its transmitter to go off: the process ends in 3
WHOLE = 2.7  # seconds from the signal to the end of the process, whatever is pending (design.md, rule 11)
_LOOK = 0.02  # seconds between two looks

log = logging.getLogger(__name__)


class Ending:
    """Told by a signal that the process is to end.

    A pipe, not an event: an event that is set in a signal handler may be just the one that the interrupted
    thread holds the lock of.
    """

    def __init__(self) -> None:
        self.told = False
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def tell(self, *_signal: object) -> None:
        """End; a signal's handler."""
        self.told = True
        with suppress(OSError):
            os.write(self._write, b"e")

    def wait(self, seconds: float | None = None) -> bool:
        """True as soon as it is told, false after `seconds`. From any thread."""
        if not self.told:
            select.select([self._read], [], [], seconds)
        return self.told


def fade(
    director: Director,
    repeating: Repeating,
    progress: Progress,
    clock: Clock,
    *,
    beside: Callable[[], None] = lambda: None,
) -> None:
    """Fade out what is on air, let the journal have its end, and leave the next start what has not begun.

    From any thread but the director's; safe to call twice.

    Args:
        director: it takes nothing new any more.
        repeating: what repeats ends.
        progress: keeps how far the airing has come.
        clock: tells the time.
        beside: done meanwhile, on a thread of its own: it may hang.
    """
    other = threading.Thread(target=beside, name="ending", daemon=True)
    other.start()
    director.call(lambda: progress.leave(director.desk, clock.now())).result(FADE_LIMIT)
    director.call(lambda: repeating.stop(CLOSING)).result(FADE_LIMIT)
    director.call(lambda: director.stop(everything=True, reason=CLOSING)).result(FADE_LIMIT)
    gone = threading.Event()
    waited = 0.0
    while waited < FADE_LIMIT and not director.call(lambda: director.desk.idle).result(FADE_LIMIT):
        gone.wait(_LOOK)
        waited += _LOOK
    other.join(FADE_LIMIT)


def end_in_time(ending: Ending, director: Callable[[], Director | None]) -> None:
    """From when the process is told to end, let nothing keep it: a hung device, disk or library.

    What it leaves is what a power cut leaves: the keyers let go and the air fades as their lines close, and
    the next start tells what was interrupted.

    Args:
        ending: told by the signal.
        director: the director, once there is one: at once it takes nothing new, also while the station is
            still being opened.
    """

    def watch() -> None:
        ending.wait()
        until = time.monotonic() + WHOLE
        while time.monotonic() < until:
            here = director()
            if here is not None:
                here.end()
            time.sleep(_LOOK)
        # Beside: a log that nobody reads must not keep the process either.
        told = partial(log.error, "the process does not end by itself: it is ended")
        threading.Thread(target=told, daemon=True).start()
        time.sleep(_LOOK)
        os._exit(0)

    threading.Thread(target=watch, name="last-resort", daemon=True).start()


def end_journal(kept: Records, writer: AsRunWriter, clock: Clock) -> int:
    """Let the as-run writer write what it has, and close the journal.

    Lines that the journal does not take, since it is locked or the disk is full, are kept beside it for the
    next start.

    Returns:
        How many lines are lost: they could not be kept either.
    """
    if writer.close(1.0):
        kept.close(clock)
        return 0
    lines = writer.give_up()
    log.error("the journal takes no rows: %d lines are not in it", len(lines))
    path = kept.journal.path
    saved = kept.fault is None and path is not None and keep_unwritten(kept.journal, lines, path, clock)
    if writer.stopped:
        kept.journal.close()
    return 0 if saved else len(lines)
