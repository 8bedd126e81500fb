"""Limits each person to one task of a kind at a time, so that nobody keeps the others waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from broadcaster.core.errors import ServiceError


class OneEach:
    """Refuses a person's second attempt while the first is under way. Nobody waits. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: set[str] = set()

    @contextmanager
    def of(self, who: str) -> Iterator[None]:
        """The one place of a person. Raises ServiceError: it is taken."""
        with self._lock:
            if who in self._busy:
                raise ServiceError("service.one_at_a_time")
            self._busy.add(who)
        try:
            yield
        finally:
            with self._lock:
                self._busy.discard(who)
