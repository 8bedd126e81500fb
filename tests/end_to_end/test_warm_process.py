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

MOTHER = "broadcaster.studio.render.mother"


def _mother(process: subprocess.Popen[str]) -> int | None:
    """The station's own child of which render processes are forks, once it has loaded everything."""
    for pid in family(process.pid):
        if _parent(pid) == process.pid and module(pid) == MOTHER and _loaded(pid):
            return pid
    return None


def _workers(process: subprocess.Popen[str], *, loaded: bool = True) -> set[int]:
    """The processes that render. For a moment a child of one still looks like it."""
    found = [pid for pid in family(process.pid) if lives(pid) and module(pid) == MOTHER]
    return {pid for pid in found if _parent(pid) in found and (not loaded or _loaded(pid))}


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/status").read_text().partition("PPid:")[2].split()[0])


def _loaded(pid: int) -> bool:
    return "numpy" in Path(f"/proc/{pid}/maps").read_text()


def _ready(process: subprocess.Popen[str]) -> set[int]:
    """The process that is kept ready for emergencies, when the timetable's is over, and its mother."""
    with suppress(OSError):  # a process that ends while it is looked at
        mother, workers = _mother(process), _workers(process)
        if mother and len(workers) == 1:
            return workers | {mother}
    return set()


@pytest.mark.patient
def test_loaded_process_makes_the_emergency_is_replaced_after_a_kill_and_ends_with_the_station(
    station: Broadcaster,
) -> None:
    with station.running() as process:
        wait_for(lambda: bool(_ready(process)), 60)
        ready = _ready(process)
        assert station("say", "Nước lên.", "--emergency").returncode == 0
        assert _ready(process) == ready, "no other was started for it"
        for killed in sorted(ready):  # the mother first: she is the older one
            os.kill(killed, signal.SIGKILL)
            assert station("say", "Nước lên.", "--emergency").returncode == 0
        wait_for(lambda: bool(_ready(process)), 60)
        assert not _ready(process) & ready
        later = _ready(process)
        process.kill()
        wait_for(lambda: not any(lives(pid) for pid in later))
    with station.running() as process:
        wait_for(lambda: bool(_ready(process)), 60)
        last = _ready(process)
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
            with suppress(OSError):
                most = max(most, len(_workers(process, loaded=False)))
            time.sleep(0.1)
        assert process.returncode == 0
    assert most == 1, "the one that renders the message"
