"""A backup takes the place of a station in the station's own folder, whenever the power goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from broadcaster.core.errors import BackupError, StoreError
from broadcaster.upkeep.backup.exchange import is_ready, put_in_place
from broadcaster.upkeep.backup.restoration import make_ready
from tests.unit.upkeep.conftest import NOW, Ward, names, no_key


@pytest.fixture
def box(ward: Ward) -> Path:
    """A new station, into whose folder a backup was unpacked."""
    folder = ward.beside / "moi"
    (folder / "state").mkdir(parents=True)
    (folder / "messages").mkdir()
    for name in ("station.yaml", "messages/chao.yaml", "state/setup.json", "readme.txt"):
        (folder / name).write_text("new")
    make_ready(ward.backup().path, folder, no_key, now=NOW, keeps=lambda *_: {"state/setup.json": b"kept"})
    return folder


def whole(box: Path, ward: Ward) -> None:
    """The station is the backup's, and the one before lies aside, whole."""
    asides = [each for each in box.iterdir() if each.name.startswith(".")]
    assert [each.name[:8] for each in asides] == [".before-"]
    assert names(asides[0]) == {"station.yaml", "messages/chao.yaml", "state/setup.json", "readme.txt"}
    for name in ("station.yaml", "messages/centre/ngan.yaml", "state/held.json"):
        assert (box / name).read_text() == (ward.folder / name).read_text()
    assert (box / "state/setup.json").read_text() == "kept"
    assert (box / "state/restored.json").exists()
    assert not (box / "state/exchange").exists()
    assert not (box / "messages/chao.yaml").exists()


def test_nothing_of_the_station_changes_before(box: Path) -> None:
    assert is_ready(box)
    assert (box / "station.yaml").read_text() == "new"


def test_it_takes_the_place_and_nothing_happens_twice(box: Path, ward: Ward) -> None:
    put_in_place(box, NOW)
    whole(box, ward)
    put_in_place(box, NOW)
    assert not is_ready(box)
    whole(box, ward)


def test_a_cut_at_any_step_is_finished_at_the_next_start(
    box: Path, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, cuts = Path.rename, 0

    def cut_after(steps: int) -> bool:
        """Put it in place until the power goes; whether it did."""
        left = steps

        def maybe(path: Path, target: Path) -> Path:
            nonlocal left
            if not left:
                raise OSError("the power goes")
            left -= 1
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", maybe)
        try:
            put_in_place(box, NOW)
        except StoreError:
            return True
        finally:
            monkeypatch.setattr(Path, "rename", rename)
        return False

    while cut_after(1):  # each start gets one step further
        cuts += 1
        assert cuts < 50
    assert cuts > len(names(box)) // 2
    whole(box, ward)


def test_what_another_account_makes_is_no_backup(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ward.folder
    (folder / ".restored/state").mkdir(parents=True)
    (folder / ".restored/station.yaml").write_text("name: other")
    (folder / ".restored/state/exchange").write_text("aside")
    before = names(folder)
    for own, mode in ((os.geteuid() + 1, 0o755), (os.geteuid(), 0o775)):
        (folder / ".restored/state").chmod(mode)
        with monkeypatch.context() as patched:
            patched.setattr(os, "geteuid", lambda own=own: own)
            assert not is_ready(folder)
            put_in_place(folder, NOW)
        assert names(folder) == before
    (folder / ".restored/state").rename(folder / "elsewhere")
    (folder / ".restored/state").symlink_to(folder / "elsewhere")
    put_in_place(folder, NOW)
    assert (folder / ".restored/station.yaml").exists()


@pytest.mark.parametrize("name", [".placing", ".old", ".restored/.old", "messages"])
def test_what_stands_in_its_way_keeps_nothing_back(box: Path, ward: Ward, name: str) -> None:
    (box / name / "state").mkdir(parents=True, exist_ok=True)
    (box / name / "state/x").write_text("x")
    put_in_place(box, NOW)
    assert (box / "station.yaml").read_text() == (ward.folder / "station.yaml").read_text()
    assert not is_ready(box)
    assert not (box / ".restored").exists()


def test_a_backup_that_is_not_whole_leaves_nothing(ward: Ward, tmp_path: Path) -> None:
    made = ward.backup().path
    made.write_bytes(made.read_bytes()[:-50])
    folder = tmp_path / "box"
    folder.mkdir()
    with pytest.raises(BackupError):
        make_ready(made, folder, no_key, now=NOW)
    assert list(folder.iterdir()) == []
