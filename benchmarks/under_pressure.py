"""The time until an emergency and `stop` are heard at a null sink while the station is under load.

    python -m benchmarks.under_pressure [RUNS] [KIND…]

Kinds: `nothing`; `reload`, ten thousand schedules are taken anew; `locked`, another program keeps the journal
for nine seconds; `full`, a disk without a free byte; `renders`, 45 long texts wait to be spoken; `crowd`, 300
people ask at once; `readers`, 45 readers of its events; `page`, the same, asked by a signed-in person on the
page Khẩn cấp. Each round asks for an emergency that was rendered before, then for a new sentence, and
stops what sounds; all from one client process, at the station's own socket but for `page`. Milliseconds from
before the request to the first sample of the emergency's chime, or to silence. A tone of class *priority* is
on the air, except where the journal or the disk would keep it from coming back, and where a page asks.
"""

from __future__ import annotations

import contextlib
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from getpass import getuser
from pathlib import Path

import numpy as np

from benchmarks import needs
from benchmarks.crowd import LONG, crowd, row
from benchmarks.soundlab import RATE as MONITOR
from benchmarks.soundlab import Recording, Samples, null_sink
from benchmarks.start_accuracy import add_schedules, following, free_port, running
from benchmarks.tabs import SECRET, Visitor, token
from benchmarks.urgency import LOW, OVER, Heard, edge, make_station, make_tone, wait_until_ready
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError

LATENCY = 0.05  # seconds
BACK = 1.2  # seconds after `stop` until the tone is heard again for certain
BUSY_BACK = 6.0  # the same, where what is not urgent waits behind many others
SCHEDULES = 10_000
LOCKED = 9.0  # seconds
PENDING = READERS = 45
WHOLE = 0.3  # seconds without sound that count as silence: longer than a gap in the chime
KINDS = ("nothing", "reload", "locked", "full", "renders", "crowd", "readers", "page")
Squeeze = Callable[[int], None]
"""What is done just before each round: the load of that round."""


@contextlib.contextmanager
def no_pressure(_folder: Path) -> Iterator[Squeeze]:
    """No load, for comparison."""
    yield lambda _round: None


@contextlib.contextmanager
def reloads(folder: Path) -> Iterator[Squeeze]:
    """Each round one file changes, and the request comes at some moment of what follows."""

    def change(number: int) -> None:
        (folder / "messages/sua.yaml").write_text(f"title: Lần {number}\nparts:\n  - say: Lần {number}.\n")
        time.sleep(random.uniform(0.9, 5.0))

    yield change


@contextlib.contextmanager
def locks(folder: Path) -> Iterator[Squeeze]:
    """Another program keeps the journal's write lock; each lock lasts over the whole round."""

    def keep() -> None:
        with contextlib.closing(sqlite3.connect(folder / "state/journal.db", isolation_level=None)) as other:
            other.execute("PRAGMA busy_timeout = 20000")
            other.execute("BEGIN IMMEDIATE")
            held.set()
            time.sleep(LOCKED)
            other.execute("ROLLBACK")

    held = threading.Event()
    keeper: list[threading.Thread] = []

    def lock(_round: int) -> None:
        if keeper:
            keeper.pop().join()
        held.clear()
        keeper.append(threading.Thread(target=keep, daemon=True))
        keeper[0].start()
        held.wait(20)

    yield lock
    for thread in keeper:
        thread.join()


@contextlib.contextmanager
def full(folder: Path) -> Iterator[Squeeze]:
    """The disk of the station's folder is completely full."""
    with contextlib.suppress(OSError), (folder / "day").open("ab", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))
    yield lambda _round: None
    (folder / "day").unlink()


@contextlib.contextmanager
def renders(folder: Path) -> Iterator[Squeeze]:
    """Many texts wait to be spoken in each round."""
    client = HttpClient(folder / "state")

    def ask(number: int) -> None:
        for each in range(PENDING):
            with contextlib.suppress(BroadcasterError):  # the lane is full
                client.post("/api/v1/say", {"text": f"Số {number} {each}. {LONG}"})

    yield ask


