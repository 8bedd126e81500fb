"""A message that was corrected stays off the air in the same words, whatever else its file says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.errors import ReadingError
from broadcaster.people.versions import words
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.house import MakeHouse
from tests.unit.app.urgency import Post

WRONG = "title: Sai\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
FILES = {"messages/sai.yaml": WRONG, "schedules/a.yaml": 'message: sai\nat: ["08:05"]\n'}

Write = Callable[[str], None]


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    return Post(make_house("2026-11-23T08:00", FILES))


@pytest.fixture
def write(post: Post) -> Write:
    def written(text: str) -> None:
        (Path(post.house.folder) / "messages/sai.yaml").write_text(text)
        post.house.reload()

    return written


@pytest.mark.parametrize(
    "text",
    [
        WRONG.replace("Sai", "Sai."),
        WRONG.replace("Kính thưa bà con.", "'Kính thưa bà con.  '"),
        WRONG.replace("title", "valid: {until: 2030-01-01}\ntitle"),
        WRONG.replace("title", "priority: priority\ntitle"),
        WRONG.replace("repeat: 1", "repeat: 2"),
    ],
    ids=["title", "space", "valid", "priority", "repeat"],
)
def test_same_wrong_words_stay_off_the_air_whatever_else_was_edited(
    post: Post, write: Write, text: str
) -> None:
    post.correct("sai", "Mời bà con ở nhà.")
    write(text)
    house = post.house
    assert list(house.held.of(house.station)) == ["sai"]
    post.play("sai")
    post.run_for(minutes=6)
    assert {str(row.outcome) for row in post.log() if row.message == "sai"} == {"refused"}


def test_other_words_air_again_and_the_old_ones_do_not_when_they_come_back(post: Post, write: Write) -> None:
    post.correct("sai", "Mời bà con ở nhà.")
    write(WRONG.replace("bà con", "toàn thể bà con"))
    assert post.house.held.of(post.house.station) == {}
    write(WRONG.replace("Sai", "Sai lần nữa"))
    assert list(post.house.held.of(post.house.station)) == ["sai"]


def test_words_are_known_again_after_a_restart(post: Post, write: Write) -> None:
    post.correct("sai", "Mời bà con ở nhà.")
    write(WRONG.replace("Sai", "Sai."))
    again = Suspensions(Path(post.house.folder) / "state/held.json")
    assert list(again.of(post.house.station)) == ["sai"]


def test_suspension_of_an_older_program_goes_on_by_its_content(post: Post, write: Write) -> None:
    post.correct("sai", "Mời bà con ở nhà.")
    path = Path(post.house.folder) / "state/held.json"
    kept = json.loads(path.read_text())
    del kept["sai"]["words"]
    path.write_text(json.dumps(kept))
    older = Suspensions(path)
    assert list(older.of(post.house.station)) == ["sai"]
    write(WRONG.replace("Sai", "Sai."))
    assert older.of(post.house.station) == {}


def test_what_nobody_has_read_yet_stays_off_and_is_not_read_for_the_desk(
    post: Post, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []

    def reading(station: Station, message: Message) -> str:
        read.append(message.id)
        return "đã đọc"

    post.correct("sai", "Mời bà con ở nhà.")
    write(WRONG.replace("bà con", "toàn thể bà con"))
    station = post.house.station
    monkeypatch.setattr(words, "words_digest", reading)
    again = Suspensions(Path(post.house.folder) / "state/held.json")
    assert again.refusal(station, "sai", reads=False) is not None
    assert read == []
    assert again.screen(station, []) == []
    assert read == ["sai"]
    assert again.refusal(station, "sai", reads=False) is None


def test_reading_that_fails_keeps_it_off_and_nothing_else(
    post: Post, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_station: Station, _message: Message) -> str:
        raise ReadingError("reading.unknown")

    post.correct("sai", "Mời bà con ở nhà.")
    write(WRONG.replace("bà con", "toàn thể bà con"))
    house = post.house
    monkeypatch.setattr(words, "words_digest", broken)
    again = Suspensions(Path(house.folder) / "state/held.json")
    assert list(again.of(house.station)) == ["sai"]
    now = house.clock.now()
    other = Occurrence(
        start=now,
        end=now,
        end_estimated=True,
        message="khac",
        schedule="a",
        session="a@1",
        position=0,
        of=1,
        status=Status.PLANNED,
    )
    rows = again.screen(house.station, [other, replace(other, message="sai")])
    assert [row.status for row in rows] == [other.status, Status.REFUSED]


def test_message_that_cannot_be_read_is_suspended_by_its_content(
    post: Post, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_station: Station, _message: Message) -> str:
        raise ReadingError("reading.unknown")

    held, station = Suspensions(None), post.house.station
    held.suspend(station, station.messages["sai"], "Lan", post.house.clock.now())
    held.learn(station, station.messages["sai"])
    assert list(held.of(station)) == ["sai"]
