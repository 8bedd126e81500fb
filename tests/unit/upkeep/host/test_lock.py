"""One station a folder, whatever its disk takes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.upkeep.host import lock
from broadcaster.upkeep.host.lock import StationLock, is_held


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "dai" / "state"


@pytest.mark.parametrize("writable", [True, False], ids=["file", "no file"])
def test_second_station_is_refused_also_where_no_file_can_be_made(
    state: Path, writable: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
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


def test_station_that_could_make_no_file_keeps_out_one_that_can_later(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    state.parent.mkdir()
    state.write_bytes(b"")
    with StationLock(state):
        state.unlink()
        with pytest.raises(ServiceError), StationLock(state):
            pass
    with StationLock(state):
        assert (state / "lock").read_text().strip() == str(os.getpid())


HOLD = """\
import fcntl, os, sys
handle = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
os.pwrite(handle, b"4711", 0)
fcntl.flock(handle, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


def holder(state: Path) -> subprocess.Popen[bytes]:
    state.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(state / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_lock_of_a_process_that_is_just_dying_is_waited_for(tmp_path: Path) -> None:
    with holder(tmp_path / "state") as dying:
        assert dying.stdin is not None
        ending = threading.Timer(0.2, dying.stdin.close)
        ending.start()
        with StationLock(tmp_path / "state"):
            assert (tmp_path / "state/lock").read_text() == f"{os.getpid()}\n"
        ending.join()


def test_lock_of_a_station_that_lives_is_refused_with_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    with holder(tmp_path / "state") as living:
        with pytest.raises(ServiceError) as caught, StationLock(tmp_path / "state"):
            pass
        assert (caught.value.code, caught.value.facts["pid"]) == ("service.already_running", "4711")
        assert living.stdin is not None
        living.stdin.close()


def test_lock_is_free_as_soon_as_a_process_that_forks_all_the_time_is_dead(tmp_path: Path) -> None:
    """A child holds what its parent held until it has become another program."""
    state = tmp_path / "state"
    program = (
        "import subprocess, sys, threading; from pathlib import Path\n"
        "from broadcaster.upkeep.host.lock import StationLock\n"
        "StationLock(Path(sys.argv[1])).__enter__(); print('held', flush=True)\n"
        "while True: subprocess.run(['sleep', '0'], stdin=subprocess.DEVNULL)\n"
    )
    for number in range(5):
        with subprocess.Popen([sys.executable, "-c", program, str(state)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.003 * number)  # at another point of its round
            process.kill()
            process.wait()
            with StationLock(state):
                pass


def test_station_whose_folder_was_made_again_knows_once_another_one_runs_there(state: Path) -> None:
    with StationLock(state) as first:
        assert first.holds()
        state.parent.rename(state.parent.with_name("bo"))
        assert first.holds()  # nobody else is there
        with StationLock(state) as second:
            assert (first.holds(), second.holds()) == (False, True)
        assert first.holds()


STRANGER = """\
import fcntl, os, socket, sys
folder, account, then = sys.argv[1], int(sys.argv[2]), sys.argv[3]
handle = os.open(folder, os.O_RDONLY)
seen = os.fstat(handle)
os.setegid(account)
os.seteuid(account)
fcntl.flock(handle, fcntl.LOCK_EX)
name = socket.socket(socket.AF_UNIX)
name.bind(f"\\0broadcaster-{seen.st_dev:x}-{seen.st_ino:x}")
name.listen(1 if then == "crowd" else 64)
if then == "crowd":
    crowd = [socket.socket(socket.AF_UNIX) for _ in range(3)]
    for one in crowd:
        one.setblocking(False)
        one.connect_ex(name.getsockname())
if then == "root":  # as a program of the system does, such as su
    os.seteuid(0)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another account")
@pytest.mark.parametrize(
    ("account", "then", "counts"),
    [(65534, "", False), (65534, "root", False), (65534, "crowd", False), (0, "", True)],
    ids=["another account", "a program of the system", "with a crowd in line", "ours"],
)
def test_name_and_lock_of_another_account_keep_no_station_from_its_start(
    state: Path, account: int, then: str, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.05)
    state.parent.mkdir()
    command = [sys.executable, "-c", STRANGER, str(state.parent), str(account), then]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert is_held(state) is counts
        if counts:
            with pytest.raises(ServiceError), StationLock(state):
                pass
        else:
            with StationLock(state):
                assert (state / "lock").read_text().strip() == str(os.getpid())
        other.communicate("")


def test_those_who_look_take_no_place_for_long(state: Path) -> None:
    state.parent.mkdir()
    state.write_bytes(b"")
    with StationLock(state) as held:
        for _ in range(3):
            for _ in range(lock._ASKERS):
                assert is_held(state)
            assert held.holds()
