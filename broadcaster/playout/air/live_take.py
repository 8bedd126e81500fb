"""A take whose sound is being made while it airs: a relay, or a voice at the microphone."""

from __future__ import annotations

import threading
import time
from array import array

from broadcaster.playout.air import feed
from broadcaster.playout.air.feed import Hello
from broadcaster.playout.air.jitter import Jitter
from broadcaster.playout.air.take import Fade, Take, amplified
from broadcaster.playout.air.wire import Queue
from broadcaster.playout.outputs.output import BYTES_PER_SAMPLE, CHANNELS

LOST = "playout.source_lost"
"""Why it failed where the source broke off without a reason."""

HUNG = 3.0  # seconds without a packet: a source that works sends silence too, a device may pause for two
LAST_FADE = 0.03  # seconds, where the limit of time cuts into the sound


class LiveTake(Take):
    """Reads a source's socket on a thread of its own; the callback never waits for it.

    `order.end_frame - order.start_frame` is the longest that it may last.
    """

    def __init__(self, order: Queue, rate: int, latency: float = 0.0) -> None:
        """Connect to the source and send it the instant of the beginning.

        Args:
            rate: Hz.
            latency: seconds by which the output pulls ahead of what is heard.

        Raises:
            OSError: no source is there.
            ValueError: no time is left.
        """
        longest = order.end_frame - order.start_frame
        if longest <= 0:
            raise ValueError("no time is left")
        self._jitter = Jitter(rate)
        delays = [d for d in (order.left, order.right) if d is not None]
        self._tail = max(delays, default=0)
        self._begin(order, longest + self._tail)
        self._gains = (order.left_gain, order.right_gain)
        self._lines = [None if d is None else array("h", bytes(2 * d)) for d in (order.left, order.right)]
        self._last = round(LAST_FADE * rate)
        self._why = ""
        self._line = feed.connected(order.path)
        try:
            begin = order.utc_ns - round((feed.AHEAD + latency) * 1e9)
            self._line.sendall(Hello(utc_ns=begin, resumed=order.start_frame > 0).encode())
            self._line.settimeout(max(0.0, (begin - time.time_ns()) / 1e9) + HUNG)
        except OSError:
            self._line.close()
            raise
        threading.Thread(target=self._listen, name="feed", daemon=True).start()

    @property
    def over(self) -> bool:
        """See `Take`; also once the source has ended and all of it was heard."""
        if self._jitter.drained and self._tail <= 0 and not self.failure:
            self.failure = self._why
            return True
        return self._over()

    @property
    def frame(self) -> int:
        """Frames since the beginning, pauses included: a live sound has no other place."""
        return min(self.order.start_frame + self.position, self.order.end_frame)

    def held(self, frames: int) -> bool:
        """Always: what is late is silence."""
        del frames
        return True

    def fill(self) -> None:
        """Nothing to do: the source sends by itself."""

    def pull(self, frames: int) -> array[int]:
        """The next frames, interleaved; silence where the source is late."""
        wanted = min(frames, self.length - self.position)
        mono = self._jitter.pull(wanted)
        self.underruns = self._jitter.underruns
        if len(mono) < wanted and self._tail > 0:
            # The delayed channel has not yet played what the other one has.
            drawn = min(self._tail, wanted - len(mono))
            self._tail -= drawn
            mono.extend(array("h", bytes(2 * drawn)))
        block = array("h", bytes(len(mono) * BYTES_PER_SAMPLE * CHANNELS))
        for channel, line in enumerate(self._lines):
            if line is not None:
                line.extend(amplified(mono, self._gains[channel]))
                block[channel::CHANNELS] = line[: len(mono)]
                del line[: len(mono)]
        self.position += len(mono)
        self._fade(block)
        return block

    def close(self) -> None:
        """Close the connection."""
        if not self._closed:
            self._closed = True
            self._line.close()

    def _fade(self, block: array[int]) -> None:
        if self.fade_in is not None and not self.fade_in.over:
            self.fade_in.apply(block)
        left = self.length - self.position
        if self.fade_out is not None:
            self.fade_out.apply(block)
        elif left < self._last:
            frames = len(block) // CHANNELS
            Fade(length=self._last, done=max(0, self._last - left - frames)).apply(block)

    def _listen(self) -> None:
        why = LOST
        try:
            while not self._closed:
                packet = self._line.recv(feed.LONGEST)
                self._line.settimeout(HUNG)
                if packet[:1] == feed.SOUND:
                    self._jitter.push(array("h", packet[1:]))
                elif packet[:1] == feed.END:
                    why = packet[1:].decode(errors="replace")
                    break
                elif not packet:
                    break
        except (OSError, ValueError):
            # Closed by us, broken off, or a source that hangs: nothing more comes.
            pass
        self._why = why
        self._jitter.end()


def open_take(order: Queue, rate: int, latency: float = 0.0) -> Take:
    """The take that `order` asks for; the output pulls `latency` seconds ahead of what is heard.

    Raises:
        OSError: its file or source cannot be opened.
        ValueError: it is no sound of this rate, or the frames are not in it.
    """
    if order.live:
        return LiveTake(order, rate, latency)
    take = Take(order)
    if take.info.rate != rate:
        take.close()
        raise ValueError(f"rate {take.info.rate}, not {rate}")
    return take
