"""An emergency that a person orders sounds its words without a recording that cannot be used, and says so."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Outcome
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay
from tests.house import MakeHouse
from tests.unit.app.urgency import FLOOD, Post

BAD, GOOD = "recordings/coi.wav", "recordings/tot.wav"
WORDS = "  - say: Nước lũ đang lên nhanh.\n"
ONCE = FLOOD.replace("repeat: until_stopped\nevery: 5m\n", "repeat: 1\n")
PLAYED = ONCE + f"  - play: {BAD}\n"
SECONDS = 3


def tone(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(bytes(range(256)) * (SECONDS * 16000 * 2 // 256))


@pytest.mark.parametrize(
    "text", [pytest.param(PLAYED, id="a part"), pytest.param(ONCE + f"bed: {BAD}\n", id="the bed")]
)
def test_words_sound_without_what_cannot_be_used_and_the_row_says_so(
    make_house: MakeHouse, text: str
) -> None:
    desk = Post(make_house("2026-11-23T08:00", {"messages/lu.yaml": text, BAD: "This is no sound."}))
    ticket = desk.play("lu")
    warning = desk.manual.warning(ticket)
    assert warning is not None
    assert BAD in say(warning.code, **dict(warning.facts))
    desk.run_for(minutes=1)
    (row,) = desk.log()
    assert row.outcome is Outcome.AIRED
    assert row.reason is not None
    assert (row.reason.code, dict(row.reason.facts)["names"]) == ("playout.left_out", BAD)
    assert "service.left_out" in [fault.error.code for fault in desk.house.director.faults]


def test_only_what_cannot_be_used_is_left_out(make_house: MakeHouse, tmp_path: Path) -> None:
    text = ONCE + f"  - play: {GOOD}\n"
    house = make_house("2026-11-23T08:00", {"messages/lu.yaml": text, GOOD: "x", BAD: "This is no sound."})
    tone(tmp_path / GOOD)
    house.reload()
    desk = Post(house)
    desk.play("lu")
    desk.run_for(minutes=1)
    (tmp_path / "messages/lu.yaml").write_text(text + f"  - play: {BAD}\n")
    house.reload()
    desk.play("lu")
    desk.run_for(minutes=1)
    whole, left = desk.log()
    assert (whole.reason, left.reason and left.reason.code) == (None, "playout.left_out")
    assert whole.ended is not None
    assert left.ended is not None
    assert whole.started is not None
    assert left.started is not None
    assert whole.ended - whole.started == left.ended - left.started
    assert (whole.ended - whole.started).total_seconds() > SECONDS


def test_file_that_has_gone_is_left_out_too(make_house: MakeHouse, tmp_path: Path) -> None:
    desk = Post(make_house("2026-11-23T08:00", {"messages/lu.yaml": PLAYED, BAD: "This is no sound."}))
    (tmp_path / BAD).unlink()
    desk.play("lu")
    desk.run_for(minutes=1)
    (row,) = desk.log()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.AIRED, "playout.left_out")


def test_row_says_that_its_days_are_over_and_what_was_left_out(make_house: MakeHouse) -> None:
    text = PLAYED + "valid: {until: 2020-01-01}\n"
    desk = Post(make_house("2026-11-23T08:00", {"messages/lu.yaml": text, BAD: "This is no sound."}))
    desk.play("lu")
    desk.run_for(minutes=1)
    (row,) = desk.log()
    assert row.reason is not None
    said = say(row.reason.code, **dict(row.reason.facts))
    assert "01/01/2020" in said
    assert BAD in said


def test_each_airing_of_a_chain_says_what_is_left_out(make_house: MakeHouse) -> None:
    text = FLOOD + f"  - play: {BAD}\n"
    desk = Post(make_house("2026-11-23T08:00", {"messages/lu.yaml": text, BAD: "This is no sound."}))
    desk.play("lu")
    desk.run_for(minutes=6)
    codes = [row.reason and row.reason.code for row in desk.log() if row.outcome is Outcome.AIRED]
    assert codes == ["playout.left_out"] * 2


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        pytest.param(PLAYED.replace(WORDS, ""), "emergency", id="nothing else"),
        pytest.param(PLAYED, None, id="no emergency of a person"),
        pytest.param(PLAYED, "priority", id="priority"),
    ],
)
def test_all_else_with_such_a_recording_is_refused_whole(
    make_house: MakeHouse, text: str, priority: str | None
) -> None:
    desk = Post(make_house("2026-11-23T08:00", {"messages/lu.yaml": text, BAD: "This is no sound."}))
    ticket = desk.asked(
        lambda: desk.manual.take(AskPlay(message="lu", priority=priority), Requester(shown="An"))
    )
    desk.run_for(minutes=1)
    (row,) = desk.log()
    assert (row.outcome, row.reason and row.reason.code) == (Outcome.REFUSED, "studio.cannot_decode")
    assert desk.manual.warning(ticket) is None
