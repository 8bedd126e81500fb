"""What a page tells once after something was done, with the way to undo it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST = 200  # visitors; who comes back later than so many others is told nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A form that takes back what was done."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flash:
    """A sentence that is told once."""

    text: str
    undo: Undo | None = None


class Flashes:
    """Kept in memory by the visitor's token, so that no link can make up a sentence or a form.

    From any thread.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Flash] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, token: str, flash: Flash) -> None:
        """Tell a visitor something on the next page that they see."""
        with self._lock:
            self._kept[token] = flash
            self._kept.move_to_end(token)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, token: str) -> Flash | None:
        """What is to be told; it is told once."""
        with self._lock:
            return self._kept.pop(token, None)
