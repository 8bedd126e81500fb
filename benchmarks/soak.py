"""Run the station for hours with a null sink, beside two busy processes: memory, starts, underruns.

    python -m benchmarks.soak [--hours 2] [--every 60] [--latency 0.05 [0.02 ...]]

With several latencies a station each runs at a sound server of its own, all at once.
A message airs every few seconds by the timetable. Once a minute the memory of each process and the
lateness of the starts since are noted; the station listens to itself, so that a gap that the sound
server makes is seen too. The first and last sixth of the run are compared at the end,
for what grows in two hours fills the memory in a year.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.idle import ROOT, family, lives, memory, name
from benchmarks.soundlab import null_sink
from benchmarks.start_accuracy import STATION
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing

SETTLE = 45.0  # seconds until everything is rendered and the render process has ended
BUSY = "while True: pass"
MESSAGE = "title: Thử\nrepeat: 1\nparts:\n  - say: Kính thưa bà con, mời bà con chú ý lắng nghe thông báo.\n"
ALL_DAY = 'message: thu\nevery: {every}s\nbetween: "00:00-23:59"\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One minute. Memory in MB (proportional set size) by process, starts in ms after their instant."""

    at: float
    memory: dict[str, float]
    starts: tuple[float, ...]


@contextmanager
def busy(count: int) -> Iterator[None]:
    """`count` processes that only compute."""
    processes = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def look(pid: int, folder: Path, since: datetime) -> Look:
    """Memory now, and the starts since."""
    sizes: dict[str, float] = {}
    for process in family(pid):
        if lives(process):
            sizes[name(process)] = sizes.get(name(process), 0.0) + memory(process)
    return Look(at=time.monotonic(), memory=sizes, starts=tuple(_late(a) for a in aired(folder, since)))


def aired(folder: Path, since: datetime) -> list[Airing]:
    """The airings that were planned since."""
    with Journal.open(folder / "state/journal.db", SystemClock()) as journal:
        return [airing for airing in journal.airings(since) if airing.started is not None]


def _late(airing: Airing) -> float:
    assert airing.started is not None
    assert airing.planned is not None
    return 1000 * (airing.started - airing.planned).total_seconds()


def heard(folder: Path) -> dict[str, float]:
    """What the confidence monitor found: airings heard completely, and the others."""
    with Journal.open(folder / "state/journal.db", SystemClock()) as journal:
        codes = [note.what.code for note in journal.notes()]
    return {code: float(codes.count(f"playout.{code}")) for code in ("heard_back", "heard_badly")}


def counter(folder: Path, metric: str) -> float:
    """A counter of the running station."""
    lines = HttpClient(folder / "state").text("/metrics").splitlines()
    return next((float(line.split()[-1]) for line in lines if line.startswith(f"{metric} ")), 0.0)


def soak(folder: Path, hours: float, every: int, latency: float) -> tuple[list[Look], dict[str, float]]:
    """Run the station; the figures of each minute, and its counters at the end."""
    station = folder / "station"
    files = {
        "station.yaml": f"{STATION}output: {{device: default, latency: {latency}, listen: monitor}}\n",
        "messages/thu.yaml": MESSAGE,
        "schedules/thu.yaml": ALL_DAY.format(every=every),
    }
    for path, text in files.items():
        (station / path).parent.mkdir(parents=True, exist_ok=True)
        (station / path).write_text(text)
    looks: list[Look] = []
    with null_sink(folder / "pulse") as environment:
        command = [sys.executable, "-m", "broadcaster", "--station", str(station), "run", "--trust-clock"]
        with subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT) as process:
            try:
                time.sleep(SETTLE)
                end = time.monotonic() + 3600 * hours
                since = SystemClock().now()
                while time.monotonic() < end and process.poll() is None:
                    time.sleep(min(60.0, max(0.1, end - time.monotonic())))
                    looks.append(look(process.pid, station, since))
                    since = SystemClock().now()
                metrics = ("underruns", "gaps", "air_restarts")
                counters = {what: counter(station, f"broadcaster_{what}_total") for what in metrics}
                counters |= heard(station)
            except BroadcasterError as error:
                raise SystemExit(f"the station does not answer: {error}") from error
            finally:
                process.terminate()
                process.wait(30)
    return looks, counters


def row(what: str, values: list[float], unit: str) -> str:
    """First sixth, last sixth and highest of a run."""
    part = max(1, len(values) // 6)
    first, last = statistics.median(values[:part]), statistics.median(values[-part:])
    return (
        f"| {what:<32} | {first:>8.2f} | {last:>8.2f} | {last - first:>+8.2f} | {max(values):>8.2f} | {unit}"
    )


def table(looks: list[Look], counters: dict[str, float]) -> Iterator[str]:
    """The lines of one run."""
    yield f"| {'':<32} | {'first':>8} | {'last':>8} | {'growth':>8} | {'highest':>8} |"
    for process in sorted({process for each in looks for process in each.memory}):
        yield row(process, [each.memory[process] for each in looks if process in each.memory], "MB")
    starts = [start for each in looks for start in each.starts]
    if starts:
        yield row(f"{len(starts)} starts, after their instants", starts, "ms")
    for metric, value in counters.items():
        yield f"| {metric:<32} | {value:>8.0f} |"


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--every", type=int, default=60, help="seconds between two airings")
    parser.add_argument("--latency", type=float, nargs="+", default=[0.05], help="of the output, seconds")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, busy(2), ThreadPoolExecutor() as pool:
        runs = [
            pool.submit(soak, Path(folder) / str(latency), chosen.hours, chosen.every, latency)
            for latency in chosen.latency
        ]
        for latency, run in zip(chosen.latency, runs, strict=True):
            looks, counters = run.result()
            print(f"{chosen.hours} h beside two busy processes, latency {latency} s")
            print(*table(looks, counters), sep="\n", flush=True)


if __name__ == "__main__":
    main()
