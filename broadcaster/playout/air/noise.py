"""Very quiet noise before the first sample, so that squelch and noise gates of receivers open.

The mixer treats it like a take, but it is not reported and no file keeps it. It ends where the
take begins, on a delayed channel as late as that channel's own first sample.
"""

from __future__ import annotations

import os
from array import array
from dataclasses import replace
from functools import cache
from operator import add

from broadcaster.playout.air.take import Fade
from broadcaster.playout.air.wire import Queue
from broadcaster.playout.outputs.protocol import BYTES_PER_SAMPLE, CHANNELS

PERIOD = 1 << 15  # frames after which the noise repeats: over half a second, which is not noticed
_NS = 1_000_000_000


@cache
def white() -> array[int]:
    """White noise at −49.9 dBFS, in 16 bits.

    Loud enough for a squelch that looks for sound (they open at −60 to −55 dBFS), 34 dB below speech
    at −16 LUFS and so not heard outdoors. Two random bytes added have a mean square of
    2 · (256² − 1) / 12: 104.5 of 32768.
    """
    one, other = (array("b", os.urandom(PERIOD)) for _ in range(2))
    return array("h", map(add, one, other))


class Noise:
    """What is heard just before a take. As with `Take` the callback pulls; there is nothing to fill."""

    underruns = 0
    failure = ""

    def __init__(self, order: Queue, rate: int) -> None:
        self.order = replace(order, utc_ns=order.utc_ns - order.noise * _NS // rate)
        self._ends = tuple(None if d is None else order.noise + d for d in (order.left, order.right))
        self.length = max((end for end in self._ends if end is not None), default=0)
        self.position = 0
        self.fade_out: Fade | None = None
        self.withdrawn = False
        white()  # made here, not in the output's callback

    @property
    def over(self) -> bool:
        """True once nothing more is to be heard."""
        faded = self.fade_out is not None and self.fade_out.over
        return faded or self.withdrawn or self.position >= self.length

    @property
    def frame(self) -> int:
        """The take's frame that comes next: it has not begun."""
        return self.order.start_frame

    def late(self, frames: int) -> None:
        """It begins so many frames late: what comes after it does not wait."""
        self.position = min(self.length, self.position + frames)

    def pull(self, frames: int) -> array[int]:
        """The next frames, interleaved; fewer at the end."""
        frames = min(frames, self.length - self.position)
        block = array("h", bytes(frames * CHANNELS * BYTES_PER_SAMPLE))
        for channel, end in enumerate(self._ends):
            here = 0 if end is None else max(0, min(frames, end - self.position))
            block[channel : here * CHANNELS : CHANNELS] = self._samples(here)
        self.position += frames
        if self.fade_out is not None:
            self.fade_out.apply(block)
        return block

    def _samples(self, frames: int) -> array[int]:
        first = self.position % PERIOD
        samples = white()[first : first + frames]
        while len(samples) < frames:
            samples.extend(white()[: frames - len(samples)])
        return samples
