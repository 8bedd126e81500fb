"""Programmes made in blocks against the same made whole, straightforwardly, with everything in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from broadcaster.core.clock import SystemClock
from broadcaster.speech import store
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.speech.model import Clip
from broadcaster.speech.speaker import Speaker
from broadcaster.speech.store import ClipStore
from broadcaster.station.model.message import Pause, Play, Say
from broadcaster.station.model.sound import Profile
from broadcaster.station.model.station import Station
from broadcaster.studio.mastering import dynamics, loudness, master, profiles, take
from broadcaster.studio.mastering import loudness as peaks
from broadcaster.studio.mastering.filters import impulse_response, k_weighting
from broadcaster.studio.mastering.profiles import treatment
from broadcaster.studio.mixing import layout
from broadcaster.studio.mixing.mix import duck, fade, mix_body
from broadcaster.studio.mixing.sounds import at_rate, floats, with_soft_edges
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.render.assembly import MasteredProgramme, mastered, write
from broadcaster.studio.script import recipe
from broadcaster.studio.script.programme import SegmentKind
from broadcaster.studio.script.script import Line, Recorded, Script, read_script
from tests.unit.studio.conftest import RATE, WORDS, message, music, record_to, sine

Sound = NDArray[np.float64]
SPEECH = Say(text=WORDS)
MESSAGES = {
    "speech": message(SPEECH, repeat=1),
    "bed, recordings, repeats and a gap": message(
        SPEECH, Play(recording="loi.wav"), Pause(length=1.5), SPEECH, bed="nhac.wav", repeat=3, gap=0.7
    ),
    "recording alone": message(Play(recording="loi.wav"), repeat=2),
}
SOON = (("speech", Profile.HORN), ("bed, recordings, repeats and a gap", Profile.FLAT))


@pytest.fixture
def full(station: Station, tmp_path: Path) -> Station:
    bursts = sine(700, 6, 0.3) * (np.arange(6 * RATE) % 9000 < 5000)
    made = {"nhac.wav": music(5), "loi.wav": bursts + 0.05, "mo.wav": sine(500, 2, 0.9)}
    recordings = {name: record_to(tmp_path / name, sound) for name, sound in made.items()}
    return replace(station, recordings=recordings)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of 0.7 s, cells in chunks of two hops, nothing long in memory."""
    monkeypatch.setattr(take, "_BLOCK_HOPS", 7)
    monkeypatch.setattr(take, "_SAMPLES_IN_MEMORY", 1)
    monkeypatch.setattr(take, "_CELLS_IN_MEMORY", 1)
    monkeypatch.setattr(master, "_CHUNK", 400)
    monkeypatch.setattr(store, "_IN_MEMORY", 0)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("name", "profile"),
    [
        # The profile's filters and the mix do not know of each other: two pairs show as much, soon.
        pytest.param(name, profile, marks=[] if (name, profile) in SOON else pytest.mark.patient)
        for name in sorted(MESSAGES)
        for profile in Profile
    ],
)
def test_programme_in_blocks_sounds_like_the_whole(
    full: Station, tmp_path: Path, name: str, profile: Profile
) -> None:
    sound = replace(full.settings.sound, profile=profile, opening="mo.wav")
    station = replace(full, settings=replace(full.settings, sound=sound))
    script = read_script(station, MESSAGES[name])
    speaker = Speaker((ToneEngine(),), ClipStore(tmp_path / "clips", 1 << 30), SystemClock())
    (engine,) = speaker.order()
    clips = speaker.speak(engine, script.words, {}, 185).clips
    path = tmp_path / "out.wav"
    with mastered(script, mix_body(script, clips, tmp_path), tmp_path) as made:
        write(made, path)
        expected = _whole(script, list(clips), made)
    heard = np.frombuffer(path.read_bytes()[44:], "<i2").astype(np.int32)
    assert len(heard) == len(expected)
    assert np.abs(heard - expected).max() <= 1
    assert np.mean(heard != expected) < 0.01


def _whole(script: Script, clips: Sequence[Clip], made: MasteredProgramme) -> NDArray[np.int32]:
    """The same programme: one array for everything, in double precision where that is simple."""
    body = _master(_mix(script, clips), script, made)
    around = {kind: np.frombuffer(end.samples, "<i2").astype(np.int32) for kind, end in made.ends.items()}
    sounds = {SegmentKind.BODY: body, **around}
    return np.concatenate(
        [
            np.zeros(s.end_frame - s.start_frame, np.int32) if s.kind is SegmentKind.GAP else sounds[s.kind]
            for s in made.segments
        ]
    )


