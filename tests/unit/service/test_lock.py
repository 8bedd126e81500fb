"""One station a folder, whatever its disk takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from broadcaster.errors import ServiceError
from broadcaster.service.lock import StationLock, is_held


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "dai" / "state"


@pytest.mark.parametrize("writable", [True, False], ids=["file", "no file"])
def test_second_station_is_refused_also_where_no_file_can_be_made(state: Path, writable: bool) -> None:
    state.parent.mkdir()
    if not writable:
        state.write_bytes(b"")  # nothing can be made below it
    assert not is_held(state)
    with StationLock(state):
        assert is_held(state)
        with pytest.raises(ServiceError) as caught, StationLock(state):
            pass
        assert caught.value.code == "service.already_running"
        assert caught.value.facts["pid"] == (str(os.getpid()) if writable else "?")
    assert not is_held(state)


def test_station_that_could_make_no_file_keeps_out_one_that_can_later(state: Path) -> None:
    state.parent.mkdir()
    state.write_bytes(b"")
    with StationLock(state):
        state.unlink()
        with pytest.raises(ServiceError), StationLock(state):
            pass
    with StationLock(state):
        assert (state / "lock").read_text().strip() == str(os.getpid())
