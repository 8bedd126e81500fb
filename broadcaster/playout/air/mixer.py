"""The mixer, the core of the air process.

It finds which samples are heard in a block that begins at a given instant; noise precedes a take.

The mixer treats this noise like a take, but it is not reported and no file keeps it. It ends where the
take begins, on a delayed channel as late as that channel's own first sample.

No devices, files or clocks: an output asks `pull(frames, utc_ns)` and gets interleaved 16-bit
stereo; events go to a callable that must not block.
"""

from __future__ import annotations

import os
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from operator import add

from broadcaster.playout.air.take import Fade, Take
from broadcaster.playout.air.wire import Event, Queue
from broadcaster.playout.outputs.output import BYTES_PER_SAMPLE, CHANNELS, FRAME_BYTES, AiringMark

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


FADE_OUT = 0.02  # seconds: long enough not to click, short enough for an emergency


class Mixer:
    """Takes waiting and sounding.

    `pull` belongs to the output's thread; `add`, `fade` and `fade_all` to any other: they only
    leave wishes for the next block.
    """

    def __init__(self, rate: int, report: Callable[[Event], None]) -> None:
        self.rate = rate
        self.marks: list[AiringMark] = []
        self.peak = 0
        self.underruns = 0  # of the device
        self.heard_underruns = 0  # of them, those in something that sounded
        self.gaps = 0  # blocks that a file or a source did not have in time
        self.place = 0  # the frame up to which the newest file that sounds has been pulled
        self._report = report
        self._wishes: deque[Take | Noise | str | None] = deque()
        self._waiting: list[Take | Noise] = []
        self._sounding: list[Take | Noise] = []
        self._cut: set[Take] = set()  # reported as cut, and still fading
        self._next_ns = 0  # when the next block is heard

    def add(self, take: Take) -> None:
        """Queue a take, and the noise before it."""
        self._wishes.append(take)
        if take.order.noise:
            self._wishes.append(Noise(take.order, self.rate))

    def fade(self, take_id: str) -> None:
        """Fade `take_id` out from the next block on; one that has not begun is withdrawn.

        Reported at once, not when the fade is over: an emergency starts during the fade.
        """
        self._wishes.append(take_id)
        for take in tuple(self._sounding):
            if take.order.id == take_id and not take.over:
                self._report_cut(take)

    def fade_all(self) -> None:
        """Fade everything out and withdraw what waits."""
        self._wishes.append(None)

    @property
    def idle(self) -> bool:
        """True if nothing sounds, waits or is wished for."""
        return not (self._wishes or self._sounding or self._waiting)

    @property
    def sounds(self) -> bool:
        """True while something is heard. On the output's thread."""
        return bool(self._sounding)

    def held(self, frames: int) -> bool:
        """True if all that sounds has its next frames at hand. On the output's thread."""
        return all(take.held(frames) for take in self._sounding if isinstance(take, Take))

    def underrun(self) -> None:
        """The device ran empty before this block. On the output's thread."""
        self.underruns += 1
        self.heard_underruns += bool(self._sounding)

    def pull(self, frames: int, utc_ns: int) -> bytes:
        """The block of `frames` whose first frame is heard at `utc_ns`."""
        self.marks = []
        self._next_ns = utc_ns
        self._obey(utc_ns)
        self._next_ns = utc_ns + frames * _NS // self.rate
        blocks = [self._advance(take, 0, frames, utc_ns) for take in self._sounding]
        for take in self._due(frames, utc_ns):
            offset = self._offset(take, utc_ns)
            if isinstance(take, Take) and take.over:
                # A source that was lost before its time: nothing of it is heard.
                self._report(self._event("failed", take, utc_ns, offset))
                continue
            take.late(max(0, round((utc_ns - take.order.utc_ns) * self.rate / _NS)))
            if isinstance(take, Take):
                self.marks.append(AiringMark(airing=take.order, frame=offset, start=True))
                self._report(self._event("started", take, utc_ns, offset))
            self._sounding.append(take)
            blocks.append(self._advance(take, offset, frames, utc_ns))
        self._sounding = [take for take in self._sounding if not take.over]
        self.place = next((t.frame for t in reversed(self._sounding) if isinstance(t, Take)), 0)
        if not blocks:
            return bytes(frames * FRAME_BYTES)
        block = blocks[0] if len(blocks) == 1 else _sum(blocks)
        highest, lowest = max(block), min(block)
        self.peak = max(self.peak, highest, -lowest)
        return block.tobytes()

    def _obey(self, utc_ns: int) -> None:
        """Do what was wished since the last block."""
        while self._wishes:
            wish = self._wishes.popleft()
            if isinstance(wish, (Take, Noise)):
                self._waiting.append(wish)
                self._waiting.sort(key=lambda take: take.order.utc_ns)
                continue
            for take in self._sounding:
                if wish in (None, take.order.id) and take.fade_out is None:
                    take.fade_out = Fade(length=max(1, round(FADE_OUT * self.rate)))
                    self._report_cut(take)
            for take in [t for t in self._waiting if wish in (None, t.order.id)]:
                self._waiting.remove(take)
                take.withdrawn = True
                if isinstance(take, Take):
                    self._report(self._event("cut", take, utc_ns, 0))

    def _due(self, frames: int, utc_ns: int) -> list[Take | Noise]:
        """Take out of the waiting list what begins inside this block."""
        due = []
        while self._waiting and self._offset(self._waiting[0], utc_ns) < frames:
            due.append(self._waiting.pop(0))
        return due

    def _offset(self, take: Take | Noise, utc_ns: int) -> int:
        return max(0, round((take.order.utc_ns - utc_ns) * self.rate / _NS))

    def _advance(self, take: Take | Noise, offset: int, frames: int, utc_ns: int) -> array[int]:
        """The take's samples in a whole block; reports its end."""
        before = take.underruns
        sound = take.pull(frames - offset)
        self.gaps += take.underruns - before
        if isinstance(take, Take) and take.over:
            at = offset + len(sound) // CHANNELS
            self.marks.append(AiringMark(airing=take.order, frame=at, start=False))
            if take in self._cut:
                self._cut.discard(take)
            else:
                kind = "failed" if take.failure else "ended"
                self._report(self._event(kind, take, utc_ns, at))
        block = array("h", bytes(offset * FRAME_BYTES))
        block.extend(sound)
        block.frombytes(bytes((frames - offset) * FRAME_BYTES - len(sound) * 2))
        return block

    def _report_cut(self, take: Take | Noise) -> None:
        if isinstance(take, Take) and take not in self._cut:
            self._cut.add(take)
            self._report(self._event("cut", take, self._next_ns, 0))

    def _event(self, kind: str, take: Take, utc_ns: int, offset: int) -> Event:
        return Event(
            kind=kind,
            id=take.order.id,
            frame=take.frame,
            utc_ns=utc_ns + offset * _NS // self.rate,
            reason=take.failure,
        )


def _sum(blocks: list[array[int]]) -> array[int]:
    """Mix by adding, held inside 16 bits. Only while one take fades out under another."""
    return array("h", [max(-32768, min(32767, sum(samples))) for samples in zip(*blocks, strict=True)])
