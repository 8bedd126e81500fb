from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import EngineMissing
from broadcaster.speech.model import Clip
from broadcaster.speech.samples import decode
from broadcaster.station.model.message import Message, Play, Say
from broadcaster.station.model.sound import Speech
from broadcaster.station.model.station import Station
from broadcaster.studio.comparison.measurement import Mute, Sample, compare
from broadcaster.studio.comparison.page import page
from broadcaster.studio.comparison.recognition import RATE, in_room, understood
from broadcaster.studio.comparison.trial import VoiceChoice
from broadcaster.studio.mastering import loudness

MESSAGE = Message(
    id="a", title='Tin <b>mới</b> & "cũ"', parts=(Say(text="Kính thưa bà con. Xin cảm ơn bà con."),)
)
TONE, SILENT = VoiceChoice(engine="tone"), VoiceChoice(engine="piper", voice="nobody")


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_each_voice_says_the_message_and_is_measured(station: Station) -> None:
    station = replace(station, settings=replace(station.settings, speech=Speech(engines=("tone",), rate=200)))
    heard = iter(["kính thưa bà con", "xin cảm ơn bà"])
    told: list[VoiceChoice] = []
    samples = compare(station, MESSAGE, [TONE, SILENT], hear=lambda _clip: next(heard), progress=told.append)
    sample, mute = samples
    assert isinstance(sample, Sample)
    assert sample.rate == pytest.approx(200, rel=0.05)
    assert -30 < sample.loudness < -5
    assert sample.understood == pytest.approx(8 / 9)
    assert sample.mp3[:3] == b"ID3" or sample.mp3[0] == 0xFF
    assert isinstance(mute, Mute)
    assert told == [TONE, SILENT]


def test_voices_are_measured_without_a_recogniser(station: Station) -> None:
    (sample,) = compare(station, MESSAGE, [TONE])
    assert isinstance(sample, Sample)
    assert sample.understood is None


def test_players_are_equally_loud_whatever_the_voices_own_loudness(station: Station) -> None:
    samples = compare(station, MESSAGE, [TONE, VoiceChoice(engine="espeak", voice="vi+whisper")])
    own, heard = [], []
    for sample in samples:
        assert isinstance(sample, Sample)
        own.append(sample.loudness)
        sound = np.frombuffer(decode(sample.mp3, rate=RATE, engine="test").samples, "<i2").astype(np.float32)
        heard.append(
            loudness.of_samples([sound / np.float32(32768)], RATE, hertz=station.settings.sound.high_pass)
        )
    assert abs(own[0] - own[1]) > 2
    assert heard[0] == pytest.approx(heard[1], abs=0.6)


def test_recogniser_is_given_a_room_with_a_noise_floor_of_one_level_whatever_the_clips() -> None:
    t = np.arange(RATE) / RATE
    rooms = [in_room(level * np.sin(2 * np.pi * 300 * t), seed=1) for level in (0.9, 0.001)]
    assert np.abs(rooms[0].astype(int) - rooms[1].astype(int)).max() <= 1
    before = rooms[0][: round(0.3 * RATE)] / 32768
    floor = 20 * np.log10(np.sqrt(np.mean(before**2)) / 0.7)
    assert floor == pytest.approx(-50, abs=0.5)


def test_message_without_words_has_nothing_to_compare(station: Station) -> None:
    silent = replace(MESSAGE, parts=(Play(recording="recordings/a.ogg"),))
    assert compare(station, silent, [TONE]) == []


def test_page_holds_all_it_needs_and_nothing_of_it_is_taken_for_markup(station: Station) -> None:
    error = EngineMissing("speech.no_voice", engine="piper", voice="<script>alert(1)</script>", known="")
    hostile = VoiceChoice(engine="piper", voice='"><img src=x onerror=alert(1)>')
    text = page(MESSAGE, [*compare(station, MESSAGE, [TONE]), Mute(choice=hostile, error=error)], 185)
    seen = Reader(text)
    assert seen.tags.count("audio") == 1
    assert not {"script", "img", "b", "link", "iframe"} & set(seen.tags)
    assert all(source.startswith("data:audio/mpeg;base64,") for source in seen.sources)
    assert 'So sánh các giọng: Tin <b>mới</b> & "cũ"' in seen.text
    assert "<img src=x onerror=alert(1)>" in seen.text
    assert re.search(r"default-src 'none'", text)


@pytest.mark.parametrize(
    ("heard", "share"),
    [
        ("kính thưa bà con", 1.0),
        ("Kính thưa, bà con.", 1.0),
        ("kính thưa con", 0.75),
        ("kính thưa bà bà con", 0.75),
        ("", 0.0),
        ("một hai ba bốn năm sáu bảy tám chín", 0.0),
    ],
)
def test_share_that_was_understood(heard: str, share: float) -> None:
    assert understood(["kính thưa bà con"], [heard]) == share


@given(st.lists(st.sampled_from("aăâ"), min_size=1, max_size=8), st.lists(st.sampled_from("aăâ"), max_size=8))
def test_share_that_was_understood_is_a_share_and_whole_only_for_the_same_words(
    said: list[str], heard: list[str]
) -> None:
    share = understood([" ".join(said)], [" ".join(heard)])
    assert 0 <= share <= 1
    assert (share == 1) == (said == heard)


def test_choices_are_the_stations_voices_those_installed_and_the_built_in_one(
    station: Station, tmp_path: Path
) -> None:
    from broadcaster.cli.texts.voice_comparison import voices_of
    from broadcaster.speech.voices.shelf import Shelf

    voices = MappingProxyType(
        {"default": MappingProxyType({}), "nam": MappingProxyType({"edge": "vi-VN-NamMinhNeural"})}
    )
    speech = Speech(engines=("edge", "piper", "espeak"))
    named = replace(station, settings=replace(station.settings, speech=speech, voices=voices))
    shelf = Shelf(tmp_path)
    labels = [choice.label for choice in voices_of(named, shelf)]
    assert labels == ["edge", "edge:vi-VN-NamMinhNeural", "espeak"]
    kept_in = replace(named, settings=replace(named.settings, speech=replace(speech, online=False)))
    assert [choice.label for choice in voices_of(kept_in, shelf)] == ["espeak"]


@pytest.mark.patient
def test_recogniser_hears_a_clip_where_it_is_installed() -> None:
    pytest.importorskip("vietasr", reason="the recogniser is not installed")
    from broadcaster.studio.comparison.recognition import recogniser

    hear = recogniser()
    assert hear is not None
    assert isinstance(hear(Clip(samples=bytes(2 * 24000), rate=24000)), str)
