"""What a visitor has begun and must end soon: kept in memory for minutes, and for few."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Generic, TypeVar

LASTS = 5 * 60.0  # seconds
MOST = 200  # visitors; then the oldest begins again

Value = TypeVar("Value")


class Pending(Generic[Value]):
    """Values by the visitor's token. From any thread."""

    def __init__(self, lasts: float = LASTS) -> None:
        self._lasts = lasts
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Value]] = OrderedDict()

    def put(self, token: str, value: Value) -> None:
        """Keep a value in the place of an older one."""
        with self._lock:
            self._kept.pop(token, None)
            self._kept[token] = (time.monotonic() + self._lasts, value)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def get(self, token: str) -> Value | None:
        """The value, if it is not too old."""
        with self._lock:
            until, value = self._kept.get(token, (0.0, None))
            return value if time.monotonic() < until else None

    def drop(self, token: str) -> None:
        """Forget the value."""
        with self._lock:
            self._kept.pop(token, None)
