"""The station's own socket comes back where somebody removed it."""

from __future__ import annotations

import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.api.protocol.station_socket import connect, listen
from broadcaster.api.transport.doors import AGAIN, OwnDoor
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import ServiceError


class Server:
    def __init__(self, listener: socket.socket) -> None:
        self.open_now = [listener]

    def open(self, listener: socket.socket) -> None:
        self.open_now.append(listener)

    def shut(self, listener: socket.socket) -> None:
        self.open_now.remove(listener)
        listener.close()


@pytest.mark.parametrize("what", ["the socket", "the folder"])
def test_a_station_whose_socket_was_removed_can_be_asked_again(tmp_path: Path, what: str) -> None:
    state, ours = tmp_path / "state", [True]
    clock = FakeClock(datetime(2026, 11, 25, tzinfo=UTC))
    state.mkdir()
    server = Server(listen(state))
    door = OwnDoor(server, state, server.open_now[0], lambda: ours[0], clock)
    door.look()
    if what == "the folder":
        shutil.rmtree(state)
    else:
        (state / "api.sock").unlink()
    door.look()
    with pytest.raises(ServiceError):
        connect(state)
    ours[0] = False  # another station has the folder by now
    clock.advance(AGAIN)
    door.look()
    assert not (state / "api.sock").exists()
    ours[0] = True
    clock.advance(AGAIN)
    door.look()
    with connect(state):
        theirs, _ = server.open_now[0].accept()
        theirs.close()
    clock.advance(AGAIN)
    door.look()
    assert len(server.open_now) == 1
    server.open_now[0].close()
