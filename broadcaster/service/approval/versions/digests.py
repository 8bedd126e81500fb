"""The digests of what messages say, each computed once for what goes into it."""

from __future__ import annotations

import threading
from collections import deque

from broadcaster.station.model import Message, Station
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.ingredients import ingredients

_VERSIONS = 2  # of an edited message: the one that airs, and the one that its file has


class Digests:
    """Remembers the digests of words. A digest costs the reading of the whole message. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, deque[tuple[tuple[object, ...], str]]] = {}

    def words(self, station: Station, message: Message) -> str:
        """The digest of a message's words as they stand.

        Raises:
            BroadcasterError: they cannot be read.
        """
        known = self.known(station, message)
        if known is not None:
            return known
        # Not under the lock: the director must not wait for the reading of a whole message.
        digest = words_digest(station, message)
        with self._lock:
            mine = self._known.setdefault(message.id, deque(maxlen=_VERSIONS))
            mine.append((ingredients(station, message), digest))
        return digest

    def known(self, station: Station, message: Message) -> str | None:
        """The digest where it is known already: nothing is read."""
        made_of = ingredients(station, message)
        with self._lock:
            known = tuple(self._known.get(message.id, ()))
        return next((digest for kept, digest in known if kept == made_of), None)
