"""The accuracy of starts: the station with a null sink, beside a timer that starts a player.

    python -m benchmarks.start_accuracy [STARTS]

Each start is found in what the sink's monitor recorded. Deviation is from the run's own median; the
median offset itself is what the sound server and the recorder add. Rows: the station idle; the
station with four busy threads in its process while it renders an edited message again and again and
its console is asked without pause; ten thousand more schedules loaded; `sleep` until the instant and
then `paplay`, as cron and a script would do; Liquidsoap, where it is installed.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks import liquidsoap
from benchmarks.soundlab import Recording, null_sink, onsets
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.upkeep.doctor.bench import Starts

SPACING = 3  # seconds between two starts
FIRST = 20  # seconds from the station's start to the first airing
LOADING = 90  # seconds instead, if thousands of files are read first
READERS = 45  # that follow the events of the API
TABS = 20  # of the web console
MANY = 10_000  # further schedules, which are not measured
RATE = 24000

STATION = """\
name: Đài đo
timezone: UTC
speech: {engines: [espeak]}
sound: {opening: none, closing: none}
regulation: {quiet: none}
approval: {required: false}
console: {listen: "127.0.0.1:PORT"}
"""
TICK = "title: Tích\nrepeat: 1\nparts:\n  - play: recordings/tick.wav\n"
TEXT = "title: Bận\nrepeat: 1\nparts:\n  - say: |\n"
NEVER = 'message: ban\nat: ["{at}"]\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Starts):
    """The result of one run. Offsets in ms from the planned instants."""

    name: str
    journal: tuple[dict[str, object], ...] = ()

    def row(self) -> str:
        """One line of the table."""
        figures = [self.median, *(self.deviation(p) for p in (50, 99, 100))]
        return (
            f"| {self.name:<44} | {len(self.offsets):>3} of {self.asked:<3} | "
            + " | ".join(f"{figure:>8.3f}" for figure in figures)
            + " |"
        )


HEAD = f"| {'start by':<44} | {'heard':>10} | {'median':>8} | {'p50':>8} | {'p99':>8} | {'max':>8} |   (ms)"


def make_tick(path: Path) -> None:
    """A third of a second with a sharp beginning: 1 kHz at -6 dBFS."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = np.sin(2 * np.pi * 1000 * np.arange(RATE // 3) / RATE + np.pi / 2) * 16000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone.astype("<i2").tobytes())


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def make_station(folder: Path, starts: Sequence[datetime]) -> None:
    """A station that airs the tick at each of `starts` (whole seconds, UTC)."""
    make_tick(folder / "recordings/tick.wav")
    at = ", ".join(f'"{start:%H:%M:%S}"' for start in starts)
    files = {
        "station.yaml": STATION.replace("PORT", str(free_port())),
        "messages/tick.yaml": TICK,
        "schedules/tick.yaml": f"message: tick\nat: [{at}]\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def keep_rendering(folder: Path, stop: threading.Event) -> None:
    """Edit a planned message every few seconds, so that the renderer always has work."""
    later = datetime.now(UTC) + timedelta(hours=3)
    (folder / "schedules/ban.yaml").write_text(NEVER.format(at=f"{later:%H:%M}"))
    number = 0
    while not stop.wait(2.5):
        number += 1
        lines = [f"      Lần {number}, câu {line}: bà con chú ý giữ gìn vệ sinh chung." for line in range(12)]
        draft = folder / "messages/.ban.tmp"
        draft.write_text(TEXT + "\n".join(lines) + "\n")
        draft.replace(folder / "messages/ban.yaml")


def keep_asking(folder: Path, stop: threading.Event) -> None:
    """Send the requests of an open console page and of a metrics collector, one after the other."""
    client = HttpClient(folder / "state")
    while not stop.wait(0.05):
        try:
            client.get("/api/v1/status")
            client.text("/metrics")
        except BroadcasterError:
            stop.wait(1)  # it starts, or it ends


@contextmanager
def running(folder: Path, environment: dict[str, str], *, busy: bool) -> Iterator[subprocess.Popen[bytes]]:
    """The station in `folder`, with its renderer and console kept busy if `busy`."""
    if busy:
        (folder / "messages/ban.yaml").write_text(TEXT + "      Câu đầu.\n")
    module = "benchmarks.busy_station" if busy else "broadcaster"
    stop = threading.Event()
    jobs = (keep_rendering, keep_asking) if busy else ()
    load = [threading.Thread(target=job, args=(folder, stop), daemon=True) for job in jobs]
    with subprocess.Popen(
        # `--trust-clock`: a computer without network time would suspend the timetable.
        [sys.executable, "-m", module, "--station", str(folder), "run", "--trust-clock"],
        env={**os.environ, **environment},
        cwd=Path(__file__).parent.parent,
    ) as process:
        for worker in load:
            worker.start()
        try:
            yield process
        finally:
            stop.set()
            process.terminate()
            process.wait(30)


def read_log(folder: Path) -> tuple[dict[str, object], ...]:
    """The journal as `log` prints it."""
    asked = [sys.executable, "-m", "broadcaster", "--station", str(folder), "log", "--format", "json"]
    done = subprocess.run(asked, capture_output=True, check=True, text=True)
    return tuple(row for row in json.loads(done.stdout) if row["message"] == "tick")


def reference_onset(folder: Path) -> float:
    """Seconds from the programme's first frame to the sample at which the recording counts as loud."""
    for sheet in (folder / "audio_cache/programmes").rglob("*.json"):
        if json.loads(sheet.read_text())["message"] != "tick":
            continue
        with wave.open(str(sheet.with_suffix(".wav")), "rb") as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)
        return onsets(samples / np.float32(32768), silence=0.1, rate=RATE)[0] / RATE
    raise RuntimeError("no programme was rendered")


