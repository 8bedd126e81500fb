"""The time from an alert's file on the disk to the siren's first sample, at a null sink.

    python -m benchmarks.alerts [RUNS]

A signed alert is put into the folder `inbox/` of a running station, as adaptors do; each is stopped before
the next comes. "given" counts from the instant at which the siren goes to the desk (its `planned` in the
journal), so it leaves the verifier out. Last, many alerts come at once: one airs, the others wait.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.soundlab import RATE, Recording, Samples, null_sink
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.clock import SystemClock
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller, Person, Role
from broadcaster.people.store.store import NAME, PeopleStore
from tests.fakes import people
from tests.unit.alerts.certificates import Identity, signed
from tests.unit.alerts.samples import area, info, made

LOUD = 0.05  # of full scale: the siren has begun
CROWD = 100
STATION = """\
name: Đài đo
timezone: UTC
place: {ward: phường Tân Phong, code: "03151"}
speech: {engines: [espeak]}
output: {device: default, latency: 0.05}
approval: {required: false}
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
WORDS = "Bà con ở yên trong nhà, chằng chống nhà cửa, không ra khỏi nhà. " * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Milliseconds, one of each run."""

    whole: tuple[float, ...]  # file on the disk → first sample of the siren
    given: tuple[float, ...]  # siren given to the desk → first sample
    crowd: float  # of many at once, the first

    def rows(self) -> list[str]:
        """Lines of the table."""
        named = {"file to siren": self.whole, "given to siren": self.given}
        return [
            f"| {name:<16} | {len(ms):>4} | "
            + " | ".join(f"{figure:>8.1f}" for figure in (np.median(ms), np.percentile(ms, 90), max(ms)))
            + " |"
            for name, ms in named.items()
        ] + [f"| {CROWD} at once, first |    1 | {self.crowd:>8.1f} |"]


HEAD = f"| {'what':<16} | runs | {'median':>8} | {'p90':>8} | {'max':>8} |   (ms)"


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
    sent = datetime.now(UTC).isoformat(timespec="seconds")
    told = info(area(geocode="GSO 03151"), language="vi", headline=f"Bão số {identifier}", instruction=WORDS)
    raw = signed(made(told, identifier=identifier, sent=sent, **parts), identity)
    made_at = folder / "inbox" / f".{identifier}.part"
    made_at.write_bytes(raw)
    made_at.replace(folder / "inbox" / f"{identifier}.xml")
    return time.time(), hashlib.sha256(raw).hexdigest(), f"canhbao@example.vn,{identifier},{sent}"


def first_sound(samples: Samples, origin: float, after: float) -> float:
    """Wall time of the first loud sample after an instant."""
    first = round((after - origin) * RATE)
    return origin + (first + int(np.argmax(np.abs(samples[first:]) > LOUD))) / RATE


def sirens(folder: Path) -> list[float]:
    """When each siren was given to the desk."""
    asked = [sys.executable, "-m", "broadcaster", "--station", str(folder), "log", "--format", "json"]
    rows = json.loads(subprocess.run(asked, capture_output=True, check=True, text=True).stdout)
    found = [row for row in rows if row["kind"].endswith("alert") and row["part_of"]]
    return [datetime.fromisoformat(row["planned"]).timestamp() for row in found]


@contextmanager
def running(folder: Path, environment: dict[str, str]) -> Iterator[HttpClient]:
    """The station, whose clock a leader vouches for, and that leader."""
    with subprocess.Popen(
        [sys.executable, "-m", "broadcaster", "--station", str(folder), "run"],
        env={**os.environ, **environment},
    ) as process:
        try:
            time.sleep(12)  # until siren and processes are ready
            client = people.client(folder, LEADER)
            now = client.get("/api/v1/status")["clock"]["now"]
            client.post("/api/v1/clock", {"shown": now})
            yield client
        finally:
            process.terminate()


def stop(client: HttpClient) -> None:
    """End all, and wait until it is silent."""
    client.post("/api/v1/stop", {"all": True})
    end = time.monotonic() + 5
    while time.monotonic() < end and client.get("/api/v1/status")["on_air"] is not None:
        time.sleep(0.1)
    time.sleep(0.5)


def measure(folder: Path, runs: int) -> Figures:
    """Let alerts come one after the other, then many."""
    station, identity = folder / "station", Identity("www.nchmf.example.vn", begin=datetime.now(UTC))
    make_station(station, identity)
    came: list[float] = []
    with null_sink(folder / "pulse") as environment:
        recording = Recording(folder / "monitor.raw", environment, 60 + 4 * runs)
        with running(station, environment) as client:
            for number in range(runs):
                came.append(drop(station, f"VN-{number}", identity)[0])
                time.sleep(1.8)
                stop(client)
            together = [drop(station, f"VN-C{number}", identity)[0] for number in range(CROWD)]
            time.sleep(4)
            stop(client)
            given = sirens(station)[:runs]
        samples, origin = recording.end()
    heard = [first_sound(samples, origin, moment) for moment in came]
    return Figures(
        whole=tuple(1000 * (at - moment) for at, moment in zip(heard, came, strict=True)),
        given=tuple(1000 * (at - moment) for at, moment in zip(heard, given, strict=True)),
        crowd=1000 * (first_sound(samples, origin, together[0]) - together[0]),
    )


def main() -> None:
    """Measure and print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print(HEAD)
    with tempfile.TemporaryDirectory(prefix="alerts-") as folder:
        print(*measure(Path(folder), runs).rows(), sep="\n", flush=True)


if __name__ == "__main__":
    main()
