"""The end of a station that is told to end: nothing is lost that a power cut would have saved."""

from __future__ import annotations

import threading

from broadcaster.clock import Clock
from broadcaster.playout.director import Director
from broadcaster.playout.reasons import CLOSING
from broadcaster.service.progress import Progress
from broadcaster.service.repeating import Repeating

FAREWELL = 3.0  # seconds for what is on air to fade at the end
_LOOK = 0.02  # seconds between two looks


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