def offsets(heard: Sequence[float], starts: Sequence[float]) -> tuple[float, ...]:
    """Milliseconds from each planned instant to the onset nearest to it, if one is within a second."""
    onsets_heard = np.array([*heard, float("inf")])
    nearest = [float(onsets_heard[np.argmin(np.abs(onsets_heard - start))]) - start for start in starts]
    return tuple(1000 * delay for delay in nearest if abs(delay) < 1)


def add_schedules(folder: Path, count: int) -> None:
    """Many schedules of a message that airs only in some hours."""
    later = datetime.now(UTC) + timedelta(hours=5)
    (folder / "messages/xa.yaml").write_text(TICK)
    for number in range(count):
        at = later + timedelta(seconds=number % 3600)
        (folder / f"schedules/s{number}.yaml").write_text(f'message: xa\nat: ["{at:%H:%M:%S}"]\n')


def station_run(
    folder: Path, count: int, *, busy: bool, schedules: int = 0, readers: int = 0, tabs: int = 0
) -> Run:
    """Run a station with `count` starts and a null sink, and compare plan and recording."""
    with null_sink(folder / "pulse") as environment:
        lead = FIRST if not schedules else LOADING
        begin = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=lead)
        starts = [begin + timedelta(seconds=SPACING * number) for number in range(count)]
        make_station(folder / "station", starts)
        add_schedules(folder / "station", schedules)
        recording = Recording(folder / "monitor.raw", environment, lead + SPACING * count + 60)
        with (
            running(folder / "station", environment, busy=busy),
            following(folder / "station", readers),
            looking(folder / "station", tabs),
        ):
            time.sleep(max(0.0, (starts[-1] - datetime.now(UTC)).total_seconds()) + 2)
            journal = read_log(folder / "station")
        samples, origin = recording.end()
    edge = reference_onset(folder / "station")
    heard = [origin + index / 48000 - edge for index in onsets(samples, silence=1.0)]
    name = "station, 4 busy threads, rendering, console" if busy else "station, idle"
    name = f"station with {schedules} more schedules" if schedules else name
    name = f"station, {readers} readers of its events" if readers else name
    name = f"station, {tabs} tabs of its console" if tabs else name
    found = offsets(heard, [start.timestamp() for start in starts])
    return Run(name=name, asked=count, offsets=found, journal=journal)


