"""Where the samples of a source come from: a stream, an input of the sound card, a client's chunks.

Each is read in blocks of one size and never raises while it runs: what is missing is None, and
`fault` is the reason why nothing more will come.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from math import gcd
from typing import Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from broadcaster.core.errors import StudioError
from broadcaster.playout.outputs.output import OutputLost
from broadcaster.playout.source import decoder
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin, server
from broadcaster.playout.source.decoder import Ring, SampleStore
from broadcaster.playout.source.hls import NotPlayable
from broadcaster.playout.source.network import Broken, Network, NotAllowed
from broadcaster.playout.source.voice_buffer import Depth, VoiceBuffer

Samples = NDArray[np.float32]

PIECE = 1 << 14  # bytes read at a time at most
TAPS = 48  # of the filter, for each of its output samples; more where the rate goes down
PASS = 0.9  # of the lower rate's band that is left


class Resampler:
    """One stream from one rate (Hz) to another, a windowed sinc; half its taps late."""

    def __init__(self, rate: int, wanted: int) -> None:
        common = gcd(rate, wanted)
        self._up, self._down = wanted // common, rate // common
        narrow = min(1.0, wanted / rate)
        self._taps = 2 * round(TAPS / 2 / narrow)
        at = np.arange(self._taps) - self._taps / 2 + 1
        away = at[None, :] - np.arange(self._up)[:, None] / self._up
        shape = np.sinc(away * narrow * PASS) * np.cos(np.pi * away / (self._taps + 2)) ** 2
        self._filter = (shape / shape.sum(axis=1, keepdims=True)).astype(np.float32)
        self._kept: Samples = np.zeros(self._taps - 1, np.float32)
        self._next = (
            0  # place of the next output sample, in parts of an input sample, from the first kept one
        )

    def __call__(self, samples: Samples) -> Samples:
        """What comes out with these."""
        sound = np.concatenate((self._kept, samples))
        windows = len(sound) - self._taps + 1
        count = max(0, -(-(windows * self._up - self._next) // self._down))
        places = self._next + np.arange(count) * self._down
        whole, phase = places // self._up, places % self._up
        out: Samples = np.einsum(
            "ij,ij->i", sliding_window_view(sound, self._taps)[whole], self._filter[phase]
        )
        self._next += count * self._down - windows * self._up
        self._kept = sound[windows:]
        return out


class PlainSamples:
    """Reads mono 16-bit samples from a descriptor into a store, on a thread of its own."""

    def __init__(self, rate: int, wanted: int, store: SampleStore, feed: int) -> None:
        self._resample = Resampler(rate, wanted)
        self._store = store
        self._feed = feed
        self._reader = threading.Thread(target=self._read, name="samples", daemon=True)
        self._reader.start()

    @property
    def over(self) -> bool:
        """True once the client's end is shut and all that came is in the store."""
        return not self._reader.is_alive()

    def close(self) -> None:
        """Nothing to end: the thread ends with the process."""

    def _read(self) -> None:
        half = b""  # of a sample whose other byte has not come
        while data := os.read(self._feed, PIECE):
            data = half + data
            whole = len(data) & ~1
            half = data[whole:]
            out = self._resample(np.frombuffer(data[:whole], "<i2").astype(np.float32))
            if not self._store.put(np.rint(np.clip(out, -32768, 32767)).astype("<i2").tobytes()):
                return


PREFILL = 0.4  # seconds of a stream held before it is heard, and again after a gap
STORE = 4.0  # seconds of a stream decoded ahead
# A client's sound comes through a browser and a network, either of which may stall for 0.4 s. What comes
# before and after the buffer takes 0.25 s, and nobody should be heard more than a second after they spoke.
SENT = Depth(least=0.55, most=0.7)
NEAR = Depth(least=0.08, most=0.4)  # of an input of this computer
PCM = "pcm"  # the form of chunks that are plain samples
AGAIN = (0.3, 1.0, 2.0, 4.0, 8.0)  # seconds before each new try of a stream; the last for ever
STEADY = 2.0  # seconds of connection after which the tries count anew
GONE = 2.0  # seconds without a sample after which a sound input is lost

log = logging.getLogger(__name__)


class Input(Protocol):
    """Sound that comes at its own pace."""

    fault: str
    reconnects: int

    @property
    def voice(self) -> VoiceBuffer | None:
        """What evens out a voice; None for a stream, which is held otherwise."""

    def start(self) -> None:
        """Begin to take in sound."""

    def read(self, frames: int) -> bytes | None:
        """The next 16-bit samples, or None if they are not there. Answers at once."""

    def close(self) -> None:
        """Release everything."""


