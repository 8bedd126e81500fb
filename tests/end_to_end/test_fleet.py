"""A campaign from a centre to a running station: fetched, held until it is approved, withdrawn."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from broadcaster.fleet import service
from tests.counts import SEED, counted
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.end_to_end.plain_browser import Browser
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


def join(station: Broadcaster, centre: Broadcaster, address: str, approval: str = "true") -> str:
    """Give a station its centre; its station.yaml."""
    root = centre.json("centre", "status")["root"]
    text = (
        f"{settings('espeak').partition('approval:')[0]}approval: {{required: {approval}}}\n"
        f"place: {{ward: phường Tân Phong}}\nfleet: {{root: {root}, centre: [{address}]}}\n"
    )
    station.write("station.yaml", text)
    return text


@pytest.fixture
def server(centre: Broadcaster) -> Iterator[RangeServer]:
    with RangeServer(centre.folder / "repo").running() as made:
        yield made


def links(process: subprocess.Popen[str]) -> list[int]:
    """The process ids of rounds."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    children = [child for task in tasks for child in task.read_text().split()]
    return [int(one) for one in children if b"fleet.link" in Path(f"/proc/{one}/cmdline").read_bytes()]


def alive(process: int) -> bool:
    """False also for one that is over and that nobody has waited for."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


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

        wait_for(lambda: links(process) == [])  # between two rounds there is none

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
        left += sum(alive(one) for one in running)

    source = centre.folder.parent / "source"
    files = [
        file
        for name in names
        for file in (f"messages/centre/{name}/tin.yaml", f"schedules/centre/{name}/lich.yaml")
    ]
    expected = {file: (source / file).read_bytes() for file in files}

    def placed() -> dict[str, bytes]:
        found = [path for path in station.folder.glob("*/centre/*/*") if path.is_file()]
        return {path.relative_to(station.folder).as_posix(): path.read_bytes() for path in found}

    with station.running():
        wait_for(lambda: placed() == expected)
    assert left == 0


def test_people_approve_hear_and_copy_what_the_centre_sent_and_edit_nothing_of_it(
    station: Broadcaster, centre: Broadcaster, server: RangeServer, tmp_path: Path
) -> None:
    publish(centre, "tet")
    port = settled(station, join(station, centre, server.address))
    peopled(station, {"lan": ("officer",), "hoa": ("leader",)})
    pin, message = tmp_path / "pin", "centre/tet/tin"
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)

    with station.running("--trust-clock"):
        wait_for(lambda: any(each["message"] == message for each in station.json("approvals")["messages"]))
        officer = Browser(port)
        assert officer.post("/sign-in", person="lan", secret=secret("lan"))[0] == HTTPStatus.SEE_OTHER
        page = officer.get(f"/messages/edit/{message}")[2]
        assert f"/messages/copy/{message}" in page
        assert "data-save>" not in page
        etag = re.search(r'name="etag" value="([0-9a-f]+)"', page)
        assert etag is not None
        assert (
            officer.post(f"/messages/save/{message}", etag=etag[1], title="Khác")[0] != HTTPStatus.SEE_OTHER
        )
        assert officer.post(f"/messages/submit/{message}", etag=etag[1])[0] == HTTPStatus.SEE_OTHER
        pin.write_text(secret("hoa"))
        done = station("--as", "hoa", "approve", message, "--yes")
        assert done.returncode == 0, done.stderr
        pin.write_text(secret("lan"))
        done = station("--as", "lan", "play", message)
        assert done.returncode == 0, done.stderr
        row = station.json("log")[-1]
        assert (row["message"], row["outcome"]) == (message, "aired")

        schedule = officer.get("/schedules/edit/centre/tet/lich")[2]
        assert "/schedules/remove" not in schedule
        assert officer.post(f"/messages/copy/{message}")[0] == HTTPStatus.SEE_OTHER
        wait_for(lambda: len(list((station.folder / "messages").glob("*tin-tet*.yaml"))) == 1)
    source = centre.folder.parent / "source/messages" / f"{message}.yaml"
    assert (station.folder / "messages" / f"{message}.yaml").read_bytes() == source.read_bytes()
