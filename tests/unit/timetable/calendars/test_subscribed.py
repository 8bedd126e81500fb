"""Subscribed calendars against a server that hangs, lies, breaks off, redirects and sends too much."""

from __future__ import annotations

import io
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.loading.loader import load as load_station
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars import fetcher, subscriptions
from broadcaster.timetable.calendars.events import coming
from broadcaster.timetable.calendars.fetcher import answer
from broadcaster.timetable.calendars.subscriptions import (
    SubscriptionState,
    fetch,
    fetch_due,
    fetched_again,
    kept_file,
    late,
    load,
)
from broadcaster.timetable.days.vietnam import calendar_of

ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Lịch tỉnh\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTART;VALUE=DATE:20261205\r\nRRULE:FREQ=DAILY;COUNT=2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
CERTIFICATE = Path(__file__).parents[2] / "speech" / "data" / "self_signed.pem"
Serve = Callable[[BaseHTTPRequestHandler], object]


class Server(ThreadingHTTPServer):
    """Does with each request what a test says."""

    daemon_threads = True

    def __init__(self) -> None:
        self.serve: Serve = lambda handler: send(handler, ICS.encode())
        self.asked: list[dict[str, str]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(dict(self.headers))
                server.serve(self)

            def log_message(self, *_: object) -> None:
                return

        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/lich.ics"

    def handle_error(self, *_: object) -> None:
        return  # the client goes when it has enough


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(autouse=True)
def _asked_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that fetches runs in this process, save where it matters that it is one of its own."""

    def run(command: list[str], *, input: str, **_: object) -> subprocess.CompletedProcess[str]:  # noqa: A002
        assert command[-1] == fetcher.__name__
        with monkeypatch.context() as within, redirect_stdout(io.StringIO()) as told:
            within.setattr(sys, "stdin", io.StringIO(input))
            fetcher.main()
        return subprocess.CompletedProcess(command, 0, told.getvalue())

    if own_process.__name__ not in request.fixturenames:
        monkeypatch.setattr(subprocess, "run", run)


@pytest.fixture
def own_process() -> None:
    """What a test asks for that means the program as it is called."""


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def ward(tmp_path: Path, server: Server) -> Callable[[], Station]:
    """The station as its files are now; it subscribes to the server."""
    (tmp_path / "station.yaml").write_text("name: Đài thử\ncalendars: {allow: [127.0.0.1]}\n")
    (tmp_path / "calendar.yaml").write_text(f"subscribed: {{tinh: {{url: '{server.url}', off: true}}}}\n")

    def taken() -> Station:
        loaded = load_station(tmp_path, clock=FakeClock(NOW))
        assert loaded.station is not None, loaded.problems
        return loaded.station

    return taken


def ask(server: Server, path: Path, **more: Any) -> dict[str, Any]:
    question = {
        "allow": ["127.0.0.1", "localhost"],
        "etag": "",
        "modified": "",
        "zone": "Asia/Ho_Chi_Minh",
        "today": "2026-11-28",
        "now": NOW.isoformat(),
    }
    return answer({**question, "url": server.url, "path": str(path), **more})


@pytest.mark.usefixtures("own_process")
def test_its_days_are_days_of_the_ward_and_a_calendar_that_is_the_same_is_not_sent_again(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    server.serve = lambda handler: send(handler, ICS.encode(), ETag='"1"', Last_Modified="x")
    station = ward()
    assert [day.dates for day in station.calendar.days] == [frozenset()]
    fetch_due(station, clock)
    station = ward()
    assert station.calendar.days[0].title == "Lịch tỉnh"
    calendar = calendar_of(station)
    assert calendar.named(date(2026, 12, 6)) == {"tinh"}
    assert calendar.holiday(date(2026, 12, 6)) is not None
    assert calendar.named(date(2026, 12, 7)) == frozenset()
    written = (station.root / "subscribed.yaml").stat().st_mtime_ns
    fetch_due(station, clock)
    assert len(server.asked) == 1  # not due
    clock.advance(6 * 3600)
    server.serve = lambda handler: send(handler, b"", 304)
    fetch_due(station, clock)
    assert server.asked[-1]["If-None-Match"] == '"1"'
    known = load(station.root / "state")["tinh"]
    assert (known.fetched, known.changed, known.etag) == (NOW + timedelta(hours=6), NOW, '"1"')
    assert (station.root / "subscribed.yaml").stat().st_mtime_ns == written


def drips(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"BEGIN:VCALENDAR\r\n")
    while True:
        handler.wfile.write(b"X")
        handler.wfile.flush()
        time.sleep(0.05)


def drips_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def floods(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"")
    for _ in range(10_000):
        handler.wfile.write(b"x" * 100_000)


def in_circles(handler: BaseHTTPRequestHandler) -> None:
    send(handler, b"", 302, Location=handler.path)


TROUBLES: list[tuple[str, Serve, str]] = [
    ("gone", lambda h: send(h, b"", 404), "calendars.http_status"),
    ("same without a file", lambda h: send(h, b"", 304), "calendars.http_status"),
    ("broken", lambda h: send(h, b"", 500), "calendars.http_status"),
    ("says nothing", lambda h: h.wfile.write(b""), "calendars.no_answer"),
    ("no http", lambda h: h.wfile.write(b"\x00\xff" * 500), "calendars.no_answer"),
    ("cut off", lambda h: send(h, ICS[:60].encode(), Content_Length="500"), "calendars.no_answer"),
    ("cut off unseen", lambda h: send(h, ICS[:-20].encode()), "timetable.ics_unreadable"),
    ("a page", lambda h: send(h, b"<html>Hello</html>"), "timetable.ics_unreadable"),
    ("zipped", lambda h: send(h, b"x", Content_Encoding="gzip"), "calendars.encoded"),
    ("huge", floods, "timetable.ics_too_large"),
    ("in circles", in_circles, "calendars.redirected"),
    ("to a file", lambda h: send(h, b"", 302, Location="file:///etc/passwd"), "calendars.other_scheme"),
]


@pytest.mark.parametrize(("serve", "code"), [t[1:] for t in TROUBLES], ids=[t[0] for t in TROUBLES])
def test_a_calendar_that_cannot_be_had_leaves_the_last_good_one_and_says_why(
    ward: Callable[[], Station], server: Server, clock: FakeClock, serve: Serve, code: str
) -> None:
    station = ward()
    (one,) = station.calendar.subscribed
    server.serve = serve
    assert fetch(station, [one], clock)["tinh"].code == code
    assert not (station.root / "subscribed.yaml").exists()
    server.serve = lambda handler: send(handler, ICS.encode())
    assert fetch(station, [one], clock)["tinh"].trouble is None
    whole = kept_file(station.root / "state", "tinh").read_bytes()
    clock.advance(3600)
    server.serve = serve
    known = fetch(station, [one], clock)["tinh"]
    assert known.code == code or code == "calendars.http_status"  # 304 is an answer by now
    assert known.days == ("2026-12-05", "2026-12-06")
    assert kept_file(station.root / "state", "tinh").read_bytes() == whole
    assert len(ward().calendar.days[0].dates) == 2


@pytest.mark.usefixtures("own_process")
@pytest.mark.parametrize(
    "serve", [drips, drips_headers, lambda _: time.sleep(60)], ids=["body", "head", "hangs"]
)
def test_a_server_that_never_ends_is_left_after_the_limit(
    ward: Callable[[], Station],
    server: Server,
    clock: FakeClock,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscriptions, "PATIENCE", 3.0)
    server.serve = serve
    station, began = ward(), time.monotonic()
    assert fetch(station, station.calendar.subscribed, clock)["tinh"].code == "calendars.too_slow"
    assert time.monotonic() - began < 6


def test_a_certificate_that_nobody_vouches_for_is_refused(server: Server, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with pytest.raises(Exception, match="bad_certificate"):
        ask(server, tmp_path / "x.ics", url=server.url.replace("http:", "https:"))


def test_a_redirection_is_followed(server: Server, tmp_path: Path) -> None:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/lich.ics":
            send(handler, b"", 301, Location="/moi.ics")
        else:
            send(handler, ICS.encode())

    server.serve = serve
    assert ask(server, tmp_path / "x.ics")["days"] == ["2026-12-05", "2026-12-06"]


def test_another_address_forgets_the_days_of_the_old_one_and_one_that_is_left_goes(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    station = ward()
    fetch_due(station, clock)
    path = station.root / "calendar.yaml"
    path.write_text(path.read_text().replace("lich.ics", "khac.ics"))
    assert ward().calendar.days[0].dates == frozenset()
    path.write_text("compensate: true\n")
    fetch_due(ward(), clock)
    assert load(station.root / "state") == {}
    assert not kept_file(station.root / "state", "tinh").exists()
    assert "tinh" not in (station.root / "subscribed.yaml").read_text()


@pytest.mark.usefixtures("own_process")
def test_two_that_fetch_at_once_keep_what_both_learned(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    station = ward()
    (station.root / "calendar.yaml").write_text(
        "subscribed:\n" + "".join(f"  c{n}: {{url: '{server.url}?{n}'}}\n" for n in range(4))
    )
    station = ward()
    many = [
        threading.Thread(target=fetch, args=(station, [one], clock)) for one in station.calendar.subscribed
    ]
    for each in many:
        each.start()
    for each in many:
        each.join(60)
    assert [len(day.dates) for day in ward().calendar.days] == [2, 2, 2, 2]


def test_people_are_told_after_a_day_and_never_of_more_than_the_host(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    station = ward()
    server.serve = lambda handler: send(handler, b"", 404)
    fetch_due(station, clock)
    assert list(late(station, clock.now())) == []
    clock.advance(25 * 3600)
    fetch_due(station, clock)
    (told,) = late(station, clock.now())
    assert "HTTP 404" in told.text
    assert "lich.ics" not in told.text
    server.serve = lambda handler: send(handler, ICS.encode())
    fetch_due(station, clock)
    assert list(late(station, clock.now())) == []


def test_a_damaged_memory_or_file_of_days_stops_nothing(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    station = ward()
    fetch_due(station, clock)
    (station.root / "state" / "calendars.json").write_text("{")
    fetch_due(station, clock)
    assert load(station.root / "state")["tinh"].days != ()
    (station.root / "state" / "calendars").chmod(0o500)
    known = SubscriptionState(url=server.url)
    assert not subscriptions.is_due(station.calendar.subscribed[0], load(station.root / "state")["tinh"], NOW)
    assert subscriptions.is_due(station.calendar.subscribed[0], known, NOW)
    (station.root / "state" / "calendars").chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may fill the disk's place by a folder")
def test_a_place_that_takes_no_file_is_told(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    station = ward()
    (station.root / "state").mkdir()
    (station.root / "state" / "calendars").write_text("no folder")
    (known,) = fetch(station, station.calendar.subscribed, clock).values()
    assert known.code.startswith("store.")


def test_a_station_put_back_while_the_line_is_down_keeps_the_days_of_its_calendars(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    fetch_due(ward(), clock)
    (ward().root / "state" / "calendars.json").unlink()  # it is in no backup, subscribed.yaml is
    server.serve = lambda handler: send(handler, b"", 503)
    fetch_due(ward(), clock)
    day = ward().calendar.days[0]
    assert (day.title, len(day.dates)) == ("Lịch tỉnh", 2)
    clock.advance(3600)
    fetch_due(ward(), clock)
    assert len(ward().calendar.days[0].dates) == 2
    server.serve = lambda handler: send(handler, ICS.encode().replace(b"COUNT=2", b"COUNT=3"))
    clock.advance(3600)
    fetch_due(ward(), clock)
    assert len(ward().calendar.days[0].dates) == 3


def test_a_kept_calendar_that_was_damaged_is_fetched_whole_the_next_time(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    def serve(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == '"1"'
        send(handler, b"" if same else ICS.encode(), 304 if same else 200, ETag='"1"')

    server.serve = serve
    station = ward()
    fetch_due(station, clock)
    kept_file(station.root / "state", "tinh").write_bytes(b"")  # a power cut
    for hours in (6, 1):
        clock.advance(hours * 3600)
        fetch_due(station, clock)
    known = load(station.root / "state")["tinh"]
    assert (known.trouble, known.failing) == (None, None)


def test_a_failure_noted_while_the_clock_was_ahead_is_told_a_day_after_it_is_right_again(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    station = ward()
    server.serve = lambda handler: send(handler, b"", 404)
    fetch_due(station, FakeClock(NOW + timedelta(days=3000)))
    fetch_due(station, clock)
    clock.advance(25 * 3600)
    fetch_due(station, clock)
    assert len(list(late(station, clock.now()))) == 1


def test_by_a_clock_that_nobody_trusts_no_calendar_loses_its_days(
    ward: Callable[[], Station], server: Server, clock: FakeClock
) -> None:
    fetch_due(ward(), clock)
    fetch_due(ward(), FakeClock(NOW - timedelta(days=2000)), trusted=False)
    assert len(server.asked) == 1
    assert len(ward().calendar.days[0].dates) == 2


def test_people_who_wait_for_a_calendar_are_told_whether_it_came_by_its_name(
    ward: Callable[[], Station], monkeypatch: pytest.MonkeyPatch
) -> None:
    station = ward()
    (one,) = station.calendar.subscribed
    known = SubscriptionState(url=one.url, fetched=NOW)
    states: dict[str, SubscriptionState] = {}
    monkeypatch.setattr(subscriptions, "load", lambda state: states if state.name == "state" else {})
    assert fetched_again(station, "none") is False
    for state, well in (
        (None, None),
        (known, True),
        (replace(known, fetched=None), None),
        (replace(known, failing=NOW), None),
        (replace(known, url=f"{one.url}other"), None),
    ):
        states = {} if state is None else {one.id: state}
        assert fetched_again(station, subscriptions.named(one)) is well


def event(start: str, *more: str) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Họp",
        f"DTSTART{start}",
        *more,
    ]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (event(":20261128T030000Z"), []),
        (event(":20261128T030001Z"), [1]),
        (event(":20261129T030000Z"), [24 * 3600]),
        (event(":20261129T030001Z"), []),
        (event(";VALUE=DATE:20261127"), []),
        (event(";VALUE=DATE:20261128"), [-10 * 3600]),
        (event(";VALUE=DATE:20261129"), [14 * 3600]),
        (event(":20261127T040000Z", "RRULE:FREQ=DAILY"), [3600]),
        (event(":20261127T040000Z", "RRULE:FREQ=DAILY", "EXDATE:20261128T040000Z"), []),
    ],
    ids=["begun", "coming", "last", "later", "day before", "today", "tomorrow", "again", "left out"],
)
def test_an_event_is_coming_until_it_begins_or_its_day_is_over_and_as_far_ahead_as_is_asked(
    raw: bytes, found: list[int]
) -> None:
    _, events = coming(raw, NOW, ZoneInfo("Asia/Ho_Chi_Minh"), ahead=timedelta(days=1))
    assert [(each.start - NOW).total_seconds() for each in events] == found
