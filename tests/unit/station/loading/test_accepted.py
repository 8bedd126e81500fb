from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StationError
from broadcaster.station.loading import archive as accepted
from broadcaster.station.loading.loader import load
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation

Make = Callable[[Mapping[str, str | bytes]], Path]
FILES: dict[str, str | bytes] = {
    "messages/m.yaml": "title: x\nbed: recordings/Nhạc.OGG\nparts: [{play: recordings/a.ogg}, {say: hi}]\n",
    "schedules/s.yaml": "message: m\nat: ['06:30']\n",
    "lexicon.yaml": "CH Play: xê hát pờ lây\n",
    "approvals/m.yaml": "message: m\nwords_digest: aa\nby: An\nat: 2026-11-20T07:00:00+07:00\n",
    "recordings/Nhạc.OGG": b"music",
}


@pytest.fixture
def folder(make: Make) -> Path:
    return make(FILES)


def kept(folder: Path, clock: FakeClock) -> Station:
    return accepted.keep(load(folder, clock=clock), folder / "state")


def test_station_when_kept_and_reloaded_then_is_the_same(folder: Path, clock: FakeClock) -> None:
    station = kept(folder, clock)

    again = accepted.reload(folder / "state", clock=clock)

    assert again is not None
    assert again.problems == ()
    assert again.station == station
    assert station.root == folder
    assert {name: r.path.read_bytes() for name, r in station.recordings.items()} == {
        "recordings/Nhạc.OGG": b"music",
        "recordings/a.ogg": b"sound",
    }
    assert {r.path.suffix for r in station.recordings.values()} == {".ogg"}


def test_station_that_is_kept_already_is_not_written_again(folder: Path, clock: FakeClock) -> None:
    kept(folder, clock)
    archive = folder / "state" / accepted.ARCHIVE
    before = archive.stat().st_ino

    kept(folder, clock)
    same = archive.stat().st_ino
    (folder / "messages/m.yaml").write_text("title: y\nparts: [{say: hi}]\n")
    kept(folder, clock)

    assert same == before
    assert archive.stat().st_ino != before


def test_files_edited_or_gone_after_keeping_then_the_kept_station_is_untouched(
    folder: Path, clock: FakeClock
) -> None:
    station = kept(folder, clock)

    with (folder / "recordings/a.ogg").open("r+b") as file:
        file.write(b"OTHER")  # in place: a hard link would change with it
    (folder / "messages/m.yaml").write_text("title: [broken\n")
    (folder / "station.yaml").unlink()
    again = accepted.reload(folder / "state", clock=clock)

    assert again is not None
    assert again.station == station
    assert station.recordings["recordings/a.ogg"].path.read_bytes() == b"sound"


def test_nothing_kept_then_reload_gives_none(tmp_path: Path) -> None:
    assert accepted.reload(tmp_path) is None


def test_same_files_then_same_archive_bytes(folder: Path, clock: FakeClock) -> None:
    kept(folder, clock)
    first = (folder / "state" / accepted.ARCHIVE).read_bytes()

    kept(folder, clock)

    assert (folder / "state" / accepted.ARCHIVE).read_bytes() == first


def test_new_recording_when_kept_then_the_old_one_is_removed(folder: Path, clock: FakeClock) -> None:
    before = kept(folder, clock)
    (folder / "recordings/a.ogg").write_bytes(b"the new one")

    after = kept(folder, clock)

    shelf = folder / "state" / "recordings"
    assert sorted(shelf.iterdir()) == sorted(r.path for r in after.recordings.values())
    assert not before.recordings["recordings/a.ogg"].path.exists()


def test_kept_station_when_kept_again_then_nothing_changes(folder: Path, clock: FakeClock) -> None:
    station = kept(folder, clock)
    again = accepted.reload(folder / "state", clock=clock)
    assert again is not None

    assert accepted.keep(again, folder / "state") == station


def test_station_with_errors_then_is_not_kept(make: Make, clock: FakeClock) -> None:
    folder = make({"messages/m.yaml": "titel: x\n"})

    with pytest.raises(BadStation):
        kept(folder, clock)

    assert not (folder / "state").exists()


def test_recording_that_changes_while_it_is_kept_then_is_refused_and_the_old_station_stays(
    folder: Path, clock: FakeClock
) -> None:
    old = kept(folder, clock)
    (folder / "recordings/a.ogg").write_bytes(b"new")
    loaded = load(folder, clock=clock)
    (folder / "recordings/a.ogg").write_bytes(b"newer still")

    with pytest.raises(StationError) as caught:
        accepted.keep(loaded, folder / "state")

    assert caught.value.code == "station.recording_changed"
    again = accepted.reload(folder / "state", clock=clock)
    assert again is not None
    assert again.station == old


@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_archive_that_is_damaged_then_is_a_problem(
    damage: bytes | None, folder: Path, clock: FakeClock
) -> None:
    kept(folder, clock)
    archive = folder / "state" / accepted.ARCHIVE
    if damage is None:
        whole = archive.read_bytes()
        at = whole.index(b"title: x")
        archive.write_bytes(whole[:at] + b"TITLE" + whole[at + 5 :])
    else:
        archive.write_bytes(damage)

    again = accepted.reload(folder / "state", clock=clock)

    assert again is not None
    assert again.station is None
    assert [p.code for p in again.problems] == ["station.accepted_damaged"]


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_kept_recording_that_is_damaged_then_is_a_problem_of_its_message(
    damage: str, folder: Path, clock: FakeClock
) -> None:
    path = kept(folder, clock).recordings["recordings/a.ogg"].path
    path.unlink() if damage == "gone" else path.write_bytes(b"rot")

    again = accepted.reload(folder / "state", clock=clock)

    assert again is not None
    assert [(p.file, p.line, p.code) for p in again.problems] == [
        ("messages/m.yaml", 3, "station.kept_damaged")
    ]


def test_archive_then_holds_the_very_bytes_that_were_checked(folder: Path, clock: FakeClock) -> None:
    loaded = load(folder, clock=clock)
    (folder / "messages/m.yaml").write_text("title: edited since\nparts: [say: x]\n")

    station = accepted.keep(loaded, folder / "state")

    with zipfile.ZipFile(folder / "state" / accepted.ARCHIVE) as archive:
        assert archive.read("messages/m.yaml").decode() == FILES["messages/m.yaml"]
    assert station.messages["m"].title == "x"
