"""Passes on what happens to those who follow it. Whoever posts never waits for them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence

from broadcaster.service.events.happenings import Dropped, Happening, LevelHeard

MOST = 200  # happenings that a reader may leave unread; a busy minute has fewer


class Reader:
    """One who follows. `take` is for one thread or event loop; the rest is the hub's.

    Args:
        level: whether levels are wanted.
        wake: called when there is something to take, on whatever thread it happens; must not wait.
    """

    def __init__(self, *, level: bool, wake: Callable[[], object]) -> None:
        self.level = level
        self._wake = wake
        self._left: deque[Happening] = deque()
        self._over = False
        self._lock = threading.Lock()

    def take(self) -> list[Happening]:
        """What has happened since the last call; ends with `Dropped` where nothing more will come."""
        with self._lock:
            found = list(self._left)
            self._left.clear()
        return found

    def end(self) -> None:
        """Take nothing more."""
        with self._lock:
            self._over = True

    @property
    def over(self) -> bool:
        """True once nothing more will come."""
        return self._over

    def put(self, happening: Happening) -> bool:
        """Keep something to be taken; false if the reader has been dropped."""
        with self._lock:
            if self._over:
                return False
            if isinstance(happening, LevelHeard):
                # Only the last level counts: whoever is late sees no old ones.
                if self._left and isinstance(self._left[-1], LevelHeard):
                    self._left.pop()
            elif len(self._left) >= MOST:
                self._left.clear()
                happening = Dropped(slow=True)
            self._left.append(happening)
            self._over = isinstance(happening, Dropped)
        self._wake()
        return not self._over


class Hub:
    """From any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._readers: tuple[Reader, ...] = ()
        self._ended = False

    @property
    def followed(self) -> bool:
        """True while anybody follows."""
        return bool(self._readers)

    def follow(self, reader: Reader, first: Sequence[Happening] = ()) -> None:
        """Let a reader follow, which is given `first` first."""
        for happening in first:
            reader.put(happening)
        with self._lock:
            if reader.over:
                return
            if not self._ended:
                self._readers = (*self._readers, reader)
                return
        reader.put(Dropped(slow=False))

    def leave(self, reader: Reader) -> None:
        """Let a reader go, also one that is still to follow."""
        reader.end()
        with self._lock:
            self._readers = tuple(each for each in self._readers if each is not reader)

    def post(self, happening: Happening) -> None:
        """Pass something on."""
        for reader in self._readers:
            if (reader.level or not isinstance(happening, LevelHeard)) and not reader.put(happening):
                self.leave(reader)

    def level(self, peak: int) -> None:
        """Pass a level on."""
        if any(reader.level for reader in self._readers):
            self.post(LevelHeard(peak=peak))

    def close(self) -> None:
        """The station ends: all readers are told."""
        with self._lock:
            self._ended = True
            left, self._readers = self._readers, ()
        for reader in left:
            reader.put(Dropped(slow=False))
