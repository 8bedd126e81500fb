"""The station's socket: private, and reachable however long the folder's path is."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from broadcaster.api.protocol import station_socket
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.station_socket import connect, listen
from broadcaster.core.errors import ServiceError


@pytest.mark.parametrize("depth", [1, 12], ids=["short", "long"])
def test_socket_is_private_and_answers_at_any_path_length(tmp_path: Path, depth: int) -> None:
    state = tmp_path.joinpath(*["thu-muc-rat-dai-cua-dai"] * depth)
    state.mkdir(parents=True)
    with listen(state) as door:
        assert stat.S_IMODE((state / "api.sock").stat().st_mode) == 0o600
        with connect(state) as mine:
            mine.sendall(b"x")
            theirs, _ = door.accept()
            with theirs:
                assert theirs.recv(1) == b"x"


def test_listening_again_replaces_the_socket_of_a_dead_station(tmp_path: Path) -> None:
    listen(tmp_path).close()
    with listen(tmp_path), connect(tmp_path):
        assert HttpClient(tmp_path).running()


@pytest.mark.parametrize("folder", ["", "missing"])
def test_nobody_at_the_socket_is_told_as_not_running(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ServiceError) as caught:
        HttpClient(tmp_path / folder).get("/api/v1/status")
    assert caught.value.code == "service.not_running"
    assert not HttpClient(tmp_path / folder).running()


def test_station_that_lets_nobody_in_is_told_as_one_that_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station_socket, "BACKLOG", 0)
    monkeypatch.setattr(station_socket, "PATIENCE", 0.01)
    with listen(tmp_path), connect(tmp_path), pytest.raises(ServiceError) as caught:
        connect(tmp_path)
    assert caught.value.code == "service.no_answer"
