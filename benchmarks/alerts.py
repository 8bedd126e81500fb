"""The time from an alert's file on the disk to the siren's first sample, at a null sink.

    python -m benchmarks.alerts [RUNS] [KIND…]

Kinds: `nothing`; `full`, a disk without a free byte; `locked`, another program keeps the journal for nine
seconds; `askers`, 45 long texts of a person wait to be spoken; `hostile`, files and pushes that are none come
without pause. A signed alert, written before, is renamed
into the folder `inbox/` of a running station; each is stopped before the next comes. "given" counts from the
instant at which the siren goes to the desk (its `planned` in the journal), so it leaves the verifier out;
"stop" from the instant before it is asked for to the last sound.
Without pressure, many alerts come at once last: one airs, the others wait; first a minute at rest shows
what the gate takes (proportional set size, percent of one core).
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import numpy as np

from benchmarks import needs
from benchmarks.crowd import LONG
from benchmarks.idle import cpu, family, memory, name
from benchmarks.soundlab import RATE, Recording, Samples, null_sink
from benchmarks.under_pressure import PENDING, Squeeze, ground, locks, no_pressure
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller, Person, Role
from broadcaster.people.store.store import NAME, PeopleStore
from tests.fakes import people
from tests.unit.alerts.certificates import Identity, signed
from tests.unit.alerts.hostile import HOSTILE
from tests.unit.alerts.samples import area, info, made

LOUD = 0.05  # of full scale: the siren has begun
HEARD = 3.0  # seconds from one alert until it is stopped; a siren that would be later is not heard
SILENT = 1.0  # seconds after a stop in which it is to be silent
READY = 60.0  # seconds for a station to begin
KINDS = ("nothing", "full", "locked", "askers", "hostile")
CROWD = 100
STATION = f"""\
name: Đài đo
timezone: Etc/GMT{datetime.now(UTC).hour - 12:+}  # noon: in quiet hours what the askers want airs not at all
place: {{ward: phường Tân Phong, code: "03151"}}
speech: {{engines: [espeak]}}
output: {{device: default, latency: 0.05}}
approval: {{required: false}}
"""
LEADER = Person(id="thu", name="Thu", roles=frozenset({Role.LEADER}))
SENDER = """\
senders:
  nchmf:
    name: Trung tâm Dự báo
    proof: signature
    may: emergency
    key: |
"""
TOKEN = "bench"  # noqa: S105 - of nobody
PUSHES = f"""\
  tinh:
    name: Hệ thống của tỉnh
    proof: token
    key: {hashlib.sha256(TOKEN.encode()).hexdigest()}
    may: emergency
"""
WORDS = "Bà con ở yên trong nhà, chằng chống nhà cửa, không ra khỏi nhà. " * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Milliseconds, one of each run."""

    kind: str
    runs: int
    whole: tuple[float, ...]  # file on the disk → first sample of the siren; of those that were heard
    given: tuple[float, ...] = ()  # siren given to the desk → first sample
    stopped: tuple[float, ...] = ()  # stop asked for → last sound
    crowd: tuple[float, ...] = ()  # of many at once, the first

    def rows(self) -> list[str]:
        """Lines of the table."""
        named = {
            f"{self.kind}: file to siren": self.whole,
            f"{self.kind}: given to siren": self.given,
            f"{self.kind}: stop": self.stopped,
            f"{CROWD} at once, the first": self.crowd,
        }
        return [
            f"| {name:<24} | {f'{len(ms)} of {self.runs if len(ms) > 1 else 1}':>8} | "
            + " | ".join(f"{figure:>8.1f}" for figure in (np.median(ms), np.percentile(ms, 90), max(ms)))
            + " |"
            for name, ms in named.items()
            if ms
        ]


HEAD = f"| {'what':<24} | {'heard':>8} | {'median':>8} | {'p90':>8} | {'max':>8} |   (ms)"


def make_station(folder: Path, identity: Identity, more: str = "") -> None:
    """A station with people, and a sender that a leader trusts; `more` senders are written below it."""
    (folder / "inbox").mkdir(parents=True)
    (folder / "station.yaml").write_text(STATION)
    people.found(folder, LEADER)
    path = folder / "people.yaml"
    key = identity.pem.strip().replace("\n", "\n      ")
    path.write_text(f"{path.read_text()}{SENDER}      {key}\n{more}")
    with closing(PeopleStore(folder / "state" / NAME, SystemClock())) as store:
        admin = Administration(store, folder, SystemClock())
        by = {
            one.id: Authority(
                caller=Caller(person=one, account=people.OWN, own=True), today=people.today(), code=None
            )
            for one in (people.TECHNICIAN, LEADER)
        }
        admin.accept(admin.file().loaded.digest, by[people.TECHNICIAN.id])
        for each in admin.people.senders.values():
            admin.trust(each, by[LEADER.id])


