"""Those who must not wait do not, whatever the others do; and the end comes at once."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from broadcaster.api.protocol import http_client as client_module
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.station_socket import connect, listen
from broadcaster.api.transport import acceptor as acceptor_module
from broadcaster.api.transport import server as server_module
from broadcaster.api.transport.bounds import LARGEST
from broadcaster.api.transport.lanes import LONGEST, Lane
from broadcaster.api.transport.server import WORKERS, ApiServer
from broadcaster.api.transport.workers import Route
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.people.access.access import Access
from broadcaster.people.decisions.photos import LARGEST as LARGEST_PHOTO

PATIENCE = 10.0  # seconds; only a fault takes as long
CROWD = 40


class Desk:
    """An application whose ordinary requests wait for `go`."""

    def __init__(self) -> None:
        self.length = 0  # of what `status` has to tell
        self.go = threading.Event()
        self.saying = threading.Semaphore(0)
        self.app = FastAPI()
        self.app.router.route_class = Route
        self.app.post("/api/v1/say")(self.say)
        self.app.post("/api/v1/stop")(self.stop)
        self.app.get("/api/v1/status")(self.status)

    def say(self) -> dict[str, str]:
        self.saying.release()
        self.go.wait(PATIENCE)
        return {"thread": threading.current_thread().name}

    def stop(self) -> dict[str, str]:
        return {"thread": threading.current_thread().name}

    def status(self) -> dict[str, str]:
        return {"thread": threading.current_thread().name, "long": "x" * self.length}


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.go.set()


@pytest.fixture
def server(desk: Desk, tmp_path: Path) -> Iterator[ApiServer]:
    made = ApiServer(desk.app, listen(tmp_path))
    made.start()
    yield made
    made.close()


def together(work: Callable[[], object], count: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def wait_for(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.usefixtures("server")
def test_stop_status_and_emergency_do_not_wait_behind_a_crowd(desk: Desk, tmp_path: Path) -> None:
    client, answers = HttpClient(tmp_path), []
    crowd = together(lambda: answers.append(client.post("/api/v1/say", {"text": "dài"})), CROWD)
    for _ in range(WORKERS[Lane.ORDINARY]):
        assert desk.saying.acquire(timeout=PATIENCE)
    assert client.post("/api/v1/stop", {})["thread"] == "api-stopping"
    assert client.get("/api/v1/status")["thread"] == "api-looking"
    urgent = together(lambda: client.post("/api/v1/say", {"text": "Lũ", "priority": "emergency"}), 1)
    assert desk.saying.acquire(timeout=PATIENCE)
    assert not answers
    desk.go.set()
    wait_for(crowd + urgent)
    assert [answer["thread"] for answer in answers] == ["api-ordinary"] * CROWD


def test_crowd_that_is_too_large_is_told_so_and_leaves_room_for_those_who_matter(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptor_module, "files_allowed", lambda: 3 * 16)
    server, client, codes = (
        ApiServer(desk.app, listen(tmp_path)),
        HttpClient(tmp_path),
        queue.SimpleQueue[str](),
    )
    server.start()

    def say() -> None:
        with pytest.raises(BroadcasterError) as caught:
            client.post("/api/v1/say", {"text": "dài"})
        codes.put(caught.value.code)

    crowd = together(say, CROWD)
    try:
        told = [codes.get(timeout=PATIENCE) for _ in range(CROWD - 12)]  # three quarters of 16 may wait
        assert told == ["service.too_many"] * len(told)
        assert client.post("/api/v1/stop", {})["thread"] == "api-stopping"
    finally:
        server.close()
    wait_for(crowd)


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """An application whose events never end; all else is answered at once."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    following = scope["path"].endswith("/events")
    await send({"type": "http.response.body", "body": b"{}\n", "more_body": following})
    while following and (await receive())["type"] != "http.disconnect":
        pass


def answered(folder: Path, sent: bytes) -> tuple[bytes, socket.socket]:
    """What a request is answered at first, and its connection, still open."""
    connection = connect(folder)
    connection.settimeout(PATIENCE)
    connection.sendall(sent)
    return connection.recv(4096), connection


