"""Microsoft's voices through edge-tts: natural, but they need the network and send it the words.

Two voices speak Vietnamese. The stream is accepted whole or not at all, see `microsoft.py`. Its tempo
is then changed to the station's rate: the service's own rate is relative to a pace that is unknown.
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
    from broadcaster.speech.network.microsoft import MicrosoftLine

LONGEST = 700
"""Characters asked for at a time. edge-tts cuts texts over 4096 bytes itself, and the cuts are unknown."""

VOICES = ("vi-VN-HoaiMyNeural", "vi-VN-NamMinhNeural")
"""A woman's and a man's voice; the first is the default."""


class EdgeEngine:
    """Microsoft's Vietnamese voices. Used from one thread at a time.

    Args:
        timeouts: seconds to connect and between two parts of an answer.
        budget: seconds for one sentence, all tries included.
        pauses: seconds before each further try.
        first: seconds for the first answer: without a network another voice speaks by then.
    """

    name = "edge"
    offline = False

    def __init__(
        self,
        *,
        timeouts: tuple[float, float] = (4.0, 8.0),
        budget: float = 20.0,
        pauses: tuple[float, ...] = PAUSES,
        first: float = FIRST_ANSWER,
        clock: Clock | None = None,
    ) -> None:
        self._timeouts = timeouts
        self._clock = clock or SystemClock()
        self._sentences = ServiceVoice(
            self.name,
            longest=LONGEST,
            budget=budget,
            persistence=Persistence(self._clock, pauses, first),
            clock=self._clock,
        )
        self._line: MicrosoftLine | None = None
        self._tempo = {name: Tempo() for name in VOICES}

    def identity(self, voice: str | None, rate: int) -> EngineIdentity:
        """What a clip would be made by; the voices are `VOICES`.

        Raises:
            EngineMissing: edge-tts is not installed, or another voice is asked for.
        """
        try:
            release = version("edge-tts")
        except PackageNotFoundError as error:
            raise EngineMissing("speech.extra_missing", engine=self.name, extra="edge") from error
        own = voice or VOICES[0]
        if own not in VOICES:
            raise EngineMissing("speech.no_voice", engine=self.name, voice=voice, known=", ".join(VOICES))
        return EngineIdentity(engine=self.name, version=release, voice=own, rate=rate, settings=SETTINGS)

    def synthesize(self, words: str, voice: str | None, rate: int) -> Clip:
        """Say `words`: 24 kHz, trimmed, at 0.7 … 1.3 times the service's own tempo.

        Raises:
            SpeechError: nothing to say, or too much at once.
            EngineMissing: as for `identity`, or ffmpeg is not installed.
            EngineFailed: no connection, or not all of the words came back as sound.
            EngineBusy: the service asks to wait.
        """
        own = self.identity(voice, rate).voice
        clean = prepare(words)
        line = self._connected()  # loads its libraries before the time runs

        def fetch(piece: str, end: float, begin: float) -> bytes:
            now = self._clock.monotonic()
            return line.fetch(piece, own, max(0.1, end - now), max(0.1, begin - now))

        return self._sentences.said(clean, rate, self._tempo[own], fetch)

    def close(self) -> None:
        """Forget the service; each sentence has a connection of its own."""
        self._line = None

    def _connected(self) -> MicrosoftLine:
        if self._line is None:
            from broadcaster.speech.network.microsoft import MicrosoftLine

            self._line = MicrosoftLine(self._timeouts)
        return self._line
