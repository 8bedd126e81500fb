"""What was made of a message as it stands is made once for each of its versions."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Generic, TypeVar

from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.script.pieces import ingredients

T = TypeVar("T")


class Remembered(Generic[T]):
    """Remembers what is made of messages, by all that their words come of. Thread-safe.

    Args:
        versions: of each message that are remembered.
        most: messages that are remembered, the last ones; None for all.
    """

    def __init__(
        self, make: Callable[[Station, Message], T], *, versions: int = 1, most: int | None = None
    ) -> None:
        self._make = make
        self._versions = versions
        self._most = most
        self._lock = threading.Lock()
        self._known: OrderedDict[str, deque[tuple[tuple[object, ...], T]]] = OrderedDict()

    def of(self, station: Station, message: Message) -> T:
        """What is made of it; raises what the making raises."""
        known = self._found(station, message)
        if known is not None:
            return known[0]
        # Not under the lock: the director must not wait for the reading of a whole message.
        made = self._make(station, message)
        with self._lock:
            mine = self._known.setdefault(message.id, deque(maxlen=self._versions))
            mine.append((ingredients(station, message), made))
            self._known.move_to_end(message.id)
            while self._most is not None and len(self._known) > self._most:
                self._known.popitem(last=False)
        return made

    def known(self, station: Station, message: Message) -> T | None:
        """The same where it was made already."""
        found = self._found(station, message)
        return None if found is None else found[0]

    def _found(self, station: Station, message: Message) -> tuple[T] | None:
        made_of = ingredients(station, message)
        with self._lock:
            known = tuple(self._known.get(message.id, ()))
        return next(((made,) for kept, made in known if kept == made_of), None)
