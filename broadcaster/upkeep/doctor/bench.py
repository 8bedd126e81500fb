"""Measures how exactly sessions start on this machine, and makes test sounds.

Test sounds only outside quiet hours, and always with a row in the journal.

Each start is a rehearsal of a short sweep at a known instant, found in what was recorded. The median
offset is what the sound server, the device and the recorder add; what counts is how far the starts
lie from it.
"""

from __future__ import annotations

import math
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import BroadcasterError, ServiceError, kept
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.executor import BothSides
from broadcaster.playout.keying.keyer import NoKeying
from broadcaster.playout.links.air import AirReport
from broadcaster.playout.links.air_link import AirLink
from broadcaster.playout.listening.comparison import SECONDS, Samples, find, gain, sweep, write_sweep
from broadcaster.playout.listening.monitor import HEARD
from broadcaster.playout.listening.recorder import RATE, recording
from broadcaster.playout.outputs.output import OutputChoice
from broadcaster.station.model.equipment import OutputKind
from broadcaster.station.model.message import Message
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import Case, refusal

SPACING = 2.0  # seconds between two starts
FIRST = 4.0  # seconds to the first: longer than the desk's lead
NEAR = 0.7  # seconds around its instant in which a start is sought
AFTER = 1.5  # seconds for the last to be heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """What one run heard. Offsets in ms from the planned instants; NaN-free, at most `asked`."""

    asked: int
    offsets: tuple[float, ...]
    level: float = 0.0  # dB: how much louder than sent it was heard, in the median

    @property
    def median(self) -> float:
        """The run's constant offset, ms."""
        return float(np.median(self.offsets))

    def deviation(self, percent: float) -> float:
        """Percentile of the deviation from the median, ms."""
        return float(np.percentile(np.abs(np.array(self.offsets) - self.median), percent))

    def as_json(self) -> dict[str, object]:
        """The object of `bench start --format json`."""
        if not self.offsets:
            return {"asked": self.asked, "heard": 0}
        return {
            "asked": self.asked,
            "heard": len(self.offsets),
            "level_db": round(self.level, 1),
            "median_ms": round(self.median, 3),
            "p50_ms": round(self.deviation(50), 3),
            "p99_ms": round(self.deviation(99), 3),
            "max_ms": round(self.deviation(100), 3),
        }


class _Forgetful:
    """A recorder that keeps nothing: the whole run is one row of the journal, written by the caller."""

    def expect(self, request: Request) -> None:
        """Nothing to keep."""

    def started(self, item_id: str, at: datetime) -> None:
        """Nothing to keep."""

    def closed(self, closed: Closed) -> None:
        """Nothing to keep."""

    def noted(self, error: BroadcasterError, at: datetime) -> None:
        """Nothing to keep."""


def measure(
    choice: OutputChoice,
    source: str,
    count: int,
    *,
    advanced: Callable[[int], None] | None = None,
    clock: Clock | None = None,
) -> Starts:
    """Start `count` sweeps and find them again.

    Args:
        advanced: gets the number of starts that are over, for a progress bar.

    Raises:
        NoOutput: the output cannot be opened, or nothing can be recorded.
    """
    clock = clock or SystemClock()
    longest = FIRST + SPACING * count + AFTER + 10
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder, recording(source, longest) as heard:
        path = Path(folder) / "sweep.wav"
        frames = write_sweep(path, choice.rate)
        instants = _play(choice, path, frames, count, clock, advanced)
        samples, origin = heard.end()
    offsets, gains = locate(samples, origin, instants)
    level = 20 * math.log10(max(float(np.median(gains)), 1e-6)) if gains else 0.0
    return Starts(asked=count, offsets=offsets, level=level)


