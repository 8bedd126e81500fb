"""The body of a programme: clips and recordings at one rate and loudness, in their places over a bed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from broadcaster.speech.model import Clip
from broadcaster.studio import recipe
from broadcaster.studio.mastering import loudness
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mixing import layout
from broadcaster.studio.mixing.ducking import Bed, duck, fade
from broadcaster.studio.mixing.mix import Voice, floats, mixed, with_soft_edges
from broadcaster.studio.mixing.resampling import at_rate
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.script.elements import Line, Recorded
from broadcaster.studio.script.script import Script

_DECODERS = 2
_ENOUGH_SPEECH = 30.0  # seconds of one voice that tell its loudness


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """A body before mastering."""

    body: layout.Body  # where everything stands
    blocks: Iterator[Samples]  # mono float32, full scale 1.0; made while they are read, once


def mix_body(script: Script, clips: Sequence[Clip]) -> Mix:
    """Mix what is heard once through a script.

    Args:
        script: its elements, its message's bed and its station's sound settings count.
        clips: one for each line, in order.

    Raises:
        StudioError: a recording cannot be used.
    """
    sound = script.station.settings.sound
    rate, hertz = sound.rate, sound.high_pass
    spoken, decoded = _sounds(script, clips, rate)
    recordings = {
        e.name: with_soft_edges(decoded[e.name]) for e in script.elements if isinstance(e, Recorded)
    }
    music = decoded[script.message.bed] if script.message.bed else None
    speech = _speech_loudness(spoken, rate, hertz) if recordings or music else recipe.LEVEL_LUFS
    gains = {name: _levelling(clip, speech, hertz) for name, clip in recordings.items()}
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


def _sounds(script: Script, clips: Sequence[Clip], rate: int) -> tuple[list[Clip], dict[str, Clip]]:
    """The clips of the lines and the recordings by name, the bed too; both at the programme's rate."""
    names = dict.fromkeys(e.name for e in script.elements if isinstance(e, Recorded))
    if script.message.bed:
        names[script.message.bed] = None
    paths = {name: script.recording(name).path for name in names}
    # ffmpeg decodes beside us while the clips change their rate.
    with ThreadPoolExecutor(_DECODERS) as pool:
        decoding = {name: pool.submit(decode, path, rate, name=name) for name, path in paths.items()}
        spoken = _at_rate(clips, rate)
        return spoken, {name: future.result() for name, future in decoding.items()}


def _at_rate(clips: Sequence[Clip], rate: int) -> list[Clip]:
    """The clips at the programme's rate with soft edges; each distinct one worked on once."""
    done: dict[int, Clip] = {}
    for clip in clips:
        if id(clip) not in done:
            done[id(clip)] = with_soft_edges(at_rate(clip, rate))
    return [done[id(clip)] for clip in clips]


def _bed(music: Clip, level: float, voices: Sequence[Voice], frames: int) -> Bed:
    stretches = [(v.start, v.end) for v in voices]
    curves = (duck(stretches, music.rate), fade(frames, music.rate))
    return Bed(music, level + recipe.BED_LEVEL, curves)


def _levelling(clip: Clip, speech: float, hertz: float) -> float:
    """The gain in dB that brings a recording to the loudness of the speech."""
    own = loudness.of_samples([floats(clip)], clip.rate, hertz=hertz)
    if own == loudness.SILENT:
        return 0.0
    peak = 20 * float(np.log10(np.abs(floats(clip)).max()))
    wanted = max(-recipe.MOST_LEVELLING, min(recipe.MOST_LEVELLING, speech - own))
    return min(wanted, recipe.LOUDEST_PEAK - peak)


def _speech_loudness(clips: Sequence[Clip], rate: int, hertz: float) -> float:
    heard, seconds = [], 0.0
    for clip in clips:
        if seconds < _ENOUGH_SPEECH:
            heard.append(floats(clip))
            seconds += clip.frames / rate
    level = loudness.of_samples(heard, rate, hertz=hertz)
    return recipe.LEVEL_LUFS if level == loudness.SILENT else level
