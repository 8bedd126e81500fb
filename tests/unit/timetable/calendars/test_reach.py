"""A calendar is asked for in the world; in the ward's own network only where the ward lists the host."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import TimetableError
from broadcaster.core.reach import is_near
from broadcaster.station.loading.loader import take
from broadcaster.timetable.calendars import subscriptions
from broadcaster.timetable.calendars.reach import CalendarReach
from broadcaster.timetable.calendars.subscriptions import SubscriptionState, fetch, load

NOWHERE = "0.0.0.0"  # noqa: S104 - nobody listens there; it leads to this computer
NOW = datetime(2026, 11, 28, tzinfo=UTC)
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", NOWHERE, "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:192.168.1.1", "64:ff9b::7f00:1", "2002:c0a8:101::1",
    ],
)  # fmt: skip
def test_address_of_this_computer_or_its_networks_is_near(address: str) -> None:
    assert is_near(address)


@pytest.mark.parametrize("address", ["203.162.0.181", "2001:ee0::1", "::ffff:203.162.0.181", "8.8.8.8"])
def test_address_out_in_the_world_is_not(address: str) -> None:
    assert not is_near(address)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def port(asked: list[str]) -> Iterator[int]:
    """A server on this computer; it sends `/away` on to itself by another name."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302 if self.path == "/away" else 200)
            if self.path == "/away":
                self.send_header(
                    "Location", f"http://[::ffff:127.0.0.1]:{self.headers['Host'].rpartition(':')[2]}/x"
                )
            self.end_headers()
            self.wfile.write(ICS)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", NOWHERE, "[::ffff:127.0.0.1]", "2130706433", "127.1"]
)
def test_nothing_is_sent_to_this_computer_unless_it_is_listed(host: str, port: int, asked: list[str]) -> None:
    url = f"http://{host}:{port}/x"
    with CalendarReach(()).session() as session, pytest.raises(TimetableError, match=r"calendars\.near"):
        session.get(url, timeout=5)
    assert asked == []
    listed = CalendarReach([host.strip("[]")])
    with listed.session() as session:
        assert session.get(url, timeout=5).status_code == 200
    assert listed.near


def test_name_that_leads_elsewhere_the_second_time_is_judged_by_what_is_connected_to(
    port: int, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    really = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: really("127.0.0.1", *rest, **more))
    with CalendarReach(()).session() as session, pytest.raises(TimetableError, match=r"calendars\.near"):
        session.get(f"http://lich.example.vn:{port}/x", timeout=5)
    assert asked == []


def test_redirection_to_a_host_that_is_not_listed_ends_there(
    port: int, asked: list[str], tmp_path: Path
) -> None:
    (tmp_path / "station.yaml").write_text("name: Đài\ncalendars: {allow: [127.0.0.1]}\n")
    (tmp_path / "calendar.yaml").write_text(
        f"subscribed: {{tinh: {{url: 'http://127.0.0.1:{port}/away'}}}}\n"
    )
    station = take(tmp_path)
    found = fetch(station, station.calendar.subscribed, FakeClock(NOW))
    assert found["tinh"].code == "calendars.near"
    assert asked == ["/away"]


def test_calendar_that_was_followed_before_goes_on_and_one_from_the_world_never_comes_near(
    port: int, asked: list[str], tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{port}/x"
    (tmp_path / "station.yaml").write_text("name: Đài\n")
    (tmp_path / "calendar.yaml").write_text(f"subscribed: {{tinh: {{url: '{url}'}}}}\n")
    station = take(tmp_path)
    (one,) = station.calendar.subscribed
    clock = FakeClock(NOW)
    assert fetch(station, [one], clock)["tinh"].code == "calendars.near"  # a new one
    before = SubscriptionState(url=url, fetched=NOW)  # as an earlier version left it
    state = tmp_path / "state" / subscriptions.NAME
    state.write_bytes(subscriptions._SHAPE.dump_json({"tinh": before}))
    assert fetch(station, [one], clock)["tinh"].code == ""
    assert fetch(station, [one], clock)["tinh"].reach == "near"
    assert subscriptions.is_unlisted(station, one, load(tmp_path / "state")["tinh"])
    state.write_bytes(subscriptions._SHAPE.dump_json({"tinh": replace(before, reach="far")}))
    assert fetch(station, [one], clock)["tinh"].code == "calendars.near"
    assert asked == ["/x", "/x"]
