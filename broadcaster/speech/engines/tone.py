"""An engine of tones: the fake that tests, demos and documents use.

Each syllable is one tone whose pitch comes from the syllable's hash. So the length follows the text,
different words sound different, and the same words always give the same bytes.
"""

from __future__ import annotations

import hashlib
import math
import re
from array import array
from enum import StrEnum

from broadcaster.core.errors import EngineBusy, EngineFailed, EngineMissing, SpeechError
from broadcaster.speech.model import Clip, EngineIdentity, prepare
from broadcaster.speech.samples import MARGIN, silence, trim

RATE = 24000
_LEVEL = 8000  # of 32768: −12 dBFS, about the level of speech
_SHORTEST, _LONGEST = 60, 160  # samples in a period: 400 … 150 Hz
_FADE = 0.010  # seconds at each end of a tone
_SYLLABLE = re.compile(r"\w+")


class ToneFault(StrEnum):
    """How the engine can fail on request; each raises the error of a real engine."""

    FAIL = "no_sound"
    HANG = "hung"  # raised at once, as after the time-out
    CRASH = "crashed"
    BUSY = "busy"
    MISSING = "missing"


class ToneEngine:
    """Tones instead of speech.

    Args:
        name: the engine it stands for in a test.
        offline: whether it stands for one that needs no network.
        voices: that it has; None for any voice.
    """

    def __init__(
        self,
        *,
        name: str = "tone",
        offline: bool = True,
        version: str = "1",
        voices: tuple[str, ...] | None = None,
    ) -> None:
        self.name = name
        self.offline = offline
        self.said: list[str] = []
        self._version = version
        self._voices = voices
        self._fault: ToneFault | None = None
        self._spared = 0

    def break_down(self, fault: ToneFault, *, after: int = 0) -> None:
        """Fail from now on, after `after` more sentences."""
        self._fault = fault
        self._spared = after

    def mend(self) -> None:
        """Work again."""
        self._fault = None

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by.

        Raises:
            EngineMissing: it has no such voice, or `break_down` asked for this.
        """
        if self._fault is ToneFault.MISSING and self._spared == 0:
            raise _error(ToneFault.MISSING, self.name)
        return EngineIdentity(engine=self.name, version=self._version, voice=self._voice(voice), rate=rate)

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Sound one tone of 60 / `rate` seconds a syllable, at 24 kHz.

        Raises:
            SpeechError: nothing to say, no such voice, or what `break_down` asked for.
        """
        if self._fault is not None:
            if self._spared == 0:
                raise _error(self._fault, self.name)
            self._spared -= 1
        own_voice, clean = self._voice(voice), prepare(words)
        self.said.append(clean)
        length = round(RATE * 60 / rate)
        tones = b"".join(_tone(f"{own_voice} {syllable}", length) for syllable in _SYLLABLE.findall(clean))
        margin = silence(MARGIN, RATE)
        return Clip(samples=trim(margin + tones + margin, RATE), rate=RATE)

    def close(self) -> None:
        """Nothing to give back."""

    def _voice(self, voice: str | None) -> str:
        if voice is not None and self._voices is not None and voice not in self._voices:
            known = ", ".join(self._voices)
            raise EngineMissing("speech.no_voice", engine=self.name, voice=voice, known=known)
        return voice or "tone"


def _tone(seed: str, length: int) -> bytes:
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")
    period = _SHORTEST + number % (_LONGEST - _SHORTEST)
    wave = array("h", (round(_LEVEL * math.sin(2 * math.pi * k / period)) for k in range(period)))
    tone = (wave * (length // period + 1))[:length]
    fade = min(round(RATE * _FADE), length // 2)
    for k in range(fade):
        for at in (k, -1 - k):
            tone[at] = tone[at] * k // fade
    return tone.tobytes()


def _error(fault: ToneFault, name: str) -> SpeechError:
    if fault is ToneFault.MISSING:
        return EngineMissing("speech.part_missing", engine=name, reason="asked to be missing")
    if fault is ToneFault.BUSY:
        return EngineBusy("speech.busy", engine=name, seconds=None)
    return EngineFailed(f"speech.{fault}", engine=name)
