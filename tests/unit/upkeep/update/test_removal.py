"""The last three versions stay, and what they run on; older ones go."""

from __future__ import annotations

import os
from pathlib import Path

from broadcaster.upkeep.update.removal import superfluous
from broadcaster.upkeep.update.versions import WHOLE, InstalledVersions


def installed(folder: Path, runtimes: dict[str, str], current: str) -> InstalledVersions:
    """Versions, each with its runtime; the later a runtime is named, the newer it is."""
    versions = InstalledVersions(folder / "versions", folder / "current")
    for age, name in enumerate(dict.fromkeys(runtimes.values())):
        (folder / f"runtime-{name}/bin").mkdir(parents=True)
        (folder / f"runtime-{name}/bin/python").touch()
        os.utime(folder / f"runtime-{name}", (age, age))
    for version, name in runtimes.items():
        (versions.home / version).mkdir(parents=True)
        (versions.home / version / "runtime").symlink_to(f"../../runtime-{name}")
        (versions.home / version / WHOLE).touch()
    versions.link.symlink_to(versions.home / current)
    return versions


def test_three_versions_stay(tmp_path: Path) -> None:
    names = {"1.0.8": "a", "1.0.9": "a", "1.0.10": "a", "1.0.11": "a", "1.0.12": "a"}
    versions = installed(tmp_path, names, "1.0.12")
    assert superfluous(versions, "") == ("broadcaster-1.0.8", "broadcaster-1.0.9")
    assert superfluous(versions, "1.0.8") == ("broadcaster-1.0.9",)


def test_the_version_that_runs_stays_however_old(tmp_path: Path) -> None:
    names = dict.fromkeys(["1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4"], "a")
    assert superfluous(installed(tmp_path, names, "1.0.0"), "") == ("broadcaster-1.0.1",)


def test_two_runtimes_stay_and_each_that_a_version_runs_on(tmp_path: Path) -> None:
    names = {"1": "a", "2": "b", "3": "c", "4": "d", "5": "d", "6": "d"}
    versions = installed(tmp_path, names, "6")
    wanted = [
        "broadcaster-1",
        "broadcaster-2",
        "broadcaster-3",
        "broadcaster-runtime-a",
        "broadcaster-runtime-b",
    ]
    assert [*superfluous(versions, "")] == wanted
    less = ["broadcaster-2", "broadcaster-3", "broadcaster-runtime-b", "broadcaster-runtime-c"]
    assert [*superfluous(versions, "1")] == less


def test_nothing_goes_while_there_are_three(tmp_path: Path) -> None:
    assert superfluous(installed(tmp_path, {"1": "a", "2": "b", "3": "c"}, "3"), "2") == ()
