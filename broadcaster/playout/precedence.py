"""Lets the threads that the air waits for run before other work."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress

NICE = -10  # the air process itself stands higher still
SWITCH = 0.001  # seconds; Python's own 5 ms, once for each busy thread, delay an emergency audibly


def raise_priority() -> None:
    """Let this thread run before other processes, where the account may."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def shorten_switch_interval() -> None:
    """Let the threads of this process take turns more often."""
    sys.setswitchinterval(SWITCH)
