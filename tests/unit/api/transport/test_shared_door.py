"""The socket for other accounts is there while anybody has one."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from broadcaster.api.protocol import station_socket
from broadcaster.api.protocol.peer import account_at, account_of_peer, told
from broadcaster.api.protocol.station_socket import connect
from broadcaster.api.transport import doors
from broadcaster.api.transport.doors import AGAIN, SharedDoor, forget, listen_for_group
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.upkeep.host.systemd import station_id


class Server:
    def __init__(self) -> None:
        self.open_now: list[socket.socket] = []

    def open(self, listener: socket.socket) -> None:
        self.open_now.append(listener)

    def shut(self, listener: socket.socket) -> None:
        self.open_now.remove(listener)
        listener.close()


class Ward:
    """What the door asks of the station."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.has_other_accounts = folder, True
        self.faults: list[BroadcasterError] = []
        self.clock = FakeClock(datetime(2026, 11, 25, tzinfo=UTC))
        self.server = Server()
        station = SimpleNamespace(access=self, report=self.faults.append)
        self.door = SharedDoor(self.server, cast(StationFacade, station), self.clock)


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path


def test_door_follows_the_people_in_force(ward: Path) -> None:
    here = Ward(ward)
    server, door, here.has_other_accounts = here.server, here.door, False
    place = ward / "socket" / "api.sock"
    door.look()
    assert not place.exists()
    here.has_other_accounts = True
    door.look()
    door.look()
    assert len(server.open_now) == 1
    assert stat.S_IMODE(place.stat().st_mode) == 0o660
    connect(ward / "state").close()  # state/ has no socket: the client finds this one
    here.has_other_accounts = False
    door.look()
    assert server.open_now == []
    assert not place.exists()
    with pytest.raises(ServiceError):
        connect(ward / "state")


@pytest.mark.parametrize("make", [Path.touch, lambda place: place.symlink_to("state")], ids=["file", "link"])
def test_what_somebody_put_in_the_place_of_the_door_keeps_nobody_out(
    ward: Path, make: Callable[[Path], None]
) -> None:
    make(ward / "socket")
    here = Ward(ward)
    door = here.door
    door.look()
    assert here.faults == []
    assert not (ward / "socket").is_symlink()
    assert not (ward / "state" / "api.sock").exists()
    connect(ward / "state").close()
    door.close()


def test_door_that_was_moved_away_is_opened_anew(ward: Path) -> None:
    here = Ward(ward)
    server, door = here.server, here.door
    door.look()
    (ward / "socket").rename(ward / ".x")
    (ward / "socket").mkdir()
    with pytest.raises(ServiceError):
        connect(ward / "state")
    here.clock.advance(AGAIN)
    door.look()
    connect(ward / "state").close()
    assert len(server.open_now) == 1
    door.close()


def test_place_that_is_in_the_way_for_a_while_is_tried_again_and_told_once_each_time(
    ward: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "_move_away_what_is_not_ours", lambda _place: None)  # it may not
    (ward / "socket").touch()
    here = Ward(ward)
    server, door = here.server, here.door
    for later in (0.0, 9.0, 1.0):
        here.clock.advance(later)
        door.look()
    (ward / "socket").unlink()
    here.clock.advance(9.0)
    door.look()
    assert server.open_now == []
    here.clock.advance(1.0)
    door.look()
    assert len(server.open_now) == 1
    assert len(here.faults) == 1
    door.close()


def test_client_types_no_password_into_a_socket_of_somebody_else(
    ward: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = listen_for_group(ward)
    try:
        connect(ward / "state").close()
        monkeypatch.setattr(station_socket, "account_at", lambda _connection: os.geteuid() + 4711)
        with pytest.raises(ServiceError) as caught:
            connect(ward / "state")
    finally:
        listener.close()
    assert caught.value.code == "service.not_running"


def test_kernel_names_the_account_at_the_other_end() -> None:
    here, there = socket.socketpair()
    with here, there:
        assert account_at(here) == os.geteuid()
        assert account_of_peer({"state": told(here, here.close)}) == os.geteuid()
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as far,
    ):
        assert account_at(far) is None
    assert account_of_peer({}) is None


def test_service_has_its_place_below_run_and_nobody_else_takes_it(
    ward: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = tmp_path_factory.mktemp("run")
    monkeypatch.setattr(station_socket, "RUNTIME", runtime)
    given = runtime / station_id(ward)
    given.mkdir(mode=0o755)
    monkeypatch.setenv("RUNTIME_DIRECTORY", f"/run/other:{given}")
    listener = listen_for_group(ward)
    try:
        assert (given / "api.sock").is_socket()
        assert not (ward / "socket").exists()
        connect(ward / "state").close()
    finally:
        listener.close()
        forget(ward)
    assert list(given.iterdir()) == []
    monkeypatch.delenv("RUNTIME_DIRECTORY")  # started by hand: the place is not its own
    listen_for_group(ward).close()
    assert list(given.iterdir()) == []
    assert (ward / "socket" / "api.sock").is_socket()
