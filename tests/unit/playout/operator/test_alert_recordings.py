"""The sender's own recording on the air: after what must be said, or the words as ever."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from broadcaster.alerts.inbox.kept import recording_name
from broadcaster.alerts.inbox.received import AlertRecording, AlertState, Received
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.core.errors import Phrase
from broadcaster.journal.rows.model import Airing, Outcome
from broadcaster.playout.operator.alert_queue import EVERY
from broadcaster.playout.operator.alert_request import speech_of
from broadcaster.playout.operator.alerts import RECORDING
from tests.house import MakeHouse
from tests.unit.alerts.sounds import wav
from tests.unit.playout.operator.alert_post import TRUSTED, AlertPost, received

NIGHT, DAY = "2026-11-23T02:10", "2026-11-23T08:00"
SECONDS = 20.0
SOUND = wav(SECONDS)
THERE = AlertRecording(sha256=hashlib.sha256(SOUND).hexdigest(), seconds=SECONDS)
NONE = AlertRecording(why=Phrase(code="alerts.audio.digest"))


@pytest.fixture
def night(make_house: MakeHouse) -> AlertPost:
    return AlertPost(make_house(NIGHT, {}))


def offering(post: AlertPost, **more: Any) -> Received:
    """An alert that offers a recording, which is on the disk though nobody said so."""
    long = "Bà con ở yên trong nhà. " * 20
    one = received(sent=post.now, instruction=long, **more)
    file = post.house.station.root / "state" / recording_name(one.id)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(SOUND)
    return replace(one, recording=AlertRecording())


def heard(post: AlertPost) -> list[Airing]:
    return [row for row in post.rows() if row.started is not None]


def lasted(row: Airing) -> float:
    assert row.started is not None
    assert row.ended is not None
    return (row.ended - row.started).total_seconds()


def test_recording_that_is_there_is_heard_after_the_head(night: AlertPost) -> None:
    one = offering(night)
    night.inbox.recordings[one.id] = THERE
    night.receive(one)
    night.run_for(minutes=2)
    (row,) = heard(night)
    assert row.outcome is Outcome.AIRED
    speech = speech_of(night.house.station, one, THERE)
    assert row.message == f"(alert) {speech.text}"
    assert speech.recording is not None
    assert "Bà con" not in speech.text
    assert speech.text.startswith("Cảnh báo của Trung tâm Dự báo. Bão số 1.")
    assert speech.told == Phrase(code="alerts.audio.said", facts=(("seconds", "20"),))
    assert SECONDS < lasted(row) < 60 + 15


def test_while_the_siren_sounds_the_words_wait_for_it(night: AlertPost) -> None:
    one = offering(night)
    night.siren_ready()
    night.receive(one)
    assert [each.words_by is not None for each in night.alerts.standing] == [True]
    night.run_for(seconds=2)
    night.inbox.recordings[one.id] = THERE
    night.run_for(minutes=2)
    (row,) = heard(night)
    assert lasted(row) > SECONDS
    (siren,) = [each for each in night.log() if each.part_of == row.id]
    assert siren.outcome is Outcome.AIRED


@pytest.mark.parametrize("came", [None, NONE], ids=["not yet", "never"])
def test_without_it_the_words_are_read(night: AlertPost, came: AlertRecording | None) -> None:
    one = offering(night)
    if came is not None:
        night.inbox.recordings[one.id] = came
    night.siren_ready()
    night.receive(one)
    night.run_for(seconds=RECORDING + 3)
    assert [each.words_by for each in night.alerts.standing] == [None]
    night.run_for(minutes=2)
    speech = speech_of(night.house.station, one, came or AlertRecording())
    assert (speech.recording, "Bà con" in speech.text) == (None, True)
    assert speech.told is not None
    assert speech.told.code == "alerts.audio.not_said"
    assert len(heard(night)) == 1


def test_what_comes_late_is_heard_the_next_time(night: AlertPost) -> None:
    one = offering(night)
    night.siren_ready()
    night.receive(one)
    night.run_for(minutes=1)
    night.inbox.recordings[one.id] = THERE
    night.run_for(seconds=EVERY.total_seconds() + 90)
    first, second = heard(night)
    assert first.words_digest != second.words_digest


@pytest.mark.parametrize("harm", ["gone", "another", "too long"])
def test_recording_that_is_not_whole_or_has_no_room_is_not_heard(night: AlertPost, harm: str) -> None:
    one = offering(night)
    file = night.house.station.root / "state" / recording_name(one.id)
    if harm == "gone":
        file.unlink()
    elif harm == "another":
        file.write_bytes(wav(1.0))
    there = replace(THERE, seconds=58.0) if harm == "too long" else THERE
    night.inbox.recordings[one.id] = there
    night.receive(one)
    night.run_for(minutes=2)
    speech = speech_of(night.house.station, one, there)
    assert (speech.recording, "Bà con" in speech.text) == (None, True)
    assert [row.outcome for row in heard(night)] == [Outcome.AIRED]


@pytest.mark.parametrize("how", ["stop", "cancel", "aside", "gone"])
def test_whoever_ends_it_while_it_waits_ends_it(night: AlertPost, how: str) -> None:
    one = offering(night)
    night.siren_ready()
    night.receive(one)
    night.run_for(seconds=1)
    assert night.alerts.standing[0].words_by is not None
    match how:
        case "stop":
            night.stop()
            night.look()
        case "cancel":
            night.receive(received("VN-2", sent=night.now, verdict=AlertVerdict.CANCEL, ends=[one.alert.key]))
        case "aside":
            night.inbox.mark(one.id, AlertState.SET_ASIDE)
        case "gone":
            night.inbox.senders.clear()
    night.inbox.recordings[one.id] = THERE
    night.run_for(minutes=7)
    assert not night.alerts.standing, "nothing stands before the next"
    assert heard(night) == []
    rows = night.log()
    assert all(row.outcome is not None for row in rows)
    night.inbox.senders[TRUSTED.id] = TRUSTED
    following = received("VN-3", sent=night.now)
    night.receive(following)
    night.run_for(minutes=1)
    assert [row.alert for row in heard(night)] == [following.id]


def test_step_of_the_clock_lengthens_no_waiting(night: AlertPost) -> None:
    one = offering(night, lasts=timedelta(hours=3))
    night.siren_ready()
    night.receive(one)
    night.house.jump(-30)
    night.run_for(seconds=RECORDING + 60)
    assert len(heard(night)) == 1


def test_test_is_said_with_its_recording_too(make_house: MakeHouse) -> None:
    day = AlertPost(make_house(DAY, {}))
    day.trust(tests=True)
    one = offering(day, verdict=AlertVerdict.TEST)
    day.receive(one)
    day.run_for(seconds=2)
    assert heard(day) == []
    day.inbox.recordings[one.id] = THERE
    day.run_for(minutes=3)
    (row,) = heard(day)
    assert lasted(row) > SECONDS
