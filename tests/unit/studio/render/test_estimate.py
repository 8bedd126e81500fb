from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.station.model.message import Pause, Play, Priority, Relay, Say
from broadcaster.station.model.sound import Speech
from broadcaster.station.model.station import Station
from broadcaster.studio.render.estimate import duration
from tests.unit.studio.conftest import WORDS, MakeStudio, message, record_to, sine

LONG = (
    "Kính thưa bà con nhân dân. Thực hiện chỉ đạo của cấp trên, phường thông báo về việc cài đặt ứng dụng "
    "trên điện thoại thông minh. Mọi người dân có điện thoại, hãy cài đặt ngay hôm nay để bảo vệ mình. "
    "Nếu cần giúp đỡ, bà con hãy hỏi trưởng bản, đoàn thanh niên hoặc cán bộ y tế. Xin cảm ơn bà con."
)


@pytest.mark.parametrize("rate", [150, 185, 233])
@pytest.mark.parametrize("text", [WORDS, LONG], ids=["short", "long"])
def test_estimate_is_within_a_fifth_of_what_the_embedded_voice_takes(
    rate: int, text: str, station: Station, make_studio: MakeStudio
) -> None:
    settings = replace(station.settings, speech=Speech(engines=("espeak",), rate=rate))
    place = replace(station, settings=settings)
    espeak = EspeakEngine()
    programme = make_studio(place, espeak).render(message(Say(text=text), gap=0.0, repeat=3))
    espeak.close()
    assert duration(place, message(Say(text=text), gap=0.0, repeat=3)) == pytest.approx(
        programme.duration, rel=0.2
    )


def test_estimate_counts_rests_recordings_bed_gap_chimes_and_siren(
    station: Station, tmp_path: Path, make_studio: MakeStudio
) -> None:
    recordings = {
        "mong.wav": record_to(tmp_path / "recordings" / "mong.wav", sine(700, 7.0)),
        "nhac.wav": record_to(tmp_path / "recordings" / "nhac.wav", sine(500, 3.0)),
    }
    place = replace(station, recordings=recordings)
    item = message(
        Play(recording="mong.wav"),
        Pause(length=2),
        bed="nhac.wav",
        gap=11.0,
        repeat=3,
        priority=Priority.EMERGENCY,
    )
    assert duration(place, item) == pytest.approx(make_studio(place).render(item).duration, abs=1.0)


def test_estimate_counts_a_relay_as_long_as_it_was_asked_for(station: Station) -> None:
    plain, relayed = message(repeat=1), message(Say(text=WORDS), Relay(source="vov1", length=900), repeat=1)
    assert duration(station, relayed) - duration(station, plain) == pytest.approx(900, abs=2)


def test_faster_speech_is_shorter(station: Station) -> None:
    fast = replace(station, settings=replace(station.settings, speech=Speech(rate=300)))
    assert duration(fast, message()) < duration(station, message())
