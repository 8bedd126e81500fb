"""The jitter buffer: a few packets between a live source and the callback that needs its samples now.

It holds enough for one late packet and no more, because everything it holds is delay. Where the two clocks
drift apart it drops or repeats a few milliseconds, crossfaded; where nothing came in time it gives
silence and counts. One thread calls `push` and `end`, another `pull`; there is no lock between.
"""

from __future__ import annotations

from array import array
from collections import deque
from dataclasses import dataclass

TARGET = 0.04  # seconds held before sound begins: two blocks of the output
MOST = 0.3  # seconds; more is a burst, of which only the newest is wanted
SLICE = 0.005  # seconds dropped or repeated at a time: long enough to crossfade, too short to miss
EDGE = 0.002  # seconds of ramp where sound breaks off or comes back
WATCH = 4.0  # seconds over which the lowest level is taken: longer than a network's hiccups
SPARE = 0.03  # seconds never used in that time are only delay
LONGEST_DROP = 10  # slices at a time
SCARCE = 0.004  # seconds: the next late packet would be heard
WIDER = 0.06  # seconds by which the cushion grows after a break: a late packet mostly brings others
NARROWER = 0.01  # by which it shrinks after `WATCH` seconds without one


@dataclass(frozen=True, slots=True, kw_only=True)
class Cushion:
    """How much a buffer holds, in seconds: what its sound comes through decides."""

    target: float = TARGET
    most: float = MOST
    spare: float = SPARE
    room: float = 0.0  # by which all three grow, step by step, where sound breaks off again and again


class Jitter:
    """Mono 16-bit samples at `rate`, in order."""

    def __init__(self, rate: int, cushion: Cushion = Cushion()) -> None:
        self.underruns = 0
        self._calm = 0  # underruns when the last watch ended
        self.dropped = 0  # frames
        self.repeated = 0  # frames
        self.ended = False
        self._rate = rate
        self._cushion = cushion
        self._more = 0.0  # seconds of the cushion's room in use
        self._size()
        self._slice = round(SLICE * rate)
        self._edge = round(EDGE * rate)
        self._chunks: deque[array[int]] = deque()
        self._rest: array[int] = array("h")
        self._pushed = 0
        self._taken = 0
        self._filling = True
        self._broken = False
        self._scarce = False
        self._lowest = 0
        self._watched = 0
        self._watch_anew()

    @property
    def held(self) -> int:
        """Frames that wait to be pulled."""
        return self._pushed - self._taken + len(self._rest)

    @property
    def empty(self) -> bool:
        """True if a pull would give silence only: it waits until enough is held."""
        return self._filling and self.held < self._target and not self.ended

    @property
    def drained(self) -> bool:
        """True if the source has ended and all of it was pulled."""
        return self.ended and not self._chunks and not self._rest

    def push(self, samples: array[int]) -> None:
        """Take what the source made."""
        self._chunks.append(samples)
        self._pushed += len(samples)

    def end(self) -> None:
        """Nothing more will come."""
        self.ended = True

    def pull(self, frames: int) -> array[int]:
        """The next `frames`: silence where nothing came in time, fewer only at the end."""
        if self._filling:
            if self.empty:
                return _silence(frames)
            self._filling = False
            self._watch_anew()
        if self.held > self._most:
            self._drop(self.held - self._target)
        if self._scarce and self.held >= 2 * self._slice:
            self._repeat()
            self._scarce = False
        block = self._read(frames)
        if self._broken and block:
            _ramp(block, self._edge, rising=True)
            self._broken = False
        if len(block) < frames and not self.ended:
            self.underruns += 1
            self._filling = self._broken = True
            self._widen(WIDER)
            _ramp(block, self._edge, rising=False)
            block.extend(_silence(frames - len(block)))
        self._watch(frames)
        return block

    def _read(self, frames: int) -> array[int]:
        block = self._rest
        while len(block) < frames and self._chunks:
            chunk = self._chunks.popleft()
            self._taken += len(chunk)
            block.extend(chunk)
        self._rest = block[frames:]
        return block[:frames]

    def _watch(self, frames: int) -> None:
        """Measure over some seconds how much is never used or hardly enough; correct it by a slice."""
        self._lowest = min(self._lowest, self.held)
        self._watched += frames
        if self._watched < WATCH * self._rate or self.ended:
            return
        if self.underruns == self._calm:
            self._widen(-NARROWER)
        self._calm = self.underruns
        spare = self._lowest - self._spare
        if spare > 0:
            # After a stall of the machine much is spare: back to a short delay soon, but not in one gap.
            self._drop(min(max(self._slice, spare), LONGEST_DROP * self._slice))
        self._scarce = self._lowest < SCARCE * self._rate
        self._watch_anew()

    def _widen(self, seconds: float) -> None:
        self._more = min(max(self._more + seconds, 0.0), self._cushion.room)
        self._size()

    def _size(self) -> None:
        """The cushion in frames, as far as it has grown."""
        cushion = self._cushion
        sizes = (cushion.target, cushion.most, cushion.spare)
        self._target, self._most, self._spare = (round((size + self._more) * self._rate) for size in sizes)

    def _watch_anew(self) -> None:
        self._lowest, self._watched = 1 << 30, 0

    def _drop(self, frames: int) -> None:
        """Leave `frames` out, crossfading over the gap."""
        passage = self._read(frames + self._slice)
        kept = len(passage) - self._slice
        if kept <= 0:
            self._rest = passage + self._rest
            return
        self.dropped += kept
        self._rest = _crossfaded(passage[: self._slice], passage[kept:]) + self._rest

    def _repeat(self) -> None:
        """Play the next slice twice, crossfaded."""
        passage = self._read(2 * self._slice)
        first, second = passage[: self._slice], passage[self._slice :]
        self.repeated += self._slice
        self._rest = first + _crossfaded(second, first) + second + self._rest


def _silence(frames: int) -> array[int]:
    return array("h", bytes(2 * frames))


def _crossfaded(old: array[int], new: array[int]) -> array[int]:
    length = min(len(old), len(new))
    return array("h", [a + (b - a) * i // length for i, (a, b) in enumerate(zip(old, new, strict=False))])


def _ramp(block: array[int], length: int, *, rising: bool) -> None:
    """A short ramp in place, at the beginning or the end."""
    length = min(length, len(block))
    for index in range(length):
        at = index if rising else len(block) - 1 - index
        block[at] = block[at] * index // length
