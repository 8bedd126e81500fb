"""Mixes the body of a programme.

Clips and recordings at one rate and loudness, in their places over a bed, by pydub.

pydub widens, amplifies and overlays. It gets raw data in whole frames, because its own `append`
copies everything each time and its slices by milliseconds lose frames. Samples have 32 bits and
headroom, because an overlay in 16 bits clips without an error.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from broadcaster.speech.model import Clip
from broadcaster.studio.mastering import dynamics, loudness
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.take import shape
from broadcaster.studio.mixing import layout
from broadcaster.studio.mixing.sounds import (
    Late,
    MixSound,
    at_rate,
    blocks,
    floats,
    frames_at,
    softened,
    with_soft_edges,
)
from broadcaster.studio.recordings.decoding import decoded
from broadcaster.studio.script import recipe
from broadcaster.studio.script.script import Line, Recorded, Script

_OUT = -60.0  # dB at which a fade begins or ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A gain in dB over time, straight lines between points."""

    frames: NDArray[np.float64]
    levels: NDArray[np.float64]

    def at(self, frames: NDArray[np.float64]) -> NDArray[np.float64]:
        """The gain in dB at `frames`."""
        return np.interp(frames, self.frames, self.levels)


def duck(sounding: Iterable[tuple[int, int]], rate: int) -> Curve:
    """A curve that is low under each stretch that sounds, and high where the silence is long enough.

    Args:
        sounding: first frame and the one after the last of each stretch, in order.
        rate: Hz.
    """
    down, up = recipe.BED_DOWN * rate, recipe.BED_UP * rate
    points: list[tuple[float, float]] = [(-np.inf, 0.0)]
    for start, end in _merged(sounding, round(recipe.BED_REST * rate)):
        duck_level = recipe.BED_DUCK
        points += [(start - down, 0.0), (start, duck_level), (end, duck_level), (end + up, 0.0)]
    return _curve(points)


def fade(frames: int, rate: int) -> Curve:
    """A curve that fades in at the beginning and out at the end of a body of `frames`."""
    edge = min(recipe.BED_FADE * rate, frames / 2)
    return _curve([(0.0, _OUT), (edge, 0.0), (frames - edge, 0.0), (frames, _OUT)])


def _curve(points: list[tuple[float, float]]) -> Curve:
    table = np.array(points, np.float64)
    return Curve(frames=np.nan_to_num(table[:, 0], neginf=-1e12), levels=table[:, 1])


