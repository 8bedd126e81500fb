"""How exactly this machine starts: the real director, desk and air, heard back at a monitor or an input.

Each start is a rehearsal of a short sweep at a known instant, found in what was recorded. The median
offset is what the sound server, the device and the recorder add; what counts is how far the starts
lie from it.
"""

from __future__ import annotations

import math
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Kind
from broadcaster.playout.desk import Closed, Desk, Item, Request, Urgency
from broadcaster.playout.desk.zones import Side
from broadcaster.playout.director import Director
from broadcaster.playout.keying import NoKeying
from broadcaster.playout.links import AirReport
from broadcaster.playout.links.air_link import AirLink
from broadcaster.playout.listening.compare import Samples, find, gain
from broadcaster.playout.listening.monitor import HEARD
from broadcaster.playout.listening.recorder import RATE, recording
from broadcaster.playout.listening.signal import SECONDS, sweep, write_sweep
from broadcaster.playout.outputs import OutputChoice

SPACING = 2.0  # seconds between two starts
FIRST = 4.0  # seconds to the first: longer than the desk's lead
NEAR = 0.7  # seconds around its instant in which a start is sought
AFTER = 1.5  # seconds for the last to be heard
EVERYWHERE = (Side(), Side())


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
        choice: where to play.
        source: where to listen; see `listening.capture`.
        count: of starts.
        advanced: gets the number of starts that are over, for a progress bar.
        clock: of the instants; the machine's own by default.

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

    air = AirLink(choice, hear)
    desk = Desk(lambda *_: None)
    director = Director(desk, air, NoKeying(), _Forgetful(), lambda *_: EVERYWHERE, clock)
    directors.append(director)
    air.start()
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
    return Request(id=name, kind=Kind.REHEARSAL, urgency=Urgency.NORMAL, planned=at, items=(item,))
