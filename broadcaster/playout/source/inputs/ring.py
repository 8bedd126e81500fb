"""A bounded store of samples between the decoder and the pipeline that needs a block now."""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol


class Store(Protocol):
    """Where a decoder puts its samples."""

    def put(self, data: bytes) -> bool:
        """Keep `data`; false if no more is wanted."""


class Ring:
    """Bytes of 16-bit samples. One thread puts, another takes.

    Args:
        most: bytes held at most; `put` waits while there are more.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._changed = threading.Condition()
        self._closed = False

    @property
    def held(self) -> int:
        """Bytes that wait."""
        return self._held

    def put(self, data: bytes) -> bool:
        """Keep `data`; false once the ring is closed."""
        with self._changed:
            while self._held and self._held + len(data) > self._most:
                if self._closed:
                    return False
                self._changed.wait(0.5)
            self._chunks.append(data)
            self._held += len(data)
            self._changed.notify_all()
            return not self._closed

    def take(self, size: int, patience: float) -> bytes | None:
        """Just `size` bytes; None if they have not come within `patience` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._held >= size or self._closed, patience):
                return None
            if self._held < size:
                return None
            data = b""
            while len(data) < size:
                chunk = self._chunks.popleft()
                data += chunk
            if len(data) > size:
                self._chunks.appendleft(data[size:])
            self._held -= size
            self._changed.notify_all()
            return data[:size]

    def clear(self) -> None:
        """Forget what waits."""
        with self._changed:
            self._chunks.clear()
            self._held = 0
            self._changed.notify_all()

    def close(self) -> None:
        """Let `put` and `take` return at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
