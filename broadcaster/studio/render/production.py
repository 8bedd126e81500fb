"""A programme's sound: clips and recordings mixed, mastered and written to one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadcaster.errors import StudioError
from broadcaster.speech.model import Clip
from broadcaster.station.loading.sirens import named
from broadcaster.station.model import Message, Profile, Station
from broadcaster.studio import recipe
from broadcaster.studio.mastering import loudness, mastering
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.mastering import Hops, Master, Target
from broadcaster.studio.mastering.take import Take, record, shape
from broadcaster.studio.mixing import chimes, layout, mix
from broadcaster.studio.mixing.ducking import Bed, duck, fade
from broadcaster.studio.mixing.resampling import at_rate
from broadcaster.studio.model import Cue, Segment, SegmentKind
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.render.wavfile import WavWriter
from broadcaster.studio.script import digest
from broadcaster.studio.script.elements import Element, Line, Recorded

_DECODERS = 2
_ENOUGH_SPEECH = 30.0  # seconds of one voice that tell its loudness
_SHORT = 600.0  # seconds of body whose samples are kept in memory to be written again


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What to produce."""

    station: Station
    message: Message
    elements: tuple[Element, ...]
    clips: tuple[Clip, ...]  # one for each line, in order

    @property
    def rate(self) -> int:
        """Hz of the programme."""
        return self.station.settings.sound.rate

    @property
    def high_pass(self) -> float:
        """Hz below which horn loudspeakers are not asked to sound."""
        return self.station.settings.sound.high_pass

    @property
    def profile(self) -> Profile:
        """For which loudspeakers it is made."""
        return self.station.settings.sound.profile

    @property
    def target(self) -> Target:
        """What the programme must measure."""
        sound = self.station.settings.sound
        return Target(loudness=sound.loudness, true_peak=sound.true_peak)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """An opening or closing, finished."""

    samples: bytes  # mono int16 little-endian
    hops: Hops
    true_peak: float  # linear

    @property
    def frames(self) -> int:
        """Length in frames."""
        return len(self.samples) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What was written."""

    frames: int
    loudness_lufs: float
    true_peak_dbtp: float
    segments: tuple[Segment, ...]
    cues: tuple[Cue, ...]
    sha256: str


def produce(script: Script, path: Path) -> Product:
    """Mix and master a script and write it to `path` as a WAV, whole as it is heard.

    Raises:
        StudioError: a recording cannot be used, or nothing can be heard.
        OSError: the disk is full.
    """
    body, blocks = _mixed(script)
    with ExitStack() as held:
        take = record(blocks, shape(script.rate), script.high_pass, path.parent, script.profile)
        held.callback(take.close)
        if mastering.is_silent(take):
            raise StudioError("studio.silent", message=script.message.id)
        return _written(script, body, take, _ends(script), path)


def _ends(script: Script) -> dict[SegmentKind, End]:
    """Opening and closing, each mastered on its own."""
    names = {
        SegmentKind.OPENING: digest.opening(script.station, script.message),
        SegmentKind.CLOSING: script.station.settings.sound.closing,
    }
    wanted = {kind: name for kind, name in names.items() if name != recipe.NO_SOUND}
    return {kind: _end(script, name) for kind, name in wanted.items()}


def _end(script: Script, name: str) -> End:
    manner = (script.rate, script.high_pass, script.profile, script.target)
    if name in recipe.SOUNDS:
        return _house_end(name, *manner)
    pattern = named(script.station.settings.sirens, name)
    if pattern is not None:
        return _finished(chimes.siren(pattern, script.rate), *manner)
    clip = decode(digest.recording(script.station, name).path, script.rate, name=name)
    return _finished(_floats(mix.with_soft_edges(clip)), *manner)


@lru_cache(maxsize=8)
def _house_end(name: str, rate: int, hertz: float, profile: Profile, target: Target) -> End:
    """The studio's own sounds are the same in every programme."""
    return _finished(chimes.sound(name, rate), rate, hertz, profile, target)


def _finished(sound: Samples, rate: int, hertz: float, profile: Profile, target: Target) -> End:
    padded = np.pad(sound, (0, round(recipe.BODY_TAIL * rate)))
    take = record([padded], shape(rate), hertz, None, profile)
    try:
        master = mastering.master(take, target)
        samples = b"".join(block.tobytes() for block in master.blocks())
        return End(samples=samples, hops=master.hops, true_peak=master.true_peak)
    finally:
        take.close()


def _written(
    script: Script, body: layout.Body, take: Take, ends: Mapping[SegmentKind, End], path: Path
) -> Product:
    lengths = {kind: end.frames for kind, end in ends.items()}
    stretches = layout.segments(
        opening=lengths.get(SegmentKind.OPENING, 0),
        body=body.frames,
        gap=layout.gap_frames(script.message.gap, script.rate),
        closing=lengths.get(SegmentKind.CLOSING, 0),
        repeat=script.message.repeat,
        rate=script.rate,
    )
    frames = stretches[-1].end_frame

    def whole(hops: Hops) -> Hops:
        return np.concatenate([_hops(s, hops, ends, script.rate) for s in stretches])

    master = mastering.fit(take, script.target, whole)
    with path.open("wb") as file:
        writer = WavWriter(file, script.rate, frames)
        sound = _again(master) if body.frames <= _SHORT * script.rate else master.blocks
        for stretch in stretches:
            if stretch.kind is SegmentKind.GAP:
                writer.silence(stretch.end_frame - stretch.start_frame)
            elif stretch.kind is SegmentKind.BODY:
                for block in sound():
                    writer.sound(block.data.cast("B"))
            else:
                writer.sound(memoryview(ends[stretch.kind].samples))
    top = max([master.true_peak, *(end.true_peak for end in ends.values())])
    return Product(
        frames=frames,
        loudness_lufs=round(loudness.integrated(whole(master.hops)), 2),
        true_peak_dbtp=round(20 * float(np.log10(top)), 2),
        segments=stretches,
        cues=layout.cues(body, stretches),
        sha256=writer.sha256,
    )


