"""A take: one WAV file on its way to the output.

Its header is read here; the feeder keeps it read ahead; the callback pulls its samples.
"""

from __future__ import annotations

import os
import struct
from array import array
from collections import deque
from dataclasses import dataclass

from broadcaster.playout.air.wire import Queue
from broadcaster.playout.outputs.output import BYTES_PER_SAMPLE, CHANNELS, FRAME_BYTES

_PCM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WavInfo:
    """A mono 16-bit WAV file: its rate in Hz, its frames, the byte at which they begin."""

    rate: int
    frames: int
    offset: int


def read_header(handle: int) -> WavInfo:
    """Read the header of an open file.

    Raises:
        ValueError: it is not a mono 16-bit PCM WAV file or is shorter than its header says.
    """
    head = os.pread(handle, 12, 0)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    at, rate = 12, 0
    while len(chunk := os.pread(handle, 8, at)) == 8:
        name, size = struct.unpack("<4sI", chunk)
        if name == b"fmt ":
            about = os.pread(handle, 16, at + 8)
            if len(about) < 16:
                raise ValueError("the WAV file is damaged")
            form, channels, rate, _, _, bits = struct.unpack("<HHIIHH", about)
            if (form, channels, bits) != (_PCM, 1, 16):
                raise ValueError("not mono 16-bit PCM")
        elif name == b"data":
            if not rate or at + 8 + size > os.fstat(handle).st_size:
                raise ValueError("the WAV file is damaged")
            return WavInfo(rate=rate, frames=size // 2, offset=at + 8)
        at += 8 + size + (size & 1)
    raise ValueError("the WAV file holds no sound")


READ_AHEAD = 4.0  # seconds: a slow disk may stall for three
FIRST_READ = 0.5  # seconds read before it may sound: an emergency does not wait for the rest
CHUNK = 0.1  # seconds read at a time; short, for the callback waits while the feeder holds the lock


@dataclass(slots=True)
class Fade:
    """A ramp of gain over `length` frames, `done` of them behind us."""

    length: int
    done: int = 0
    rising: bool = False

    @property
    def over(self) -> bool:
        """True once the ramp has reached its end."""
        return self.done >= self.length

    def apply(self, block: array[int]) -> None:
        """Scale interleaved samples in place, a step of gain for each frame."""
        for index in range(0, len(block), CHANNELS):
            share = min(1.0, self.done / self.length)
            gain = share if self.rising else 1.0 - share
            block[index] = int(block[index] * gain)
            block[index + 1] = int(block[index + 1] * gain)
            self.done += 1


def amplified(samples: array[int], gain: float) -> array[int]:
    """Samples times a linear gain, held inside 16 bits."""
    if gain == 1.0:
        return samples
    return array("h", [max(-32768, min(32767, round(sample * gain))) for sample in samples])


class Take:
    """A queued file. The feeder calls `fill` and `close`, the callback `pull`; no lock between."""

    def __init__(self, order: Queue) -> None:
        """Open the file now, so that nothing that happens to its name later matters.

        Raises:
            OSError: it cannot be opened.
            ValueError: it is not a mono 16-bit WAV file, or the frames asked for are not in it.
        """
        self._file = os.open(order.path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self.info: WavInfo = read_header(self._file)
            if not 0 <= order.start_frame < order.end_frame <= self.info.frames:
                raise ValueError(f"frames {order.start_frame}-{order.end_frame} of {self.info.frames}")
        except BaseException:
            os.close(self._file)
            raise
        delays = [d for d in (order.left, order.right) if d is not None]
        self._begin(order, order.end_frame - order.start_frame + max(delays, default=0))
        self._filled = 0
        self._chunks: deque[bytes] = deque()
        self._rest = b""

    def _begin(self, order: Queue, length: int) -> None:
        """What every kind of take has; `length` in frames."""
        self.order = order
        self.length = length
        self.position = 0  # frames pulled
        self.underruns = 0
        self.fade_in = Fade(length=order.fade_in, rising=True) if order.fade_in else None
        self.fade_out: Fade | None = None
        self.withdrawn = False
        self.failure = ""
        self._closed = False

    @property
    def over(self) -> bool:
        """True once nothing more is to be heard."""
        return self._over()

    def _over(self) -> bool:
        faded = self.fade_out is not None and self.fade_out.over
        return faded or self.withdrawn or bool(self.failure) or self.position >= self.length

    @property
    def frame(self) -> int:
        """The file's frame that is pulled next."""
        return min(self.order.start_frame + self.position, self.order.end_frame)

    def late(self, frames: int) -> None:
        """It begins so many frames late: it is heard whole all the same."""

    def fill(self) -> None:
        """Read until `READ_AHEAD` seconds wait for the callback; the first time only `FIRST_READ`."""
        rate = self.info.rate
        ahead = READ_AHEAD if self._filled else FIRST_READ
        while not self.over and self._filled < min(self.length, self.position + int(ahead * rate)):
            frames = min(int(CHUNK * rate), self.length - self._filled)
            try:
                self._chunks.append(self._block(self._filled, frames))
            except OSError as error:
                self.failure = error.strerror or str(error)
                return
            self._filled += frames

    def held(self, frames: int) -> bool:
        """True if the next frames are read, or will never be."""
        return self.over or self._filled - self.position >= min(frames, self.length - self.position)

    def pull(self, frames: int) -> array[int]:
        """The next frames, interleaved; fewer at the end, or where reading is behind.

        A late disk makes a pause, not a lost word: what was not read in time comes later.
        """
        wanted = min(frames, self.length - self.position) * FRAME_BYTES
        data = self._rest
        while len(data) < wanted:
            try:
                data += self._chunks.popleft()
            except IndexError:
                self.underruns += 1
                break
        self._rest = data[wanted:]
        block = array("h", data[:wanted])
        self.position += len(block) // CHANNELS
        if self.fade_in is not None and not self.fade_in.over:
            self.fade_in.apply(block)
        if self.fade_out is not None:
            self.fade_out.apply(block)
        return block

    def close(self) -> None:
        """Close the file."""
        if not self._closed:
            self._closed = True
            os.close(self._file)

    def _block(self, at: int, frames: int) -> bytes:
        out = array("h", bytes(frames * FRAME_BYTES))
        gains = (self.order.left_gain, self.order.right_gain)
        for channel, delay in enumerate((self.order.left, self.order.right)):
            if delay is not None:
                out[channel::CHANNELS] = amplified(self._mono(at - delay, frames), gains[channel])
        return out.tobytes()

    def _mono(self, at: int, frames: int) -> array[int]:
        """Frames of the file from `at` (relative to the start frame), silence outside of it."""
        first = max(0, at)
        last = min(at + frames, self.order.end_frame - self.order.start_frame)
        if last <= first:
            return array("h", bytes(frames * BYTES_PER_SAMPLE))
        offset = self.info.offset + (self.order.start_frame + first) * BYTES_PER_SAMPLE
        raw = os.pread(self._file, (last - first) * BYTES_PER_SAMPLE, offset)
        if len(raw) < (last - first) * BYTES_PER_SAMPLE:
            raise OSError("the file ends early")
        samples = array("h", bytes((first - at) * BYTES_PER_SAMPLE) + raw)
        samples.frombytes(bytes((at + frames - last) * BYTES_PER_SAMPLE))
        return samples
