"""Alerts reach the inbox of the running station by all its doors, and people do with them what they may."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import signal
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadcaster.api.protocol.station_socket import NAME as SOCKET
from broadcaster.core.clock import SystemClock
from broadcaster.people.access.administration import Administration, Authority
from broadcaster.people.roles.model import Caller
from broadcaster.people.roles.people_file import FILE as PEOPLE
from broadcaster.people.store.store import NAME, PeopleStore
from broadcaster.upkeep.certificate.issuer import made as certificate
from tests.counts import SCALE, SEED, counted
from tests.end_to_end.conftest import PATIENCE, SETTINGS, Broadcaster, wait_for
from tests.end_to_end.console_pages import peopled, secret, settled
from tests.fakes import people
from tests.unit.alerts.certificates import Identity, signed
from tests.unit.alerts.samples import area, info, made

PINNED = Identity("www.nchmf.example.vn")
TOKEN = "một mã thật dài của tỉnh"  # noqa: S105 - of nobody
PLACE = "place: {ward: phường Tân Phong, code: '03151'}\n"
KILLS = counted(200) if SCALE >= 1 else 3  # each takes seconds


def written(identifier: str, **parts: str) -> bytes:
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
    told = info(
        area(geocode="GSO 03151"), language="vi", headline="Mưa lớn", instruction="Bà con ở yên trong nhà."
    )
    return made(told, identifier=identifier, sent=at, **parts)


def accepted(folder: Path, **keys: str) -> None:
    """Write senders into people.yaml, and have them accepted and trusted."""
    path = folder / PEOPLE
    text = path.read_text("utf-8").partition("senders:")[0] + "senders:\n"
    for name, written_keys in keys.items():
        text += f"  {name}:\n    name: Nguồn {name}\n{written_keys}"
    path.write_text(text, "utf-8")
    with closing(PeopleStore(folder / "state" / NAME, SystemClock())) as store:
        admin = Administration(store, folder, store.clock, "kt")
        persons = store.accepted.read().people.persons
        by = {
            name: Authority(
                caller=Caller(person=persons[name], account="pi", own=False), today=people.today(), code=None
            )
            for name in ("kt", "thu")
        }
        admin.accept(admin.file().loaded.digest, by["kt"])
        for one in admin.people.senders.values():
            if one.may == "emergency":
                admin.trust(one, by["thu"])


SIGNS = (
    "    proof: signature\n    may: emergency\n    key: |\n      "
    + PINNED.pem.strip().replace("\n", "\n      ")
    + "\n"
)
PUSHES = f"    proof: token\n    may: inbox\n    key: {hashlib.sha256(TOKEN.encode()).hexdigest()}\n"


def ward(folder: Path, **senders: str) -> tuple[Broadcaster, int]:
    """A station with people and senders, and the port of its console."""
    station = Broadcaster(folder)
    port = settled(station, SETTINGS + PLACE)
    peopled(station, {"thu": ("leader",), "an": ("officer",), "truc": ("duty",)})
    accepted(folder, **senders)
    (folder / "inbox").mkdir()
    return station, port


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broadcaster]:
    station, port = ward(tmp_path_factory.mktemp("alerts") / "dai", nchmf=SIGNS, tinh=PUSHES)
    station.environment["PORT"] = str(port)
    with station.running("--trust-clock"):
        yield station


class UnixConnection(http.client.HTTPConnection):
    """Speaks at the station's own socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("station")
        self._path = path

    def connect(self) -> None:
        import socket

        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(os.path.relpath(self._path))