def _merged(stretches: Iterable[tuple[int, int]], rest: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in stretches:
        if merged and start - merged[-1][1] < rest:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Bed:
    """A bed for one body: any stretch of it with its gain applied."""

    def __init__(self, music: MixSound, gain: float, curves: tuple[Curve, ...]) -> None:
        """Take `music` (mono, the body's rate), a gain in dB and the curves that shape it."""
        self._music = music
        cross = min(round(recipe.BED_CROSSFADE * music.rate), music.frames // 4)
        self._period = music.frames - cross
        turn = np.linspace(0, np.pi / 2, cross, endpoint=False)
        self._seam = self._heard(0, cross) * np.sin(turn) + self._heard(self._period, cross) * np.cos(turn)
        self._cell = shape(music.rate).cell
        self._gain = gain
        self._curves = curves

    def stretch(self, start: int, frames: int) -> Samples:
        """The bed from frame `start` of the body, float32, full scale 1.0; `frames` are whole cells."""
        at = np.arange(start, start + frames + 1, self._cell, dtype=np.float64)
        level = np.full(len(at), self._gain, np.float64)
        for curve in self._curves:
            level += curve.at(at)
        borders = (10 ** (level / 20) / 32768).astype(np.float32)
        gains = dynamics.lines(borders, self._cell).ravel()
        return self._looped(start, frames) * gains

    def _looped(self, start: int, frames: int) -> Samples:
        sound = np.empty(frames, np.float32)
        done = 0
        while done < frames:
            turns, at = divmod(start + done, self._period)
            count = min(frames - done, self._period - at)
            piece = sound[done : done + count]
            piece[:] = self._heard(at, count)
            seam = self._seam[at : at + count] if turns else self._seam[:0]
            piece[: len(seam)] = seam
            done += count
        return sound

    def _heard(self, start: int, frames: int) -> NDArray[np.int16]:
        return np.frombuffer(self._music.stretch(start, frames), "<i2")


with warnings.catch_warnings():
    # pydub warns that it finds no ffmpeg, which is not needed here, and of its own old syntax.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

_HEADROOM = 12.0  # dB
_FULL_SCALE = float(2**31)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSound:
    """A clip or recording in its place."""

    start: int  # frame of the body
    clip: MixSound  # at the body's rate
    gain: float = 0.0  # dB

    @property
    def end(self) -> int:
        """The frame after its last."""
        return self.start + self.clip.frames


class Under(Protocol):
    """What is heard under the voices."""

    def stretch(self, start: int, frames: int) -> Samples:
        """`frames` of it from frame `start` of the body, float32, full scale 1.0."""


def mixed(voices: Sequence[PlacedSound], bed: Under | None, frames: int, rate: int) -> Iterator[Samples]:
    """The mix of a body, mono float32, full scale 1.0 (peaks may be over it), in blocks.

    Args:
        voices: in order of time, not overlapping.
        bed: what is heard under them.
        frames: length of the body, whole hops of 100 ms.
        rate: Hz.
    """
    block = shape(rate).block
    for start in range(0, frames, block):
        count = min(block, frames - start)
        sound = _strip(voices, start, count, rate)
        if bed is not None:
            sound = sound.overlay(_from_samples(bed.stretch(start, count), rate))
        yield _to_samples(sound)


def _strip(voices: Sequence[PlacedSound], start: int, count: int, rate: int) -> AudioSegment:
    """The voices between two frames, silence where there is none."""
    pieces, at = [], start
    for voice in voices:
        first, last = max(voice.start, start), min(voice.end, start + count)
        if first < last:
            pieces.append(_silence(first - at))
            data = voice.clip.stretch(first - voice.start, last - first)
            segment = AudioSegment(data, sample_width=2, frame_rate=rate, channels=1)
            pieces.append(segment.set_sample_width(4).apply_gain(voice.gain - _HEADROOM).raw_data)
            at = last
    pieces.append(_silence(start + count - at))
    return _segment(b"".join(pieces), rate)


def _silence(frames: int) -> bytes:
    return bytes(4 * frames)


def _segment(data: bytes, rate: int) -> AudioSegment:
    return AudioSegment(data, sample_width=4, frame_rate=rate, channels=1)


def _from_samples(samples: Samples, rate: int) -> AudioSegment:
    scale = np.float32(_FULL_SCALE * 10 ** (-_HEADROOM / 20))
    # float32 cannot hold 2**31 - 1: this is the next lower value.
    highest = np.nextafter(np.float32(_FULL_SCALE), np.float32(0))
    data = np.clip(samples * scale, -np.float32(_FULL_SCALE), highest).astype("<i4")
    return _segment(data.tobytes(), rate)


def _to_samples(sound: AudioSegment) -> Samples:
    data = np.frombuffer(sound.raw_data, "<i4").astype(np.float32)
    data *= np.float32(10 ** (_HEADROOM / 20) / _FULL_SCALE)
    return data


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
        PlacedSound(
            start=p.start, clip=clip, gain=gains[p.element.name] if isinstance(p.element, Recorded) else 0.0
        )
        for p, clip in zip(body.placed, heard, strict=True)
        if clip
    ]
    bed = _bed(music, _levelling(music, speech, hertz), voices, body.frames) if music else None
    return Mix(body=body, blocks=mixed(voices, bed, body.frames, rate))


def _recordings(script: Script, rate: int, folder: Path | None) -> dict[str, MixSound]:
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


def _spoken(clips: Sequence[Clip], number: int, rate: int) -> MixSound:
    """A clip at the programme's rate with soft edges, made when it is mixed."""
    clip = clips[number]
    frames = frames_at(clip.frames, clip.rate, rate)
    return Late(lambda: with_soft_edges(at_rate(clips[number], rate)), frames, rate)


def _bed(music: MixSound, level: float, voices: Sequence[PlacedSound], frames: int) -> Bed:
    stretches = [(v.start, v.end) for v in voices]
    curves = (duck(stretches, music.rate), fade(frames, music.rate))
    return Bed(music, level + recipe.BED_LEVEL, curves)


def _levelling(sound: MixSound, speech: float, hertz: float) -> float:
    """The gain in dB that brings a recording to the loudness of the speech."""
    own = loudness.of_samples(blocks(sound), sound.rate, hertz=hertz)
    if own == loudness.SILENT:
        return 0.0
    peak = 20 * float(np.log10(max(np.abs(block).max() for block in blocks(sound))))
    wanted = max(-recipe.MOST_LEVELLING, min(recipe.MOST_LEVELLING, speech - own))
    return min(wanted, recipe.LOUDEST_PEAK - peak)


def _speech_loudness(clips: Sequence[MixSound], rate: int, hertz: float) -> float:
    heard, seconds = [], 0.0
    for clip in clips:
        if seconds < _ENOUGH_SPEECH:
            heard.append(floats(clip))
            seconds += clip.frames / rate
    level = loudness.of_samples(heard, rate, hertz=hertz)
    return recipe.LEVEL_LUFS if level == loudness.SILENT else level