def drop(folder: Path, identifier: str, identity: Identity, **parts: str) -> tuple[float, str, str]:
    """Put an alert into the folder; when it was there whole, its hash, and how others name it."""
    digest, named = write(folder, identifier, identity, **parts)
    return release(folder, identifier), digest, named


def write(folder: Path, identifier: str, identity: Identity, **parts: str) -> tuple[str, str]:
    """Write an alert into the folder under a name that is not looked at; its hash, and how others name it."""
    sent = datetime.now(UTC).isoformat(timespec="seconds")
    told = info(area(geocode="GSO 03151"), language="vi", headline=f"Bão số {identifier}", instruction=WORDS)
    raw = signed(made(told, identifier=identifier, sent=sent, **parts), identity)
    (folder / "inbox" / f".{identifier}.part").write_bytes(raw)
    return hashlib.sha256(raw).hexdigest(), f"canhbao@example.vn,{identifier},{sent}"


def release(folder: Path, identifier: str) -> float:
    """Give it the name under which it is taken; when."""
    written = folder / "inbox" / f".{identifier}.part"
    written.replace(folder / "inbox" / f"{identifier}.xml")
    return time.time()


def first_sound(samples: Samples, origin: float, after: float) -> float | None:
    """Wall time of the first loud sample soon after an instant; None where nothing was heard."""
    first = round((after - origin) * RATE)
    loud = np.flatnonzero(np.abs(samples[first : first + round(HEARD * RATE)]) > LOUD)
    return origin + (first + int(loud[0])) / RATE if len(loud) else None


def last_sound(samples: Samples, origin: float, after: float) -> float:
    """Wall time of the last loud sample soon after an instant; that instant where none follows."""
    first = round((after - origin) * RATE)
    loud = np.flatnonzero(np.abs(samples[first : first + round(SILENT * RATE)]) > LOUD)
    return after if not len(loud) else origin + (first + int(loud[-1])) / RATE


