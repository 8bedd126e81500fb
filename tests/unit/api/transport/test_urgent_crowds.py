"""A crowd, of whatever asks, fills no lane of what must not wait."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from fastapi import FastAPI

from broadcaster.api.protocol import peer
from broadcaster.api.protocol.station_socket import connect, listen
from broadcaster.api.transport import acceptor
from broadcaster.api.transport.lanes import Lane
from broadcaster.api.transport.server import WORKERS, ApiServer
from broadcaster.api.transport.workers import Route

PATIENCE = 10.0  # seconds; only a fault takes as long
AT_ONCE = 2.0
CROWD = 40
REHEARSAL = {"path": "x.wav", "priority": "emergency", "rehearse": True}
EMERGENCY = {"text": "Lũ", "priority": "emergency"}


class Desk:
    """An application whose requests for the air wait for `go`."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.saying = threading.Semaphore(0)
        self.app = FastAPI()
        self.app.router.route_class = Route
        self.app.post("/api/v1/say")(self.say)
        self.app.post("/api/v1/play-file")(self.say)
        for slow in ("correct", "rearm", "prefer", "clock"):
            self.app.post(f"/api/v1/{slow}")(self.decide)
        self.app.post("/api/v1/stop")(self.stop)

    def say(self) -> dict[str, str]:
        if threading.current_thread().name == "api-first":
            self.saying.release()
        self.go.wait(PATIENCE)
        return {}

    def decide(self) -> dict[str, str]:
        self.go.wait(PATIENCE)
        return {}

    def stop(self) -> dict[str, str]:
        return {}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk()
    server = ApiServer(made.app, listen(tmp_path))
    server.start()
    yield made
    made.go.set()
    server.close()


def ask(folder: Path, path: str, body: object, account: str | None = None) -> socket.socket:
    """A request, without its answer; of an account that `accounts_by_name` tells."""
    raw = json.dumps(body).encode()
    if account is None:
        connection = connect(folder)
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.bind(f"\0{folder}{account}")
        connection.connect(str(folder / "api.sock"))
    connection.settimeout(AT_ONCE)
    head = f"POST /api/v1/{path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(raw)}\r\n\r\n"
    connection.sendall(head.encode() + raw)
    return connection


@pytest.fixture
def accounts_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections of their own name are of account 2, all others of account 1."""

    def account_at(connection: socket.socket) -> int:
        return 2 if connection.getpeername() else 1

    monkeypatch.setattr(peer, "account_at", account_at)
    monkeypatch.setattr(acceptor, "account_at", account_at)


def test_rehearsals_of_emergencies_stand_before_no_emergency(desk: Desk, tmp_path: Path) -> None:
    crowd = [ask(tmp_path, "play-file", REHEARSAL) for _ in range(CROWD)]
    with ask(tmp_path, "say", EMERGENCY), ask(tmp_path, "stop", {}) as stop:
        assert stop.recv(12) == b"HTTP/1.1 200"
        assert desk.saying.acquire(timeout=AT_ONCE), "the emergency has reached the desk"
    for connection in crowd:
        connection.close()


@pytest.mark.parametrize("path", ["correct", "rearm", "prefer", "clock"])
def test_corrections_and_decisions_stand_before_no_emergency(desk: Desk, tmp_path: Path, path: str) -> None:
    crowd = [ask(tmp_path, path, {"name": "dai", "text": "Sai."}) for _ in range(CROWD)]
    with ask(tmp_path, "say", EMERGENCY):
        assert desk.saying.acquire(timeout=AT_ONCE), "the emergency has reached the desk"
    desk.go.set()
    for connection in crowd:
        with connection:
            assert connection.recv(12) == b"HTTP/1.1 200"


@pytest.mark.usefixtures("accounts_by_name")
def test_emergencies_of_one_account_leave_places_to_others_and_all_to_stop(
    desk: Desk, tmp_path: Path
) -> None:
    crowd = [ask(tmp_path, "say", EMERGENCY) for _ in range(CROWD)]
    share = WORKERS[Lane.FIRST] // 2
    for _ in range(share):
        assert desk.saying.acquire(timeout=PATIENCE)
    with ask(tmp_path, "stop", {}) as stop:
        assert stop.recv(12) == b"HTTP/1.1 200"
    assert not desk.saying.acquire(timeout=0.1), "its crowd has its share"
    with ask(tmp_path, "say", EMERGENCY, account="other"):
        assert desk.saying.acquire(timeout=AT_ONCE), "the other account's emergency has reached the desk"
    desk.go.set()
    for connection in crowd:
        with connection:
            assert connection.recv(12) == b"HTTP/1.1 200", "those who waited are served in the end"


SLOW = "POST /api/v1/{} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.usefixtures("accounts_by_name")
@pytest.mark.parametrize("sent", [b"", b"1\r\na\r\n" * 20], ids=["nothing", "chunks without an end"])
def test_bodies_without_an_end_of_one_account_keep_no_other_from_the_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(acceptor, "files_allowed", lambda: 3 * 64)
    made = Desk()
    server = ApiServer(made.app, listen(tmp_path))
    server.start()
    crowd = [connect(tmp_path) for _ in range(120)]
    try:
        for number, each in enumerate(crowd):
            with suppress(ConnectionError):  # refused already
                each.sendall(SLOW.format(("say", "stop", "rearm", "live/x/talk")[number % 4]).encode() + sent)
        with ask(tmp_path, "say", EMERGENCY, account="other"):
            assert made.saying.acquire(timeout=PATIENCE), "the other account's emergency has reached the desk"
        for account in ("third", None):  # also that of the crowd
            with ask(tmp_path, "stop", {}, account=account) as stop:
                stop.settimeout(PATIENCE)
                assert stop.recv(12) == b"HTTP/1.1 200"
    finally:
        made.go.set()
        server.close()
        for each in crowd:
            each.close()


def test_queue_of_one_account_leaves_room_for_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acceptor, "files_allowed", lambda: 3 * 256)
    made = Desk()
    server = ApiServer(made.app, listen(tmp_path))
    server.start()
    crowd = [ask(tmp_path, "say", EMERGENCY) for _ in range(200)]
    try:
        for _ in range(WORKERS[Lane.FIRST] // 2):
            assert made.saying.acquire(timeout=PATIENCE)
        with ask(tmp_path, "stop", {}) as stop:
            assert stop.recv(12) == b"HTTP/1.1 200"
    finally:
        made.go.set()
        server.close()
        for connection in crowd:
            connection.close()
