"""Wards and their centre at a real Mosquitto: bell, presence, rows, and what a ward's account may not do."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadcaster.centre.archive import WardArchive
from broadcaster.cli.fleet.broker import rung
from broadcaster.core.clock import SystemClock
from broadcaster.fleet import ascent, line_link, turns
from broadcaster.fleet.line_link import LineLink, LineOrders
from broadcaster.fleet.mqtt import BrokerLogin, MqttHears, MqttLine
from broadcaster.fleet.wire import BELL, RowBatch, WireTopic, packed, topic
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.chain import GENESIS, Link
from broadcaster.journal.rows.model import Reason
from tests.counts import SEED, counted
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.fakes.centre import PASSPHRASE, RangeServer, write_campaign, write_station
from tests.fakes.mosquitto import PROGRAM, Mosquitto
from tests.fakes.rows import BOX, chain
from tests.fakes.station import settings

KILLS = counted(60)
LATEST = 15.0  # seconds from the bell to the question, on a busy computer; without it minutes
SMALL = 35 << 10  # KiB that the line may take
WARD = "tan-phong"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.patient,
    pytest.mark.skipif(PROGRAM is None, reason="the package mosquitto"),
]


@pytest.fixture
def centre(tmp_path: Path) -> Broadcaster:
    """A centre as its commands make it."""
    made = Broadcaster(tmp_path / "centre")
    made.folder.mkdir()
    write_station(tmp_path / "source")
    done = made("centre", "init", text=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def mosquitto(centre: Broadcaster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mosquitto]:
    """Its broker, which is running; this process and all that it starts trust its authority."""
    made = Mosquitto(centre.folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
    centre.environment["SSL_CERT_FILE"] = str(made.authority)
    made.start()
    yield made
    made.kill()


@contextmanager
def listening(centre: Broadcaster, end: int = signal.SIGTERM) -> Iterator[subprocess.Popen[bytes]]:
    """`broadcaster centre listen`."""
    with subprocess.Popen(centre.command("centre", "listen"), env=centre.environment) as process:
        try:
            yield process
        finally:
            process.send_signal(end)
            process.wait(30)


def boxes(centre: Broadcaster) -> list[dict[str, object]]:
    return list(centre.json("centre", "status")["boxes"])


def stored(centre: Broadcaster) -> tuple[Link, ...]:
    """The rows of the ward at the centre."""
    archive = WardArchive(centre.folder)
    try:
        return tuple(archive.links(WARD, BOX))
    finally:
        archive.close()


class Ward:
    """The line of a ward with a journal, without the rest of a station."""

    def __init__(self, folder: Path, mosquitto: Mosquitto, password: str = "") -> None:
        self.journal = Journal.open(folder / "journal.db", SystemClock())
        self.rings = 0
        self.line = LineLink(self.journal, self._ring)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.line.start()
        known = password or mosquitto.files.invite(WARD)
        self._orders = LineOrders(address=mosquitto.address, user=WARD, password=known, box=BOX, rate=100_000)
        self._thread.start()

    def write(self, count: int) -> None:
        """So many rows more."""
        for number in range(count):
            self.journal.note(SystemClock().now(), Reason(code="x", facts=(("n", str(number)),)))

    def links(self) -> tuple[Link, ...]:
        """All rows."""
        return tuple(self.journal.links_after(0, 10**6)[1])

    def close(self) -> None:
        """End."""
        self._over.set()
        self._thread.join()
        self.line.close()
        self.journal.close()

    def _ring(self) -> None:
        self.rings += 1

    def _look(self) -> None:
        self.line.follow(self._orders)
        while not self._over.wait(0.05):
            self.line.look({"version": "1"})


def memory(process: int) -> dict[str, int]:
    """Rss and Pss of a process, in KiB."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("Rss", "Pss:"))}


def test_rows_arrive_whole_whatever_is_killed(
    centre: Broadcaster, mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ascent, "RETRY", 1.0)
    monkeypatch.setattr(line_link, "AGAIN", (0.1,))
    chance = random.Random(SEED)
    ward = Ward(tmp_path, mosquitto)
    listener = subprocess.Popen(centre.command("centre", "listen"), env=centre.environment)
    try:
        for _ in range(KILLS):
            ward.write(chance.randrange(1, 400))
            time.sleep(chance.random() * 2)
            victim = chance.choice(("line", "broker", "centre"))
            if victim == "line" and ward.line.process_id is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(ward.line.process_id, signal.SIGKILL)
            elif victim == "broker":
                mosquitto.kill()
                time.sleep(chance.random())
                mosquitto.start()
            else:
                listener.kill()
                listener.wait()
                listener = subprocess.Popen(centre.command("centre", "listen"), env=centre.environment)
        wait_for(lambda: len(stored(centre)) >= len(ward.links()), 300)
        rows = ward.links()
        assert stored(centre) == rows
        (seen,) = boxes(centre)
        assert (seen["broken"], seen["forked"], seen["rows"]) == (None, None, len(rows))
        print(f"{KILLS} kills, {len(rows)} rows")  # noqa: T201 - the figure that docs/fleet.md tells
    finally:
        ward.close()
        listener.kill()
        listener.wait()


