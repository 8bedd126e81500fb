"""Google's voice through gTTS: natural, but it needs the network and tells Google the words.

A sentence is cut at its marks into as few pieces as the service takes (gTTS itself cuts at every
comma: 57 requests for 607 words). Each piece is decoded apart and must have sound of a believable
length, or the whole sentence has failed: nothing is cut short. The service knows no rate, so the
tempo is then brought to the station's, as far as that cannot be heard as a fault.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import EngineFailed, EngineMissing
from broadcaster.speech.edges import silence, trim
from broadcaster.speech.ffmpeg import change_tempo, decode_mp3
from broadcaster.speech.model import Clip, EngineIdentity
from broadcaster.speech.words import prepare, syllables

if TYPE_CHECKING:
    from broadcaster.speech.google import GoogleLine

RATE = 24000
LONGEST = 100
"""Characters the service takes at a time, as gTTS knows it."""

_GOOGLE = "https://translate.google.com"
_VOICE = "vi"
_MARKS = ",.;:?!"
_PAUSE_AT_MARK, _PAUSE_INSIDE = 0.15, 0.03  # seconds between two pieces of one sentence
_FASTEST = 600  # syllables a minute; no voice speaks so fast: shorter sound was cut off
_SLOWER, _FASTER = 0.7, 1.3  # tempo changes beyond which the voice sounds broken
_NEAR = 0.03  # a tempo this near is left as it is


class GttsEngine:
    """Google's Vietnamese voice. Used from one thread at a time.

    Args:
        host: scheme and host of the service; another than Google's only in tests.
        timeouts: seconds to connect and between two parts of an answer.
        budget: seconds for one whole answer.
        clock: by which the budget is counted; None for the computer's own.
    """

    name = "gtts"
    offline = False

    def __init__(
        self,
        *,
        host: str = _GOOGLE,
        timeouts: tuple[float, float] = (3.0, 10.0),
        budget: float = 20.0,
        clock: Clock | None = None,
    ) -> None:
        self._host = host.rstrip("/")
        self._timeouts = timeouts
        self._budget = budget
        self._clock = clock or SystemClock()
        self._line: GoogleLine | None = None

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by; the only voice is `vi`.

        Raises:
            EngineMissing: gTTS is not installed, or another voice is asked for.
        """
        if voice not in (None, _VOICE):
            raise EngineMissing("speech.no_voice", engine=self.name, voice=voice, known=_VOICE)
        try:
            release = version("gTTS")
        except PackageNotFoundError as error:
            raise EngineMissing("speech.part_missing", engine=self.name, reason=str(error)) from error
        settings = (("host", self._host), ("tempo", f"{_SLOWER}-{_FASTER}"))
        return EngineIdentity(engine=self.name, version=release, voice=_VOICE, rate=rate, settings=settings)

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Say `words`: 24 kHz, trimmed, at 0.7 … 1.3 times the service's own tempo.

        Raises:
            SpeechError: nothing to say, or too much at once.
            EngineMissing: as for `identity`, or ffmpeg is not installed.
            EngineFailed: no connection, or not all of the words came back as sound.
            EngineBusy: the service asks to wait.
        """
        self.identity(voice, rate)
        clean = prepare(words)
        sound, before = b"", ""
        for piece in split(clean):
            if before:
                sound += silence(_PAUSE_AT_MARK if before in _MARKS else _PAUSE_INSIDE, RATE)
            sound += self._piece(piece)
            before = piece[-1]
        return Clip(samples=self._at_rate(sound, clean, rate), rate=RATE)

    def close(self) -> None:
        """Close the connection; the next sentence opens another."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _piece(self, text: str) -> bytes:
        sound = trim(decode_mp3(self._connected().fetch(text, _VOICE), RATE, engine=self.name), RATE)
        if len(sound) / 2 / RATE < syllables(text) * 60 / _FASTEST:
            raise EngineFailed("speech.cut_short" if sound else "speech.no_sound", engine=self.name)
        return sound

    def _at_rate(self, sound: bytes, words: str, rate: int) -> bytes:
        own_rate = syllables(words) * 60 / (len(sound) / 2 / RATE)
        factor = min(max(rate / own_rate, _SLOWER), _FASTER)
        if abs(factor - 1) <= _NEAR:
            return sound
        return trim(change_tempo(sound, RATE, factor, engine=self.name), RATE)

    def _connected(self) -> GoogleLine:
        if self._line is None:
            try:
                from broadcaster.speech.google import GoogleLine
            except ImportError as error:
                raise EngineMissing("speech.part_missing", engine=self.name, reason=str(error)) from error
            self._line = GoogleLine(self._host, self._timeouts, self._budget, self._clock)
        return self._line


def split(words: str) -> list[str]:
    """Cut words into pieces of at most `LONGEST` characters: at a mark, else at a space.

    Nothing is lost but spaces and pieces without letters or digits.
    """
    pieces: list[str] = []
    rest = words.strip()
    while len(rest) > LONGEST:
        window = rest[: LONGEST + 1]
        mark = max(window.rfind(f"{m} ") for m in _MARKS) + 1
        # A mark early in the window would make many short pieces, each with its own breath.
        at = mark if mark > LONGEST // 3 else window.rfind(" ")
        at = at if at > 0 else LONGEST
        pieces.append(rest[:at])
        rest = rest[at:].lstrip()
    return [piece for piece in (*pieces, rest) if any(c.isalnum() for c in piece)]
