"""The station keeps a loaded render process for emergencies, while it has its timetable."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.idle import family, lives
from benchmarks.idle import name as module

from .conftest import Broadcaster, wait_for

WORKER = "broadcaster.studio.render.worker"


def _workers(process: subprocess.Popen[str]) -> list[int]:
    """The station's own children that render: for a moment a worker's child still looks like the worker."""
    with suppress(OSError):  # a process that ends while it is looked at
        found = [pid for pid in family(process.pid) if lives(pid) and module(pid) == WORKER]
        return [pid for pid in found if f"PPid:\t{process.pid}\n" in Path(f"/proc/{pid}/status").read_text()]
    return []


def _warm(process: subprocess.Popen[str]) -> int | None:
    """The process that is loaded; the one of the timetable has nothing to render here."""
    found = _workers(process)
    loaded = [pid for pid in found if "numpy" in Path(f"/proc/{pid}/maps").read_text()]
    return loaded[0] if loaded else None


@pytest.mark.patient
def test_warm_process_makes_the_emergency_is_replaced_after_a_kill_and_ends_with_the_station(
    station: Broadcaster,
) -> None:
    with station.running() as process:
        wait_for(lambda: _warm(process) is not None)
        first = _warm(process)
        assert first is not None
        assert station("say", "Nước lên.", "--emergency").returncode == 0
        assert _workers(process) == [first]
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: _warm(process) not in (None, first))
        second = _warm(process)
        assert second is not None
        process.kill()
        wait_for(lambda: not lives(second))
    with station.running() as process:
        wait_for(lambda: _warm(process) is not None)
        last = _warm(process)
        assert last is not None
    assert not lives(last)


@pytest.mark.patient
@pytest.mark.lab
def test_without_a_timetable_no_process_is_kept(station: Broadcaster) -> None:
    station.write(
        "messages/cho.yaml", "title: Chờ\nrepeat: 1\nparts:\n  - say: Một.\n  - pause: 9s\n  - say: Hai.\n"
    )
    with subprocess.Popen(station.command("play", "cho"), env=station.environment, text=True) as process:
        most = 0
        while process.poll() is None:
            most = max(most, len(_workers(process)))
            time.sleep(0.1)
        assert process.returncode == 0
    assert most == 1, "the one that renders the message"