def test_readers_over_the_limit_are_refused_at_once_and_shut_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptor_module, "files_allowed", lambda: 3 * 16)
    monkeypatch.setattr(acceptor_module, "READERS", 6)
    follow = b"GET /api/v1/events HTTP/1.1\r\nHost: a\r\n\r\n"
    server = ApiServer(stream, listen(tmp_path))
    server.start()
    try:
        found = [answered(tmp_path, follow) for _ in range(9)]
        assert [answer[:12] for answer, _ in found] == [b"HTTP/1.1 200"] * 6 + [b"HTTP/1.1 429"] * 3
        assert b"\r\nRetry-After: 5\r\n" in found[-1][0]
        assert b"service.too_many_readers" in found[-1][0]
        # Eight others, an account's share, are still let in: readers take nothing of it.
        crowd = [connect(tmp_path) for _ in range(8)]
        for connection in crowd:
            connection.sendall(b"GET /api/v1/approvals HTTP/1.1\r\nHost: a\r\n\r\n")
        assert {connection.recv(12) for connection in crowd} == {b"HTTP/1.1 200"}
        for connection in (*(each for _, each in found), *crowd):
            connection.close()
        wait_until(lambda: server._lanes[Lane.FOLLOWING].inside == 0)
        again, connection = answered(tmp_path, follow)
        connection.close()
        assert again.startswith(b"HTTP/1.1 200")
    finally:
        server.close()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_photo_of_who_may_not_send_one_is_not_read(tmp_path: Path) -> None:
    def admits(_scope: Scope) -> None:
        raise PeopleError("people.not_allowed", who="Lan", action="write")

    server = ApiServer(stream, listen(tmp_path), admits=admits)
    server.start()
    head = half("/api/v1/approvals/photo", f"Content-Length: {LARGEST_PHOTO}")
    try:
        answer, connection = answered(tmp_path, head)  # not one byte of the photo is sent
        connection.close()
    finally:
        server.close()
    assert answer.startswith(b"HTTP/1.1 403")


@pytest.mark.parametrize("told", [True, False], ids=["length told", "in pieces"])
def test_large_body_of_who_may_not_even_look_is_not_read(tmp_path: Path, told: bool) -> None:
    def admits(_scope: Scope) -> None:
        raise PeopleError("people.who_asks", who="Lan", action="look", account="ai")

    size = (1 << 16) + 1
    server = ApiServer(stream, listen(tmp_path), admits=admits)
    server.start()
    chunk = b"%x\r\n%b\r\n" % (size, b"x" * size)
    head = half("/api/v1/say", f"Content-Length: {size}" if told else "Transfer-Encoding: chunked")
    try:
        answer, connection = answered(tmp_path, head if told else head + chunk)
        connection.close()
    finally:
        server.close()
    assert answer.startswith(b"HTTP/1.1 401")


@pytest.mark.usefixtures("server")
def test_second_request_on_a_connection_does_not_stay_in_the_first_ones_lane(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        connection.sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))  # until the server closes
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"connection: close" in answer


@pytest.mark.usefixtures("server")
def test_request_in_slow_pieces_is_answered_and_keeps_nobody_waiting(desk: Desk, tmp_path: Path) -> None:
    desk.go.set()
    body = b'{"text": "a"}'
    whole = b"POST /api/v1/say HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with connect(tmp_path) as connection:
        for n in range(0, len(whole), 20):
            assert HttpClient(tmp_path).post("/api/v1/stop", {})  # the acceptor has seen what came so far
            connection.sendall(whole[n : n + 20])
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")


@pytest.mark.usefixtures("server")
def test_body_that_is_too_large_is_refused_while_it_is_sent(tmp_path: Path) -> None:
    for size in (LARGEST + 1, 40_000_000):
        with pytest.raises(BroadcasterError) as caught:
            HttpClient(tmp_path).send("/api/v1/say", b"x" * size)
        assert caught.value.code == "service.too_large"
    assert HttpClient(tmp_path).post("/api/v1/stop", {})


