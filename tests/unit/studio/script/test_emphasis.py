"""Words that a script asks for once more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.tone import ToneEngine, ToneFault
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore
from broadcaster.station.model.message import Emphasis, Message, Say
from broadcaster.station.model.station import Station
from broadcaster.studio.render.estimate import duration
from broadcaster.studio.script import recipe
from broadcaster.studio.script.digest import sound_digest, words_digest
from broadcaster.studio.script.script import Line, read_script
from tests.unit.studio.conftest import MakeStudio, message

FIRST = Say(text="Kính thưa bà con.")
TEXT = "Họp lúc bảy giờ. Gặp ông Thắng."


def _with(emphasis: Emphasis | None) -> Message:
    return message(FIRST, Say(text=TEXT, emphasis=emphasis), repeat=1)


def _lines(station: Station, emphasis: Emphasis | None) -> list[Line]:
    return list(read_script(station, _with(emphasis)).lines)


def test_words_without_emphasis_are_said_once(station: Station) -> None:
    assert [line.pace for line in _lines(station, None)] == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("emphasis", "pace"), [(Emphasis.REPEAT, 1.0), (Emphasis.SLOW, recipe.SLOW_PACE)], ids=["repeat", "slow"]
)
def test_emphasised_words_are_said_once_more_after_the_whole_part(
    station: Station, emphasis: Emphasis, pace: float
) -> None:
    lines = _lines(station, emphasis)
    assert [line.words for line in lines[1:3]] == [line.words for line in lines[3:]]
    assert [line.pace for line in lines] == [1.0, 1.0, 1.0, pace, pace]
    assert [(line.part, line.sentence) for line in lines] == [(0, 0), (1, 0), (1, 1), (1, 2), (1, 3)]


NUMBER = "Kính thưa bà con. Mọi chi tiết xin gọi số 0213 3876 543. Giá 12.000 đồng một suất."


@pytest.mark.parametrize("emphasis", [None, Emphasis.SLOW])
def test_sentence_that_tells_a_telephone_number_is_said_slowly_and_no_other(
    station: Station, emphasis: Emphasis | None
) -> None:
    lines = read_script(station, message(Say(text=NUMBER, emphasis=emphasis))).lines
    paces = [line.pace for line in lines]
    assert paces[:3] == [1.0, recipe.NUMBER_PACE, 1.0]
    assert paces[3:] == ([recipe.SLOW_PACE] * 3 if emphasis else [])


def test_telephone_number_is_measurably_slower(station: Station, clock: FakeClock, tmp_path: Path) -> None:
    (line,) = read_script(station, message(Say(text="Xin gọi số 0912 345 678."))).lines
    speaker = Speaker([EspeakEngine()], ClipStore(tmp_path / "clips", 1 << 24), clock)
    lengths = []
    for pace in (1.0, line.pace):
        (engine,) = speaker.order()
        (clip,) = speaker.speak(engine, [line.words], {}, round(185 * pace)).clips
        lengths.append(clip.frames / clip.rate)
    speaker.close()
    assert lengths[1] / lengths[0] == pytest.approx(1 / 0.9, rel=0.03)


def test_repeat_makes_no_more_clips_and_slow_makes_slower_ones(
    station: Station, make_studio: MakeStudio, tone: ToneEngine
) -> None:
    studio = make_studio(station)
    told: list[tuple[int, int]] = []
    plain = studio.render(_with(None))
    repeated = studio.render(_with(Emphasis.REPEAT))
    slow = studio.render(_with(Emphasis.SLOW), progress=lambda done, total: told.append((done, total)))
    assert (repeated.clips_made, repeated.clips_reused) == (0, 3)
    assert (slow.clips_made, slow.clips_reused) == (2, 3)
    assert told == [(n, 5) for n in range(1, 6)]
    assert plain.duration < repeated.duration < slow.duration
    assert len(tone.said) == 5
    again = studio.render(_with(Emphasis.SLOW))
    assert (again.clips_made, again.clips_reused, again.path) == (0, 5, slow.path)


def test_slow_words_last_longer_by_the_pace(station: Station, make_studio: MakeStudio) -> None:
    programme = make_studio(station).render(_with(Emphasis.SLOW))
    starts = {(c.part, c.sentence): c.start_frame / programme.rate for c in programme.cues}
    usual, slow = starts[1, 1] - starts[1, 0], starts[1, 3] - starts[1, 2]
    syllables = 4
    assert slow - usual == pytest.approx(syllables * 60 / 185 * (1 / recipe.SLOW_PACE - 1), abs=0.05)


def test_digests_know_that_words_are_said_once_more_and_the_sound_how(station: Station) -> None:
    words = {e: words_digest(station, _with(e)) for e in (None, *Emphasis)}
    assert words[None] != words[Emphasis.REPEAT] == words[Emphasis.SLOW]
    sounds = {sound_digest(read_script(station, _with(e)), None) for e in (None, *Emphasis)}
    assert len(sounds) == 3


def test_the_estimate_counts_words_that_are_said_once_more(station: Station) -> None:
    plain, repeated, slow = (duration(station, _with(e)) for e in (None, *Emphasis))
    assert plain < repeated < slow


def test_an_engine_that_fails_in_the_slow_words_leaves_the_whole_message_to_the_next(
    station: Station, make_studio: MakeStudio
) -> None:
    both = replace(
        station,
        settings=replace(station.settings, speech=replace(station.settings.speech, engines=("a", "b"))),
    )
    first, second = ToneEngine(name="a"), ToneEngine(name="b")
    first.break_down(ToneFault.FAIL, after=4)
    programme = make_studio(both, first, second).render(_with(Emphasis.SLOW))
    assert programme.engine == "b"
    assert programme.clips_made == 5