class Stream:
    """An address on the network, asked again and again when it breaks off."""

    voice: VoiceBuffer | None = None

    def __init__(self, choice: SourceChoice) -> None:
        second = 2 * choice.rate
        self.fault = ""
        self.reconnects = 0
        self._ring = Ring(round(STORE * second))
        self._prefill = round(PREFILL * second)
        self._filling = True
        self._choice = choice
        self._network = Network(frozenset({server(choice.address), *choice.hosts}))
        self._closing = threading.Event()
        self._decoder: decoder.Decoder | None = None
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)

    def start(self) -> None:
        """See `Input`."""
        self._thread.start()

    def read(self, frames: int) -> bytes | None:
        """See `Input`."""
        if self._filling and self._ring.held < self._prefill:
            return None
        self._filling = False
        data = self._ring.take(2 * frames, 0)
        self._filling = data is None
        return data

    def close(self) -> None:
        """See `Input`."""
        self._closing.set()
        self._network.close()
        self._ring.close()
        if self._decoder is not None:
            self._decoder.close()

    def _run(self) -> None:
        tries = 0
        while not self._closing.is_set():
            begun, why = time.monotonic(), "it ended"
            try:
                self._listen()
            except NotAllowed as error:
                log.warning("the stream leads to %s, which the station does not allow", error.host)
                self.fault = f"playout.source_elsewhere {error.host}"
                return
            except NotPlayable as error:
                log.warning("the stream cannot be played: %s", error)
                self.fault = "playout.source_unplayable"
                return
            except (Broken, OSError) as error:
                why = str(error)
            except StudioError:
                log.exception("no decoder")
                self.fault = "playout.source_unplayable"
                return
            if self._closing.is_set():
                return
            tries = 0 if time.monotonic() - begun > STEADY else tries
            # The first of a row gives the reason; the station reports that it is tried again.
            log.log(logging.DEBUG if tries else logging.WARNING, "the stream broke off: %s", why)
            self._closing.wait(AGAIN[min(tries, len(AGAIN) - 1)])
            tries += 1
            self.reconnects += 1

    def _listen(self) -> None:
        address, rate = self._choice.address, self._choice.rate
        options = decoder.direct(address)
        self._decoder = decoder.Decoder(options or decoder.piped(), rate, self._ring)
        try:
            pieces = self._network.listen(address) if options is None else [decoder.listed(address)]
            self._decoder.write(pieces)
            self._decoder.wait()
        finally:
            self._decoder.close()


class Chunks:
    """What a client sends to our standard input.

    It comes in bursts, and by the clock of another computer: a buffer evens out both.
    """

    def __init__(self, choice: SourceChoice) -> None:
        self.fault = ""
        self.reconnects = 0
        self.voice = VoiceBuffer(choice.rate, SENT)
        self._choice = choice
        self._decoder: decoder.Decoder | PlainSamples | None = None
        self._half = b""  # of a sample whose other byte has not come

    def start(self) -> None:
        """See `Input`."""
        form, rate, feed = self._choice.address, self._choice.rate, sys.stdin.fileno()
        if form == PCM:
            self._decoder = PlainSamples(self._choice.chunk_rate, rate, self, feed)
        else:
            self._decoder = decoder.Decoder(decoder.contained(form), rate, self, feed=feed)

    def put(self, data: bytes) -> bool:
        """Take what the decoder gives; called on its thread."""
        data = self._half + data
        whole = len(data) & ~1
        self._half = data[whole:]
        self.voice.push(data[:whole])
        return True

    def read(self, frames: int) -> bytes | None:
        """See `Input`."""
        data = self.voice.pull(frames)
        if data is None and self._decoder is not None and self._decoder.over:
            # A container whose beginning was lost: nothing more will ever be heard of it.
            self.fault = "playout.source_unplayable"
        return data

    def close(self) -> None:
        """See `Input`."""
        if self._decoder is not None:
            self._decoder.close()


class SoundInput:
    """A line or microphone, through PortAudio; its clock is another than the loudspeakers'."""

    def __init__(self, choice: SourceChoice, block: int) -> None:
        self.fault = ""
        self.reconnects = 0
        self.voice = VoiceBuffer(choice.rate, NEAR)
        self._choice = choice
        self._block = block
        self._last = time.monotonic()
        self._stream: object = None

    def start(self) -> None:
        """See `Input`."""

        try:
            from broadcaster.playout.source import microphone
        except OutputLost as error:
            log.warning("there are no sound inputs: %s", error)
            self.fault = "playout.input_missing"
            return
        try:
            name = self._choice.address
            self._stream = microphone.open_input(name, self._choice.rate, self._block, self._hear)
            self._last = time.monotonic()
        except OutputLost as error:
            log.warning("the sound input cannot be opened: %s", error)
            inputs = microphone.known()
            self.fault = f"playout.input_unknown {inputs}" if inputs else "playout.input_missing"

    def read(self, frames: int) -> bytes | None:
        """See `Input`."""
        if self.fault:
            return None
        if time.monotonic() - self._last > GONE:
            self.fault = "playout.input_lost"
        return self.voice.pull(frames)

    def close(self) -> None:
        """See `Input`. The stream ends with the process: on a hung server it could not be closed."""

    def _hear(self, data: bytes) -> None:
        self._last = time.monotonic()
        self.voice.push(data)


def open_source(choice: SourceChoice, block: int) -> Input:
    """The input that `choice` names; it does not work yet."""
    match choice.origin:
        case SourceOrigin.STREAM:
            return Stream(choice)
        case SourceOrigin.INPUT:
            return SoundInput(choice, block)
        case SourceOrigin.CHUNKS:
            return Chunks(choice)
