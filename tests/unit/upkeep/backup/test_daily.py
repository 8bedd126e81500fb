"""The backup of each day."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.core.errors import BackupError, StoreError
from broadcaster.station.model.office import Backup
from broadcaster.upkeep.backup import daily
from broadcaster.upkeep.backup.daily import make_daily, mounted_at, opened
from broadcaster.upkeep.backup.encryption import new_keys
from broadcaster.upkeep.backup.marks import Last, is_due, last
from tests.unit.upkeep.conftest import ABOUT, NOW, Ward, names

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
RULE = Backup(to="kho", at=time(2, 45))


def local(hour: int, minute: int = 0, day: int = 27) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("before", "now", "due"),
    [
        (None, local(9), True),
        (local(2, 50), local(9), False),
        (local(2, 50, 26), local(2, 44), False),
        (local(2, 50, 26), local(2, 45), True),
        (local(2, 50, 25), local(2, 44), True),  # the computer was off yesterday
        (local(9, 0, 26), local(2, 50), True),
        (datetime(2036, 1, 1, 3, tzinfo=ZONE), local(9), True),  # the clock was ahead for a day
    ],
)
def test_due_once_a_day_also_when_the_computer_was_off(
    before: datetime | None, now: datetime, due: bool
) -> None:
    made = None if before is None else Last(at=before, path="x")
    assert is_due(RULE, made, now) is due
    assert not is_due(Backup(), made, now)


def kept(ward: Ward, number: int, box: str = ABOUT.box, keep: int = 3) -> tuple[str, ...]:
    about = replace(ABOUT, box=box, at=(NOW + timedelta(days=number)).astimezone(ZONE))
    return make_daily(ward.folder, replace(RULE, keep=keep), about).strangers


def test_old_ones_go_and_others_stay(ward: Ward) -> None:
    place = ward.folder / "kho"
    place.mkdir()
    (place / "ảnh.jpg").write_text("a photo of the ward")
    for number in range(5):
        assert kept(ward, number) == ()
    files = sorted(path.name for path in place.iterdir())
    assert len(files) == 4
    assert files[:3] == [
        f"broadcaster-abababab-cdcdcdcd-2026{day}T094500.tar.gz" for day in ("1129", "1130", "1201")
    ]
    before = last(ward.folder / "state")
    assert before is not None
    assert before.path.endswith(files[2])


def test_the_backup_that_was_just_made_stays_beside_some_of_a_day_when_the_clock_was_years_ahead(
    ward: Ward,
) -> None:
    place = ward.folder / "kho"
    place.mkdir()
    kept(ward, 3650, keep=1)
    (ahead,) = place.iterdir()
    kept(ward, 1, keep=1)
    (left,) = place.iterdir()
    assert left != ahead
    before = last(ward.folder / "state")
    assert before is not None
    assert before.path == str(left)


def test_another_computer_with_the_same_station_is_told(ward: Ward) -> None:
    (ward.folder / "kho").mkdir()
    other = "ef" * 16
    assert kept(ward, 0, box=other) == ()
    (ward.folder / "state/backup.json").unlink()
    assert kept(ward, 1) == ()  # it was put back from the other one's: no news
    (ward.folder / "state/backup.json").rename(ward.beside / "ours")
    assert kept(ward, 2, box=other) == ()  # which has its own record
    (ward.beside / "ours").rename(ward.folder / "state/backup.json")
    assert len(kept(ward, 3)) == 1


def test_folder_that_is_not_there_is_not_made(ward: Ward) -> None:
    with pytest.raises(BackupError) as caught:
        kept(ward, 0)
    assert caught.value.code == "backup.no_folder"
    assert last(ward.folder / "state") is None


@pytest.mark.parametrize("to", ["state", "state/pinned", "kho", "../{name}/state"])
def test_the_programs_own_place_takes_none_by_a_link_either(ward: Ward, to: str) -> None:
    (ward.folder / "state/pinned").mkdir(exist_ok=True)
    (ward.folder / "kho").symlink_to("state/pinned")
    before = names(ward.folder)
    with pytest.raises(BackupError) as caught:
        make_daily(ward.folder, replace(RULE, to=to.format(name=ward.folder.name)), ABOUT)
    assert caught.value.code == "backup.within_state"
    assert names(ward.folder) == before


def test_with_a_key_it_is_encrypted(ward: Ward) -> None:
    (ward.folder / "kho").mkdir()
    made = make_daily(ward.folder, replace(RULE, key=new_keys().public), ABOUT).made
    assert made.header.secret
    assert made.path.name.endswith(".tar.gz.age")


def test_wrong_key_is_told_and_leaves_nothing(ward: Ward) -> None:
    (ward.folder / "kho").mkdir()
    with pytest.raises(BackupError) as caught:
        make_daily(ward.folder, replace(RULE, key="age1wrong"), ABOUT)
    assert caught.value.code == "backup.bad_key"
    assert list((ward.folder / "kho").iterdir()) == []


MOUNTS = (
    "29 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n"
    "97 29 8:17 / /media/pi/SAO\\040LUU rw,nosuid - vfat /dev/sdb1 rw,uid=1000\n"
)


def test_mounted_stick_is_found_by_its_device() -> None:
    assert mounted_at(Path("/dev/sdb1"), MOUNTS) == Path("/media/pi/SAO LUU")
    assert mounted_at(Path("/dev/sdc1"), MOUNTS) is None


def test_stick_that_is_not_plugged_in_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "LABELS", tmp_path)
    with pytest.raises(BackupError) as caught, opened("", "SAO LƯU", tmp_path):
        pass
    assert caught.value.code == "backup.no_stick"


def test_label_is_looked_for_as_udev_writes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    device, stick = tmp_path / "sdb1", tmp_path / "stick"
    device.touch()
    stick.mkdir()
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/SAO\\x20LƯU").symlink_to(device)
    (tmp_path / "mounts").write_text(f"97 29 8:17 / {stick} rw - vfat {device} rw\n")
    monkeypatch.setattr(daily, "LABELS", tmp_path / "labels")
    monkeypatch.setattr(daily, "MOUNTS", tmp_path / "mounts")
    with opened("", "SAO LƯU", tmp_path) as folder:
        assert folder == stick / "broadcaster"
        assert folder.is_dir()


def udisks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A stick that is not mounted, and a `udisksctl` that notes what it is asked; its log and the stick."""
    device, stick, calls = folder / "sdb1", folder / "stick", folder / "calls"
    device.touch()
    stick.mkdir()
    (folder / "labels").mkdir()
    (folder / "labels/LUU").symlink_to(device)
    (folder / "mounts").write_text("")
    program = folder / "bin/udisksctl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$1" >>{calls}\necho "Mounted {device} at {stick}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(daily, "LABELS", folder / "labels")
    monkeypatch.setattr(daily, "MOUNTS", folder / "mounts")
    return calls, stick


def test_a_stick_that_was_mounted_is_unmounted_when_the_backup_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, _ = udisks(tmp_path, monkeypatch)
    with pytest.raises(BackupError), opened("", "LUU", tmp_path):
        raise BackupError("backup.busy")
    assert calls.read_text().split() == ["mount", "unmount"]


def test_a_stick_on_which_nothing_can_be_made_is_told_as_a_fault_of_its_place(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, stick = udisks(tmp_path, monkeypatch)
    (stick / "broadcaster").write_text("a file in the folder's place")
    with pytest.raises(StoreError) as caught:
        make_daily(ward.folder, Backup(usb="LUU", at=time(2, 45)), ABOUT)
    assert str(stick) in str(caught.value.facts["path"])
    assert calls.read_text().split() == ["mount", "unmount"]