def test_end_comes_at_once_and_whoever_waits_is_told(desk: Desk, tmp_path: Path) -> None:
    server, codes = ApiServer(desk.app, listen(tmp_path)), []
    server.start()

    def say() -> None:
        with pytest.raises(BroadcasterError) as caught:
            HttpClient(tmp_path).post("/api/v1/say", {"text": "dài"})
        codes.append(caught.value.code)

    crowd = together(say, CROWD)
    for _ in range(WORKERS[Lane.ORDINARY]):
        assert desk.saying.acquire(timeout=PATIENCE)
    ended = threading.Thread(target=server.close)
    ended.start()
    wait_for([ended, *crowd])  # although no handler has come back
    # Those who came when the door was shut already find no station.
    assert len(codes) == CROWD
    assert set(codes) - {"service.not_running"} == {"service.ending"}
    assert not HttpClient(tmp_path).running()
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.startswith("api"))


@pytest.mark.usefixtures("server")
def test_answers_that_nobody_reads_keep_nobody_elses_place(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "UNREAD", 0.4)  # a busy computer reads slowly too
    desk.length = 5_000_000  # more than a socket holds
    deaf = [connect(tmp_path) for _ in range(WORKERS[Lane.LOOKING])]
    for connection in deaf:
        connection.sendall(b"GET /api/v1/status HTTP/1.1\r\nHost: a\r\n\r\n")
    assert len(HttpClient(tmp_path).get("/api/v1/status")["long"]) == desk.length
    for connection in deaf:
        connection.close()


@pytest.mark.usefixtures("server")
def test_silent_connections_are_sent_away_and_cost_nobody_else_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptor_module, "PATIENCE", 0.05)
    silent = [connect(tmp_path) for _ in range(100)]
    assert HttpClient(tmp_path).post("/api/v1/stop", {})
    for connection in silent:
        with connection:
            assert connection.recv(1) == b""


def test_client_whose_time_is_over_says_that_the_request_is_pending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PATIENCE", 0.01)
    with listen(tmp_path), pytest.raises(BroadcasterError) as caught:
        HttpClient(tmp_path).get("/api/v1/status")
    assert caught.value.code == "service.pending"


def test_station_whose_desk_does_not_come_to_it_says_that_the_request_is_pending(tmp_path: Path) -> None:
    from broadcaster.api.routes.app import build

    class Hung:
        access = Access(tmp_path, tmp_path, SystemClock(), lambda: ZoneInfo("UTC"))

        def status(self) -> dict[str, object]:
            raise TimeoutError

    server = ApiServer(build(Hung()), listen(tmp_path))  # type: ignore[arg-type]
    server.start()
    try:
        with pytest.raises(BroadcasterError) as caught:
            HttpClient(tmp_path).get("/api/v1/status")
    finally:
        server.close()
    assert caught.value.code == "service.pending"


def half(path: str, *headers: str) -> bytes:
    """A request that announces a body and does not send it."""
    lines = (f"POST {path} HTTP/1.1", "Host: a", "Content-Type: application/json", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


@pytest.mark.usefixtures("server")
def test_stop_does_not_wait_behind_those_that_announce_a_body_and_send_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "RENDERING", 3.0)  # the acceptor has more patience with the others
    waiting = [connect(tmp_path) for _ in range(2 * WORKERS[Lane.STOPPING])]
    for connection in waiting:
        connection.sendall(half("/api/v1/stop", "Content-Length: 2"))
    assert HttpClient(tmp_path).post("/api/v1/stop", {})["thread"] == "api-stopping"
    for connection in waiting:
        connection.close()


@pytest.mark.usefixtures("server")
def test_body_that_does_not_come_is_refused_at_the_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptor_module, "PATIENCE", 0.05)
    for sent, status in ((b"", b"408"), (b" " * LONGEST, b"413")):
        with connect(tmp_path) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(half("/api/v1/stop", f"Content-Length: {2 * LONGEST}") + sent)
            assert connection.recv(4096).startswith(b"HTTP/1.1 " + status)


@pytest.mark.usefixtures("server")
def test_client_that_asks_first_whether_to_send_its_body_is_told_so_once_and_answered(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        connection.settimeout(PATIENCE)
        connection.sendall(half("/api/v1/stop", "Content-Length: 2", "Expect: 100-continue"))
        assert connection.recv(4096) == acceptor_module.GO_ON
        connection.sendall(b"{}")
        answer = b"".join(iter(lambda: connection.recv(4096), b""))
    assert b"HTTP/1.1 200 " in answer
