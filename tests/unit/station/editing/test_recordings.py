"""Recordings as people handle them: no name leads elsewhere, nothing that is used goes away."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StationError
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.recordings import KEPT_FOR, Recordings, file_name
from broadcaster.station.loading.loader import load
from broadcaster.station.model.message import Play
from broadcaster.station.model.station import Station

USED = """\
title: Phòng rét
bed: recordings/nhac.ogg
parts:
  - say: Kính thưa bà con.   # giữ nguyên lời này
  - play: recordings/mong.flac
    language: hmn
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"station.yaml": "name: A\n", "messages/ret.yaml": USED}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "recordings").mkdir()
    for name in ("mong.flac", "nhac.ogg", "thua.flac"):
        (tmp_path / "recordings" / name).write_bytes(name.encode())
    return tmp_path


@pytest.fixture
def recordings(folder: Path) -> Recordings:
    return Recordings(folder, Documents(folder, FakeClock(datetime(2027, 1, 2, tzinfo=UTC))))


def station(folder: Path) -> Station:
    loaded = load(folder)
    assert loaded.station is not None, loaded.problems
    return loaded.station


def test_list_shows_who_uses_what_and_in_which_language(folder: Path, recordings: Recordings) -> None:
    (folder / "recordings" / "README.md").write_text("x")
    (folder / "recordings" / ".draft-1.flac").write_text("x")
    (folder / "recordings" / "ngoai.flac").symlink_to("/etc/passwd")
    found = {one.name: one for one in recordings.all(station(folder))}
    assert set(found) == {f"recordings/{name}" for name in ("mong.flac", "nhac.ogg", "thua.flac")}
    assert [message.title for message in found["recordings/mong.flac"].users] == ["Phòng rét"]
    assert found["recordings/mong.flac"].languages == ("hmn",)
    assert not found["recordings/thua.flac"].users


@pytest.mark.parametrize(
    "name", ["../station.yaml", "/etc/passwd", "recordings/../station.yaml", "recordings/", "", "state/x"]
)
def test_no_name_leads_out_of_the_folder(recordings: Recordings, name: str) -> None:
    for act in (recordings.find, recordings.remove):
        with pytest.raises(StationError, match="no_such_recording"):
            act(name)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bản tin tiếng Mông", "ban-tin-tieng-mong"),
        ("../../etc/passwd", "passwd"),
        ("..", "ghi-am"),
        ("", "ghi-am"),
        ("a\x00b\nc", "a-b-c"),
        ("C:\\x\\loi chao.mp3", "c-x-loi-chao-mp3"),
        ("đ" * 500, "d" * 60),
    ],
)
def test_file_gets_a_plain_name_whatever_is_typed(title: str, name: str) -> None:
    assert file_name(title) == name


def test_two_with_one_title_get_two_names(folder: Path, recordings: Recordings) -> None:
    names = []
    for sound in (b"1", b"2"):
        draft = recordings.draft()
        draft.write_bytes(sound)
        names.append(recordings.keep(draft, "Lời chào", ".flac"))
        assert not draft.exists()
    assert names == ["recordings/loi-chao.flac", "recordings/loi-chao-2.flac"]
    assert [(folder / name).read_bytes() for name in names] == [b"1", b"2"]


def test_draft_that_a_killed_station_left_is_forgotten(folder: Path, recordings: Recordings) -> None:
    left, fresh = recordings.draft(), recordings.draft()
    for draft in (left, fresh):
        draft.write_bytes(b"x")
    long_ago = left.stat().st_mtime - 7200
    os.utime(left, (long_ago, long_ago))
    recordings.draft()
    assert not left.exists()
    assert fresh.exists()


def test_used_recording_is_not_taken_away_and_the_answer_names_its_messages(
    folder: Path, recordings: Recordings
) -> None:
    for name in ("mong.flac", "nhac.ogg"):
        with pytest.raises(StationError) as refused:
            recordings.remove(f"recordings/{name}", station(folder))
        assert refused.value.facts["messages"] == "Phòng rét"
        assert (folder / "recordings" / name).exists()


def test_what_was_taken_away_comes_back(folder: Path, recordings: Recordings) -> None:
    token = recordings.remove("recordings/thua.flac")
    assert not (folder / "recordings" / "thua.flac").exists()
    assert recordings.restore(token) == "recordings/thua.flac"
    assert (folder / "recordings" / "thua.flac").read_bytes() == b"thua.flac"
    for wrong in (token, "../../recordings", "", "0" * 16):
        with pytest.raises(StationError, match="no_such_recording"):
            recordings.restore(wrong)


def test_what_came_meanwhile_is_not_overwritten_by_what_comes_back(
    folder: Path, recordings: Recordings
) -> None:
    token = recordings.remove("recordings/thua.flac")
    (folder / "recordings" / "thua.flac").write_bytes(b"new")
    with pytest.raises(StationError, match="recording_there"):
        recordings.restore(token)
    assert (folder / "recordings" / "thua.flac").read_bytes() == b"new"


def test_what_was_taken_away_long_ago_is_forgotten(folder: Path, recordings: Recordings) -> None:
    token = recordings.remove("recordings/thua.flac")
    place = folder / "state" / "removed-recordings" / token
    past = place.stat().st_mtime - KEPT_FOR - 1
    os.utime(place, (past, past))
    (folder / "recordings" / "them.flac").write_bytes(b"x")
    recordings.remove("recordings/them.flac")
    assert not place.exists()


def test_new_name_goes_into_the_messages_and_leaves_their_other_bytes(
    folder: Path, recordings: Recordings
) -> None:
    new = recordings.rename("recordings/mong.flac", "Chống rét, tiếng Mông", station(folder), by="Lan")
    assert new == "recordings/chong-ret-tieng-mong.flac"
    written = (folder / "messages/ret.yaml").read_text()
    assert written == USED.replace("recordings/mong.flac", new)
    assert not (folder / "recordings/mong.flac").exists()
    assert (folder / new).read_bytes() == b"mong.flac"
    with pytest.raises(StationError, match="recording_there"):
        recordings.rename(new, "thua", station(folder), by="Lan")


def test_message_plays_its_new_version_at_its_end(folder: Path, recordings: Recordings) -> None:
    recordings.add_to("ret", "recordings/thua.flac", "blt", "Tiếng Thái", by="Lan")
    part = station(folder).messages["ret"].parts[-1]
    assert part == Play(recording="recordings/thua.flac", language="blt", title="Tiếng Thái")
