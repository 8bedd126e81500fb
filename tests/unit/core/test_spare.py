"""Room in memory beside the station's own disk: private, where there is some, gone at the end."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from broadcaster.core import spare_folders

NO_PLACE = "/proc/nowhere"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two places; no other one counts."""
    places = tmp_path / "one", tmp_path / "two"
    for place in places:
        place.mkdir()
    monkeypatch.setattr(spare_folders, "places", lambda: places)
    return places


def test_folder_is_private_of_the_station_s_own_name_and_cleared_whole(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = spare_folders.made(tmp_path / "dai"), spare_folders.made(tmp_path / "khac")
    mine, other = next(first), next(second)
    assert mine.parent == other.parent == two[0]
    assert mine != other
    assert stat.S_IMODE(mine.stat().st_mode) == 0o700
    (mine / "programmes").mkdir()
    (mine / "programmes" / "a.wav").write_bytes(b"a")
    assert spare_folders.kept(tmp_path / "dai") == (mine,)
    spare_folders.clear(tmp_path / "dai")
    assert spare_folders.kept(tmp_path / "dai") == ()
    assert spare_folders.kept(tmp_path / "khac") == (other,)


@pytest.mark.parametrize("trap", ["link", "open to others", "file"])
def test_folder_that_somebody_else_may_have_laid_there_is_not_used(
    two: tuple[Path, Path], tmp_path: Path, trap: str
) -> None:
    root = tmp_path / "dai"
    lying = next(spare_folders.made(root))
    lying.rmdir()
    if trap == "link":
        (tmp_path / "theirs").mkdir(mode=0o700)
        lying.symlink_to(tmp_path / "theirs")
    elif trap == "file":
        lying.write_bytes(b"")
    else:
        lying.mkdir(mode=0o755)
    assert [folder.parent for folder in spare_folders.made(root)] == [two[1]]
    assert [folder.parent for folder in spare_folders.kept(root)] == [two[1]]
    spare_folders.clear(root)
    assert lying.exists()


def test_fresh_folder_lies_in_memory_where_the_usual_place_takes_none(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", NO_PLACE)
    made, handle = spare_folders.new_folder("broadcaster-")
    os.close(handle)
    assert made.parent == two[0]
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    two[0].joinpath(made.name).rmdir()
    monkeypatch.setattr(spare_folders, "places", lambda: (Path(NO_PLACE),))
    with pytest.raises(OSError, match="nowhere"):
        spare_folders.new_folder("broadcaster-")


def test_folder_that_a_killed_process_left_goes_and_one_in_use_stays(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    used, lock = spare_folders.new_folder("broadcaster-feed-")
    left, gone = spare_folders.new_folder("broadcaster-feed-")
    (left / "feed").touch()
    os.close(gone)
    (tmp_path / "another").mkdir()
    spare_folders.clear_left("broadcaster-feed-")
    assert sorted(path.name for path in tmp_path.iterdir() if path not in two) == ["another", used.name]
    os.close(lock)


def test_a_nest_of_folders_that_somebody_else_made_keeps_no_station_from_its_start(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    nest = tmp_path / "broadcaster-feed-zz"
    nest.mkdir()
    place = os.open(nest, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=place)
        deeper = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = deeper
    os.close(place)
    nest.chmod(0o777)
    try:
        spare_folders.clear_left("broadcaster-feed-")
        assert nest.exists()
    finally:
        subprocess.run(["rm", "-rf", str(nest)], check=True)  # Python's own goes as deep


def test_who_takes_the_name_that_all_can_know_takes_no_room(two: tuple[Path, Path], tmp_path: Path) -> None:
    root = tmp_path / "dai"
    known = [folder for folder in spare_folders._named(root) if folder.parent in two]
    for folder in known:
        folder.mkdir(mode=0o755)
    assert [folder for folder in spare_folders.made(root) if folder.parent in two] == []
    (root / "state").mkdir(parents=True)
    (root / "state/station-id").write_text("5" * 32)
    found = [folder for folder in spare_folders.made(root) if folder.parent in two]
    assert len(found) == len(known)
    assert set(found).isdisjoint(known)
    assert set(found) <= set(spare_folders.kept(root))
    spare_folders.clear(root)
    assert not any(folder.exists() for folder in found)
