"""One hash at a time: each takes 19 MiB. The station's own screen goes before the network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from broadcaster.errors import PeopleError
from broadcaster.people.entering import Line
from broadcaster.people.model import Origin, Place

MOST_WAITING = 4  # in each queue; who comes later is told to try again


class Queue(IntEnum):
    """Who waits apart from whom. The first that has somebody goes first."""

    HERE = 0  # at the station's own computer
    DEVICE = 1  # from a device on which the person signed in before
    EMERGENCY = 2
    NETWORK = 3


def queue_of(origin: Origin, line: Line) -> Queue:
    """Where an attempt waits."""
    if origin.place is Place.SOCKET:
        return Queue.HERE
    if origin.device:
        return Queue.DEVICE
    return Queue.EMERGENCY if line is Line.EMERGENCY else Queue.NETWORK


class Turns:
    """Gives out the one place at the hash. From any thread."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._taken = False
        self._waiting = dict.fromkeys(Queue, 0)

    @contextmanager
    def turn(self, queue: Queue) -> Iterator[None]:
        """Wait for it, use it, give it back.

        Raises:
            PeopleError: `people.busy`: too many wait already.
        """
        with self._free:
            if self._waiting[queue] >= MOST_WAITING:
                raise PeopleError("people.busy")
            self._waiting[queue] += 1
            try:
                self._free.wait_for(lambda: not self._taken and self._is_next(queue))
                self._taken = True
            finally:
                self._waiting[queue] -= 1
        try:
            yield
        finally:
            with self._free:
                self._taken = False
                self._free.notify_all()

    def _is_next(self, queue: Queue) -> bool:
        return not any(self._waiting[each] for each in Queue if each < queue)
