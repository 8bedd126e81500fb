"""The body of a programme: clips and recordings at one rate and loudness, in their places over a bed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from broadcaster.speech.model import Clip
from broadcaster.studio import recipe
from broadcaster.studio.mastering import loudness
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mixing import layout
from broadcaster.studio.mixing.ducking import Bed, duck, fade
from broadcaster.studio.mixing.mix import Voice, mixed
from broadcaster.studio.mixing.resampling import at_rate, frames_at
from broadcaster.studio.mixing.sounds import Late, Sound, blocks, floats, softened, with_soft_edges
from broadcaster.studio.recordings.decoding import decoded
from broadcaster.studio.script.elements import Line, Recorded
from broadcaster.studio.script.script import Script

_DECODERS = 2
_ENOUGH_SPEECH = 30.0  # seconds of one voice that tell its loudness


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """A body before mastering."""

    body: layout.Body  # where everything stands
    blocks: Iterator[Samples]  # mono float32, full scale 1.0; made while they are read, once


def mix_body(script: Script, clips: Sequence[Clip], folder: Path | None = None) -> Mix:
    """Mix what is heard once through a script.

    Args:
        script: its elements, its message's bed and its station's sound settings count.
        clips: one for each line, in order; each is asked for again while the blocks are made.
        folder: where the samples of recordings may lie meanwhile; None for memory.

    Raises:
        StudioError: a recording cannot be used.
    """
    sound = script.station.settings.sound
    rate, hertz = sound.rate, sound.high_pass
    found = _recordings(script, rate, folder)
    recordings = {e.name: softened(found[e.name]) for e in script.elements if isinstance(e, Recorded)}
    music = found[script.message.bed] if script.message.bed else None
    spoken = [_spoken(clips, number, rate) for number in range(len(clips))]
    speech = _speech_loudness(spoken, rate, hertz) if recordings or music else recipe.LEVEL_LUFS
    gains = {name: _levelling(sound, speech, hertz) for name, sound in recordings.items()}
    lines = iter(spoken)
    heard = [
        next(lines) if isinstance(e, Line) else recordings[e.name] if isinstance(e, Recorded) else None
        for e in script.elements
    ]
    lengths = {id(e): clip.frames for e, clip in zip(script.elements, heard, strict=True) if clip}
    body = layout.lay_out(script.elements, lambda e: lengths[id(e)], rate, bed=music is not None)
    voices = [
        Voice(
            start=p.start, clip=clip, gain=gains[p.element.name] if isinstance(p.element, Recorded) else 0.0
        )
        for p, clip in zip(body.placed, heard, strict=True)
        if clip
    ]
    bed = _bed(music, _levelling(music, speech, hertz), voices, body.frames) if music else None
    return Mix(body=body, blocks=mixed(voices, bed, body.frames, rate))


def _recordings(script: Script, rate: int, folder: Path | None) -> dict[str, Sound]:
    """The recordings by name, the bed too, at the programme's rate."""
    names = dict.fromkeys(e.name for e in script.elements if isinstance(e, Recorded))
    if script.message.bed:
        names[script.message.bed] = None
    taken = {name: script.recording(name) for name in names}
    with ThreadPoolExecutor(_DECODERS) as pool:
        decoding = {
            name: pool.submit(decoded, one.path, rate, name=name, sha256=one.sha256, folder=folder)
            for name, one in taken.items()
        }
        return {name: future.result() for name, future in decoding.items()}


def _spoken(clips: Sequence[Clip], number: int, rate: int) -> Sound:
    """A clip at the programme's rate with soft edges, made when it is mixed."""
    clip = clips[number]
    frames = frames_at(clip.frames, clip.rate, rate)
    return Late(lambda: with_soft_edges(at_rate(clips[number], rate)), frames, rate)


def _bed(music: Sound, level: float, voices: Sequence[Voice], frames: int) -> Bed:
    stretches = [(v.start, v.end) for v in voices]
    curves = (duck(stretches, music.rate), fade(frames, music.rate))
    return Bed(music, level + recipe.BED_LEVEL, curves)


def _levelling(sound: Sound, speech: float, hertz: float) -> float:
    """The gain in dB that brings a recording to the loudness of the speech."""
    own = loudness.of_samples(blocks(sound), sound.rate, hertz=hertz)
    if own == loudness.SILENT:
        return 0.0
    peak = 20 * float(np.log10(max(np.abs(block).max() for block in blocks(sound))))
    wanted = max(-recipe.MOST_LEVELLING, min(recipe.MOST_LEVELLING, speech - own))
    return min(wanted, recipe.LOUDEST_PEAK - peak)


def _speech_loudness(clips: Sequence[Sound], rate: int, hertz: float) -> float:
    heard, seconds = [], 0.0
    for clip in clips:
        if seconds < _ENOUGH_SPEECH:
            heard.append(floats(clip))
            seconds += clip.frames / rate
    level = loudness.of_samples(heard, rate, hertz=hertz)
    return recipe.LEVEL_LUFS if level == loudness.SILENT else level
