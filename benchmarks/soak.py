"""Hours at a null sink: does anything grow, drift or break?

    python -m benchmarks.soak [HOURS] [LATENCY]

A station airs twenty seconds of an even tone every half minute, beside two busy processes. Printed
for each quarter of the time: the median start and the worst deviation from it, breaks in the tone
(two milliseconds of silence or more inside it, as the sink's monitor heard it) and the memory of all
its processes.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.idle import family, lives, memory
from benchmarks.soundlab import QUIET, RATE, Recording, Samples, null_sink
from benchmarks.start_accuracy import offsets, running

EVERY = 30  # seconds from start to start
TONE = 20  # seconds
FIRST = 25  # seconds from the station's start to the first airing
LOOK = 60  # seconds between two looks at the memory
WINDOW = RATE // 500  # frames: two milliseconds
QUARTERS = 4
BUSY = 2

STATION = """\
name: Đài đo
timezone: UTC
sound: {{opening: none, closing: none}}
output: {{latency: {latency}}}
regulation: {{quiet: none}}
approval: {{required: false}}
"""
MESSAGE = "title: Ngân\nrepeat: 1\nparts:\n  - play: recordings/tone.wav\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One airing at the monitor: when it began and where it broke off, in seconds since 1970."""

    start: float
    breaks: int


def make_station(folder: Path, starts: list[datetime], latency: float) -> None:
    """A station that airs an even tone at each of `starts`."""
    (folder / "recordings").mkdir(parents=True)
    tone = np.sin(2 * np.pi * 500 * np.arange(24000 * TONE) / 24000) * 16000
    with wave.open(str(folder / "recordings/tone.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24000)
        file.writeframes(tone.astype("<i2").tobytes())
    at = ", ".join(f'"{start:%H:%M:%S}"' for start in starts)
    files = {
        "station.yaml": STATION.format(latency=latency),
        "messages/tone.yaml": MESSAGE,
        "schedules/tone.yaml": f"message: tone\nat: [{at}]\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def _spin() -> None:
    while True:
        sum(range(10_000))


@contextmanager
def busy_processes(count: int) -> Iterator[None]:
    """`count` processes that compute all the time."""
    workers = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(count)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.kill()


class Watch(threading.Thread):
    """Looks at the memory of a process and all below it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.megabytes: list[float] = []
        self.stop = threading.Event()

    def run(self) -> None:
        """Look until told to stop."""
        while not self.stop.wait(LOOK):
            try:
                self.megabytes.append(sum(memory(pid) for pid in family(self._pid) if lives(pid)))
            except OSError:
                continue  # one of them has just ended


def heard(samples: Samples, origin: float) -> list[Heard]:
    """The airings in a recording."""
    windows = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
    loud = np.abs(windows).max(axis=1) > QUIET
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(np.int8)))
    found: list[Heard] = []
    last_end = -RATE
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if (begin - last_end) * WINDOW < RATE:  # less than a second of silence: inside a tone
            found[-1] = Heard(start=found[-1].start, breaks=found[-1].breaks + 1)
        else:
            first = int(np.argmax(np.abs(windows[begin]) > QUIET))
            found.append(Heard(start=origin + (begin * WINDOW + first) / RATE, breaks=0))
        last_end = end
    return found


def report(airings: list[Heard], starts: list[float], megabytes: list[float]) -> list[str]:
    """The table: one row for each quarter of the time."""
    rows = ["| quarter | starts heard | median ms | worst deviation ms | breaks | memory MB |"]
    for quarter in range(QUARTERS):
        part = starts[quarter * len(starts) // QUARTERS : (quarter + 1) * len(starts) // QUARTERS]
        own = [a for a in airings if part[0] - 1 < a.start < part[-1] + EVERY - 1]
        late = np.array(offsets([a.start for a in own], part))
        memories = megabytes[
            quarter * len(megabytes) // QUARTERS : (quarter + 1) * len(megabytes) // QUARTERS
        ]
        median = float(np.median(late))
        rows.append(
            f"| {quarter + 1} | {len(late)} of {len(part)} | {median:.2f} |"
            f" {float(np.abs(late - median).max()):.2f} | {sum(a.breaks for a in own)} |"
            f" {np.median(memories):.1f} |"
        )
    return rows


def main() -> None:
    """Soak and print the table."""
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    latency = float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
    count = int(hours * 3600 / EVERY)
    with tempfile.TemporaryDirectory(prefix="soak-") as temporary, null_sink(Path(temporary)) as environment:
        folder = Path(temporary)
        begin = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=FIRST)
        starts = [begin + timedelta(seconds=EVERY * number) for number in range(count)]
        make_station(folder / "station", starts, latency)
        recording = Recording(folder / "monitor.raw", environment, FIRST + EVERY * count + 120)
        with busy_processes(BUSY), running(folder / "station", environment, busy=False) as process:
            watch = Watch(process.pid)
            watch.start()
            time.sleep(max(0.0, (starts[-1] - datetime.now(UTC)).total_seconds()) + TONE + 3)
            watch.stop.set()
        samples, origin = recording.end()
        airings = heard(samples, origin)
    print(f"{hours} h, latency {latency} s, {BUSY} busy processes beside it")
    print("\n".join(report(airings, [start.timestamp() for start in starts], watch.megabytes)))


if __name__ == "__main__":
    main()