@contextmanager
def filled(folder: Path) -> Iterator[Squeeze]:
    """The disk of the station's folder is full, and is again before each alert."""

    def fill(_round: int) -> None:
        with suppress(OSError), (folder / "day").open("ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 12))

    yield fill
    (folder / "day").unlink(missing_ok=True)


@contextmanager
def asked(folder: Path) -> Iterator[Squeeze]:
    """A person has many long texts spoken."""
    client = people.client(folder, LEADER)

    def ask(number: int) -> None:
        for each in range(PENDING):
            with suppress(BroadcasterError):  # the lane is full
                client.post("/api/v1/say", {"text": f"Số {number} {each}. {LONG}"})

    yield ask


@contextmanager
def attacked(folder: Path) -> Iterator[Squeeze]:
    """Files and pushes come that are no alert, or nobody's."""
    over = threading.Event()
    client = HttpClient(folder / "state", people.Session(TOKEN))

    def again_and_again(send: Callable[[str, bytes], object]) -> None:
        for case, raw in cycle(HOSTILE.items()):
            with suppress(BroadcasterError):
                send(case, raw)
            if over.wait(0.05):
                return

    def dropped(name: str, raw: bytes) -> None:
        (folder / "inbox" / f".{name}").write_bytes(raw)
        (folder / "inbox" / f".{name}").replace(folder / "inbox" / f"{name}.xml")

    def pushed(_name: str, raw: bytes) -> None:
        client.send("/api/v1/alerts", raw)

    senders = [threading.Thread(target=again_and_again, args=(send,)) for send in (dropped, pushed)]
    for one in senders:
        one.start()
    try:
        yield lambda _round: None
    finally:
        over.set()
        for one in senders:
            one.join()


PRESSURES = dict(zip(KINDS, (no_pressure, filled, locks, asked, attacked), strict=True))


def sirens(folder: Path) -> dict[str, float]:
    """When each siren was given to the desk, by what its alert is called."""
    asked = [sys.executable, "-m", "broadcaster", "--station", str(folder), "log", "--format", "json"]
    rows = json.loads(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)
    given = {row["part_of"]: datetime.fromisoformat(row["planned"]).timestamp() for row in rows}
    named = {row["id"]: re.search(r"VN-\w+", row["message"] or "") for row in rows}
    return {name[0]: given[row] for row, name in named.items() if name is not None and row in given}


@contextmanager
def running(folder: Path, environment: dict[str, str]) -> Iterator[HttpClient]:
    """The station, whose clock a leader vouches for, and that leader."""
    with subprocess.Popen(
        [sys.executable, "-m", "broadcaster", "--station", str(folder), "run"],
        env={**os.environ, **environment},
    ) as process:
        try:
            client = people.client(folder, LEADER)
            now = _ready(folder, client)
            client.post("/api/v1/clock", {"shown": now})
            yield client
        finally:
            process.terminate()


def _ready(folder: Path, client: HttpClient) -> str:
    """Wait until the station answers and its siren is made; what time it has."""
    end = time.monotonic() + READY
    while time.monotonic() < end:
        time.sleep(1)
        with suppress(BroadcasterError):
            if any((folder / "audio_cache" / "programmes").rglob("*.json")) and client.get("/api/v1/status"):
                time.sleep(5)  # until the gate runs
                return str(client.get("/api/v1/status")["clock"]["now"])
    raise RuntimeError("the station is not ready")


def stop(client: HttpClient) -> float:
    """End all, and wait until it is silent; when it was asked for."""
    asked = time.time()
    client.post("/api/v1/stop", {"all": True})
    end = time.monotonic() + 5
    while time.monotonic() < end and client.get("/api/v1/status")["on_air"] is not None:
        time.sleep(0.1)
    time.sleep(0.5)
    return asked


def measure(folder: Path, runs: int, kind: str = "nothing") -> Figures:
    """Let alerts come one after the other, then many."""
    station, identity = folder / "station", Identity("www.nchmf.example.vn", begin=datetime.now(UTC))
    make_station(station, identity, PUSHES)
    calm = kind == "nothing"
    came: list[float] = []
    stops: list[float] = []
    given: dict[str, float] = {}
    with null_sink(folder / "pulse") as environment:
        recording = Recording(folder / "monitor.raw", environment, 90 + (6 if calm else 16) * runs)
        with running(station, environment) as client:
            if calm:
                print(at_rest())
            for number in range(runs):
                write(station, f"VN-{number}", identity)
            with PRESSURES[kind](station) as squeeze:
                for number in range(runs):
                    squeeze(number)
                    came.append(release(station, f"VN-{number}"))
                    time.sleep(HEARD)
                    stops.append(stop(client))
            if calm:
                together = [drop(station, f"VN-C{number}", identity)[0] for number in range(CROWD)]
                time.sleep(4)
                stop(client)
                given = sirens(station)
        samples, origin = recording.end()
    heard = [first_sound(samples, origin, moment) for moment in came]
    # What was not heard before the stop comes after it.
    silent = [at and last_sound(samples, origin, moment) for at, moment in zip(heard, stops, strict=True)]
    crowd = first_sound(samples, origin, together[0]) if calm else None
    return Figures(
        kind=kind,
        runs=runs,
        whole=_lasted(came, heard),
        given=_lasted([given.get(f"VN-{n}", math.nan) for n in range(runs)], heard) if calm else (),
        stopped=_lasted(stops, silent),
        crowd=() if crowd is None else (1000 * (crowd - together[0]),),
    )


def at_rest(seconds: float = 60.0) -> str:
    """What the gate takes while no alert comes."""
    gates = [pid for pid in family(os.getpid()) if name(pid) == "broadcaster.alerts.gate"]
    before = sum(map(cpu, gates))
    time.sleep(seconds)
    used = 100 * (sum(map(cpu, gates)) - before) / seconds
    return f"{len(gates)} gate at rest: {sum(map(memory, gates)):.1f} MB, {used:.2f} % of one core"


def _lasted(begun: list[float], heard: list[float | None]) -> tuple[float, ...]:
    """Milliseconds, of what was heard."""
    found = (1000 * (at - begin) for begin, at in zip(begun, heard, strict=True) if at is not None)
    return tuple(each for each in found if not math.isnan(each))


def main() -> None:
    """Measure and print the table."""
    needs.program("pulseaudio", "parec")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print(HEAD)
    for kind in sys.argv[2:] or KINDS:
        with ground(kind) as place:
            print(*measure(place, runs, kind).rows(), sep="\n", flush=True)


if __name__ == "__main__":
    main()
