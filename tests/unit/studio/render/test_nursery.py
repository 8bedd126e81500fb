"""Render processes are forks of one process that has loaded everything; it may be killed too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broadcaster.studio.render import nursery as rooms
from broadcaster.studio.render.nursery import Nursery
from tests.unit.core.test_lifeline import ends


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    nursery.join()
    yield nursery
    nursery.leave()


def _mother(nursery: Nursery) -> int:
    assert nursery._mother is not None
    return nursery._mother.pid


def _loaded(pid: int) -> bool:
    return "numpy" in Path(f"/proc/{pid}/maps").read_text()


def _soon(condition: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(condition() or pause.wait(0.02) for _ in range(1500))


def test_fork_of_a_loaded_process_is_loaded_and_one_before_is_not(nursery: Nursery) -> None:
    early = nursery.fork(30, 0)
    assert nursery.load()
    late = nursery.fork(30, 5)
    try:
        assert (early.alive, late.alive) == (True, True)
        assert (_loaded(early.pid), _loaded(late.pid)) == (False, True)
        assert _soon(lambda: os.getpriority(os.PRIO_PROCESS, late.pid) == 5)
        assert os.getsid(late.pid) == late.pid
        assert nursery.load(), "once more costs nothing"
    finally:
        assert [nursery.end(early), nursery.end(late)] == [0, 0]
    assert ends(early.pid)
    assert ends(late.pid)


def test_processes_hold_no_end_of_each_others_pipes(nursery: Nursery) -> None:
    first, second = nursery.fork(30, 0), nursery.fork(30, 0)
    os.kill(first.pid, signal.SIGKILL)
    assert _soon(lambda: not first.alive)
    assert second.alive
    assert nursery.end(first) == -signal.SIGKILL
    assert nursery.end(second) == 0


def test_process_that_stands_still_is_killed_at_its_end(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = nursery.fork(30, 0)
    os.kill(child.pid, signal.SIGSTOP)
    monkeypatch.setattr(rooms, "GRACE", 0.1)
    assert nursery.end(child) == -signal.SIGKILL
    assert ends(child.pid)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_mother_that_is_gone_or_stands_still_is_replaced_and_her_children_go_on(
    nursery: Nursery, how: signal.Signals
) -> None:
    assert nursery.load()
    child = nursery.fork(30, 0)
    first = _mother(nursery)
    os.kill(first, how)
    assert nursery._line is not None
    nursery._line.settimeout(0.2)
    if how == signal.SIGKILL:
        assert _soon(lambda: nursery._mother is not None and nursery._mother.poll() is not None)
    another = nursery.fork(30, 0)
    assert _mother(nursery) != first
    assert _soon(lambda: _loaded(_mother(nursery))), "she loads what the first had loaded"
    assert ends(first)
    assert child.alive
    assert nursery.end(another) == 0
    nursery.end(child)
    assert ends(child.pid)


def test_library_that_cannot_be_loaded_keeps_no_process_from_being_started(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "numpy.py").write_text("half of a fi(")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert nursery.load()
    mother = _mother(nursery)
    child = nursery.fork(30, 0)
    assert not _loaded(child.pid)
    assert nursery.end(child) == 0
    assert _mother(nursery) == mother, "it has not ended by it"


def test_end_is_not_kept_waiting_by_a_mother_that_stands_still(nursery: Nursery) -> None:
    child = nursery.fork(30, 0)
    first = _mother(nursery)
    os.kill(first, signal.SIGSTOP)
    assert nursery._line is not None
    nursery._line.settimeout(0.2)
    assert nursery.end(child) == -signal.SIGKILL
    assert ends(first)
    assert ends(child.pid)
    later = nursery.fork(30, 0)
    assert nursery.end(later) == 0, "no late answer is taken for this one's"


def test_without_a_mother_nothing_is_loaded_and_none_is_started_after_the_end(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nowhere/python")
        assert not nursery.load()
        with pytest.raises(FileNotFoundError):
            nursery.fork(30, 0)
    child = nursery.fork(30, 0)
    mother = _mother(nursery)
    nursery.end(child)
    nursery.join()
    nursery.leave()
    last = nursery.fork(30, 0)
    assert last.alive, "somebody is left"
    nursery.end(last)
    nursery.leave()
    assert ends(mother)
    with pytest.raises(ConnectionAbortedError):
        nursery.fork(30, 0)
    assert not nursery.load()
    nursery.join()


PARENT = """
import sys, time
from broadcaster.studio.render.nursery import Nursery
nursery = Nursery()
nursery.join()
child = nursery.fork(float("inf"), 0)
print(nursery._mother.pid, child.pid, flush=True)
time.sleep(60)
"""


def test_all_end_with_the_station(nursery: Nursery) -> None:
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()
    assert len(pids) == 2
    assert all(ends(pid) for pid in pids)
