"""Opens what is queued, each on a thread of its own, and keeps it read ahead, away from the callback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from broadcaster.playout.air.live_take import open_take
from broadcaster.playout.air.take import Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.outputs.output import OutputChoice

PERIOD = 0.25  # seconds between two looks; far below READ_AHEAD
HURRIED = 0.01  # the same where files are written faster than they sound


class Feeder:
    """The takes that are kept filled. One thread runs `run`; `take` may come from another."""

    def __init__(self, period: float = PERIOD) -> None:
        self._period = period
        self._takes: list[Take] = []
        self._lock = threading.Lock()

    def take(self, take: Take) -> None:
        """Keep a take filled from now on; its beginning is read already."""
        with self._lock:
            self._takes.append(take)

    def run(self) -> None:
        """Keep all takes filled, for ever: the thread ends with the process."""
        while True:
            with self._lock:
                takes = list(self._takes)
            for take in takes:
                take.fill()
                if take.over:
                    take.close()
                    with self._lock:
                        self._takes.remove(take)
            time.sleep(self._period)


class TakeOpener:
    """What is being opened. `begin` and `withdraw` come from one thread.

    Args:
        feeder: reads a take's beginning now and the rest as time goes on.
        report: takes events; must not block.
    """

    def __init__(
        self,
        choice: OutputChoice,
        feeder: Feeder,
        add: Callable[[Take], None],
        report: Callable[[Event], None],
    ) -> None:
        self._choice = choice
        self._feeder = feeder
        self._add = add
        self._report = report
        self._lock = threading.Lock()
        self._pending: dict[str, Queue] = {}

    def begin(self, order: Queue) -> None:
        """Open what is asked for; it is added as soon as its beginning is read."""
        with self._lock:
            self._pending[order.id] = order
        threading.Thread(target=self._open, args=(order,), name="opening", daemon=True).start()

    def withdraw(self, take_id: str) -> bool:
        """Let an item that is still being opened not be heard; false if none is."""
        with self._lock:
            order = self._pending.pop(take_id, None)
        if order is None:
            return False
        self._report(Event(kind="cut", id=order.id, frame=order.start_frame, utc_ns=time.time_ns()))
        return True

    def _open(self, order: Queue) -> None:
        latency = self._choice.latency if self._choice.kind == "device" else 0.0
        try:
            take = open_take(order, self._choice.rate, latency)
            take.fill()
        except (OSError, ValueError) as error:
            if self._done(order):
                self._report(Event(kind="failed", id=order.id, utc_ns=time.time_ns(), reason=str(error)))
            return
        with self._lock:
            wanted = self._taken_off(order)
            if wanted:
                # Under the lock: a fade that comes now finds it in the mixer.
                self._feeder.take(take)
                self._add(take)
        if not wanted:
            take.close()

    def _done(self, order: Queue) -> bool:
        with self._lock:
            return self._taken_off(order)

    def _taken_off(self, order: Queue) -> bool:
        """True if it was still wanted; a later order for the same item is not touched."""
        if self._pending.get(order.id) is not order:
            return False
        del self._pending[order.id]
        return True
