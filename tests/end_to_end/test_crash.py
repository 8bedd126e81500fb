"""kill -9 at random moments: the journal verifies, no half file is used, what was cut is told.

`BROADCASTER_KILLS` says how many times (100 for the full proof).
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from broadcaster.clock import SystemClock
from broadcaster.journal import Journal
from broadcaster.station.loading import take
from broadcaster.studio.workshop import open_programmes

from .conftest import Broadcaster, wait_for

KILLS = int(os.environ.get("BROADCASTER_KILLS", "12"))


def children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_within(command: list[str], environment: dict[str, str], seconds: float) -> list[int]:
    """Run, kill after `seconds`; the children it had."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        time.sleep(seconds)
        below = children(process.pid) if process.poll() is None else []
        process.kill()
    return below


@pytest.mark.slow
def test_run_killed_at_random_moments_leaves_a_true_journal(station: Broadcaster) -> None:
    chance = random.Random(20261125)
    station.write("messages/ngan.yaml", "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n")
    for _ in range(KILLS):
        now = int(time.time())
        at = ", ".join(time.strftime('"%H:%M:%S"', time.gmtime(now + shift)) for shift in range(0, 20, 2))
        station.write("schedules/a.yaml", f"message: ngan\nat: [{at}]\n")
        below = kill_within(station.command("run"), station.environment, chance.uniform(0.3, 6.0))
        wait_for(lambda pids=below: not any(alive(pid) for pid in pids), 5)  # type: ignore[misc]
        assert station("log", "verify").returncode == 0
    (station.folder / "schedules/a.yaml").unlink()
    with station.running():
        pass
    with Journal.open(station.folder / "state/journal.db", SystemClock()) as journal:
        airings = journal.airings()
        assert journal.verify().ok
        assert journal.open_airings() == []
    slots = [(a.schedule, a.planned) for a in airings]
    assert len(slots) == len(set(slots)), "an occurrence was aired twice"
    assert all(a.outcome is not None for a in airings)
    started = sum(a.started is not None for a in airings)
    interrupted = sum(str(a.outcome) == "interrupted" for a in airings)
    assert started > 0
    assert interrupted > 0


@pytest.mark.slow
def test_render_killed_at_random_moments_leaves_no_half_file(station: Broadcaster) -> None:
    chance = random.Random(20261126)
    text = "title: Dài\nrepeat: 2\ngap: 1s\nparts:\n  - say: |\n" + "".join(
        f"      Câu thứ {number} nhắc bà con giữ gìn vệ sinh chung.\n" for number in range(12)
    )
    whole = 0
    for number in range(KILLS):
        station.write("messages/ngan.yaml", text + f"      Lần {number}.\n")
        kill_within(station.command("render", "ngan"), station.environment, chance.uniform(0.2, 1.3))
        programmes = open_programmes(take(station.folder))
        for sheet in (station.folder / "audio_cache/programmes").rglob("*.json"):
            programme = programmes.get(sheet.stem)
            assert programme is not None
            assert programme.path.stat().st_size > programme.frames * 2
            whole += 1
        done = station("render", "ngan", "--format", "json")
        assert done.returncode == 0
    assert whole >= KILLS - 1
