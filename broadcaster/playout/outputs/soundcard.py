"""The sound card, through PortAudio. The only module that imports sounddevice."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from collections import deque
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from broadcaster.playout.outputs.output import CHANNELS, BlockSource, OutputChoice, OutputLost, PullCounter

try:
    import sounddevice as sounddevice
except (ImportError, OSError) as error:  # OSError: the package is there, PortAudio is not
    raise OutputLost(f"PortAudio: {error}") from error


def device_of(name: str) -> int | str | None:
    """PortAudio's name for a device as people write it: `default`, a number, a part of its name."""
    if name == "default":
        return None
    return int(name) if name.isdecimal() else name


def unload_unused() -> None:
    """Give back what ALSA loaded while PortAudio looked for devices. Call it between open and start.

    PortAudio opens each device of ALSA's configuration once, and with it the plugins: that of Dolby Digital
    brings all of FFmpeg. ALSA keeps them, and its configuration, some 9 MB, until it is told to let go. It
    keeps what the open stream uses, and reads its configuration again when it needs that. PortAudio calls
    the same function when it ends.
    """
    with suppress(OSError, AttributeError):  # no ALSA: nothing was loaded
        ctypes.CDLL("libasound.so.2", mode=os.RTLD_NOW | os.RTLD_NOLOAD).snd_config_update_free_global()


BLOCK = 0.02  # seconds a callback at most: half the cost of 0.01 when idle, starts as exact
BLOCKS = 5  # at least so many in the latency: an emergency and a stop wait for the next one
MAPPED = 4.0  # seconds over which the least delay between the two clocks is taken
JUMP = 0.25  # seconds: more is a wall clock that was set, not a late callback
_NS = 1_000_000_000
LOOK = 0.2  # seconds between two looks at the stream's health


class ClockMap:
    """Turns PortAudio's stream time into wall time.

    Debian's PortAudio gives wall time, read some microseconds to milliseconds before the
    callback runs; the least of the recent delays is the true distance of the clocks.
    """

    def __init__(self, block: float) -> None:
        self._offsets: deque[float] = deque(maxlen=max(1, round(MAPPED / block)))

    def heard_ns(self, current: float, dac: float) -> int:
        """The UTC instant (ns) at which the block's first frame is heard."""
        monotonic = time.monotonic()
        offset = current - monotonic
        if self._offsets and abs(offset - self._offsets[0]) > JUMP:
            self._offsets.clear()
        self._offsets.append(offset)
        heard = dac - max(self._offsets)
        return time.time_ns() - time.monotonic_ns() + round(heard * 1e9)


def record(device: str, rate: int) -> Generator[tuple[bytes, float], None, None]:
    """What an input hears: mono 16-bit samples, with the monotonic instant at which they had come.

    Raises:
        OutputLost: there is no such input, or it has gone.
    """
    try:
        with sounddevice.RawInputStream(
            samplerate=rate, device=device_of(device), channels=1, dtype="int16", latency="low"
        ) as stream:
            while True:
                data, _ = stream.read(round(BLOCK * rate))
                yield bytes(data), time.monotonic()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise OutputLost(str(error)) from error


class SoundCard:
    """A stereo stream that stays open and plays silence between airings."""

    def __init__(self, choice: OutputChoice) -> None:
        self._choice = choice
        self._block = min(BLOCK, choice.latency / BLOCKS)
        self._clock_map = ClockMap(self._block)
        self._frames = 0
        device = device_of(choice.device)
        try:
            self._name = str(sounddevice.query_devices(device, "output")["name"])
        except (sounddevice.PortAudioError, ValueError) as error:
            raise OutputLost(str(error)) from error
        self._device = device

    def describe(self) -> str:
        """The device's name."""
        return self._name

    def run(self, mixer: BlockSource, heartbeat: PullCounter, stop: threading.Event) -> None:
        """Hold the stream open until `stop`; see `Output`."""

        def callback(out: Any, frames: int, times: Any, status: Any) -> None:  # noqa: ANN401
            if status.output_underflow:
                mixer.underrun()
            first = self._clock_map.heard_ns(times.currentTime, times.outputBufferDacTime)
            out[:] = mixer.pull(frames, first)
            self._frames += frames
            # What is pulled but not heard yet is lost if the server ends now.
            ahead = frames + (first - time.time_ns()) * self._choice.rate // _NS
            heard = mixer.place and max(1, mixer.place - max(0, ahead))
            heartbeat.tick(self._frames, heard, mixer.place)

        def finished() -> None:
            # Called when the server ends; the last block may have been pulled long before.
            heartbeat.ended(self._choice.rate)

        try:
            stream = sounddevice.RawOutputStream(
                samplerate=self._choice.rate,
                blocksize=round(self._block * self._choice.rate),
                device=self._device,
                channels=CHANNELS,
                dtype="int16",
                latency=self._choice.latency,
                callback=callback,
                finished_callback=finished,
            )
            unload_unused()
            stream.start()
        except sounddevice.PortAudioError as error:
            raise OutputLost(str(error)) from error
        # No `close` on the way out: on a hung server it never returns; the process ends anyway.
        while not stop.wait(LOOK):
            if not stream.active:
                raise OutputLost("the sound server has gone")


def open_output(choice: OutputChoice) -> SoundCard:
    """The output that `choice` names; see `opening.py`."""
    return SoundCard(choice)
