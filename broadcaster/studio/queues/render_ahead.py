"""Keeps a finished programme ready for everything that is planned.

One thread asks the render process for what is wanted, soonest first. Close to air time only the
engines that need no network are asked. What cannot be rendered is reported and tried again later.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from broadcaster.core.clock import Clock
from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.errors import BroadcasterError, FaultSink
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.retries import NEAR, Failback, Failures, Voice
from broadcaster.studio.script.pieces import find, ingredients
from broadcaster.studio.script.programme import Programme

URGENT = timedelta(seconds=60)  # so near to air time only offline engines are used
EMERGENCIES = timedelta(minutes=10)  # what airs sooner is rendered before them, all else after
REFRESH = timedelta(hours=1)  # a planned programme is looked at again, so that the store keeps it

log = logging.getLogger(__name__)


class Renderer(Protocol):
    """The render process."""

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        """The finished programme; blocks."""

    def close(self) -> None:
        """End the process."""


class _Done:
    """A programme and what it was made of."""

    def __init__(
        self, made_of: tuple[object, ...], programme: Programme, at: datetime, *, urgent: bool
    ) -> None:
        self.made_of = made_of
        self.programme = programme
        self.at = at
        self.urgent = urgent  # an emergency: engines of the network never speak it


class RenderAhead:
    """Give it wishes with `want`; ask for what is ready with `ready`. Thread-safe."""

    def __init__(self, renderer: Renderer, clock: Clock, faults: FaultSink) -> None:
        self.made_one: list[Callable[[], None]] = []  # called after each, on this object's thread
        self._renderer = renderer
        self._clock = clock
        self._faults = faults
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ended = False
        self._station: Station | None = None
        self._wanted: list[tuple[str, datetime]] = []
        self._fresh: tuple[Station, Sequence[tuple[str, datetime]]] | None = None
        self._done: dict[str, _Done] = {}
        self._failures = Failures()
        self._failback = Failback()
        self._thread = threading.Thread(target=self._run, name="render-ahead", daemon=True)

    def start(self) -> None:
        """Begin to render what is wanted."""
        self._thread.start()

    def close(self) -> None:
        """End; a rendering that is under way is given up."""
        self._ended = True
        self._wake.set()
        self._renderer.close()
        if self._thread.is_alive():
            self._thread.join(2)

    def want(self, station: Station, wishes: Sequence[tuple[str, datetime]]) -> None:
        """Replace the wishes: ids of messages or their pieces with the first instant each is needed."""
        # Sorted by the rendering thread: the caller is the director.
        with self._lock:
            self._fresh = (station, wishes)
        self._wake.set()

    def made(self, station: Station, name: str, *, former: bool = False) -> Programme | None:
        """The same, whether its file is there or not; asks no disk."""
        with self._lock:
            done = self._done.get(name)
        message = find(station, name)
        if done is None or message is None:
            return None
        wanted = ingredients(station, message)
        same = done.made_of[:-1] == wanted[:-1] if former else done.made_of == wanted
        return done.programme if same else None

    def expected(self, station: Station, name: str) -> bool:
        """True if it was made, or is still on its way: nothing says that it cannot be made."""
        if self.made(station, name) is not None:
            return True
        with self._lock:
            return not self._failures.has(name)

    def ready(self, station: Station, name: str, *, former: bool = False) -> Programme | None:
        """The programme of a message as it stands in `station`, if it was made and its file is there.

        Args:
            former: one of the same words in the voice, or behind the siren, of before is welcome too: an
                emergency does not wait for another rate of speech.
        """
        programme = self.made(station, name, former=former)
        return programme if programme is not None and Path(programme.path).is_file() else None

    def lost(self, names: Iterable[str]) -> None:
        """The files of these programmes are gone: they are made again."""
        with self._lock:
            for name in names:
                self._done.pop(name, None)
        self._wake.set()

    def _take_wishes(self) -> None:
        """Put the newest wishes in order; outside the lock, for the director asks what is made meanwhile."""
        with self._lock:
            fresh, self._fresh = self._fresh, None
        if fresh is None:
            return
        station, now = fresh[0], self._clock.now()
        wanted = sorted(fresh[1], key=lambda wish: _turn(station, wish, now))
        names = {name for name, _ in wanted}
        with self._lock:
            if station is not self._station:
                self._failures.clear()
            self._station, self._wanted = station, wanted
            self._done = {name: done for name, done in self._done.items() if name in names}
            self._failback.keep(names)

    def length(self, name: str) -> float | None:
        """Seconds of the last programme of a message, None where none was rendered."""
        with self._lock:
            done = self._done.get(name)
        return done.programme.duration if done else None

    def voice(self) -> Voice:
        """The engine that speaks instead of the wanted one, and what is rendered again when that is back.

        Of several it is the one that the station likes least, whichever message is needed next: what is told
        must not change with the time of day.
        """
        with self._lock:
            waiting, station = self._failback.waiting, self._station
            done = [self._done[name] for name in waiting if name in self._done]
            ordinary = [one for one in done if not one.urgent]
            spoken = {one.programme.engine for one in ordinary or done}
            liked = () if station is None else station.settings.speech.engines
            unlisted = sorted(spoken.difference(liked))
            by_liking = [*(name for name in liked if name in spoken), *unlisted]
            return Voice(
                engine=by_liking[-1] if by_liking else "",
                urgent=bool(done) and not ordinary,
                since=self._failback.since,
                waiting=waiting,
            )

    def render_next(self) -> bool:
        """Render the most urgent programme that is not ready, else one for failback; false if none."""
        self._take_wishes()
        with self._lock:
            station, wanted = self._station, list(self._wanted)
        if station is None:
            return False
        now = self._clock.now()
        for name, first in wanted:
            try:
                if not self._failures.wait(name, now) and self._render_one(station, name, first, now):
                    return True
            except Exception as error:
                self._failed(name, first, fault_of(Kind.MESSAGE, name, error))
        with self._lock:
            name = self._failback.due(wanted, now) or ""
            first = next((at for wish, at in wanted if wish == name), now)
        message = find(station, name)
        if message is not None:
            self._render(station, message, first, urgent=False)
            return True
        return False

    def _render_one(self, station: Station, name: str, first: datetime, now: datetime) -> bool:
        """Render a programme, unless it is ready; false if there was nothing to do."""
        message = find(station, name)
        if message is None:
            return False
        if self.ready(station, name) is not None and not self._stale(name, first, now):
            return False
        self._render(station, message, first, urgent=first - now < URGENT)
        return True

    def _stale(self, name: str, first: datetime, now: datetime) -> bool:
        """True if the store should be asked again for the programme, so that it stays; not just before air.

        What speaks with another voice is looked at by its own rule.
        """
        with self._lock:
            done = self._done.get(name)
            waits = name in self._failback.waiting
        if done is None:
            return True
        return not waits and now - done.at > REFRESH and not now < first < now + NEAR

    def _render(self, station: Station, message: Message, first: datetime, *, urgent: bool) -> None:
        made_of = ingredients(station, message)
        try:
            programme = self._renderer.render(station.house_of(message.id), message, offline_only=urgent)
        except BroadcasterError as error:
            if not self._ended:
                self._failed(message.id, first, error)
            return
        log.info("message %s is ready: %.1f s by %s", message.id, programme.duration, programme.engine or "-")
        with self._lock:
            now = self._clock.now()
            self._failures.made(message.id)
            urgent_one = message.priority is Priority.EMERGENCY
            self._done[message.id] = _Done(made_of, programme, now, urgent=urgent_one)
            if any(name == message.id for name, _ in self._wanted):
                self._failback.made(message.id, programme, now)
        for told in self.made_one:
            told()

    def _failed(self, name: str, first: datetime, error: BroadcasterError) -> None:
        log.warning("message %s cannot be rendered: %s", name, error)
        now = self._clock.now()
        with self._lock:
            self._failback.failed(name, now)
            news = self._failures.failed(name, str(error), first, now)
        if news:
            self._faults.report(error)

    def _run(self) -> None:
        while not self._ended:
            self._wake.clear()
            try:
                busy = self.render_next()
            except Exception:
                # A fault here must not end rendering for the years that the station runs.
                log.exception("render-ahead")
                busy = False
            if not busy and not self._ended:
                self._wake.wait(5.0)


def _turn(station: Station, wish: tuple[str, datetime], now: datetime) -> datetime:
    """Its place in the order: an unplanned emergency comes before all that is not about to air.

    Whoever needs it will not wait for it.
    """
    name, first = wish
    try:
        message = find(station, name)
    except Exception as error:
        fault_of(Kind.MESSAGE, name, error)
        return first
    urgent = message is not None and message.priority is Priority.EMERGENCY
    return min(first, now + EMERGENCIES) if urgent else first
