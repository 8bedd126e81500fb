"""The buffer between a voice that comes when the network lets it and a loudspeaker that never waits.

It begins deep enough for a network that stalls, measures how late the sound comes, and is as deep as the
worst of the last two minutes asks for. What is too much or too little is made up for by leaving out or
repeating single periods of the voice; so are two clocks that drift apart. Where sound is missing all the
same, the voice dies away instead of breaking off, and the break is counted. What it holds is bounded: a voice
that is later than that is worth less than one that is in time.

Pure: time is what was pulled. One thread calls `push`, another one all else.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SHORTEST = 0.0025  # seconds: the period of a high voice
LONGEST = 0.016  # seconds: of a low one
OVERLAP = 0.006  # seconds compared, and crossfaded
NEEDED = LONGEST + OVERLAP  # seconds of sound for one splice
FADING = 0.12  # seconds until what continues a missing voice has died away, as with Opus
_FLOOR = 1e-9


class Splicer:
    """Splices at one rate (Hz)."""

    def __init__(self, rate: int) -> None:
        self.overlap = round(OVERLAP * rate)
        self.needed = round(NEEDED * rate)
        self._shortest = round(SHORTEST * rate)
        self._fading = round(FADING * rate)
        self._ramp = np.linspace(0, 1, self.overlap, dtype=np.float32)

    def shorter(self, sound: Samples) -> Samples:
        """`sound` without one period near its beginning; at least `needed` samples must be given."""
        lag, over = self._period(sound), self.overlap
        joined = self._crossfaded(sound[:over], sound[lag : lag + over])
        return np.concatenate((joined, sound[lag + over :]))

    def longer(self, sound: Samples) -> Samples:
        """`sound` with its first period twice; at least `needed` samples must be given."""
        lag, over = self._period(sound), self.overlap
        joined = self._crossfaded(sound[lag : lag + over], sound[:over])
        return np.concatenate((sound[:lag], joined, sound[over:]))

    def without(self, sound: Samples, count: int) -> Samples:
        """`sound` without its first `count` samples, crossfaded."""
        over = min(self.overlap, len(sound) - count)
        if over <= 0:
            return sound[count:]
        ramp = self._ramp[:over] if over == self.overlap else np.linspace(0, 1, over, dtype=np.float32)
        joined = sound[:over] * (1 - ramp) + sound[count : count + over] * ramp
        return np.concatenate((joined, sound[count + over :]))

    def continued(self, past: Samples) -> Samples:
        """What a voice might have gone on with after `past`: its last period again and again, dying away."""
        if len(past) < self.needed:
            return np.zeros(0, np.float32)
        lag = self._period(past[::-1])
        wave = np.resize(past[-lag:], self._fading)
        fading: Samples = wave * np.linspace(1, 0, self._fading, dtype=np.float32)
        return fading

    def risen(self, sound: Samples, before: Samples) -> Samples:
        """`sound` faded in, over what was made up in its place so far."""
        over = min(self.overlap, len(sound))
        rest = np.zeros(over, np.float32)
        rest[: min(over, len(before))] = before[:over]
        ramp = self._ramp[:over]
        return np.concatenate((rest * (1 - ramp) + sound[:over] * ramp, sound[over:]))

    def _crossfaded(self, old: Samples, new: Samples) -> Samples:
        faded: Samples = old * (1 - self._ramp) + new * self._ramp
        return faded

    def _period(self, sound: Samples) -> int:
        """The shift at which `sound` is most like its own beginning."""
        first = sound[: self.overlap]
        others = sliding_window_view(sound[self._shortest : self.needed], self.overlap)
        likeness = (others @ first) / np.sqrt((others * others).sum(axis=1) + _FLOOR)
        return self._shortest + int(np.argmax(likeness))


WINDOW = 10  # seconds in which the earliest and the latest arrival are compared: too short to drift in
MEMORY = 120  # seconds for which a late arrival is remembered
MARGIN = 0.03  # seconds more than was needed
TOLERANCE = 0.015  # seconds beside its depth that are left alone
EVERY = 0.15  # seconds between two splices: no more than a tenth of a voice, mostly far less
PAST = 0.03  # seconds that are kept to continue a voice that breaks off
WEAK = 8.0  # seconds after a break for which the line counts as bad
_FULL = 32768.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How deep a buffer is, in seconds between the sound that comes at once and the loudspeaker."""

    least: float  # it begins so
    most: float  # more is cut off


