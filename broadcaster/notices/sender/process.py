"""The sender's process: reads orders from its standard input, sends what is due, ends with the station.

Each line of the input is either orders (see `orders`), or empty: there is something new. Every few seconds it
writes a byte to its standard output; the station replaces a sender that is silent.
"""

from __future__ import annotations

import fcntl
import importlib
import logging
import os
import sys
import threading
from functools import partial
from pathlib import Path

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.notices.sender.lane import WAITS, SendingLane
from broadcaster.notices.sender.orders import Orders, from_line
from broadcaster.notices.sender.outbox import Messages, OutboxDatabase
from broadcaster.notices.sender.way import WayOut
from broadcaster.station.model.office import WAYS

BEAT = 5.0  # seconds
TOO_LONG = 180.0  # seconds of one try: a library hangs, and only the process's end frees its thread
LAST = 0.3  # seconds for the tries that go on when the station ends
LOCK = ".lock"  # beside the outbox: one sender at a time
HUNG = 3  # exit code

log = logging.getLogger(__name__)


class SenderProcess:
    """The lanes of all ways, and the orders that they follow."""

    def __init__(self, messages: Messages, clock: Clock) -> None:
        self._messages = messages
        self._clock = clock
        self._orders = Orders()
        self._outs: dict[str, WayOut | None] = {}
        self.lanes = {
            way: SendingLane(way, messages, clock, partial(self._out, way), partial(self._to, way))
            for way in WAYS
        }

    def follow(self, orders: Orders) -> None:
        """Send by new orders; what waits is tried now."""
        self._orders = orders
        self._outs = outs(orders)
        self._messages.hurry(self._clock.now())
        self.wake()

    def wake(self) -> None:
        """Look at the outbox."""
        for lane in self.lanes.values():
            lane.wake()

    def _out(self, way: str) -> WayOut | None:
        return self._outs.get(way)

    def _to(self, way: str, name: str) -> str | None:
        return self._orders.addresses.get((name, way))


def outs(orders: Orders) -> dict[str, WayOut | None]:
    """The ways by these orders; None for one that is not open."""
    return {
        name: importlib.import_module(f"broadcaster.notices.sender.{way.module}").open_way(orders)
        for name, way in WAYS.items()
    }


def run(path: Path) -> int:
    """Send until the input ends; the exit code."""
    clock = SystemClock()
    # The one of a station that was killed may still hand something over; it ends soon.
    lock = os.open(path.with_name(path.name + LOCK), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    messages = Messages(OutboxDatabase(path))
    messages.recover(clock.now())
    sender = SenderProcess(messages, clock)
    over = threading.Event()
    threading.Thread(target=_read, args=(sender, over), name="orders", daemon=True).start()
    for lane in sender.lanes.values():
        lane.start()
    while not over.wait(BEAT):
        if any(lane.busy_for > TOO_LONG for lane in sender.lanes.values()):
            log.error("a try has taken longer than %s s", TOO_LONG)
            return HUNG
        try:
            messages.mend_clock(clock.now(), WAITS[-1])
        except BroadcasterError:
            log.exception("the outbox")
        os.write(sys.stdout.fileno(), b".")
    end = clock.monotonic() + LAST
    for lane in sender.lanes.values():
        lane.end()
    for lane in sender.lanes.values():
        lane.join(max(0.0, end - clock.monotonic()))
    return 0


def _read(sender: SenderProcess, over: threading.Event) -> None:
    try:
        for line in sys.stdin.buffer:
            if line.strip():
                sender.follow(from_line(line))
            else:
                sender.wake()
    except Exception:
        # Without orders nothing is sent: the station starts another one.
        log.exception("orders")
    finally:
        over.set()
