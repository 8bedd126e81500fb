"""Files replaced under a running station: nothing that it starts later is of the new ones, and it says so."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

import broadcaster
from broadcaster.core.program import ORIGIN
from broadcaster.upkeep.monitoring import program
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.end_to_end.test_keying import process_of

pytestmark = pytest.mark.patient

OFTEN = 2.0  # seconds between two looks of the copy
HALF = "def main("  # what a file holds whose writing was broken off
OTHER = "raise ImportError('of another version')\n"


class Installed(Broadcaster):
    """The command of a package that may be replaced."""

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "broadcaster", "--station", str(self.folder), *arguments]


@pytest.fixture
def installed(tmp_path: Path, station: Broadcaster) -> Installed:
    """The station with a copy of the package of its own, its sound in a file."""
    shutil.copytree(Path(broadcaster.__file__).parent, tmp_path / "site" / "broadcaster")
    station.write(
        "station.yaml",
        (station.folder / "station.yaml").read_text().replace("output: none", "output: {file: ra}"),
    )
    return Installed(station.folder, {"PYTHONPATH": str(tmp_path / "site"), "PYTHONSAFEPATH": "1"})


def replaced(site: Path, how: str) -> None:
    """Replace files as an installation does, all of it or up to where it was broken off."""
    package = site / "broadcaster"
    for name in (
        "playout/air/__main__.py",
        "playout/air/wire.py",
        "studio/render/mother.py",
        "studio/render/worker.py",
        "playout/links/air_link.py",
    ):
        path = package / name
        path.unlink()
        path.write_text(OTHER if how == "another version" else HALF)
    if how == "half of one":
        (package / "core" / "errors.py").write_text(HALF)  # in the very file: not by another of its name


@pytest.mark.parametrize("how", ["another version", pytest.param("half of one", marks=pytest.mark.lab)])
def test_air_that_is_killed_after_an_update_is_back_and_the_next_airing_airs(
    installed: Installed, tmp_path: Path, how: str
) -> None:
    asked = Broadcaster(installed.folder)  # a command whose files are whole
    with installed.running() as process:
        replaced(tmp_path / "site", how)
        air = process_of(process, "air")
        os.kill(air, signal.SIGKILL)
        wait_for(lambda: not asked.look("status")["output"]["ok"] or process_of(process, "air") != air)
        wait_for(lambda: asked.look("status")["output"]["ok"], 30)
        assert asked("play", "ngan").returncode == 0, (
            "rendered and aired by processes started after the update"
        )
        assert asked.json("log")[-1]["outcome"] == "aired"


def test_station_says_that_it_was_updated_until_it_is_started_anew(
    installed: Installed, tmp_path: Path
) -> None:
    asked = Broadcaster(installed.folder)
    looks = tmp_path / "site" / "broadcaster" / "upkeep" / "monitoring" / "program.py"
    looks.write_text(looks.read_text().replace(f"LOOK = {program.LOOK}", f"LOOK = {OFTEN}"))
    with installed.running():
        assert asked.json("status")["health"] in ("ok", "degraded")
        path = tmp_path / "site" / "broadcaster" / "core" / "clock.py"
        path.write_text(path.read_text() + "\n")

        def told() -> bool:
            return "service.program_changed" in [reason["code"] for reason in asked.look("status")["reasons"]]

        wait_for(told, program.LOOK)
        assert asked("status", "--check").returncode == 0, "it works: no supervisor is to end what is on air"
        (row,) = [row for row in asked.json("log", "events") if row["code"] == "service.program_changed"]
        assert "started anew" in row["text"]
    with installed.running():
        time.sleep(3 * OFTEN)  # it has looked by then: before that nothing could be told
        assert not told()


def test_command_of_another_version_is_told(installed: Installed, tmp_path: Path) -> None:
    init = tmp_path / "site" / "broadcaster" / "__init__.py"
    init.write_text(init.read_text().replace(broadcaster.__version__, "0.0.9"))
    asked = Broadcaster(installed.folder)
    with installed.running():
        shown = asked("status", "--format", "json")
        assert shown.returncode == 0
        assert f"version 0.0.9 of the program, this command is {broadcaster.__version__}" in shown.stderr
        assert installed("status").stderr == ""


def test_command_after_an_update_of_the_same_version_is_told(installed: Installed, tmp_path: Path) -> None:
    """`git pull` leaves the version as it is: both sides said the same, and nobody was told."""
    with installed.running():
        assert installed("status").stderr == ""
        path = tmp_path / "site" / "broadcaster" / "core" / "clock.py"
        path.write_text(path.read_text() + "\n")
        told = installed("status", "--format", "json")
        assert told.returncode == 0
        assert "was updated after the station had begun" in told.stderr
    with installed.running():
        assert installed("status").stderr == ""


def test_station_runs_from_its_files_where_no_copy_can_be_made(installed: Installed) -> None:
    installed.environment[ORIGIN] = "/nowhere"  # as if it had been tried
    with installed.running():
        assert installed("status", "--check").returncode == 0
