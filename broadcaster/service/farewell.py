"""The end of a station that is told to end: nothing is lost that a power cut would have saved."""

from __future__ import annotations

import logging
import os
import threading
import time

from broadcaster.clock import Clock
from broadcaster.playout.director import Director
from broadcaster.playout.reasons import CLOSING
from broadcaster.service.as_run import AsRunWriter
from broadcaster.service.progress import Progress
from broadcaster.service.records import Records
from broadcaster.service.repeating import Repeating

FAREWELL = 1.8  # seconds for what is on air to fade and its transmitter to go off: the process ends in 3
WHOLE = 2.7  # seconds from the signal to the end of the process, whatever is pending (design.md, rule 11)
_LOOK = 0.02  # seconds between two looks

log = logging.getLogger(__name__)


def fade(director: Director, repeating: Repeating, progress: Progress, clock: Clock) -> None:
    """Fade out what is on air, let the journal have its end, and leave the next start what has not begun.

    From any thread but the director's; safe to call twice.
    """
    director.call(lambda: progress.leave(director.desk, clock.now())).result(FAREWELL)
    director.call(lambda: repeating.stop(CLOSING)).result(FAREWELL)
    director.call(lambda: director.stop(everything=True, reason=CLOSING)).result(FAREWELL)
    gone = threading.Event()
    waited = 0.0
    while waited < FAREWELL and not director.call(lambda: director.desk.idle).result(FAREWELL):
        gone.wait(_LOOK)
        waited += _LOOK


def end_in_time(told: threading.Event) -> None:
    """From when the process is `told` to end, let nothing keep it: a hung device, disk or library.

    What it leaves is what a power cut leaves: the keyers let go and the air fades as their lines close, and
    the next start tells what was interrupted.
    """

    def watch() -> None:
        told.wait()
        time.sleep(WHOLE)
        log.error("the process does not end by itself: it is ended")
        logging.shutdown()
        os._exit(0)

    threading.Thread(target=watch, name="last-resort", daemon=True).start()


def end_journal(kept: Records, writer: AsRunWriter, clock: Clock) -> None:
    """Let the as-run writer write what it has, and close the journal; one that is locked is left."""
    if writer.close(1.0):
        kept.close(clock)
    else:
        log.error("the journal is locked: its last lines are not written")
