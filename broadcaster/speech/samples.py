"""Samples of a clip: cut to what is heard; MP3 and tempo by ffmpeg in a child process.

Only arrays of the standard library are used: only the ends of a clip are examined sample by sample,
and the importing process must stay small.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.core.child_processes import foreign
from broadcaster.core.errors import EngineFailed, EngineMissing
from broadcaster.speech.model import Clip

VERSION = "1"
"""Part of every clip's key; raise it when the samples that come out of `trim` change."""

MARGIN = 0.020
"""Seconds of near-silence before the first and after the last sound of a clip."""

_SILENCE = 33  # of 32768: −60 dBFS, under eSpeak's softest consonant, over MP3's residue
_STEP = 0.002  # seconds examined at a time
FADE = 0.005
"""Seconds; shorter fades are heard as a click (−45 dBFS at the edge)."""


def trim(samples: bytes, rate: int) -> bytes:
    """Cut the silence around the speech down to `MARGIN`, padding where there is less.

    Args:
        samples: mono int16 little-endian.
        rate: Hz.

    Returns:
        The same format; empty if nothing in it is louder than −60 dBFS.
    """
    sound = array("h", samples)
    step = max(1, round(rate * _STEP))
    starts = range(0, len(sound), step)
    first = next((i for i in starts if _loud(sound[i : i + step])), None)
    if first is None:
        return b""
    last = next(i for i in reversed(starts) if _loud(sound[i : i + step]))
    margin = round(rate * MARGIN)
    begin = max(0, first - margin)
    end = min(len(sound), last + step + margin)
    speech = sound[begin:end]
    soften(speech, round(rate * FADE))
    before = bytes(2 * (margin - (first - begin)))
    after = bytes(2 * max(0, last + step + margin - end))
    return before + speech.tobytes() + after


def silence(seconds: float, rate: int) -> bytes:
    """Samples of silence, mono int16."""
    return bytes(2 * round(seconds * rate))


def _loud(block: array[int]) -> bool:
    return max(block) > _SILENCE or min(block) < -_SILENCE


def soften(sound: array[int], length: int) -> None:
    """Let samples begin and end softly, over `length` frames each."""
    length = min(length, len(sound) // 2)
    for k in range(length):
        # A raised cosine: its first quarter of a millisecond is 44 dB down, a straight line's 26.
        weight = (1 - math.cos(math.pi * k / length)) / 2
        for at in (k, -1 - k):
            sound[at] = round(sound[at] * weight)


_LIMIT = 15.0  # seconds; a sentence takes about 0.05
_QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "pipe")


_LONGEST = "300"  # seconds that are decoded: more than any sentence, less than would fill the memory
_WAV_HEAD, _UNTOLD = 44, 0x7FFF_0000  # a server that does not know the length yet states a huge one
_RATE_AT = slice(24, 28)  # of a WAV head
RATES = (8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000)
"""Hz that a clip of a service may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """What a sound is stored as."""

    kind: str  # mp3, wav, ogg, or pcm: mono samples of 16 bits without a head
    rate: int = 0  # Hz, of samples without a head


MP3 = Encoding(kind="mp3")


def decode(data: bytes, encoding: Encoding = MP3, *, rate: int = 0, engine: str) -> Clip:
    """A sound at its own rate, or at the nearest of `RATES`.

    Args:
        data: the sound, of one channel or more.
        rate: Hz that it is to have instead; 0 for its own.

    Raises:
        EngineMissing: ffmpeg is not installed.
        EngineFailed: the data is no such sound or only a part of it, or ffmpeg hung.
    """
    if encoding.kind == "wav" and data[:4] == b"RIFF" and len(data) >= _WAV_HEAD:
        stated = int.from_bytes(data[4:8], "little") + 8
        if len(data) < stated < _UNTOLD:
            raise EngineFailed("speech.cut_short", engine=engine)
    source = _raw(encoding.rate) if encoding.kind == "pcm" else ["-f", encoding.kind]
    rates = f"aformat=sample_rates={rate or '|'.join(map(str, RATES))}"
    wav = ["-af", rates, "-ac", "1", "-c:a", "pcm_s16le", "-bitexact", "-f", "wav"]  # the head tells the rate
    made = _run([*source, "-i", "pipe:0", "-t", _LONGEST, *wav, "pipe:1"], data, engine)
    return Clip(samples=made[_WAV_HEAD:], rate=int.from_bytes(made[_RATE_AT], "little"))


def change_tempo(samples: bytes, rate: int, factor: float, *, engine: str) -> bytes:
    """Samples spoken `factor` times as fast (0.5 … 2) at the same pitch; errors as above."""
    source = [*_raw(rate), "-i", "pipe:0"]
    return _run([*source, "-af", f"atempo={factor:.4f}", *_raw(rate), "pipe:1"], samples, engine)


def encode_mp3(samples: bytes, rate: int, *, engine: str) -> bytes:
    """Mono int16 samples as a small MP3; errors as above."""
    return _run([*_raw(rate), "-i", "pipe:0", "-f", "mp3", "-b:a", "48k", "pipe:1"], samples, engine)


def _raw(rate: int) -> list[str]:
    return ["-f", "s16le", "-ac", "1", "-ar", str(rate)]


def _run(arguments: Sequence[str], data: bytes, engine: str) -> bytes:
    program = shutil.which("ffmpeg")
    if program is None:
        raise EngineMissing("speech.no_ffmpeg", engine=engine)
    try:
        done = subprocess.run(
            foreign([program, *_QUIET, *arguments]),
            input=data,
            capture_output=True,
            timeout=_LIMIT,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        raise EngineFailed("speech.bad_audio", engine=engine, reason=_last_line(error.stderr)) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineFailed("speech.bad_audio", engine=engine, reason=str(error)) from error
    return done.stdout


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
