"""Google's voice through gTTS: natural, but it needs the network and sends the words to Google.

A sentence is cut at its marks into as few pieces as the service accepts (gTTS itself cuts at every
comma: 57 requests for 607 words). Each piece is decoded by itself and must have sound of a plausible
length, else the whole sentence has failed: nothing is cut short. The service has no rate, so the
tempo is then changed to the station's, within limits at which it still sounds natural.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import EngineMissing
from broadcaster.speech.model import Clip, EngineIdentity, prepare
from broadcaster.speech.network.service import (
    FIRST_ANSWER,
    PAUSES,
    SETTINGS,
    Persistence,
    ServiceVoice,
    Tempo,
)

if TYPE_CHECKING:
    from broadcaster.speech.network.google import GoogleLine

LONGEST = 100
"""Characters that the service accepts at a time, according to gTTS."""

_GOOGLE = "https://translate.google.com"
_VOICE = "vi"


class GttsEngine:
    """Google's Vietnamese voice. Used from one thread at a time.

    Args:
        host: scheme and host of the service; another than Google's only in tests.
        timeouts: seconds to connect and between two parts of an answer.
        budget: seconds for one sentence, all pieces and tries included.
        pauses: seconds before each further try of a piece.
        first: seconds for the first answer: without a network another voice speaks by then.
    """

    name = "gtts"
    offline = False

    def __init__(
        self,
        *,
        host: str = _GOOGLE,
        timeouts: tuple[float, float] = (3.0, 10.0),
        budget: float = 20.0,
        pauses: tuple[float, ...] = PAUSES,
        first: float = FIRST_ANSWER,
        clock: Clock | None = None,
    ) -> None:
        self._host = host.rstrip("/")
        self._timeouts = timeouts
        self._clock = clock or SystemClock()
        self._sentences = ServiceVoice(
            self.name,
            longest=LONGEST,
            budget=budget,
            persistence=Persistence(self._clock, pauses, first),
            clock=self._clock,
        )
        self._line: GoogleLine | None = None
        self._tempo = Tempo()

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
        settings = (("host", self._host), *SETTINGS)
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
        line = self._connected()  # loads its libraries before the time runs

        def fetch(piece: str, _end: float, begin: float) -> bytes:
            return line.fetch(piece, _VOICE, begin)  # an answer is so short that it is whole when it begins

        return self._sentences.said(clean, rate, self._tempo, fetch)

    def close(self) -> None:
        """Close the connection; the next sentence opens another."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _connected(self) -> GoogleLine:
        if self._line is None:
            try:
                from broadcaster.speech.network.google import GoogleLine
            except ImportError as error:
                raise EngineMissing("speech.part_missing", engine=self.name, reason=str(error)) from error
            self._line = GoogleLine(self._host, self._timeouts, self._clock)
        return self._line