def _again(master: Master) -> Callable[[], Sequence[NDArray[np.int16]]]:
    """The master's blocks, made once."""
    blocks = list(master.blocks())
    return lambda: blocks


def _hops(stretch: Segment, body: Hops, ends: Mapping[SegmentKind, End], rate: int) -> Hops:
    match stretch.kind:
        case SegmentKind.BODY:
            return body
        case SegmentKind.GAP:
            return np.zeros((stretch.end_frame - stretch.start_frame) // shape(rate).hop)
    return ends[stretch.kind].hops


def _mixed(script: Script) -> tuple[layout.Body, Iterator[Samples]]:
    """Where everything stands in the body, and the body's sound."""
    clips, decoded = _sounds(script)
    recordings = {
        e.name: mix.with_soft_edges(decoded[e.name]) for e in script.elements if isinstance(e, Recorded)
    }
    music = decoded[script.message.bed] if script.message.bed else None
    hertz = script.high_pass
    speech = _speech_loudness(clips, script.rate, hertz) if recordings or music else recipe.LEVEL_LUFS
    gains = {name: _levelling(clip, speech, hertz) for name, clip in recordings.items()}
    lines = iter(clips)
    sounds = [
        next(lines) if isinstance(e, Line) else recordings[e.name] if isinstance(e, Recorded) else None
        for e in script.elements
    ]
    lengths = {id(e): sound.frames for e, sound in zip(script.elements, sounds, strict=True) if sound}
    body = layout.lay_out(script.elements, lambda e: lengths[id(e)], script.rate, bed=music is not None)
    voices = [
        mix.Voice(
            start=p.start, clip=sound, gain=gains[p.element.name] if isinstance(p.element, Recorded) else 0.0
        )
        for p, sound in zip(body.placed, sounds, strict=True)
        if sound
    ]
    under = _bed(music, _levelling(music, speech, hertz), voices, body.frames) if music else None
    return body, mix.mixed(voices, under, body.frames, script.rate)


def _sounds(script: Script) -> tuple[list[Clip], dict[str, Clip]]:
    """The clips of the lines and the recordings by name, the bed too; both at the programme's rate."""
    names = dict.fromkeys(e.name for e in script.elements if isinstance(e, Recorded))
    if script.message.bed:
        names[script.message.bed] = None
    paths = {name: digest.recording(script.station, name).path for name in names}
    # ffmpeg decodes beside us while the clips change their rate.
    with ThreadPoolExecutor(_DECODERS) as pool:
        decoding = {name: pool.submit(decode, path, script.rate, name=name) for name, path in paths.items()}
        clips = _clips(script)
        return clips, {name: future.result() for name, future in decoding.items()}


def _clips(script: Script) -> list[Clip]:
    """The clips at the programme's rate with soft edges; each distinct one worked on once."""
    done: dict[int, Clip] = {}
    for clip in script.clips:
        if id(clip) not in done:
            done[id(clip)] = mix.with_soft_edges(at_rate(clip, script.rate))
    return [done[id(clip)] for clip in script.clips]


def _bed(music: Clip, level: float, voices: Sequence[mix.Voice], frames: int) -> Bed:
    stretches = [(v.start, v.end) for v in voices]
    curves = (duck(stretches, music.rate), fade(frames, music.rate))
    return Bed(music, level + recipe.BED_LEVEL, curves)


def _levelling(clip: Clip, speech: float, hertz: float) -> float:
    """The gain in dB that brings a recording to the loudness of the speech."""
    own = loudness.of_samples([_floats(clip)], clip.rate, hertz=hertz)
    if own == loudness.SILENT:
        return 0.0
    peak = 20 * float(np.log10(np.abs(_floats(clip)).max()))
    wanted = max(-recipe.MOST_LEVELLING, min(recipe.MOST_LEVELLING, speech - own))
    return min(wanted, recipe.LOUDEST_PEAK - peak)


def _speech_loudness(clips: Sequence[Clip], rate: int, hertz: float) -> float:
    heard, seconds = [], 0.0
    for clip in clips:
        if seconds < _ENOUGH_SPEECH:
            heard.append(_floats(clip))
            seconds += clip.frames / rate
    level = loudness.of_samples(heard, rate, hertz=hertz)
    return recipe.LEVEL_LUFS if level == loudness.SILENT else level


def _floats(clip: Clip) -> Samples:
    return np.frombuffer(clip.samples, "<i2").astype(np.float32) / np.float32(32768)
