"""Events of desk, journal and plan, posted to a hub that passes them on to its readers.

Whoever posts never waits for a reader, and the feed posts on the director's thread but where told.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime

from broadcaster.app.status.happenings import (
    AirChanged,
    Airs,
    Dropped,
    FaultMet,
    Happening,
    LevelHeard,
    PlanChanged,
    QueueChanged,
    RequestChanged,
    RowWritten,
    airs,
    queued,
)
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import Fault

MOST = 200  # happenings that a reader may leave unread; a busy minute has fewer


class Reader:
    """One who follows. `take` is for one thread or event loop; the rest is the hub's.

    Args:
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


PATIENCE = 5  # seconds for the director


class EventFeed:
    """A listener of airings (`journal.writer.ends.Listener`), and a chore of the director.

    Args:
        patience: seconds that a new reader waits for the director.
    """

    def __init__(self, hub: Hub, director: Director, *, patience: float = PATIENCE) -> None:
        self.hub = hub
        self._director = director
        self._patience = patience
        self._shown: tuple[Happening, Happening] | None = None
        director.chores.append(self.look)
        director.faults.on_kept.append(self._fault)

    def follow(self, *, level: bool, wake: Callable[[], object]) -> Reader:
        """Follow what happens, beginning with what is on air and waits. Not on the director's thread.

        Raises:
            TimeoutError: the director is busy; nobody follows then.
        """
        reader = Reader(level=level, wake=wake)
        try:
            self._director.call(lambda: self.hub.follow(reader, self._now())).result(self._patience)
        except BaseException:
            self.hub.leave(reader)  # the director may come to it later
            raise
        return reader

    def air(self) -> Airs | None:
        """What is on air. Not on the director's thread."""
        return self._director.call(self._air).result(PATIENCE)

    def look(self) -> None:
        """After each job of the director: post what is another than before."""
        if not self.hub.followed:
            self._shown = None
            return
        now = self._now()
        before = self._shown or now
        self._shown = now
        for old, new in zip(before, now, strict=True):
            if old != new:
                self.hub.post(new)

    def started(self, item_id: str, at: datetime) -> None:
        """See `Listener`."""
        del at
        self.hub.post(RequestChanged(ticket=item_id))

    def closed(self, closed: Closed) -> None:
        """See `Listener`. That an airing has ended is told by `ended`: some end without the desk."""

    def ended(self, ticket: str) -> None:
        """A request or an airing has ended. From any thread."""
        self.hub.post(RequestChanged(ticket=ticket))

    def planned(self) -> None:
        """There is another plan."""
        self.hub.post(PlanChanged())

    def written(self) -> None:
        """The journal has new rows. From any thread."""
        self.hub.post(RowWritten())

    def _fault(self, fault: Fault) -> None:
        self.hub.post(FaultMet(at=fault.at, error=fault.error))

    def _now(self) -> tuple[Happening, Happening]:
        queue = tuple(queued(self._director.desk.queue))
        return AirChanged(air=self._air()), QueueChanged(queue=queue)

    def _air(self) -> Airs | None:
        air = self._director.desk.on_air
        return None if air is None else airs(air)
