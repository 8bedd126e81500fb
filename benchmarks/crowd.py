"""How long an emergency, `stop` and `status` wait at the station's socket among many other requests.

    python -m benchmarks.crowd [PEOPLE] [RUNS]

One client process asks for PEOPLE things at once and keeps that many pending: long texts to say (each must be
rendered), messages that do not exist, the state of the station, the end of a request, or connections that
never say a word. Meanwhile one emergency that was rendered before, `stop` and `status` are asked RUNS times.
"answer" counts from before the connection is made to the end of the answer; "desk" to the instant at
which the emergency was handed to the desk (its `planned` in the journal). Sound is not part of it: see
`benchmarks.urgent_crowd`.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.start_accuracy import running
from benchmarks.urgency import instants, wait_until_ready
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.station_socket import connect
from broadcaster.core.errors import BroadcasterError

STATION = """\
name: Đài đo
timezone: UTC
speech: {engines: [espeak]}
sound: {opening: none, closing: none, emergency: chime}
output: none
regulation: {quiet: none}
approval: {required: false}
"""
FLOOD = "title: Khẩn\npriority: emergency\nrepeat: 1\nparts:\n  - say: Lũ.\n"
USUAL = "title: Thường\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LONG = "Ủy ban nhân dân phường thông báo lịch họp tổ dân phố và thu gom rác thải trong tuần này. " * 40
KINDS = ("nobody", "say", "nothing", "status", "waiting", "silent")
PAUSE = 0.2  # seconds between two rounds


def make_station(folder: Path) -> None:
    """A station without sound, and one emergency that is rendered ahead."""
    files = {"station.yaml": STATION, "messages/khan.yaml": FLOOD, "messages/thuong.yaml": USUAL}
    soon = time.strftime("%H:%M", time.gmtime(time.time() + 7200))
    files["schedules/a.yaml"] = f'message: thuong\nat: ["{soon}"]\n'
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class Crowd:
    """Threads that send requests all the time."""

    def __init__(self, ask: Callable[[int], object], people: int) -> None:
        self.refused = 0
        self._ask = ask
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(n,), daemon=True) for n in range(people)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Send no new requests; pending ones are not waited for."""
        self._over.set()

    def _run(self, number: int) -> None:
        while not self._over.is_set():
            try:
                self._ask(number)
            except (BroadcasterError, OSError):
                self.refused += 1
                self._over.wait(0.5)


@contextlib.contextmanager
def crowd(kind: str, state: Path, people: int) -> Iterator[None]:
    """Requests of one kind, pending while the block runs."""
    client = HttpClient(state)

    def wait_silently(_number: int) -> None:
        with connect(state) as connection:
            connection.settimeout(60)
            connection.recv(1)

    def play_nothing(number: int) -> None:
        with contextlib.suppress(BroadcasterError):
            client.post("/api/v1/play", {"message": f"khong-co-{number}"})

    asks: dict[str, Callable[[int], object]] = {
        "say": lambda number: client.post("/api/v1/say", {"text": f"Số {number}. {LONG}"}),
        "nothing": play_nothing,
        "status": lambda _number: client.get("/api/v1/status"),
        "silent": wait_silently,
        "waiting": lambda number: client.get(f"/api/v1/requests/{number}?wait=20"),
    }
    if kind == "nobody":
        yield
        return
    made = Crowd(asks[kind], people)
    time.sleep(0.3)  # the emergency arrives while they are pending
    try:
        yield
    finally:
        made.end()


def timed(ask: Callable[[], Any]) -> float:
    """Milliseconds until the answer arrives."""
    began = time.perf_counter()
    try:
        ask()
    except BroadcasterError as error:
        print(f"  {error}", file=sys.stderr)
    return 1000 * (time.perf_counter() - began)


def row(kind: str, name: str, figures: list[float]) -> str:
    """One line of the table."""
    numbers = (np.median(figures), np.percentile(figures, 90), max(figures))
    return (
        f"| {kind:<7} | {name:<19} | {len(figures):>4} | " + " | ".join(f"{n:>8.1f}" for n in numbers) + " |"
    )


def measure(folder: Path, kind: str, people: int, runs: int) -> list[str]:
    """The rows of one kind of crowd."""
    make_station(folder)
    client = HttpClient(folder / "state")
    asked: list[float] = []
    waits: dict[str, list[float]] = {"emergency, answer": [], "stop, answer": [], "status, answer": []}
    with running(folder, dict(os.environ), busy=False):
        wait_until_ready(folder)
        with crowd(kind, folder / "state", people):
            for _ in range(runs):
                asked.append(time.time())
                emergency: dict[str, object] = {"message": "khan", "priority": "emergency"}
                waits["emergency, answer"].append(timed(lambda: client.post("/api/v1/play", emergency)))  # noqa: B023
                waits["stop, answer"].append(timed(lambda: client.post("/api/v1/stop", {})))
                waits["status, answer"].append(timed(lambda: client.get("/api/v1/status")))
                time.sleep(PAUSE)
            given = instants(folder, "khan")
    desk = [1000 * (event - moment) for event, moment in zip(given, asked, strict=False)]
    return [row(kind, "emergency, desk", desk), *(row(kind, name, ms) for name, ms in waits.items())]


def main() -> None:
    """Measure and print the table."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    print(f"| crowd   | {'what':<19} | runs | {'median':>8} | {'p90':>8} | {'max':>8} |   (ms)")
    for kind in sys.argv[3:] or KINDS:
        with tempfile.TemporaryDirectory(prefix="crowd-", ignore_cleanup_errors=True) as folder:
            print(*measure(Path(folder), kind, people, runs), sep="\n", flush=True)


if __name__ == "__main__":
    main()