def pushed(connection: http.client.HTTPConnection, raw: bytes, token: str = TOKEN) -> tuple[int, Any]:
    headers = {
        "Authorization": f"Bearer {token}".encode().decode("latin-1"),
        "Content-Type": "application/cap+xml",
    }
    connection.request("POST", "/api/v1/alerts", raw, headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, json.loads(body) if body.startswith(b"{") else body.decode()


def at_socket(station: Broadcaster, raw: bytes, token: str = TOKEN) -> tuple[int, Any]:
    return pushed(UnixConnection(station.folder / "state" / SOCKET), raw, token)


def kept(station: Broadcaster) -> dict[str, dict[str, Any]]:
    return {one["identifier"]: one for one in station.look("alerts", "inbox")}


def by(station: Broadcaster, person: str, what: str, alert: str) -> int:
    """The exit code of a command of a person, who types their password."""
    typed = f"{secret(person)}\n"
    done = station("alerts", "inbox", what, alert, "--as", person, text=typed)
    sys.stderr.write(done.stderr)
    return done.returncode


def events(station: Broadcaster) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = station.json("log", "events")
    return found


def test_without_a_token_of_a_sender_the_door_is_shut(station: Broadcaster) -> None:
    for token in ("", "x", hashlib.sha256(TOKEN.encode()).hexdigest()):
        status, told = at_socket(station, written("NO-1"), token)
        assert (status, told["error"]["code"]) == (401, "people.not_known")
    assert "NO-1" not in kept(station)


def test_a_push_waits_for_a_person_who_makes_a_draft_of_it(station: Broadcaster) -> None:
    raw = written("PUSH-1")
    wait_for(lambda: at_socket(station, raw)[0] == 200)
    one = kept(station)["PUSH-1"]
    assert (one["state"], one["verdict"], one["proven"]) == ("received", "inbox", True)
    assert at_socket(station, raw)[1]["verdict"] == "refuse"
    assert "Bà con ở yên trong nhà" in station("alerts", "inbox", "show", one["id"][:12]).stdout
    assert kept(station)["PUSH-1"]["state"] == "shown"
    # The station's own account may look; whoever writes shows who they are.
    assert station("alerts", "inbox", "use", one["id"]).returncode == 1
    assert (by(station, "truc", "use", one["id"]), kept(station)["PUSH-1"]["state"]) == (1, "shown")
    assert by(station, "an", "use", one["id"]) == 0
    assert kept(station)["PUSH-1"]["state"] == "used"
    draft = station.folder / "messages" / "mua-lon.yaml"
    assert "Bà con ở yên trong nhà." in draft.read_text("utf-8")
    assert "mua-lon" not in [row["message"] for row in station.json("log")], "nothing airs by that"
    assert by(station, "an", "use", one["id"]) == 1, "one draft of an alert"
    assert by(station, "an", "set-aside", one["id"]) == 0
    wait_for(lambda: {"alerts.used", "alerts.set_aside"} <= {row["code"] for row in events(station)})


def test_a_large_alert_is_read_of_its_sender_alone(station: Broadcaster) -> None:
    raw = written("LARGE-1").replace(b"</alert>", b"<!--" + b"x" * 800_000 + b"--></alert>")
    stranger = UnixConnection(station.folder / "state" / SOCKET)
    stranger.putrequest("POST", "/api/v1/alerts")
    stranger.putheader("Content-Length", str(len(raw)))
    stranger.putheader("Authorization", "Bearer x")
    stranger.endheaders()
    stranger.send(raw[: 1 << 16])
    assert stranger.getresponse().status == 401  # before the rest of it is sent
    stranger.close()
    assert at_socket(station, raw)[1]["verdict"] in ("inbox", "air")


def test_what_is_pushed_is_bounded(station: Broadcaster) -> None:
    connection = UnixConnection(station.folder / "state" / SOCKET)
    connection.putrequest("POST", "/api/v1/alerts")
    connection.putheader("Content-Length", str(20 << 20))
    connection.endheaders(b"x" * (1 << 17))  # the rest is not waited for
    assert connection.getresponse().status == 413
    connection.close()
    status, told = at_socket(station, b"<!DOCTYPE a><a/>")
    assert (status, told["verdict"], told["id"]) == (200, "refuse", None)


def test_a_signed_file_waits_to_sound_and_an_unsigned_one_for_a_person(station: Broadcaster) -> None:
    for name, raw in {"a.xml": signed(written("DROP-1"), PINNED), "b.xml": written("DROP-2")}.items():
        station.write(f".{name}", "")
        (station.folder / f".{name}").write_bytes(raw)
        (station.folder / f".{name}").rename(station.folder / "inbox" / name)
    wait_for(lambda: {"DROP-1", "DROP-2"} <= kept(station).keys())
    found = kept(station)
    assert (found["DROP-1"]["verdict"], found["DROP-1"]["proven"]) == ("air", True)
    assert (found["DROP-2"]["verdict"], found["DROP-2"]["proven"]) == ("inbox", False)


def test_the_consoles_port_takes_no_alert_without_encryption(station: Broadcaster) -> None:
    port = int(station.environment["PORT"])
    assert pushed(http.client.HTTPConnection("127.0.0.1", port), written("TCP-1"))[0] == 403
    assert "TCP-1" not in kept(station)


def test_the_consoles_port_takes_alerts_by_https(tmp_path: Path) -> None:
    station, port = ward(tmp_path / "dai", tinh=PUSHES)
    settings = (station.folder / "station.yaml").read_text("utf-8")
    station.write("station.yaml", settings.replace("listen: 127.0.0.1:", "listen: 0.0.0.0:"))
    pem = certificate(["127.0.0.1"], "Đài", datetime.now(UTC))
    (station.folder / "state" / "tls.pem").write_bytes(pem)
    context = ssl.create_default_context()
    context.load_verify_locations(cadata="-----BEGIN" + pem.decode().rsplit("-----BEGIN", 1)[1])
    with station.running("--trust-clock"):

        def sent(raw: bytes, token: str = TOKEN) -> tuple[int, Any]:
            return pushed(http.client.HTTPSConnection("127.0.0.1", port, context=context), raw, token)

        wait_for(lambda: sent(written("TCP-1"))[0] == 200)
        assert kept(station)["TCP-1"]["proven"] is True
        assert sent(written("TCP-2"), "x")[0] == 401
        assert sent(b"<!DOCTYPE a><a/>")[1]["verdict"] == "refuse"


@pytest.mark.patient
def test_a_station_that_is_killed_loses_no_alert_and_has_none_twice(tmp_path: Path) -> None:
    station, _ = ward(tmp_path / "dai", nchmf=SIGNS)
    drop = station.folder / "inbox"
    chance, expected = random.Random(SEED), []
    for life in range(KILLS):
        with station.running("--trust-clock", end=signal.SIGKILL):
            for number in range(2):  # of two hundred lives fewer than an inbox holds
                expected.append(f"VN-{life}-{number}")
                (station.folder / ".new").write_bytes(signed(written(expected[-1]), PINNED))
                (station.folder / ".new").rename(drop / f"{expected[-1]}.xml")
            time.sleep(chance.uniform(0.2, 2.0))
    with station.running("--trust-clock"):
        wait_for(lambda: not [*drop.iterdir()], PATIENCE + 6 * KILLS)  # they are read one after the other
        found = [one["identifier"] for one in station.look("alerts", "inbox")]
    assert sorted(found) == sorted(expected)
