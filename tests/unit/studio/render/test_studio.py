"""Whole programmes, measured as they will be heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from broadcaster.core.errors import EngineFailed, EngineMissing, StudioError
from broadcaster.core.text.catalogue import has
from broadcaster.core.whole_files import sha256_file
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.tone import ToneEngine, ToneFault
from broadcaster.station.model.message import Message, Pause, Play, Priority, Relay, Say
from broadcaster.station.model.sound import Sound, Speech
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.programme import Programme, SegmentKind
from tests.unit.studio.conftest import (
    RATE,
    WORDS,
    MakeStudio,
    Samples,
    ebur128,
    message,
    music,
    read_wav,
    record_to,
    sine,
)

SPEECH = Say(text=WORDS)


@pytest.fixture
def recordings(tmp_path: Path) -> Mapping[str, Recording]:
    noise = np.random.default_rng(4).standard_normal(4 * RATE)
    spoken = noise * np.clip(np.sin(2 * np.pi * 3 * np.arange(4 * RATE) / RATE), 0, 1)
    made: dict[str, np.ndarray[Any, np.dtype[np.floating[Any]]]] = {
        "nhac.wav": music(5),
        "nho.wav": spoken * 0.01,
        "to.wav": spoken * 0.3,
        "im.wav": np.zeros(RATE),
    }
    return {name: record_to(tmp_path / "recordings" / name, sound) for name, sound in made.items()}


@pytest.fixture
def full(station: Station, recordings: Mapping[str, Recording]) -> Station:
    return replace(station, recordings=recordings)


MESSAGES = {
    "speech": message(SPEECH),
    "speech once": message(SPEECH, repeat=1),
    "one word": message(Say(text="Alô."), repeat=1),
    "bed": message(SPEECH, Pause(length=3), SPEECH, bed="nhac.wav"),
    "recording": message(SPEECH, Play(recording="to.wav"), SPEECH),
    "quiet recording alone": message(Play(recording="nho.wav")),
    "all": message(SPEECH, Play(recording="nho.wav"), Pause(length=1), bed="nhac.wav", repeat=3),
    "emergency": message(SPEECH, priority=Priority.EMERGENCY),
}


def _body(programme: Programme) -> Samples:
    stretch = next(s for s in programme.segments if s.kind is SegmentKind.BODY)
    return read_wav(programme.path)[stretch.start_frame : stretch.end_frame]


def _level(samples: Samples) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples.astype(np.float64) ** 2)) + 1e-9))


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_programme_measures_the_stations_loudness_and_peak_by_ffmpeg(
    name: str, full: Station, make_studio: MakeStudio
) -> None:
    programme = make_studio(full).render(MESSAGES[name])
    loudness, peak = ebur128(programme.path)
    assert loudness == pytest.approx(-16, abs=0.2)
    assert peak <= -1.5
    assert programme.loudness_lufs == pytest.approx(loudness, abs=0.15)
    assert programme.true_peak_dbtp == pytest.approx(peak, abs=0.25)


@pytest.mark.parametrize("rate", [16000, pytest.param(22050, marks=pytest.mark.patient), 48000])
def test_programme_of_the_real_embedded_voice_measures_right_at_any_rate(
    rate: int, full: Station, make_studio: MakeStudio
) -> None:
    settings = replace(full.settings, sound=Sound(rate=rate), speech=Speech(engines=("espeak",)))
    espeak = EspeakEngine()
    programme = make_studio(replace(full, settings=settings), espeak).render(MESSAGES["bed"])
    espeak.close()
    loudness, peak = ebur128(programme.path)
    assert loudness == pytest.approx(-16, abs=0.2)
    assert peak <= -1.5
    assert programme.engine == "espeak"
    assert len(read_wav(programme.path)) == programme.frames


def test_programme_is_opening_rest_body_gap_body_rest_closing(
    station: Station, make_studio: MakeStudio
) -> None:
    programme = make_studio(station).render(message(SPEECH, gap=15.0))
    kinds = [(s.kind.value, round((s.end_frame - s.start_frame) / RATE, 1)) for s in programme.segments]
    body = kinds[2][1]
    rest = [("gap", 1.0), ("body", body), ("gap", 15.0), ("body", body), ("gap", 1.0)]
    assert kinds == [("opening", 4.7), *rest, ("closing", 4.7)]
    sound = read_wav(programme.path)
    assert len(sound) == programme.frames == programme.segments[-1].end_frame
    bodies = [s for s in programme.segments if s.kind is SegmentKind.BODY]
    first, second = (sound[s.start_frame : s.end_frame] for s in bodies)
    assert np.array_equal(first, second)
    for stretch in programme.segments:
        if stretch.kind is SegmentKind.GAP:
            assert not sound[stretch.start_frame : stretch.end_frame].any()


def test_cues_point_at_the_onset_of_each_sentence_in_each_repeat(
    station: Station, make_studio: MakeStudio
) -> None:
    programme = make_studio(station).render(message(SPEECH, Pause(length=1), SPEECH))
    sound = read_wav(programme.path)
    spoken = [c for c in programme.cues if c.part != 1]
    assert [(c.part, c.sentence, c.repeat) for c in spoken] == [
        (part, sentence, repeat) for repeat in (0, 1) for part in (0, 2) for sentence in (0, 1, 2)
    ]
    for cue in spoken:
        after = sound[cue.start_frame : cue.start_frame + RATE // 10]
        onset = int(np.argmax(np.abs(after) > 0.02))
        assert 0 < onset < 0.04 * RATE
        assert np.abs(sound[cue.start_frame - RATE // 10 : cue.start_frame]).max() < 0.002


def _edge_db(sound: Samples, at: int, side: int) -> float:
    count = max(2, int(0.00025 * RATE))
    piece = sound[at - count : at] if side < 0 else sound[at : at + count]
    return 20 * float(np.log10(np.abs(piece).max(initial=0) + 1e-7))


@pytest.mark.parametrize("name", ["speech", "recording", "bed", "emergency"])
def test_no_join_clicks(name: str, full: Station, make_studio: MakeStudio) -> None:
    programme = make_studio(full).render(MESSAGES[name])
    sound = read_wav(programme.path)
    for stretch in programme.segments:
        assert _edge_db(sound, stretch.start_frame, 1) < -45
        assert _edge_db(sound, stretch.end_frame, -1) < -45
    if name != "bed":
        for cue in programme.cues:
            assert _edge_db(sound, cue.start_frame, 1) < -45
            assert _edge_db(sound, cue.start_frame, -1) < -45


def test_hard_cut_recording_gets_soft_edges(full: Station, tmp_path: Path, make_studio: MakeStudio) -> None:
    cosine = 0.5 * np.cos(2 * np.pi * 700 * np.arange(RATE) / RATE)
    hard = record_to(tmp_path / "recordings" / "cat.wav", cosine)
    programme = make_studio(replace(full, recordings={"cat.wav": hard})).render(
        message(Play(recording="cat.wav"))
    )
    sound = read_wav(programme.path)
    for cue in programme.cues:
        assert _edge_db(sound, cue.start_frame, 1) < -45
        assert _edge_db(sound, cue.start_frame + RATE, 1) < -45


def test_quiet_recording_is_brought_to_the_level_of_the_speech(
    full: Station, make_studio: MakeStudio
) -> None:
    programme = make_studio(full).render(message(SPEECH, Play(recording="nho.wav"), repeat=1))
    body = _body(programme)
    start = programme.segments[2].start_frame
    recording = next(c for c in programme.cues if c.part == 1).start_frame - start
    # It was 20 dB and more under the speech.
    assert _level(body[recording : recording + 4 * RATE]) == pytest.approx(_level(body[: 4 * RATE]), abs=5)


def test_bed_is_heard_in_rests_and_well_under_speech(full: Station, make_studio: MakeStudio) -> None:
    item = message(SPEECH, Pause(length=5), SPEECH, bed="nhac.wav", repeat=1)
    with_bed = make_studio(full).render(item)
    start = with_bed.segments[2].start_frame
    pause = next(c for c in with_bed.cues if c.part == 1).start_frame - start
    body = _body(with_bed)
    rest = _level(body[pause + 2 * RATE : pause + 4 * RATE])
    speech = _level(body[2 * RATE : 5 * RATE])
    assert -22 < rest - speech < -5
    assert _level(body[: RATE // 100]) < -50
    assert _level(body[RATE : 3 * RATE // 2]) > -40


def test_emergency_opens_with_the_siren(station: Station, make_studio: MakeStudio) -> None:
    studio = make_studio(station)
    normal, emergency = studio.render(MESSAGES["speech"]), studio.render(MESSAGES["emergency"])
    assert normal.words_digest == emergency.words_digest
    assert normal.sound_digest != emergency.sound_digest
    opening = read_wav(emergency.path)[: 2 * RATE]
    spectrum = np.abs(np.fft.rfft(opening))
    strongest = np.fft.rfftfreq(len(opening), 1 / RATE)[spectrum.argmax()]
    assert 450 < strongest < 1000
    assert emergency.segments[0].end_frame > normal.segments[0].end_frame


def test_station_without_chimes_airs_bodies_alone(station: Station, make_studio: MakeStudio) -> None:
    sound = Sound(rate=RATE, opening="none", closing="none")
    bare = replace(station, settings=replace(station.settings, sound=sound))
    programme = make_studio(bare).render(message(SPEECH))
    assert [s.kind.value for s in programme.segments] == ["body", "gap", "body"]
    assert ebur128(programme.path)[0] == pytest.approx(-16, abs=0.2)


def test_second_render_makes_no_clip_and_no_file(
    station: Station, tone: ToneEngine, make_studio: MakeStudio
) -> None:
    first = make_studio(station).render(message(SPEECH, SPEECH))
    made = first.path.stat()
    tone.said.clear()
    second = make_studio(station).render(message(SPEECH, SPEECH))
    assert (first.clips_made, first.clips_reused) == (3, 0)
    assert (second.clips_made, second.clips_reused) == (0, 3)
    assert replace(second, clips_made=3, clips_reused=0) == first
    assert tone.said == []
    assert second.path.stat().st_ino == made.st_ino


def test_edit_of_one_sentence_makes_exactly_one_clip(
    station: Station, tone: ToneEngine, make_studio: MakeStudio
) -> None:
    studio = make_studio(station)
    before = studio.render(message(SPEECH))
    tone.said.clear()
    after = studio.render(message(Say(text=WORDS.replace("ứng dụng", "phần mềm"))))
    assert (after.clips_made, after.clips_reused) == (1, 2)
    assert len(tone.said) == 1
    assert after.words_digest != before.words_digest


def test_same_message_gives_the_same_bytes(station: Station, tmp_path: Path, make_studio: MakeStudio) -> None:
    first = make_studio(station).render(message(SPEECH))
    data = first.path.read_bytes()
    first.path.unlink()
    assert make_studio(station).render(message(SPEECH)).path.read_bytes() == data


@pytest.mark.parametrize("ending", [".wav", ".json"])
def test_damaged_programme_is_made_again_without_new_clips(
    ending: str, station: Station, make_studio: MakeStudio
) -> None:
    first = make_studio(station).render(message(SPEECH))
    good = first.path.read_bytes()
    first.path.with_suffix(ending).write_bytes(b"damaged")
    again = make_studio(station).render(message(SPEECH))
    assert again.path.read_bytes() == good
    assert (again.clips_made, again.clips_reused) == (0, 3)


def test_engine_that_fails_is_passed_over_and_the_next_speaks_all(
    station: Station, make_studio: MakeStudio
) -> None:
    online = ToneEngine(name="gtts", offline=False)
    online.break_down(ToneFault.FAIL, after=1)
    settings = replace(station.settings, speech=Speech(engines=("gtts", "tone")))
    networked = replace(station, settings=settings)
    fallen = make_studio(networked, online, ToneEngine()).render(message(SPEECH))
    assert fallen.engine == "tone"
    assert fallen.clips_made == 3
    online.mend()
    back = make_studio(networked, online, ToneEngine()).render(message(SPEECH))
    assert back.engine == "gtts"
    assert back.words_digest == fallen.words_digest == words_digest(networked, message(SPEECH))
    assert back.sound_digest != fallen.sound_digest
    assert (back.clips_made, back.clips_reused) == (2, 1)


def test_programme_of_an_engine_out_of_order_is_still_used(station: Station, make_studio: MakeStudio) -> None:
    online, other = ToneEngine(name="gtts", offline=False), ToneEngine()
    settings = replace(station.settings, speech=Speech(engines=("gtts", "tone")))
    studio = make_studio(replace(station, settings=settings), online, other)
    first = studio.render(message(SPEECH))
    online.break_down(ToneFault.FAIL)
    assert studio.render(message(Say(text="Câu khác."))).engine == "tone"  # from now on it rests
    assert studio.render(message(SPEECH)).sound_digest == first.sound_digest


def test_emergency_never_asks_an_engine_of_the_network(station: Station, make_studio: MakeStudio) -> None:
    online, embedded = ToneEngine(name="gtts", offline=False), ToneEngine()
    settings = replace(station.settings, speech=Speech(engines=("gtts", "tone")))
    studio = make_studio(replace(station, settings=settings), online, embedded)
    assert studio.render(MESSAGES["emergency"]).engine == "tone"
    assert studio.render(MESSAGES["speech"], offline_only=True).engine == "tone"
    assert online.said == []


def test_engine_asked_for_speaks_alone_or_tells_why_not(station: Station, make_studio: MakeStudio) -> None:
    broken, good = ToneEngine(name="gtts", offline=False), ToneEngine()
    broken.break_down(ToneFault.CRASH)
    studio = make_studio(station, broken, good)
    assert studio.render(message(SPEECH), engine="tone").engine == "tone"
    with pytest.raises(EngineFailed):
        studio.render(message(SPEECH), engine="gtts")
    with pytest.raises(EngineMissing):
        studio.render(message(SPEECH), engine="piper")


def test_every_engines_reason_is_told_when_none_works(station: Station, make_studio: MakeStudio) -> None:
    first, second = ToneEngine(name="gtts", offline=False), ToneEngine()
    first.break_down(ToneFault.FAIL)
    second.break_down(ToneFault.CRASH)
    with pytest.raises(EngineFailed) as caught:
        make_studio(station, first, second).render(message(SPEECH))
    assert "gtts" in str(caught.value.facts["reasons"])
    assert "tone" in str(caught.value.facts["reasons"])


def test_message_without_speech_needs_no_engine(
    full: Station, tone: ToneEngine, make_studio: MakeStudio
) -> None:
    tone.break_down(ToneFault.MISSING)
    studio = make_studio(full)
    programme = studio.render(MESSAGES["quiet recording alone"])
    assert programme.engine == ""
    assert studio.render(MESSAGES["quiet recording alone"]).sound_digest == programme.sound_digest


def test_progress_counts_distinct_sentences(station: Station, make_studio: MakeStudio) -> None:
    told: list[tuple[int, int]] = []
    make_studio(station).render(
        message(SPEECH, SPEECH), progress=lambda done, total: told.append((done, total))
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_voice_of_the_message_is_given_to_the_engine(station: Station, make_studio: MakeStudio) -> None:
    voices = {"default": {}, "nam": {"tone": "trầm"}}
    studio = make_studio(replace(station, settings=replace(station.settings, voices=voices)))
    usual, low = studio.render(message(SPEECH)), studio.render(message(SPEECH, voice="nam"))
    assert usual.words_digest == low.words_digest
    assert usual.sound_digest != low.sound_digest
    assert low.clips_made == 3


@pytest.mark.parametrize(
    ("item", "code"),
    [
        pytest.param(message(SPEECH, Relay(source="vov1", length=60)), "studio.no_relay", id="relay"),
        pytest.param(message(Pause(length=3)), "studio.nothing_to_hear", id="only a pause"),
        pytest.param(message(Say(text="…")), "studio.nothing_to_hear", id="no words"),
        pytest.param(message(Play(recording="im.wav")), "studio.silent", id="silent recording"),
        pytest.param(
            message(SPEECH, Play(recording="mat.wav")), "studio.no_recording", id="no such recording"
        ),
    ],
)
def test_message_that_cannot_be_rendered_is_refused_with_advice(
    item: Message, code: str, full: Station, make_studio: MakeStudio
) -> None:
    with pytest.raises(StudioError) as caught:
        make_studio(full).render(item)
    assert caught.value.code == code
    assert has(f"{code}.hint")


def test_broken_recording_is_named_and_leaves_nothing_behind(
    full: Station, tmp_path: Path, make_studio: MakeStudio
) -> None:
    path = tmp_path / "recordings" / "hong.mp3"
    path.write_bytes(b"no sound")
    taken = Recording(name="hong.mp3", path=path, sha256=sha256_file(path))
    broken = replace(full, recordings={"hong.mp3": taken})
    with pytest.raises(StudioError) as caught:
        make_studio(broken).render(message(SPEECH, Play(recording="hong.mp3")))
    assert caught.value.facts["path"] == "hong.mp3"
    assert list((tmp_path / "programmes").iterdir()) == []


def test_recording_that_was_changed_since_the_station_took_it_is_not_heard(
    full: Station, make_studio: MakeStudio
) -> None:
    name, taken = next(iter(full.recordings.items()))
    taken.path.write_bytes(taken.path.read_bytes() + b"\0" * 64)
    with pytest.raises(StudioError) as caught:
        make_studio(full).render(message(SPEECH, Play(recording=name)))
    assert (caught.value.code, caught.value.facts["path"]) == ("studio.recording_changed", name)


def test_opening_may_be_a_recording(full: Station, tmp_path: Path, make_studio: MakeStudio) -> None:
    jingle = record_to(tmp_path / "recordings" / "nhac-hieu.wav", sine(880, 2.0))
    sound = Sound(rate=RATE, opening="nhac-hieu.wav")
    own = replace(full, settings=replace(full.settings, sound=sound), recordings={"nhac-hieu.wav": jingle})
    programme = make_studio(own).render(message(SPEECH))
    assert programme.segments[0].end_frame == pytest.approx(2.05 * RATE, abs=RATE // 10)
    assert ebur128(programme.path)[0] == pytest.approx(-16, abs=0.2)
