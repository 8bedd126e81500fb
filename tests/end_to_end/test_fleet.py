"""A campaign from a centre to a running station: fetched, held until it is approved, withdrawn."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.fleet import service
from tests.counts import SEED, counted
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.fakes.centre import PASSPHRASE, RangeServer, write_campaign, write_station
from tests.fakes.station import settings

KILLS = counted(50)

pytestmark = [pytest.mark.slow, pytest.mark.patient]


@pytest.fixture
def centre(tmp_path: Path) -> Broadcaster:
    """A centre as its commands make it, with a station in which campaigns are written."""
    made = Broadcaster(tmp_path / "centre")
    made.folder.mkdir()
    write_station(tmp_path / "source")
    done = made("centre", "init", text=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    return made


def publish(centre: Broadcaster, name: str, *to: str) -> str:
    write_campaign(centre.folder.parent / "source", name)
    marks = [part for mark in to or ("all",) for part in ("--to", mark)]
    source = str(centre.folder.parent / "source")
    done = centre("centre", "publish", source, "--campaign", name, *marks, text=f"{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    return done.stdout


def join(station: Broadcaster, centre: Broadcaster, address: str, approval: str = "true") -> None:
    root = centre.json("centre", "status")["root"]
    text = settings("espeak").partition("approval:")[0]
    station.write(
        "station.yaml",
        f"{text}approval: {{required: {approval}}}\nplace: {{ward: phường Tân Phong}}\n"
        f"fleet: {{root: {root}, centre: [{address}]}}\n",
    )


@pytest.fixture
def server(centre: Broadcaster) -> Iterator[RangeServer]:
    with RangeServer(centre.folder / "repo").running() as made:
        yield made


def links(process: subprocess.Popen[str]) -> list[int]:
    """The link's process ids."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text().split()]
    return [int(one) for one in children if b"fleet.link" in Path(f"/proc/{one}/cmdline").read_bytes()]


def test_a_campaign_comes_is_approved_and_leaves(
    station: Broadcaster, centre: Broadcaster, server: RangeServer
) -> None:
    told = publish(centre, "tet", "phường Tân Phong")
    assert "64 kbit/s" in told
    join(station, centre, server.address)
    message = "centre/tet/tin"

    with station.running() as process:
        wait_for(lambda: any(each["message"] == message for each in station.look("plan")))
        (row,) = {each["reason"] for each in station.look("plan") if each["message"] == message}
        assert "approv" in row, "nothing of it airs before somebody has approved it"
        refused = station("play", message, "--no-wait")
        assert refused.returncode == 1

        killed = links(process)
        for each in killed:
            os.kill(each, signal.SIGKILL)
        wait_for(lambda: bool(links(process)) and links(process) != killed)

    centre("centre", "withdraw", "tet", text=f"{PASSPHRASE}\n")
    with station.running():
        wait_for(lambda: not (station.folder / "messages" / f"{message}.yaml").exists())
        wait_for(
            lambda: any(f"-messages/{message}" in each["text"] for each in station.look("log", "events"))
        )
    rows = [each["text"] for each in station.json("log", "events") if message in each["text"]]
    assert f"+messages/{message}" in rows[0], "the journal knows that it came, and that it went"


def test_a_stick_is_taken_while_the_clock_is_trusted(
    station: Broadcaster, centre: Broadcaster, tmp_path: Path
) -> None:
    publish(centre, "tet")
    assert centre("centre", "stick", str(tmp_path / "usb")).returncode == 0
    join(station, centre, "http://127.0.0.1:9")

    assert "not running" in station("fleet", "take", str(tmp_path / "usb")).stderr
    with station.running():
        done = station("fleet", "take", str(tmp_path / "usb"))
        assert done.returncode == 0, done.stderr
        wait_for(lambda: any(each["message"] == "centre/tet/tin" for each in station.look("plan")))
        assert "nothing new" in station("fleet", "take", str(tmp_path / "usb")).stdout


def test_without_approval_nothing_is_taken_and_it_is_told(
    station: Broadcaster, centre: Broadcaster, server: RangeServer
) -> None:
    publish(centre, "tet")
    join(station, centre, server.address, approval="false")

    with station.running() as process:
        wait_for(lambda: "require approval" in str(station.look("status")["errors"]))
        assert links(process) == []
    assert not (station.folder / "messages/centre").exists()


def test_without_a_centre_there_is_no_process(station: Broadcaster) -> None:
    with station.running() as process:
        time.sleep(3 * service.LOOK)
        assert links(process) == []
        maps = Path(f"/proc/{process.pid}/maps").read_text()
        assert "securesystemslib" not in maps


def test_a_station_that_is_killed_again_and_again_has_the_right_files_in_the_end(
    station: Broadcaster, centre: Broadcaster, server: RangeServer
) -> None:
    chance = random.Random(SEED)
    join(station, centre, server.address)
    names: set[str] = set()
    left = 0  # links that outlived their station
    for number in range(KILLS):
        name = f"c{number % 3}"
        if name in names:
            centre("centre", "withdraw", name, text=f"{PASSPHRASE}\n")
            names.discard(name)
        else:
            publish(centre, name)
            names.add(name)
        with station.running(end=signal.SIGKILL) as process:
            time.sleep(chance.random() * 9)
            running = links(process)
        time.sleep(0.5)
        left += sum(Path(f"/proc/{one}").exists() for one in running)

    def right() -> bool:
        found = {path.parent.name for path in station.folder.glob("*/centre/*/*.yaml")}
        return found == names and not list(station.folder.glob("*/centre/.*"))

    with station.running():
        wait_for(right)
        for name in names:
            for kind in ("messages/centre/{}/tin.yaml", "schedules/centre/{}/lich.yaml"):
                file = kind.format(name)
                written = centre.folder.parent / "source" / file
                assert (station.folder / file).read_bytes() == written.read_bytes()
    assert left == 0
