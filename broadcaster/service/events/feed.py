"""Posts to the hub what the desk, the journal and the plan do. On the director's thread but where told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.playout.desk import Closed
from broadcaster.playout.director import Director
from broadcaster.playout.director.faults import Fault
from broadcaster.service.events.happenings import (
    AirChanged,
    Airs,
    FaultMet,
    Happening,
    PlanChanged,
    QueueChanged,
    RequestChanged,
    RowWritten,
    airs,
    queued,
)
from broadcaster.service.events.hub import Hub, Reader

PATIENCE = 5  # seconds for the director


class Feed:
    """A listener of airings (`as_run.dispatcher.Listener`), and a chore of the director.

    Args:
        hub: gets what happens.
        director: owns the desk.
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
