"""Backups of a station that works, and kills in the middle of putting one back."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from broadcaster.core.clock import SystemClock
from broadcaster.core.whole_files import write_bytes
from broadcaster.journal.log.verification import verify_file
from broadcaster.station.loading.loader import load
from broadcaster.upkeep.backup.creation import About, make
from broadcaster.upkeep.backup.restoration import restore
from tests.counts import counted
from tests.end_to_end.conftest import Broadcaster, wait_for

BACKUPS, KILLS = counted(100), counted(30, least=8)


@pytest.mark.patient
def test_backups_of_a_busy_station_are_whole(station: Broadcaster, tmp_path: Path) -> None:
    """While it airs, is edited and says sentences, each backup holds one instant of the journal."""
    over = threading.Event()
    asked: list[int] = []

    def is_longer(number: int) -> bool:
        return len(asked) > number

    def ask() -> None:
        while not over.is_set():
            number = len(asked)
            words = f"title: Bản {number}\nparts:\n  - say: Xin chào.\n"
            write_bytes(station.folder / f"messages/m{number % 7}.yaml", words.encode(), shared=True)
            station("say", f"Số {number}.", "--no-wait")
            asked.append(number)

    rows = []
    with station.running():
        asking = threading.Thread(target=ask)
        asking.start()
        try:
            for number in range(BACKUPS):
                folder = tmp_path / f"r{number}"
                about = About(name="", station="", box="", at=datetime.now(UTC))
                made = make(station.folder, tmp_path / "b", about)
                restore(made.path, folder, lambda _sealed, _plain: None, now=datetime.now(UTC))
                verified = verify_file(folder / "state/journal.db", SystemClock())
                assert verified is not None
                assert verified.ok, verified
                rows.append(verified.rows)
                assert not list(folder.rglob("*.draft-*"))
                assert load(folder).station is not None
                shutil.rmtree(folder)
                wait_for(partial(is_longer, number), 60)
        finally:
            over.set()
            asking.join()
    assert rows == sorted(rows)
    assert rows[-1] > rows[0] + BACKUPS // 5


@pytest.mark.patient
def test_killed_restore_leaves_the_old_station_or_the_new_one(station: Broadcaster, tmp_path: Path) -> None:
    for number in range(300):
        station.write(f"messages/n{number}.yaml", f"title: Bản {number}\nparts:\n  - say: Xin chào.\n")
    (station.folder / "recordings").mkdir(exist_ok=True)
    (station.folder / "recordings/dai.ogg").write_bytes(random.Random(1).randbytes(20_000_000))
    new = {p.name for p in (station.folder / "messages").iterdir()}
    file, folder = tmp_path / "b", tmp_path / "place"
    assert station("backup", "-o", str(file)).returncode == 0
    begun = time.monotonic()
    assert station("restore", str(file), str(tmp_path / "timed")).returncode == 0
    whole = time.monotonic() - begun
    chance, seen = random.Random(17), set()
    for number in range(KILLS):
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "messages").mkdir(parents=True)
        (folder / "station.yaml").write_text("name: Đài cũ\n")
        (folder / "messages/cu.yaml").write_text("title: Cũ\nparts:\n  - say: Xin chào.\n")
        child = subprocess.Popen(
            [sys.executable, "-m", "broadcaster", "restore", "--replace", str(file), str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with suppress(subprocess.TimeoutExpired):
            # Once before it begins, once to its end, then at random.
            child.wait({0: 0.0, 1: 120.0}.get(number, chance.uniform(0.1, whole * 1.2)))
        child.send_signal(signal.SIGKILL)
        child.wait()
        there = {p.name for p in (folder / "messages").iterdir()}
        assert there in ({"cu.yaml"}, new)
        assert ("Đài cũ" in (folder / "station.yaml").read_text()) == (there == {"cu.yaml"})
        if there == new:
            assert (folder / "recordings/dai.ogg").stat().st_size == 20_000_000
            assert (folder / "state/restored.json").exists()
        seen.add("old" if there == {"cu.yaml"} else "new")
        for left in tmp_path.glob("place.before-*"):
            shutil.rmtree(left)
    assert seen == {"old", "new"}


@pytest.mark.patient
def test_restored_station_airs_after_a_persons_yes(station: Broadcaster, tmp_path: Path) -> None:
    station.write("messages/ngan.yaml", "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n")
    assert station("render", "ngan").returncode == 0
    with station.running():
        station("play", "ngan")
        assert station("backup", "-o", str(tmp_path / "b")).returncode == 0
    assert station("restore", str(tmp_path / "b"), str(tmp_path / "new")).returncode == 0
    back = Broadcaster(tmp_path / "new", station.environment)
    assert back("log", "verify").returncode == 0
    assert [row["outcome"] for row in back.json("log")] == ["aired"]
    first, second = (datetime.now(UTC) + timedelta(seconds=ahead) for ahead in (15, 40))
    back.write("schedules/a.yaml", f'message: ngan\nat: ["{first:%H:%M:%S}", "{second:%H:%M:%S}"]\n')
    assert back("check").returncode == 0
    with back.running():
        assert back.json("clock")["trusted"] is False
        wait_for(lambda: datetime.now(UTC) > first + timedelta(seconds=5))
        assert [row["outcome"] for row in back.json("log")].count("aired") == 1
        assert back("clock", "confirm", "--yes").returncode == 0
        wait_for(lambda: [row["outcome"] for row in back.look("log")].count("aired") == 2)
    assert not (back.folder / "state/restored.json").exists()
    with back.running():
        assert back.json("clock")["trusted"] is True
