"""An emergency and `stop` in the worst crowd, without sound.

    python -m benchmarks.worst_crowd [RUNS]

All at once: 300 people ask at the socket (long texts, messages that do not exist, the status, the end of
requests), 45 readers follow the events, 20 tabs of the console are open, 10 000 schedules are taken anew, and
130 connections from one address send a form to the console byte by byte. Meanwhile an emergency that was
rendered before and `stop` are asked for RUNS times at the socket, and the page Khẩn cấp once each time.
"desk" counts from before the connection is made to the instant at which the emergency was handed to the desk,
"answer" to the end of the answer. The crowd is a process of its own.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks import crowd
from benchmarks.start_accuracy import READERS, TABS, add_schedules, following, running
from benchmarks.under_pressure import SCHEDULES, Page
from benchmarks.urgency import instants, wait_until_ready
from broadcaster.api.protocol.http_client import HttpClient

PEOPLE, SLOW = 300, 130
PIECE = 0.5  # seconds from byte to byte
PAUSE = 0.5  # seconds between two rounds
FORM = b"POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: %s\r\ncontent-length: 900\r\n\r\n"


def trickle(port: int, count: int) -> None:
    """So many connections that send a form byte by byte, and come back where they are closed."""
    sent = FORM % b"application/x-www-form-urlencoded"
    opened: list[socket.socket | None] = [None] * count
    while True:
        for number, each in enumerate(opened):
            try:
                if each is None:
                    opened[number] = socket.create_connection(("127.0.0.1", port), 1)
                    opened[number].sendall(sent)  # type: ignore[union-attr]
                else:
                    each.sendall(b"a")
            except OSError:
                if each is not None:
                    each.close()
                opened[number] = None
        time.sleep(PIECE)


def be_the_crowd(folder: Path, port: int) -> None:
    """In a process of its own, until it is killed."""
    threading.Thread(target=trickle, args=(port, SLOW), daemon=True).start()
    with contextlib.ExitStack() as pending:
        for kind in ("say", "nothing", "status", "waiting"):
            pending.enter_context(crowd.crowd(kind, folder / "state", PEOPLE // 4))
        threading.Event().wait()


@contextlib.contextmanager
def others(folder: Path, port: int) -> Iterator[None]:
    """The crowd, the readers and the tabs."""
    commands = (
        ["benchmarks.worst_crowd", "crowd", str(folder), str(port)],
        ["benchmarks.tabs", str(port), "-", str(TABS)],
    )
    started: list[subprocess.Popen[bytes]] = []
    with following(folder, READERS):
        try:
            started += [subprocess.Popen([sys.executable, "-m", *each]) for each in commands]
            time.sleep(8)
            yield
        finally:
            for process in started:
                process.kill()
                process.wait()


def change(folder: Path, number: int) -> None:
    """One file changes: all schedules are taken anew."""
    (folder / "messages/sua.yaml").write_text(f"title: Lần {number}\nparts:\n  - say: Lần {number}.\n")
    time.sleep(random.uniform(0.5, 2.5))


def measure(folder: Path, runs: int) -> Iterator[str]:
    """The rows."""
    crowd.make_station(folder)
    page = Page(folder)
    port = page.port
    add_schedules(folder, SCHEDULES)
    (folder / "messages/xa.yaml").write_text("title: Xa\nparts:\n  - say: Kính thưa bà con.\n")
    client = HttpClient(folder / "state")
    asked: list[float] = []
    waits: dict[str, list[float]] = {"emergency, answer": [], "stop, answer": [], "page, answer": []}

    def look() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/emergency", timeout=30) as answer:
            answer.read()

    with running(folder, dict(os.environ), busy=False):
        wait_until_ready(folder)
        with others(folder, port):
            for number in range(runs):
                change(folder, number)
                asked.append(time.time())
                emergency: dict[str, object] = {"message": "khan", "priority": "emergency"}
                waits["emergency, answer"].append(
                    crowd.timed(lambda: client.post("/api/v1/play", emergency))  # noqa: B023
                )
                waits["stop, answer"].append(crowd.timed(lambda: client.post("/api/v1/stop", {})))
                with contextlib.suppress(OSError):
                    waits["page, answer"].append(crowd.timed(look))
                time.sleep(PAUSE)
        given = instants(folder, "khan")
    desk = [1000 * (event - moment) for event, moment in zip(given, asked, strict=False)]
    yield crowd.row("worst", "emergency, desk", desk)
    for name, figures in waits.items():
        yield crowd.row("worst", name, figures)


def main() -> None:
    """Measure and print the table; or be a part of the crowd."""
    if sys.argv[1:2] == ["crowd"]:
        be_the_crowd(Path(sys.argv[2]), int(sys.argv[3]))
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory(prefix="worst-crowd-", ignore_cleanup_errors=True) as folder:
        for line in measure(Path(folder), runs):
            print(line, flush=True)


if __name__ == "__main__":
    main()
