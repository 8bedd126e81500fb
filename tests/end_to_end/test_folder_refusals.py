"""What is wrong around the station's folder, in processes of their own: one clear sentence, and nothing lost.

What each command refuses by itself stands in tests/unit/cli/test_refusals.py, where no process is started.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.end_to_end.conftest import SETTINGS, Broadcaster

pytestmark = pytest.mark.patient


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    for word in words:
        assert word in done.stderr


def test_missing_device_says_what_to_do(station: Broadcaster) -> None:
    station.write("station.yaml", SETTINGS.replace("output: none", "output: {device: khong-co}"))
    refused(station("run"), "khong-co", "--output file:FOLDER")
    refused(station("run", "--output", "file:/proc/nowhere"), "another folder")


def test_broken_recording_is_named(station: Broadcaster) -> None:
    station.write("recordings/hong.mp3", "this is no sound\n" * 50)
    station.write("messages/hong.yaml", "title: Hỏng\nparts:\n  - play: recordings/hong.mp3\n")
    refused(station("render", "hong"), "hong.mp3")
    refused(station("play", "hong"), "hong.mp3")


def test_unwritable_state_is_said_and_keeps_no_emergency_off_the_air(station: Broadcaster) -> None:
    station.write("state", "in the way")
    with station.running():
        assert "dai/state" in station.json("status")["errors"][0]["message"]
        assert station("play", "ngan", "--emergency").returncode == 0


def test_no_code_is_loaded_from_the_stations_folder(station: Broadcaster) -> None:
    """Whoever may write a message there would be whoever types a command there, and so approve it."""
    planted = "import os; os.close(os.open(os.path.dirname(__file__) + '/loaded', os.O_CREAT))\n"
    station.write("broadcaster/__init__.py", planted)
    letter = station.folder / "thu.txt"
    letter.write_text("UBND PHƯỜNG\nTHÔNG BÁO\nNgày mai cắt điện.\n")
    for arguments in (["import", str(letter)], ["play", "ngan"]):
        # As the installed command: it does not take its own code from there.
        command = [sys.executable, "-P", "-m", "broadcaster", *arguments]
        subprocess.run(command, cwd=station.folder, env=station.environment, capture_output=True, timeout=120)
        assert not (station.folder / "broadcaster/loaded").exists(), arguments


def test_damaged_journal_is_said_kept_and_begun_anew(station: Broadcaster) -> None:
    with station.running():
        pass  # what holds of its rules is known from then on
    station.write("state/journal.db", "this is no database " * 100)
    before = (station.folder / "state/journal.db").read_bytes()
    refused(station("log"), "journal.db")
    with station.running():
        status = station.json("status")
        assert status["journal"] == {"ok": True}
        assert any("log file was damaged" in error["message"] for error in status["errors"])
        assert station("play", "ngan", "--emergency").returncode == 0
        assert station("play", "ngan").returncode == 0
    (kept,) = (station.folder / "state").glob("journal-*.damaged")
    assert kept.read_bytes() == before
    assert station("log", "verify").returncode == 1, "what was lost stays told"


def test_wrong_use_ends_the_process_with_two(station: Broadcaster) -> None:
    done = station("nonsense")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
