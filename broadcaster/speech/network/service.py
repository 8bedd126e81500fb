"""What services of the network share.

Retries, pieces of long sentences, whole sound at the station's rate.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from statistics import median
from typing import TypeVar

from broadcaster.core.clock import Clock
from broadcaster.core.errors import EngineBusy, EngineFailed
from broadcaster.speech.model import Clip, syllables
from broadcaster.speech.pauses import PAUSE, evened
from broadcaster.speech.samples import MP3, Encoding, change_tempo, decode, silence, trim

PAUSES = (0.5, 1.5)
"""Seconds before the second and the third try."""

FIRST_ANSWER = 1.5
"""Seconds within which a service must begin its first answer, so that a computer without a network soon
uses another voice. A working service answers in a third of that; after that it has its whole time."""

_TEMPORARY = frozenset(
    f"speech.{code}"
    for code in ("no_network", "too_slow", "bad_answer", "bad_audio", "cut_short", "no_sound", "http_status")
)
_SERVER_ERROR = 500  # HTTP statuses from here on are errors of the server and may be temporary

Answer = TypeVar("Answer")


class Persistence:
    """Asks one service: with a short limit until it has answered once, with the full limit afterwards.

    Used from one thread at a time.

    Args:
        pauses: seconds before each further try.
        first: seconds in which the first answer must begin, and the first one after a failure.
    """

    def __init__(self, clock: Clock, pauses: tuple[float, ...] = PAUSES, first: float = FIRST_ANSWER) -> None:
        self._clock = clock
        self._pauses = pauses
        self._first = first
        self._answers = False

    def ask(self, attempt: Callable[[float, float], Answer], deadline: float) -> Answer:
        """The result of `attempt`; errors as for `persist`.

        Args:
            attempt: asks once. Its arguments are the instants by the clock at which the answer must be
                whole and must have begun.
            deadline: by the clock, for the whole answer; no try begins after it.
        """
        begin = deadline if self._answers else min(deadline, self._clock.monotonic() + self._first)
        # After any failure the short limit applies again.
        self._answers, answered = False, self._answers
        try:
            answer = persist(
                lambda: attempt(deadline, begin), deadline=begin, clock=self._clock, pauses=self._pauses
            )
        except EngineBusy:
            self._answers = answered  # the service did answer
            raise
        self._answers = True
        return answer


def persist(
    attempt: Callable[[], Answer], *, deadline: float, clock: Clock, pauses: tuple[float, ...] = PAUSES
) -> Answer:
    """The result of `attempt`, tried again after a temporary failure while there is time.

    Args:
        deadline: by the monotonic clock; no try begins after it.
        pauses: seconds before each further try.

    Raises:
        EngineFailed: the last failure; its fact `tries` is the number of tries.
        SpeechError: another kind of error, at once.
    """
    for tries, pause in enumerate((*pauses, None), start=1):
        try:
            return attempt()
        except EngineFailed as error:
            if pause is None or not _is_temporary(error) or clock.monotonic() + pause >= deadline:
                raise type(error)(error.code, **{**error.facts, "tries": tries}) from error
            clock.wait(threading.Event(), pause)
    raise AssertionError("the last pause ends the loop")


def _is_temporary(error: EngineFailed) -> bool:
    status = error.facts.get("status")
    return error.code in _TEMPORARY and not (isinstance(status, int) and status < _SERVER_ERROR)


# Syllables a minute that no voice reaches: a shorter sound was cut off. Network voices speak
# 200 … 280; one or two words alone may be much faster than a sentence.
_FASTEST, _FASTEST_WORD = 420, 600
_SLOWEST = 40  # a longer sound cannot be these words
_SENTENCE = 6  # syllables from which on it is a sentence
SLOWER, FASTER = 0.7, 1.3
"""Changes of tempo beyond which a voice sounds broken."""

SETTINGS = (("tempo", f"{SLOWER}-{FASTER}"), ("pause", str(PAUSE)))
"""What is done to the sound of every service: part of its clips' identity."""

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
        tempo: the voice's own, which is noted; None to go by what any voice can.

    Raises:
        EngineFailed: no sound, or too short or too long for the words.
    """
    count = syllables(text)
    if not sound:
        raise EngineFailed("speech.no_sound", engine=engine)
    seconds = len(sound) / 2 / rate
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


_MARKS = ",.;:?!"
_PAUSE_AT_MARK, _PAUSE_INSIDE = 0.15, 0.03  # seconds between two pieces of one sentence


def in_pieces(words: str, longest: int, say: Callable[[str, int], Clip]) -> Clip:
    """The sound of `words`, piece by piece.

    Args:
        words: one sentence.
        longest: characters that a piece may have.
        say: gives a piece's trimmed sound, at this rate; the first one at its own, with 0.

    Raises:
        SpeechError: whatever `say` raises; the sentence is then not spoken at all.
    """
    sound, rate, before = b"", 0, ""
    for piece in split(words, longest):
        if before:
            sound += silence(_PAUSE_AT_MARK if before in _MARKS else _PAUSE_INSIDE, rate)
        clip = say(piece, rate)
        sound, rate, before = sound + clip.samples, clip.rate, piece[-1]
    return Clip(samples=sound, rate=rate)


def split(words: str, longest: int) -> list[str]:
    """Cut words into pieces of at most `longest` characters: at a mark, else at a space.

    Nothing is lost but spaces and pieces without letters or digits.
    """
    pieces: list[str] = []
    rest = words.strip()
    while len(rest) > longest:
        window = rest[: longest + 1]
        mark = max(window.rfind(f"{m} ") for m in _MARKS) + 1
        # Cutting at an early mark would give many short pieces, each with pauses around it.
        at = mark if mark > longest // 3 else window.rfind(" ")
        at = at if at > 0 else longest
        pieces.append(rest[:at])
        rest = rest[at:].lstrip()
    return [piece for piece in (*pieces, rest) if any(c.isalnum() for c in piece)]


Fetch = Callable[[str, float, float], bytes]
"""Gives the sound of a piece: by the clock, whole at the first instant, begun at the other."""


class ServiceVoice:
    """What the engines of the network have in common. Used from one thread at a time.

    Args:
        longest: characters that the service takes at a time.
        budget: seconds for one sentence, all pieces and tries included.
    """

    def __init__(
        self, engine: str, *, longest: int, budget: float, persistence: Persistence, clock: Clock
    ) -> None:
        self._engine = engine
        self._longest = longest
        self._budget = budget
        self._persistence = persistence
        self._clock = clock

    def said(self, words: str, rate: int, tempo: Tempo, fetch: Fetch, encoding: Encoding = MP3) -> Clip:
        """Say prepared words: at the service's Hz, trimmed, their tempo as near to the rate as is natural.

        Args:
            rate: syllables a minute.
            tempo: what is known of the voice's own; tells half a piece from a whole one.

        Raises:
            EngineMissing: ffmpeg is not installed.
            EngineFailed: no connection, or not all of the words came back as sound.
            EngineBusy: the service asks to wait.
        """

        def once(piece: str, hertz: int, end: float, begin: float) -> Clip:
            clip = decode(fetch(piece, end, begin), encoding, rate=hertz, engine=self._engine)
            sound = whole(trim(clip.samples, clip.rate), clip.rate, piece, self._engine, tempo)
            return Clip(samples=sound, rate=clip.rate)

        def say(piece: str, hertz: int) -> Clip:
            return self._persistence.ask(lambda end, begin: once(piece, hertz, end, begin), deadline)

        deadline = self._clock.monotonic() + self._budget
        clip = in_pieces(words, self._longest, say)
        # Before, so that the tempo is that of what is said; again, since another tempo stretches pauses too.
        sound = evened(clip.samples, clip.rate, words)
        sound = evened(at_rate(sound, clip.rate, words, rate, self._engine), clip.rate, words)
        return Clip(samples=sound, rate=clip.rate)
