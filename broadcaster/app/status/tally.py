"""Counts what the running station did since its start, for the metrics. Thread-safe."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.journal.rows.model import AiringKind
from broadcaster.journal.writer.entries import Rows
from broadcaster.playout.air.wire import Level
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Request
from broadcaster.playout.director.executor import Recorder
from broadcaster.playout.links.air import AirLost, AirReport
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import Renderer
from broadcaster.studio.script.programme import Programme

LATENESS = (-0.02, -0.001, 0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 10.0, 60.0, 600.0)
"""Bounds in seconds: of a sample-exact start, of what a listener notices, of a late start."""

KEPT = 200  # requests of which pieces are known

SILENCE = Level(peak=0)


@dataclass
class Counts:
    """The figures. All begin at 0 with the station."""

    lateness: list[int] = field(default_factory=lambda: [0] * (len(LATENESS) + 1))
    lateness_sum: float = 0.0  # seconds
    seconds: dict[tuple[str, ...], float] = field(default_factory=dict)  # by kind
    airings: Counter[tuple[str, ...]] = field(default_factory=Counter)  # by kind and outcome
    faults: Counter[tuple[str, ...]] = field(default_factory=Counter)  # by code
    renderings: Counter[tuple[str, ...]] = field(default_factory=Counter)  # by engine
    render_failures: Counter[tuple[str, ...]] = field(default_factory=Counter)  # by code
    fallbacks: Counter[tuple[str, ...]] = field(default_factory=Counter)  # by engine and who spoke instead
    clips_made: int = 0
    clips_reused: int = 0
    underruns: int = 0
    gaps: int = 0
    air_restarts: int = 0


class Tally:
    """Where everything is counted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counts()
        self._before = SILENCE

    def read(self, use: Callable[[Counts], None]) -> None:
        """Have `use` look at the figures while nothing changes them."""
        with self._lock:
            use(self._counts)

    def started_late(self, seconds: float) -> None:
        """A scheduled airing began so much after its instant."""
        with self._lock:
            self._counts.lateness[bisect_left(LATENESS, seconds)] += 1
            self._counts.lateness_sum += seconds

    def closed(self, kind: AiringKind, outcome: str) -> None:
        """An airing ended."""
        with self._lock:
            self._counts.airings[str(kind), outcome] += 1

    def heard(self, kind: AiringKind, seconds: float) -> None:
        """An airing, or a piece of one, was on air for `seconds`."""
        with self._lock:
            before = self._counts.seconds.get((str(kind),), 0.0)
            self._counts.seconds[(str(kind),)] = before + seconds

    def fault(self, code: str) -> None:
        """A fault was reported."""
        with self._lock:
            self._counts.faults[(code,)] += 1

    def hear(self, report: AirReport) -> list[ServiceError]:
        """Count what a report of the air says of the air itself; the faults in it that were heard."""
        with self._lock:
            if isinstance(report, AirLost):
                self._counts.air_restarts += 1
                self._before = SILENCE  # each air process counts from 0
            if not isinstance(report, Level):
                return []
            before, self._before = self._before, report
            self._counts.underruns += max(0, report.underruns - before.underruns)
            self._counts.gaps += max(0, report.gaps - before.gaps)
            heard = {
                "service.underrun": report.heard_underruns > before.heard_underruns,
                "service.gap": report.gaps > before.gaps,
            }
        return [ServiceError(code) for code, fresh in heard.items() if fresh]

    def rendered(self, programme: Programme, first_engine: str) -> None:
        """A programme was rendered, or found as it was."""
        with self._lock:
            self._counts.renderings[(programme.engine or "none",)] += 1
            if programme.engine not in ("", first_engine):
                self._counts.fallbacks[first_engine, programme.engine] += 1
            self._counts.clips_made += programme.clips_made
            self._counts.clips_reused += programme.clips_reused

    def not_rendered(self, code: str) -> None:
        """A rendering failed."""
        with self._lock:
            self._counts.render_failures[(code,)] += 1


class CountedRecorder:
    """A recorder whose airings are counted; see `playout.director.Recorder`.

    A message that is heard in pieces, with a relay in it, is one airing.
    """

    def __init__(self, inner: Recorder, tally: Tally, desk: Desk) -> None:
        self._inner = inner
        self._tally = tally
        self._desk = desk
        self._begun: dict[str, datetime] = {}
        self._rows = Rows()
        self._expected: deque[str] = deque(maxlen=KEPT)  # requests of which a piece has ended

    def expect(self, request: Request) -> None:
        """Pass it on."""
        self._inner.expect(request)

    def started(self, item_id: str, at: datetime) -> None:
        """Pass it on, and note how late it was."""
        self._begun[item_id] = at
        air = self._desk.on_air
        # Only the first member of a session has an instant of its own.
        first = air is not None and air.item is air.request.items[0]
        if air is not None and first and air.request.terms.kind is AiringKind.SCHEDULED:
            self._tally.started_late((at - air.request.planned).total_seconds())
        self._inner.started(item_id, at)

    def closed(self, closed: Closed) -> None:
        """Pass it on, and count it; an interruption counts as time on air."""
        begun = self._begun.pop(closed.item.id, None)
        seconds = 0.0 if begun is None else max(0.0, (closed.at - begun).total_seconds())
        self._tally.heard(closed.request.terms.kind, seconds)
        for row in self._rows_of(closed):
            if row.item.part_of in ("", row.item.id):
                self._tally.closed(row.request.terms.kind, str(row.outcome))
        self._inner.closed(closed)

    def _rows_of(self, closed: Closed) -> tuple[Closed, ...]:
        """The rows of the journal that end with an item."""
        request = closed.request
        if request.id not in self._expected:
            self._rows.expect(request.items)
            self._expected.append(request.id)
        return self._rows.closed(closed)

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """Pass it on, and count it."""
        self._tally.fault(error.code)
        self._inner.noted(error, at)


class CountedRenderer:
    """A renderer whose work is counted; see `render_ahead.Renderer`."""

    def __init__(self, inner: Renderer, tally: Tally) -> None:
        self._inner = inner
        self._tally = tally

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        """The finished programme; blocks."""
        try:
            programme = self._inner.render(station, message, engine=engine, offline_only=offline_only)
        except BroadcasterError as error:
            self._tally.not_rendered(error.code)
            raise
        engines = station.settings.speech.engines
        self._tally.rendered(programme, engines[0] if engines else "")
        return programme

    def close(self) -> None:
        """End the process."""
        self._inner.close()