def _mix(script: Script, clips: Sequence[Clip]) -> Sound:
    sound = script.station.settings.sound
    spoken = iter([with_soft_edges(at_rate(clip, RATE)) for clip in clips])
    named = {r.name: decode(r.path, RATE) for r in script.station.recordings.values()}
    heard = [
        next(spoken)
        if isinstance(e, Line)
        else with_soft_edges(named[e.name])
        if isinstance(e, Recorded)
        else Clip(samples=b"", rate=RATE)
        for e in script.elements
    ]
    lengths = {id(e): clip.frames for e, clip in zip(script.elements, heard, strict=True)}
    body = layout.lay_out(script.elements, lambda e: lengths[id(e)], RATE, bed=script.message.bed is not None)
    lines = [at_rate(clip, RATE) for clip in clips]
    speech = loudness.of_samples(
        [floats(with_soft_edges(clip)) for clip in lines], RATE, hertz=sound.high_pass
    )
    mix = np.zeros(body.frames)
    for place, clip in zip(body.placed, heard, strict=True):
        gain = 1.0
        if isinstance(place.element, Recorded):
            gain = _level(clip, speech if clips else recipe.LEVEL_LUFS, sound.high_pass)
        mix[place.start : place.start + clip.frames] = floats(clip).astype(np.float64) * gain
    if script.message.bed:
        sounding = [(p.start, p.end) for p, clip in zip(body.placed, heard, strict=True) if clip.frames]
        mix += _bed(named[script.message.bed], sounding, body.frames) * _level(
            named[script.message.bed], speech, sound.high_pass
        )
    return mix


def _level(clip: Clip, speech: float, hertz: float) -> float:
    peak = 20 * np.log10(np.abs(floats(clip)).max())
    missing = speech - loudness.of_samples([floats(clip)], RATE, hertz=hertz)
    bounded = max(-recipe.MOST_LEVELLING, min(recipe.MOST_LEVELLING, missing))
    return float(10 ** (min(bounded, recipe.LOUDEST_PEAK - peak) / 20))


def _bed(music: Clip, sounding: list[tuple[int, int]], frames: int) -> Sound:
    once = floats(music).astype(np.float64)
    cross = min(round(recipe.BED_CROSSFADE * RATE), len(once) // 4)
    period = len(once) - cross
    turn = np.linspace(0, np.pi / 2, cross, endpoint=False)
    seam = once[:cross] * np.sin(turn) + once[period:] * np.cos(turn)
    again = np.concatenate((seam, once[cross:period]))
    looped = np.concatenate((once[:period], *[again] * (frames // period + 1)))[:frames]
    cell = take.shape(RATE).cell
    at = np.arange(0, frames + 1, cell, dtype=np.float64)
    level = recipe.BED_LEVEL + duck(sounding, RATE).at(at) + fade(frames, RATE).at(at)
    gains = np.interp(np.arange(frames) + 0.5, at, 10 ** (level / 20))
    under: Sound = looped * gains
    return under


def _master(mix: Sound, script: Script, made: MasteredProgramme) -> NDArray[np.int32]:
    how, form = treatment(script.station.settings.sound), take.shape(RATE)
    first = profiles.sections(how.profile, how.high_pass, RATE)
    sound = _convolved(mix, impulse_response(first))
    weighted = _convolved(mix, impulse_response(first + k_weighting(RATE))).reshape(-1, form.cell) ** 2
    heard = weighted.mean(axis=1)
    cells = np.arange(len(heard))
    highest = peaks.of_cells(np.pad(sound, peaks.CONTEXT).astype(np.float32), cells, form.cell, RATE)
    own = loudness.integrated(heard.reshape(-1, form.cells).mean(axis=1))
    compressed = _compressed((sound.reshape(-1, form.cell) ** 2).mean(axis=1), own, how.profile, form)
    look = int(recipe.LIMIT_LOOK / form.cell_seconds) | 1

    def gains(make_up: float) -> Sound:
        drawn = _borders(compressed)
        reached = highest * np.maximum(drawn[:-1], drawn[1:]) * 10 ** (make_up / 20)
        limit = dynamics.limiter(reached.astype(np.float32), how.target.ceiling, look)
        return compressed * limit * 10 ** (make_up / 20)

    def measured(make_up: float) -> float:
        hops = (heard * gains(make_up) ** 2).reshape(-1, form.cells).mean(axis=1)
        return loudness.integrated(hops)

    # The gain that gives the body the loudness which the programme's solver has settled on.
    low, high = -40.0, recipe.MOST_GAIN
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if measured(middle) < made.master.loudness else (low, middle)
    total = _borders(gains(low))
    lines = np.interp(np.arange(len(sound)) + 0.5, np.arange(len(total)) * form.cell, total)
    finished: NDArray[np.int32] = np.rint(np.clip(sound * lines * 32767, -32768, 32767)).astype(np.int32)
    return finished


def _convolved(sound: Sound, taps: Sound) -> Sound:
    size = len(sound) + len(taps) - 1
    whole: Sound = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(taps, size), size)
    return whole[: len(sound)]


def _compressed(power: Sound, own: float, profile: Profile, form: take.Shape) -> Sound:
    """The compressor's gain for each cell, decided every four cells."""
    density = profiles.density(profile)
    wanted = np.minimum(
        0,
        (own + density.over - 10 * np.log10(power.reshape(-1, 4).mean(axis=1) + 1e-12))
        * (1 - 1 / density.ratio),
    )
    level, smooth = 0.0, []
    for want in wanted:
        time = density.attack if want < level else density.release
        keep = np.exp(-4 * form.cell_seconds / time)
        level = keep * level + (1 - keep) * want
        smooth.append(level)
    borders = _borders(10 ** (np.array(smooth) / 20))
    gains: Sound = np.interp(np.arange(len(power)) + 0.5, np.arange(len(borders)) * 4, borders)
    return gains


def _borders(gains: Sound) -> Sound:
    return np.concatenate((gains[:1], (gains[:-1] + gains[1:]) / 2, gains[-1:]))
