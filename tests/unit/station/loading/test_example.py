"""The example station at the top of the repository."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from broadcaster.station.loading.loader import take
from broadcaster.station.model.message import Play, Say
from broadcaster.station.model.station import Station

SMALL_RECORDING = 300_000  # bytes; recordings are in git


@pytest.fixture(scope="module")
def station(example: Path) -> Station:
    return take(example)


def test_example_then_has_no_problem_and_no_warning(example: Path, station: Station) -> None:
    from broadcaster.station.loading.loader import load

    assert load(example).problems == ()
    assert station.settings.name == "Đài truyền thanh phường Tân Phong"
    assert not station.settings.approval.required
    assert station.settings.speech.engines == ("piper", "gtts", "espeak")


def test_bluezone_campaign_then_airs_twice_on_weekdays_without_an_end(station: Station) -> None:
    schedule = station.schedules["bluezone"]

    assert schedule.at == (time(6, 30), time(17))
    assert schedule.days == {0, 1, 2, 3, 4}
    assert all(s.valid.until is None for s in station.schedules.values())
    assert all(m.valid.until is None for m in station.messages.values())


def test_bluezone_message_then_is_for_the_ear(station: Station) -> None:
    message = station.messages["bluezone"]
    sentences = [
        line for part in message.parts if isinstance(part, Say) for line in part.text.split("\n") if line
    ]
    words = " ".join(sentences)

    assert (message.repeat, message.gap) == (2, 15.0)
    assert 8 <= len(sentences) <= 12
    assert max(len(sentence.split()) for sentence in sentences) <= 20
    assert all(word in words for word in ("Bluezone", "CH Play", "App Store", "tổ trưởng", "Covid-19"))


def test_second_message_then_has_a_bed_and_a_recording_that_is_small(station: Station) -> None:
    message = station.messages["ve-sinh-moi-truong"]

    assert message.bed == "recordings/nhac-nen.ogg"
    assert [p.recording for p in message.parts if isinstance(p, Play)] == ["recordings/loi-chao.ogg"]
    assert all(r.path.stat().st_size < SMALL_RECORDING for r in station.recordings.values())
    assert "ve-sinh-moi-truong" in {m for s in station.schedules.values() for m in s.messages}
