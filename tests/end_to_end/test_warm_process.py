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
from tests.end_to_end.conftest import Broadcaster, wait_for

WORKER = "broadcaster.studio.render.worker"


def _workers(process: subprocess.Popen[str]) -> list[int]:
    """The station's own children that render: for a moment a worker's child still looks like the worker."""
    with suppress(OSError):  # a process that ends while it is looked at
        found = [pid for pid in family(process.pid) if lives(pid) and module(pid) == WORKER]
        return [pid for pid in found if f"PPid:\t{process.pid}\n" in Path(f"/proc/{pid}/status").read_text()]
    return []


def _warm(process: subprocess.Popen[str]) -> set[int]:
    """The processes that are loaded: for emergencies, and its spare; the timetable's has nothing to do."""
    return {pid for pid in _workers(process) if "numpy" in Path(f"/proc/{pid}/maps").read_text()}


@pytest.mark.patient
def test_warm_process_makes_the_emergency_is_replaced_after_a_kill_and_ends_with_the_station(
    station: Broadcaster,
) -> None:
    with station.running() as process:
        wait_for(lambda: len(_warm(process)) == 2)
        loaded = _warm(process)
        assert station("say", "Nước lên.", "--emergency").returncode == 0
        assert set(_workers(process)) == loaded, "no other was started for it"
        killed = min(loaded)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: len(_warm(process)) == 2 and killed not in _warm(process))
        later = _warm(process)
        process.kill()
        wait_for(lambda: not any(lives(pid) for pid in later))
    with station.running() as process:
        wait_for(lambda: len(_warm(process)) == 2)
        last = _warm(process)
    assert not any(lives(pid) for pid in last)


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