@contextmanager
def following(folder: Path, readers: int) -> Iterator[None]:
    """Readers of the station's events in a process of their own; none for 0."""
    if not readers:
        yield
        return
    command = [sys.executable, "-m", "benchmarks.readers", str(folder), str(readers)]
    with subprocess.Popen(command, cwd=Path(__file__).parent.parent) as process:
        try:
            yield
        finally:
            process.kill()


@contextmanager
def looking(folder: Path, tabs: int) -> Iterator[None]:
    """Tabs of the station's console in a process of their own; none for 0."""
    if not tabs:
        yield
        return
    port = re.search(r"127\.0\.0\.1:(\d+)", (folder / "station.yaml").read_text())
    time.sleep(5)  # until it is open
    asked = [sys.executable, "-m", "broadcaster", "--station", str(folder), "people", "recover"]
    told = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    code = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", told)
    if port is None or code is None:
        raise RuntimeError(told)
    command = [sys.executable, "-m", "benchmarks.tabs", port[1], code[0], str(tabs)]
    with subprocess.Popen(command, cwd=Path(__file__).parent.parent) as process:
        try:
            yield
        finally:
            process.kill()


def timer_run(folder: Path, count: int) -> Run:
    """The peer: sleep until the instant, then start a player."""
    make_tick(folder / "tick.wav")
    with null_sink(folder / "pulse") as environment:
        recording = Recording(folder / "monitor.raw", environment, SPACING * count + 60)
        starts = []
        for _ in range(count):
            start = float(int(time.time()) + 2)
            starts.append(start)
            time.sleep(start - time.time())
            subprocess.run(
                ["paplay", str(folder / "tick.wav")], env={**os.environ, **environment}, check=True
            )
        samples, origin = recording.end()
    heard = [origin + index / 48000 for index in onsets(samples, silence=0.5)]
    return Run(name="sleep until the instant, then paplay", asked=count, offsets=offsets(heard, starts))


def liquidsoap_run(folder: Path, count: int) -> Run:
    """The peer: Liquidsoap plays a file at a given instant."""
    make_tick(folder / "tick.wav")
    with null_sink(folder / "pulse") as environment:
        recording = Recording(folder / "monitor.raw", environment, SPACING * count + 60)
        begin = float(int(time.time()) + 10)
        starts = [begin + SPACING * number for number in range(count)]
        with liquidsoap.running(folder, folder / "tick.wav", starts, environment):
            time.sleep(starts[-1] - time.time() + 2)
        samples, origin = recording.end()
    heard = [origin + index / 48000 for index in onsets(samples, silence=0.5)]
    return Run(name="Liquidsoap, request queue", asked=count, offsets=offsets(heard, starts))


def main() -> None:
    """Measure and print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print(HEAD)
    runs: tuple[Callable[[Path], Run], ...] = (
        lambda folder: station_run(folder, count, busy=False),
        lambda folder: station_run(folder, count, busy=False, readers=READERS),
        lambda folder: station_run(folder, count, busy=False, tabs=TABS),
        lambda folder: station_run(folder, count, busy=True),
        lambda folder: station_run(folder, count, busy=False, schedules=MANY),
        lambda folder: timer_run(folder, count),
    )
    if not liquidsoap.missing():
        runs = (*runs, lambda folder: liquidsoap_run(folder, count))
    for run in runs:
        with tempfile.TemporaryDirectory(prefix="starts-") as folder:
            print(run(Path(folder)).row(), flush=True)


if __name__ == "__main__":
    main()