class VoiceBuffer:
    """Mono 16-bit samples at `rate` Hz."""

    def __init__(self, rate: int, depth: Depth) -> None:
        self.breaks = 0
        self.cut = 0  # frames left out because they came too late
        self.ending = False  # what is held is played to its end, and nothing is waited for
        self._rate = rate
        self._bounds = depth
        self._splicer = Splicer(rate)
        self._came: deque[Samples] = deque()
        self._pushed = 0  # frames; `push` alone counts them
        self._taken = 0
        self._held: Samples = np.zeros(0, np.float32)
        self._past: Samples = np.zeros(0, np.float32)
        self._made_up: Samples = np.zeros(0, np.float32)  # what continues the voice while it is missing
        self._filling = True
        self._begun = False
        self._since_splice = 0
        self._since_break = round(WEAK * rate)
        self._lateness = _Lateness(rate)
        self._depth = round(depth.least * rate)
        self._most = round(depth.most * rate)

    @property
    def held(self) -> float:
        """Seconds that wait to be pulled."""
        return (self._pushed - self._taken + len(self._held)) / self._rate

    @property
    def depth(self) -> float:
        """Seconds that it means to be deep."""
        return self._depth / self._rate

    @property
    def weak(self) -> bool:
        """True for some seconds after a break."""
        return self._since_break < WEAK * self._rate

    @property
    def drained(self) -> bool:
        """True once all of a voice that ends was pulled."""
        return self.ending and not self._came and not len(self._held)

    def push(self, data: bytes) -> None:
        """Take what came: whole samples."""
        samples = np.frombuffer(data, "<i2").astype(np.float32)
        self._pushed += len(samples)
        self._came.append(samples)

    def pull(self, frames: int) -> bytes | None:
        """The next `frames`; None where there is nothing but silence."""
        self._take_in(frames)
        if self._filling and (self.ending or len(self._held) >= self._depth):
            self._begin()
        if self._filling:
            return self._continued(frames)
        self._keep_bounds()
        self._correct(frames)
        block, self._held = self._held[:frames], self._held[frames:]
        self._past = np.concatenate((self._past, block))[-round(PAST * self._rate) :]
        if len(block) < frames:
            block = self._broken_off(block, frames)
        return _packed(block)

    def _begin(self) -> None:
        """Be heard, for the first time or again."""
        self._filling = False
        self._begun = True
        self._held = self._splicer.risen(self._held, self._made_up)
        self._made_up = self._made_up[:0]
        self._lateness.begin_anew()

    def _take_in(self, frames: int) -> None:
        came = [self._came.popleft() for _ in range(len(self._came))]
        count = sum(map(len, came))
        if came:
            self._held = np.concatenate((self._held, *came))
            self._taken += count
        self._since_splice += frames
        self._since_break += frames
        if not self._begun:
            return
        self._lateness.elapse(frames, count)
        needed = self._lateness.worst + round(MARGIN * self._rate)
        self._depth = min(max(needed, round(self._bounds.least * self._rate)), self._most)

    def _keep_bounds(self) -> None:
        """Cut off what is later than anybody should hear it: the oldest."""
        over = len(self._held) - self._most
        if over > 0:
            count = len(self._held) - self._depth
            self._held = self._splicer.without(self._held, count)
            self.cut += count

    def _correct(self, frames: int) -> None:
        """Come nearer to the depth that is meant, one period at a time."""
        if self.ending or self._since_splice < EVERY * self._rate:
            return
        if len(self._held) < self._splicer.needed + frames:
            return
        # As deep as it would be if all that is on its way had come as early as the earliest.
        deep, tolerance = len(self._held) + self._lateness.now, TOLERANCE * self._rate
        if deep > self._depth + tolerance:
            self._held = self._splicer.shorter(self._held)
        elif deep < self._depth - tolerance:
            self._held = self._splicer.longer(self._held)
        else:
            return
        self._since_splice = 0

    def _broken_off(self, block: Samples, frames: int) -> Samples:
        """`block`, continued by what the voice might have gone on with."""
        if self.ending:
            return np.concatenate((block, np.zeros(frames - len(block), np.float32)))
        self.breaks += 1
        self._since_break = 0
        self._filling = True
        self._made_up = self._splicer.continued(self._past)
        rest = frames - len(block)
        made_up, self._made_up = self._made_up[:rest], self._made_up[rest:]
        return np.concatenate((block, made_up, np.zeros(rest - len(made_up), np.float32)))

    def _continued(self, frames: int) -> bytes | None:
        if not len(self._made_up):
            return None
        block, self._made_up = self._made_up[:frames], self._made_up[frames:]
        return _packed(np.concatenate((block, np.zeros(frames - len(block), np.float32))))


class _Lateness:
    """How much later than the earliest arrivals the others are, in frames."""

    def __init__(self, rate: int) -> None:
        self.now = 0  # of what has come so far
        self.worst = 0  # of the last minutes
        self._rate = rate
        self._ahead = 0  # frames that came, less those that went by
        self._seconds: deque[tuple[int, int]] = deque(maxlen=WINDOW)  # the most and the least ahead in each
        self._needs: deque[int] = deque([0], maxlen=MEMORY)
        self._this: tuple[int, int] | None = None
        self._elapsed = 0

    def elapse(self, frames: int, came: int) -> None:
        """Note that `frames` went by, before which `came` had come."""
        most, least = self._this or (self._ahead + came, self._ahead)
        self._ahead += came
        most = max(most, self._ahead)
        self._ahead -= frames
        least = min(least, self._ahead)
        self._this = most, least
        earliest = max(most, max((high for high, _ in self._seconds), default=most))
        self.now = earliest - (self._ahead + frames)
        self._needs[-1] = max(self._needs[-1], earliest - least)
        self.worst = max(self.worst, self._needs[-1])
        self._elapsed += frames
        if self._elapsed >= self._rate:
            self._elapsed = 0
            self._seconds.append(self._this)
            self._this = None
            self._needs.append(0)
            self.worst = max(self._needs)

    def begin_anew(self) -> None:
        """After a break nothing is known of how early sound comes; how late it came is remembered."""
        self._seconds.clear()
        self._this = None
        self._ahead = 0


def _packed(block: Samples) -> bytes:
    whole = np.rint(np.clip(block, -_FULL, _FULL - 1)).astype("<i2")
    return whole.tobytes()
