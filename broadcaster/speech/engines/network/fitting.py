"""Sound from a network service: checked for completeness, then changed to the station's rate."""

from __future__ import annotations

from collections import deque
from statistics import median

from broadcaster.errors import EngineFailed
from broadcaster.speech.clips.edges import trim
from broadcaster.speech.clips.ffmpeg import change_tempo
from broadcaster.speech.words import syllables

# Syllables a minute that no voice reaches: a shorter sound was cut off. Network voices speak
# 200 … 280; one or two words alone may be much faster than a sentence.
_FASTEST, _FASTEST_WORD = 420, 600
_SLOWEST = 40  # a longer sound cannot be these words
_SENTENCE = 6  # syllables from which on it is a sentence
SLOWER, FASTER = 0.7, 1.3
"""Changes of tempo beyond which a voice sounds broken."""

_NEAR = 0.03  # a tempo this near is not changed
_SPARE = 3.0  # seconds that any text may take beyond its syllables: letters, foreign words


_FEWEST, _LAST = 3, 15  # sentences after which a voice's own tempo is known; sentences that are remembered
_LEAST = 0.7  # of the expected length; marks and numbers change it by a fifth at most


class Tempo:
    """A voice's own tempo, measured on its last whole sentences."""

    def __init__(self) -> None:
        self._last: deque[float] = deque(maxlen=_LAST)  # seconds a syllable

    def expected(self, count: int) -> float | None:
        """Seconds that a sentence of so many syllables takes; None while that is not known."""
        known = len(self._last) >= _FEWEST and count >= _SENTENCE
        return count * median(self._last) if known else None

    def note(self, count: int, seconds: float) -> None:
        """Note a whole sentence; a few words alone do not count."""
        if count >= _SENTENCE:
            self._last.append(seconds / count)


def whole(sound: bytes, rate: int, text: str, engine: str, tempo: Tempo | None = None) -> bytes:
    """The sound itself, if it can be all of `text`.

    Args:
        sound: trimmed, mono int16 at `rate` Hz.
        rate: Hz.
        text: what was to be said.
        engine: the name in errors.
        tempo: the voice's own, which is noted; None to go by what any voice can.

    Raises:
        EngineFailed: no sound, or too short or too long for the words.
    """
    count = syllables(text)
    seconds = len(sound) / 2 / rate
    if not sound:
        raise EngineFailed("speech.no_sound", engine=engine)
    if seconds < count * 60 / (_FASTEST if count >= _SENTENCE else _FASTEST_WORD):
        raise EngineFailed("speech.cut_short", engine=engine)
    if seconds > count * 60 / _SLOWEST + _SPARE:
        raise EngineFailed("speech.bad_answer", engine=engine, reason=f"{seconds:.0f} s")
    if tempo is not None:
        expected = tempo.expected(count)
        if expected is not None and seconds < _LEAST * expected:
            raise EngineFailed("speech.cut_short", engine=engine)
        tempo.note(count, seconds)
    return sound


def at_rate(sound: bytes, rate: int, words: str, wanted: int, engine: str) -> bytes:
    """The sound at `wanted` syllables a minute, within limits at which it still sounds natural.

    Raises:
        EngineMissing: ffmpeg is not installed.
        EngineFailed: ffmpeg failed.
    """
    own = syllables(words) * 60 / (len(sound) / 2 / rate)
    factor = min(max(wanted / own, SLOWER), FASTER)
    if abs(factor - 1) <= _NEAR:
        return sound
    return trim(change_tempo(sound, rate, factor, engine=engine), rate)
