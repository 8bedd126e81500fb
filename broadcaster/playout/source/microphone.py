"""An input of the sound card, through PortAudio."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from broadcaster.playout.outputs.output import OutputLost
from broadcaster.playout.outputs.soundcard import device_of, sounddevice

LATENCY = 0.02  # seconds asked of the device


def known() -> str:
    """The inputs of this computer as people may name them: `1: USB Audio, 4: Monitor`; "" for none."""
    try:
        devices = sounddevice.query_devices()
    except sounddevice.PortAudioError:
        return ""
    return ", ".join(f"{d['index']}: {d['name']}" for d in devices if d["max_input_channels"] > 0)


def open_input(device: str, rate: int, block: int, hear: Callable[[bytes], None]) -> object:
    """Open a sound input and have its blocks given to `hear`, which must not block.

    Args:
        device: `default`, a number, or a part of the device's name.
        rate: Hz.
        block: frames.
        hear: takes mono 16-bit samples.

    Returns:
        The stream, to be kept as long as it is needed.

    Raises:
        OutputLost: there is no such input.
    """

    def callback(data: Any, _frames: int, _times: object, _status: object) -> None:  # noqa: ANN401
        hear(bytes(data))

    try:
        stream = sounddevice.RawInputStream(
            samplerate=rate,
            blocksize=block,
            device=device_of(device),
            channels=1,
            dtype="int16",
            latency=LATENCY,
            callback=callback,
        )
        stream.start()
    except (sounddevice.PortAudioError, ValueError) as error:
        raise OutputLost(str(error)) from error
    return stream