def locate(
    samples: Samples, origin: float, instants: Sequence[float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Where the sweeps lie in a recording.

    Args:
        samples: what was recorded, at the recorder's rate.
        origin: wall time of the first sample.
        instants: planned wall times.

    Returns:
        For each that was found, milliseconds from the instant to the sweep; and how loud (linear)
        against what was sent.
    """
    sent = sweep(RATE)
    offsets, gains = [], []
    for instant in instants:
        first = round((instant - NEAR - origin) * RATE)
        last = first + round((2 * NEAR + SECONDS) * RATE)
        if first < 0 or last > len(samples):
            continue
        match = find(sent, samples[first:last])
        if match.score >= HEARD:
            offsets.append(1000 * (origin + (first + match.offset) / RATE - instant))
            there = first + match.offset
            gains.append(abs(gain(sent, samples[there : there + len(sent)])))
    return tuple(offsets), tuple(gains)


def _play(
    choice: OutputChoice,
    path: Path,
    frames: int,
    count: int,
    clock: Clock,
    advanced: Callable[[int], None] | None,
) -> list[float]:
    """Air the sweeps; their planned wall times."""
    directors: list[Director] = []

    def hear(report: AirReport) -> None:
        directors[0].hear(report)

    air = AirLink(choice)
    desk = Desk(lambda *_: None)
    director = Director(desk, air, NoKeying(), _Forgetful(), BothSides(), clock)
    directors.append(director)
    air.start(hear)
    director.start()
    try:
        begin = clock.now().replace(microsecond=0) + timedelta(seconds=FIRST)
        instants = [begin + timedelta(seconds=SPACING * number) for number in range(count)]
        for number, at in enumerate(instants):
            asked = _request(number, at, path, frames, choice.rate)
            director.post(partial(director.submit, asked))
        waiting = threading.Event()
        for number, at in enumerate(instants):
            while (left := (at - clock.now()).total_seconds() + SECONDS) > 0:
                clock.wait(waiting, left)
            if advanced is not None:
                advanced(number + 1)
        clock.wait(waiting, AFTER)
    finally:
        director.close()
        air.close()
    return [at.timestamp() for at in instants]


def _request(number: int, at: datetime, path: Path, frames: int, rate: int) -> Request:
    name = f"bench-{number}"
    item = Item(
        id=name, message="bench", title="", path=str(path), rate=rate, start_frame=0, end_frame=frames
    )
    return Request(id=name, terms=Terms(kind=AiringKind.REHEARSAL), planned=at, items=(item,))


@contextmanager
def sounding(
    folder: Path, settings: Settings, seconds: float, *, what: str, who: str, clock: Clock | None = None
) -> Iterator[None]:
    """The block makes a sound on the station's device for at most `seconds`, as maintenance.

    Args:
        settings: of the station; its quiet hours hold, for whoever sleeps beside a loudspeaker that
            is always on does not care what the sound is called.
        what: stands in the journal for a message; see `journal.rows.names`.

    Raises:
        ServiceError: quiet hours, or an output that is no device.
        JournalError, StoreError: the journal cannot be written.
    """
    clock = clock or SystemClock()
    now = clock.now()
    if settings.output.kind is not OutputKind.DEVICE:
        raise ServiceError("service.no_device_to_test", kind=str(settings.output.kind))
    station = Station(root=folder, settings=settings, messages={}, schedules={})
    sound = Message(id=what, title=what, parts=())
    if refusal(Case(station=station, message=sound), now, now + timedelta(seconds=seconds)) is not None:
        raise ServiceError("service.quiet_now")
    with Journal.open(folder / "state" / "journal.db", clock) as journal:
        airing = journal.plan(Entry(kind=AiringKind.MAINTENANCE, message=what, planned=now, who=who or None))
        journal.started(airing, clock.now())
        try:
            yield
        except BaseException as error:
            code = error.code if isinstance(error, BroadcasterError) else "playout.stopped"
            facts = error.facts if isinstance(error, BroadcasterError) else {}
            reason = Reason(code=code, facts=kept(facts))
            journal.ended(airing, clock.now(), Outcome.CUT, reason)
            raise
        journal.ended(airing, clock.now(), Outcome.AIRED)
