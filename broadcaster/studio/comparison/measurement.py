"""One message said by several voices, measured: what a person needs to choose between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from broadcaster.core.errors import BroadcasterError
from broadcaster.speech.model import Clip, syllables
from broadcaster.speech.samples import encode_mp3, silence
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.comparison.recognition import Recogniser, understood
from broadcaster.studio.comparison.trial import VoiceChoice
from broadcaster.studio.mastering import loudness
from broadcaster.studio.render.studio import open_speaker
from broadcaster.studio.script.script import Line, read_script

_LONGEST_PAUSE = 0.6  # seconds between sentences: people listen at a desk
_EVEN = -23.0  # LUFS of every player (EBU R 128): of two voices the louder one always seems the better


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A voice saying the message."""

    choice: VoiceChoice
    mp3: bytes
    seconds: float
    rate: float  # syllables a minute, pauses between sentences left out
    loudness: float  # LUFS, as the voice gives it, before mastering
    understood: float | None  # share of syllables; None without a recogniser


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A voice that could not say it."""

    choice: VoiceChoice
    error: BroadcasterError


def compare(
    station: Station,
    message: Message,
    choices: Sequence[VoiceChoice],
    *,
    hear: Recogniser | None = None,
    progress: Callable[[VoiceChoice], None] | None = None,
) -> list[Sample | Mute]:
    """Let each voice say the words of `message` once; stored clips are reused.

    Args:
        progress: called before each voice.

    Raises:
        ReadingError: a text cannot be turned into words.
    """
    lines = read_script(station, message).lines
    samples: list[Sample | Mute] = []
    for choice in choices if lines else ():
        if progress is not None:
            progress(choice)
        try:
            samples.append(_sample(station, lines, choice, hear))
        except BroadcasterError as error:
            samples.append(Mute(choice=choice, error=error))
    return samples


def _sample(station: Station, lines: Sequence[Line], choice: VoiceChoice, hear: Recogniser | None) -> Sample:
    words = [line.words for line in lines]
    voices = MappingProxyType({choice.engine: choice.voice} if choice.voice else {})
    speaker = open_speaker(station, also=choice.engine)
    try:
        (engine,) = speaker.order(only=choice.engine)
        clips = speaker.speak(engine, words, voices, station.settings.speech.rate).clips
    finally:
        speaker.close()
    rate = clips[0].rate
    spoken = sum(clip.frames / clip.rate for clip in clips)
    pauses = [silence(min(line.pause, _LONGEST_PAUSE), rate) for line in lines]
    sound = b"".join(
        part for clip, pause in zip(clips, pauses, strict=True) for part in (clip.samples, pause)
    )
    level = _loudness(clips, station.settings.sound.high_pass)
    return Sample(
        choice=choice,
        mp3=encode_mp3(_raised(sound, _EVEN - level), rate, engine=choice.engine),
        seconds=len(sound) / 2 / rate,
        rate=sum(map(syllables, words)) * 60 / spoken,
        loudness=level,
        understood=understood(words, [hear(clip) for clip in clips]) if hear else None,
    )


def _loudness(clips: Sequence[Clip], hertz: float) -> float:
    floats = [np.frombuffer(c.samples, "<i2").astype(np.float32) / np.float32(32768) for c in clips]
    return loudness.of_samples(floats, clips[0].rate, hertz=hertz)


def _raised(sound: bytes, gain: float) -> bytes:
    """Mono int16 samples by `gain` dB louder, up to full scale; silence stays silence."""
    samples = np.frombuffer(sound, "<i2").astype(np.float64)
    peak = float(np.abs(samples).max(initial=0.0))
    if not peak or not np.isfinite(gain):
        return sound
    factor = min(10 ** (gain / 20), 32767 / peak)
    return (samples * factor).round().astype("<i2").tobytes()
