"""Lets the threads that sound waits for run before other work."""

from __future__ import annotations

import os
import resource
import sys
import threading
from contextlib import suppress

NICE = -10  # the air process itself stands higher still
AIR_RANK = 5  # of real time, where the account may; below a sound server's own, which is 9 … 88
SOURCE_RANK = 4
RUNAWAY = 2.0  # seconds of CPU without a pause, after which the system ends a real-time process
SWITCH = 0.001  # seconds; Python's own 5 ms, once for each busy thread, delay an emergency audibly


def raise_priority() -> None:
    """Let this thread run before other processes, where the account may."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def run_in_real_time(rank: int) -> bool:
    """Let this thread, and those that it starts, run before everything of a lower rank; false if it may not.

    Programs that it starts would run so too: start them before.
    """
    try:
        resource.setrlimit(resource.RLIMIT_RTTIME, (round(RUNAWAY * 1e6), round(2 * RUNAWAY * 1e6)))
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(rank))
    except (OSError, ValueError):
        return False
    return True


def shorten_switch_interval() -> None:
    """Let the threads of this process take turns more often."""
    sys.setswitchinterval(SWITCH)
