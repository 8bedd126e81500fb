"""What one source makes heard, in sequence: opening, sound for a time, closing, end.

Also whether the source has gone silent.

Pure: it is given mastered blocks and the time, and gives the samples to send. The limit of time
runs on while no take listens: what goes by meanwhile is not made up for.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

LEVEL = -50.0  # dBFS: below the noise of a studio, above that of a cable


class SilenceWatch:
    """Counts the seconds without sound. `limit`: seconds of silence in a row that are too much."""

    def __init__(self, limit: float) -> None:
        self.total = 0.0  # seconds of silence in all
        self._limit = limit
        self.lasting = 0.0  # seconds of it in a row
        self._power = 10 ** (LEVEL / 10)

    def hear(self, power: float, seconds: float) -> bool:
        """Take one more block; true if it has been silent for too long.

        Args:
            power: mean square, full scale 1.0; 0 where nothing came.
            seconds: length of the block.
        """
        if power > self._power:
            self.lasting = 0.0
            return False
        self.total += seconds
        self.lasting += seconds
        return self.lasting > self._limit


Samples = NDArray[np.float32]


class SequenceStage(StrEnum):
    """Where the sequence is."""

    WAITING = "waiting"
    OPENING = "opening"
    SOUND = "sound"
    CLOSING = "closing"
    OVER = "over"


class LiveSequence:
    """One source's sequence.

    Args:
        rate: Hz.
        longest: seconds of sound from its first on.
        opening: finished samples heard before it; empty for none.
        closing: the same after it.
    """

    def __init__(self, rate: int, longest: float, opening: Samples, closing: Samples) -> None:
        self.stage = SequenceStage.WAITING
        self.why = ""  # a code of the texts where it did not end as planned
        self.heard = 0.0  # seconds of sound sent
        self._rate = rate
        self._longest = longest
        self._opening = opening
        self._closing = closing
        self._at = 0  # samples of opening or closing sent
        self._until: float | None = None
        self._rising = True
        self._ending = False

    def begin(self, *, resumed: bool) -> None:
        """A take listens: from the opening on, or in the middle of the sound."""
        if self.stage is SequenceStage.WAITING and not resumed:
            self.stage = SequenceStage.OPENING
        elif self.stage in (SequenceStage.WAITING, SequenceStage.OPENING):
            self.stage = SequenceStage.SOUND
        self._rising = True

    def end(self, why: str = "") -> None:
        """Let the sound end with the next block: with the closing, or without one for a reason."""
        if self.stage is SequenceStage.WAITING:
            self.stage, self.why = SequenceStage.OVER, why
        elif self.stage in (SequenceStage.OPENING, SequenceStage.SOUND):
            self._ending, self.why = True, why

    def limit(self, seconds: float) -> None:
        """Let the sound last no longer than so many seconds; before it begins only."""
        self._longest = min(self._longest, seconds)

    def elapse(self, now: float) -> None:
        """Look at the clock (monotonic seconds); to be called for every block, heard or not."""
        if self.stage is SequenceStage.SOUND and self._until is None:
            self._until = now + self._longest
        if self._until is not None and now >= self._until and self.stage is SequenceStage.SOUND:
            self._ending = True

    def leave(self) -> None:
        """No take listens any more; what has ended meanwhile is over."""
        if self.stage is SequenceStage.CLOSING or self._ending:
            self.stage = SequenceStage.OVER

    def pass_on(self, block: Samples) -> Samples:
        """What is sent in the place of a mastered block."""
        silence = np.zeros_like(block)
        if self.stage is SequenceStage.OPENING and self._ending:
            self._conclude()
            return silence
        if self.stage is SequenceStage.OPENING:
            if not len(self._opening):
                self.stage = SequenceStage.SOUND
                return self._sound(block)
            return self._jingle(self._opening, silence, SequenceStage.SOUND)
        if self.stage is SequenceStage.SOUND:
            return self._sound(block)
        if self.stage is SequenceStage.CLOSING:
            return self._jingle(self._closing, silence, SequenceStage.OVER)
        return silence

    def _sound(self, block: Samples) -> Samples:
        self.heard += len(block) / self._rate
        # A block is long enough for a ramp that does not click, and short enough not to be missed.
        ramp = np.arange(1, len(block) + 1, dtype=np.float32) / np.float32(len(block))
        if self._rising:
            block, self._rising = block * ramp, False
        if self._ending:
            block = block * ramp[::-1]
            self._conclude()
        return block

    def _conclude(self) -> None:
        """After a failure there is no closing."""
        self._ending = False
        self.stage = SequenceStage.OVER if self.why or not len(self._closing) else SequenceStage.CLOSING
        self._at = 0

    def _jingle(self, sound: Samples, rest: Samples, after: SequenceStage) -> Samples:
        """The next samples of a finished sound; `rest` where it has ended inside the block."""
        part = sound[self._at : self._at + len(rest)]
        self._at += len(part)
        if self._at >= len(sound):
            self.stage, self._at = after, 0
        return part if len(part) == len(rest) else np.concatenate((part, rest[len(part) :]))
