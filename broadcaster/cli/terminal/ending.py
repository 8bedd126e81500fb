"""The signals that end a command in order: a kill, and a terminal whose line was cut."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType


class Ended(int):
    """The exit code of a process that has tidied up and said so: it ends at once.

    What Python does at its own end takes seconds on a busy machine.
    """


def end_by(handler: Callable[[int, FrameType | None], object]) -> None:
    """Call `handler` for SIGTERM, and for SIGHUP unless the command was started by `nohup`."""
    signal.signal(signal.SIGTERM, handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, handler)
