"""A sentence as a service of the network speaks it: in pieces, in time, at the station's rate."""

from __future__ import annotations

from collections.abc import Callable

from broadcaster.clock import Clock
from broadcaster.speech.clips.edges import trim
from broadcaster.speech.clips.ffmpeg import decode_mp3
from broadcaster.speech.engines.network.fitting import Tempo, at_rate, whole
from broadcaster.speech.engines.network.persistence import Persistence
from broadcaster.speech.engines.network.pieces import in_pieces
from broadcaster.speech.model import Clip

RATE = 24000  # Hz, to which what comes is decoded

Fetch = Callable[[str, float, float], bytes]
"""Gives a piece as MP3: by the clock, whole at the first instant, begun at the other."""


class Sentences:
    """What the engines of the network have in common. Used from one thread at a time.

    Args:
        engine: the name of the engine, for errors.
        longest: characters that the service takes at a time.
        budget: seconds for one sentence, all pieces and tries included.
        persistence: asks again after a temporary failure.
        clock: by which the budget is counted.
    """

    def __init__(
        self, engine: str, *, longest: int, budget: float, persistence: Persistence, clock: Clock
    ) -> None:
        self._engine = engine
        self._longest = longest
        self._budget = budget
        self._persistence = persistence
        self._clock = clock

    def said(self, words: str, rate: int, tempo: Tempo, fetch: Fetch) -> Clip:
        """Say prepared words: trimmed, their tempo changed to the rate within what still sounds natural.

        Args:
            words: one sentence.
            rate: syllables a minute.
            tempo: what is known of the voice's own; tells half a piece from a whole one.
            fetch: asks the service.

        Raises:
            EngineMissing: ffmpeg is not installed.
            EngineFailed: no connection, or not all of the words came back as sound.
            EngineBusy: the service asks to wait.
        """

        def once(piece: str, end: float, begin: float) -> bytes:
            sound = trim(decode_mp3(fetch(piece, end, begin), RATE, engine=self._engine), RATE)
            return whole(sound, RATE, piece, self._engine, tempo)

        def say(piece: str) -> bytes:
            return self._persistence.ask(lambda end, begin: once(piece, end, begin), deadline)

        deadline = self._clock.monotonic() + self._budget
        sound = in_pieces(words, self._longest, RATE, say)
        return Clip(samples=at_rate(sound, RATE, words, rate, self._engine), rate=RATE)
