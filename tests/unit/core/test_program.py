"""The copy of the program: whole or absent, ours alone, one for all, and known to be out of date."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core import program


@pytest.fixture
def package(tmp_path: Path) -> Path:
    made = tmp_path / "site" / "broadcaster"
    (made / "deep" / "__pycache__").mkdir(parents=True)
    (made / "__init__.py").write_text("A = 1\n")
    (made / "deep" / "words.yaml").write_text("a: b\n")
    (made / "deep" / "__pycache__" / "x.cpython-399.pyc").write_bytes(b"of another interpreter")
    return made


def copied(package: Path, place: Path) -> Path:
    folder, handle = program._copy(package, place)
    os.close(handle)
    return folder


def test_copy_is_the_package_and_nobody_else_reads_it(package: Path, tmp_path: Path) -> None:
    folder = copied(package, tmp_path)
    assert program.stamp(folder / "broadcaster") == program.stamp(package)
    assert folder.stat().st_mode & 0o077 == 0
    assert not (folder / "broadcaster" / "deep" / "__pycache__" / "x.cpython-399.pyc").exists()


def test_one_copy_serves_every_start_and_one_of_other_files_is_removed(package: Path, tmp_path: Path) -> None:
    first = copied(package, tmp_path)
    assert copied(package, tmp_path) == first
    (package / "__init__.py").write_text("A = 22\n")
    second = copied(package, tmp_path)
    assert second != first
    assert [each for each in tmp_path.iterdir() if each != package.parent] == [second]


def test_version_whose_files_have_the_same_sizes_and_times_is_another_copy(
    package: Path, tmp_path: Path
) -> None:
    about = package / "__init__.py"
    times = about.stat().st_atime_ns, about.stat().st_mtime_ns
    first = copied(package, tmp_path)
    about.write_text("A = 2\n")
    os.utime(about, ns=times)
    assert copied(package, tmp_path) != first


def test_copy_that_a_station_runs_from_is_left_alone(package: Path, tmp_path: Path) -> None:
    first, handle = program._copy(package, tmp_path)
    try:
        (package / "__init__.py").write_text("A = 22\n")
        copied(package, tmp_path)
        assert first.is_dir()
    finally:
        os.close(handle)


def test_two_stations_that_start_at_once_share_one_copy(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower one found no place for a copy of its own, and ran from the files as they are."""
    real = shutil.copytree

    def slower(source: Path, target: Path, **options: Any) -> None:
        monkeypatch.setattr(shutil, "copytree", real)
        copied(package, tmp_path)  # the other one is done meanwhile, and clears up
        real(source, target, **options)

    monkeypatch.setattr(shutil, "copytree", slower)
    folder = copied(package, tmp_path)
    assert [each for each in tmp_path.iterdir() if each != package.parent] == [folder]


@pytest.mark.parametrize("damage", ["shorter", "gone"])
def test_a_damaged_copy_is_made_anew(package: Path, tmp_path: Path, damage: str) -> None:
    path = copied(package, tmp_path) / "broadcaster" / "__init__.py"
    path.write_text("") if damage == "shorter" else path.unlink()
    assert (copied(package, tmp_path) / "broadcaster" / "__init__.py").read_text() == "A = 1\n"


def test_a_folder_that_others_may_write_to_is_not_used(package: Path, tmp_path: Path) -> None:
    folder = copied(package, tmp_path)
    folder.chmod(0o777)  # as if somebody else had been faster with that name
    with pytest.raises(OSError, match="belongs to somebody else"):
        program._copy(package, tmp_path)


def test_a_link_in_the_place_of_the_copy_is_not_followed(package: Path, tmp_path: Path) -> None:
    folder = copied(package, tmp_path)
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="belongs to somebody else"):
        program._copy(package, tmp_path)


def test_a_copy_knows_that_the_files_are_others_by_now(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(package, tmp_path)
    monkeypatch.setenv(program.ORIGIN, str(package))
    monkeypatch.setattr(program, "PACKAGE", folder / "broadcaster")
    assert not program.changed()
    (package / "deep" / "words.yaml").unlink()
    assert program.changed()
    monkeypatch.setattr(program, "PACKAGE", package)
    assert not program.changed(), "not a copy: nothing is known"


def test_who_only_uses_the_package_is_not_begun_anew() -> None:
    program.run_from_a_copy()


def test_station_that_began_before_the_files_changed_is_older_and_one_of_another_place_is_not(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(package, tmp_path)
    with monkeypatch.context() as station:
        station.setenv(program.ORIGIN, str(package))
        station.setattr(program, "PACKAGE", folder / "broadcaster")
        from_a_copy = program.identity()
        assert not program.is_older(from_a_copy), "a command that the station itself starts"
    monkeypatch.setattr(program, "PACKAGE", package)
    monkeypatch.delenv(program.ORIGIN, raising=False)
    assert from_a_copy == program.identity(), "the copy's files are the same"
    assert not program.is_older(from_a_copy)
    (package / "__init__.py").write_text("A = 22\n")
    assert program.is_older(from_a_copy)
    assert not program.is_older(""), "a version that tells nothing of its files"
    elsewhere = tmp_path / "other"
    shutil.copytree(package, elsewhere)
    monkeypatch.setattr(program, "PACKAGE", elsewhere)
    assert not program.is_older(from_a_copy)
