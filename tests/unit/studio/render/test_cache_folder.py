"""Who may write the station's folder, but not `state/`, puts no other words in the place of approved ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from broadcaster.studio.render.store import cache_folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("audio_cache", "state"):
        (tmp_path / name).mkdir(mode=0o700)
    tmp_path.chmod(0o755)
    return tmp_path


def test_cache_lies_beside_the_files_where_nobody_else_may_write(root: Path) -> None:
    assert cache_folder(root) == root / "audio_cache"


@pytest.mark.parametrize("name", [".", "audio_cache"])
@pytest.mark.parametrize("mode", [0o775, 0o757, 0o2770])
def test_cache_lies_in_state_where_others_may_write(root: Path, name: str, mode: int) -> None:
    (root / name).chmod(mode)
    assert cache_folder(root) == root / "state/audio_cache"


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a folder to another account")
@pytest.mark.parametrize("name", [".", "audio_cache"])
def test_cache_lies_in_state_where_a_folder_is_of_another_account(root: Path, name: str) -> None:
    os.chown(root / name, 1, 1)
    assert cache_folder(root) == root / "state/audio_cache"


@pytest.mark.skipif(os.geteuid() != 0, reason="gives a folder to another account")
def test_a_cache_put_in_the_place_of_ours_by_another_account_is_not_ours(root: Path) -> None:
    root.chmod(0o2775)
    (root / "audio_cache").rename(root / "ours")
    (root / "audio_cache").mkdir()
    os.chown(root / "audio_cache", 1, 1)
    assert cache_folder(root) == root / "state/audio_cache"


def test_a_state_put_in_the_place_of_ours_has_no_cache(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root.chmod(0o2775)
    monkeypatch.setattr(os, "geteuid", lambda: root.stat().st_uid or 1000)
    if root.stat().st_uid == 0:
        os.chown(root, 1000, 1000)
        os.chown(root / "state", 1, 1)
    else:
        (root / "state").chmod(0o777)
    cache = cache_folder(root)
    with pytest.raises(OSError, match="Not a directory"):
        cache.mkdir(parents=True)


def test_a_station_that_never_ran_has_its_cache_beside_its_files(root: Path) -> None:
    root.chmod(0o775)
    (root / "state").rmdir()
    assert cache_folder(root) == root / "audio_cache"


def test_the_cache_in_state_is_believed_on_a_disk_that_takes_no_writes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.chmod(0o775)
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    assert cache_folder(root) == root / "state/audio_cache"
