"""One hash at a time: each takes 19 MiB. The station's own screen goes before the network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from broadcaster.errors import PeopleError
from broadcaster.people.model import Place

MOST_WAITING = 4  # from each place; who comes later is told to try again


class Turns:
    """Gives out the one place at the hash. From any thread."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._taken = False
        self._waiting = dict.fromkeys(Place, 0)

    @contextmanager
    def turn(self, place: Place) -> Iterator[None]:
        """Wait for it, use it, give it back.

        Raises:
            PeopleError: `people.busy`: too many wait already.
        """
        with self._free:
            if self._waiting[place] >= MOST_WAITING:
                raise PeopleError("people.busy")
            self._waiting[place] += 1
            try:
                self._free.wait_for(lambda: not self._taken and self._is_next(place))
                self._taken = True
            finally:
                self._waiting[place] -= 1
        try:
            yield
        finally:
            with self._free:
                self._taken = False
                self._free.notify_all()

    def _is_next(self, place: Place) -> bool:
        return place is Place.SOCKET or not self._waiting[Place.SOCKET]