def test_a_ward_writes_and_hears_its_own_topics_alone(centre: Broadcaster, mosquitto: Mosquitto) -> None:
    heard: list[str] = []
    other = mosquitto.files.invite("khac")
    mosquitto.files.invite(WARD)
    mosquitto.kill()
    mosquitto.start()
    login = BrokerLogin(address=mosquitto.address, user="khac", password=other, name="khac-x")
    up = threading.Event()
    hears = MqttHears(
        up=up.set, down=lambda _why: None, message=lambda name, _data, _kept: heard.append(name)
    )
    rows = packed(RowBatch(after=0, before=GENESIS, rows=chain(3)))
    with listening(centre):
        line = MqttLine(login, ("loa/#", topic(WARD, "+", WireTopic.STORED)), hears)
        line.start()
        try:
            assert up.wait(30)
            wait_for(lambda: line.send_whole(topic("khac", BOX, WireTopic.ROWS), rows, 1) and bool(heard))
            line.send_whole(topic(WARD, BOX, WireTopic.ROWS), rows, 5)
            line.send_whole(topic(WARD, BOX, WireTopic.PRESENCE), b'{"here": true, "life": "a"}', 5)
            line.send_whole(BELL, b"", 5)
            line.send_whole(topic(WARD, BOX, WireTopic.STORED), b"1", 5)
            time.sleep(1)
        finally:
            line.close()
        assert {str(one["ward"]) for one in boxes(centre)} == {"khac"}
    assert set(heard) == {topic("khac", BOX, WireTopic.STORED)}


def test_two_computers_with_one_copy_of_a_station_are_told_on_both_sides(
    centre: Broadcaster, mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ascent, "RETRY", 0.5)
    monkeypatch.setattr(line_link, "AGAIN", (3.0,))
    password = mosquitto.files.invite(WARD)
    mosquitto.kill()
    mosquitto.start()
    with listening(centre):
        wards = [Ward(tmp_path / name, mosquitto, password) for name in "ab"]
        try:
            for ward in wards:
                ward.write(5)
            wait_for(lambda: any(getattr(w.line.fault(), "code", "") == "fleet.broker_taken" for w in wards))
            wait_for(lambda: any(one["twice"] and one["forked"] == 1 for one in boxes(centre)))
            rows = {row for ward in wards for row in ward.links()}
            wait_for(lambda: {*stored(centre)} == rows)
        finally:
            for ward in wards:
                ward.close()
        assert "two computers" in centre("centre", "status").stdout


def test_a_wrong_password_is_told(mosquitto: Mosquitto, tmp_path: Path) -> None:
    ward = Ward(tmp_path, mosquitto)  # the broker has not read its account yet
    try:
        wait_for(lambda: str(getattr(ward.line.fault(), "code", "")) == "fleet.broker_refuses")
        mosquitto.kill()
        mosquitto.start()
        wait_for(lambda: ward.line.fault() is None and ward.rings == 1)
    finally:
        ward.close()


def test_the_bell_has_the_station_ask_and_the_centre_sees_who_is_dark(
    station: Broadcaster, centre: Broadcaster, mosquitto: Mosquitto
) -> None:
    station.environment["SSL_CERT_FILE"] = str(mosquitto.authority)
    told = centre("centre", "invite", WARD).stdout
    mosquitto.kill()
    mosquitto.start()
    block, _, secret = told.partition("# secrets.yaml\n")
    station.write("secrets.yaml", secret)
    with RangeServer(centre.folder / "repo").running() as server, listening(centre):
        root = centre.json("centre", "status")["root"]
        station.write(
            "station.yaml",
            f"{settings('espeak').partition('approval:')[0]}approval: {{required: true}}\n"
            f"{block}  root: {root}\n  centre: [{server.address}]\n",
        )
        with station.running() as process:
            wait_for(lambda: any(not one["dark"] for one in boxes(centre)))
            line = next(iter(children(process, b"fleet.line")))
            wait_for(lambda: not children(process, b"fleet.link"))
            write_campaign(centre.folder.parent / "source", "tet")
            source = str(centre.folder.parent / "source")
            done = centre("centre", "publish", source, "--to", "all", text=f"{PASSPHRASE}\n")
            assert done.returncode == 0, done.stderr
            wait_for((station.folder / "messages/centre/tet/tin.yaml").exists)

            wait_for(lambda: not children(process, b"fleet.link"))
            time.sleep(turns.PAUSE)
            count = len(server.statuses)
            assert rung(centre.folder)
            begun = time.monotonic()
            while len(server.statuses) == count:
                assert time.monotonic() < begun + LATEST
                time.sleep(0.01)
            print(f"asked {time.monotonic() - begun:.2f} s after the bell; {memory(line)} KiB")  # noqa: T201
            assert memory(line)["Rss"] < SMALL

            for _ in range(10):
                assert rung(centre.folder)
            time.sleep(5)
            asked = [path for path, _ in server.statuses[count:] if path.endswith("timestamp.json")]
            assert len(asked) <= 2, "a flood of bells costs a round for each pause"

            mosquitto.kill()
            time.sleep(2)
            mosquitto.start()
            wait_for(lambda: any(not one["dark"] for one in boxes(centre)))
            station("play", "ngan", "--no-wait")  # refused: a row more
            newest = station.json("log", "verify")["rows"]
            wait_for(lambda: boxes(centre)[0]["rows"] == newest)
            process.kill()
        wait_for(lambda: all(one["dark"] for one in boxes(centre)))
        assert "DARK" in centre("centre", "status").stdout


def children(process: subprocess.Popen[str], name: bytes) -> list[int]:
    """The station's child processes of a name."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    found = [child for task in tasks for child in task.read_text().split()]
    return [int(one) for one in found if name in Path(f"/proc/{one}/cmdline").read_bytes()]