@contextlib.contextmanager
def people(folder: Path) -> Iterator[Squeeze]:
    """The load of `benchmarks.crowd`."""
    with crowd("say", folder / "state", 300):
        yield lambda _round: None


@contextlib.contextmanager
def read(folder: Path) -> Iterator[Squeeze]:
    """Many open pages: readers of the station's events."""
    with following(folder, READERS):
        time.sleep(3)  # until all read
        yield lambda _round: None


PRESSURES = dict(zip(KINDS, (no_pressure, reloads, locks, full, renders, people, read, read), strict=True))


class Page:
    """Asks what the others ask at the socket on the page Khẩn cấp, as a browser sends it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._visitor = Visitor(self.port)
        self._page = ""
        settings = folder / "station.yaml"
        settings.write_text(f"{settings.read_text()}console: {{listen: 127.0.0.1:{self.port}}}\n")
        command = [sys.executable, "-m", "broadcaster", "--station", str(folder), "people"]
        told = subprocess.run([*command, "recover"], capture_output=True, check=True, text=True).stdout
        code = re.search(r"[A-Z0-9]{4}(-[A-Z0-9]{4})+", told)
        if code is None:
            raise RuntimeError(told)
        roles = ["--role", "technician", "--role", "officer"]
        added = [*command, "add", "do", "--name", "Đo", *roles, "--code", "--stdin"]
        typed = f"{code[0]}\n{SECRET}\n{SECRET}\n"
        subprocess.run(added, input=typed, capture_output=True, check=True, text=True)
        # Who starts the station says that its clock is right.
        here = ["--role", "officer", "--account", getuser(), "--as", "do", "--stdin"]
        added = [*command, "add", "may", "--name", "Máy", *here]
        subprocess.run(added, input=f"{SECRET}\n", capture_output=True, check=True, text=True)

    def sign_in(self) -> None:
        """When the station runs; and open the page."""
        self._visitor.sign_in("do", SECRET)
        self._page = self._visitor.ask("/emergency")

    def post(self, path: str, fields: dict[str, object]) -> None:
        """What a hold of the button, or *Dừng*, sends."""
        sent = {"csrf": token(self._page)}
        if path.endswith("/stop"):
            self._visitor.ask("/stop", sent)
            return
        shown = re.search(r'name="shown" value="(khan [^"]*)"', self._page)
        sent |= {"shown": shown[1]} if shown else {}
        sent |= {"message": str(fields.get("message", "(say)")), "text": str(fields.get("text", ""))}
        self._page = self._visitor.ask("/emergency", sent)


def patiently(ask: Callable[[], object]) -> None:
    """Repeat a request that is not urgent until it is taken: many others wait before it."""
    while True:
        try:
            ask()
        except BroadcasterError as error:
            if error.code != "service.too_many":
                raise
            time.sleep(0.2)
        else:
            return


class Round:
    """Sends the requests in turn, and remembers their times."""

    def __init__(self, client: HttpClient | Page, *, tone: bool, back: float) -> None:
        self._client = client
        self._tone = tone
        self._back = back
        self.asked: list[float] = []
        self.said: list[float] = []
        self.stopped: list[float] = []

    def play(self) -> None:
        """The message that was rendered before."""
        self.asked.append(time.time())
        self._client.post("/api/v1/play", {"message": "khan", "priority": "emergency"})
        time.sleep(0.6)
        self._stop(counts=not self._tone)

    def say(self, number: int) -> None:
        """A sentence that was never rendered."""
        self.said.append(time.time())
        self._client.post("/api/v1/say", {"text": f"Nước lên lần {number}.", "priority": "emergency"})
        time.sleep(1.6)
        self._stop(counts=False)

    def end_tone(self) -> None:
        """Stop the tone, and start it again."""
        if self._tone:
            self._stop(counts=True)
            self.begin_tone()

    def begin_tone(self) -> None:
        """Start the tone that the emergencies interrupt."""
        if self._tone:
            patiently(
                lambda: self._client.post("/api/v1/play", {"message": "thuong", "priority": "priority"})
            )
            time.sleep(self._back)

    def _stop(self, *, counts: bool) -> None:
        if counts:
            self.stopped.append(time.time())
        self._client.post("/api/v1/stop", {})
        time.sleep(BACK)


def sounding(samples: Samples, origin: float, after: float) -> float:
    """Wall time of the first sample out of silence, after `after`."""
    first = round((after - origin) * MONITOR)
    loud = np.abs(samples[first:]) > OVER * np.abs(samples).max()
    return after + int(np.argmax(loud)) / MONITOR


def silent(samples: Samples, origin: float, after: float) -> float:
    """Wall time from which nothing is heard any more, after `after`."""
    first = round((after - origin) * MONITOR)
    part = np.abs(samples[first : first + round(BACK * MONITOR)])
    loud = np.flatnonzero(part > OVER * np.abs(samples).max())
    last = int(loud[-1]) if len(loud) else 0
    if len(part) - last < WHOLE * MONITOR:
        raise RuntimeError("it went on sounding")
    return after + last / MONITOR


def measure(place: Path, kind: str, runs: int) -> dict[str, list[float]]:
    """The figures of one kind, in milliseconds."""
    station, tone = place / "station", kind not in ("locked", "full", "page")
    make_station(station, LATENCY)
    settings = station / "station.yaml"
    settings.write_text(settings.read_text().replace("[tone]", "[espeak]"))
    if not tone:
        # Nothing is on the air: a transmitter would have to be switched on and to settle first.
        text = settings.read_text()
        settings.write_text(re.sub(r"keying: .*", "keying: {type: none}", text))
    else:
        make_tone(station / "recordings/low.wav", LOW, 600)
    if kind == "reload":
        add_schedules(station, SCHEDULES)
        (station / "messages/xa.yaml").write_text("title: Xa\nparts:\n  - say: Kính thưa bà con.\n")
    client = Page(station) if kind == "page" else HttpClient(station / "state")
    back = BUSY_BACK if kind in ("renders", "crowd") else BACK
    turns = Round(client, tone=tone, back=back)
    with null_sink(place / "pulse") as environment:
        recording = Recording(place / "monitor.raw", environment, 120 + 20 * runs + back * runs)
        with running(station, environment, busy=False) as process:
            wait_until_ready(station)
            if isinstance(client, Page):
                client.sign_in()
            client.post("/api/v1/say", {"text": "Mở đầu.", "priority": "emergency"})
            time.sleep(4)
            client.post("/api/v1/stop", {"all": True})
            turns.begin_tone()
            with PRESSURES[kind](station) as squeeze:
                for number in range(runs):
                    squeeze(number)
                    turns.play()
                    turns.say(number)
                    turns.end_tone()
            samples, origin = recording.end()
            process.kill()
    heard = Heard(samples, origin, edge=edge(station))
    begins = heard.begins if tone else partial(sounding, samples, origin)
    over = heard.ends if tone else partial(silent, samples, origin)
    return {
        "emergency, rendered": [1000 * (begins(moment) - moment) for moment in turns.asked],
        "emergency, new words": [1000 * (begins(moment) - moment) for moment in turns.said],
        "stop, to silence": [1000 * (over(moment) - moment) for moment in turns.stopped],
    }


@contextlib.contextmanager
def ground(kind: str) -> Iterator[Path]:
    """A folder for one measurement; a small disk of its own where that is to be full."""
    with tempfile.TemporaryDirectory(prefix="pressure-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        if kind != "full":
            yield place
            return
        (place / "station").mkdir()
        # Others must not be able to write there: the station would not use its store of sounds.
        options = "size=600m,mode=0755"
        disk = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place / "station")]
        if subprocess.run(disk, check=False).returncode:
            sys.exit("this benchmark needs the right to mount a small disk: run it as root")
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", str(place / "station")], check=False)


def main() -> None:
    """Measure and print the table."""
    needs.program("pulseaudio", "parec")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    for kind in sys.argv[2:] or KINDS:
        with ground(kind) as place:
            for name, figures in measure(place, kind, runs).items():
                print(row(kind, name, figures), flush=True)


if __name__ == "__main__":
    main()
