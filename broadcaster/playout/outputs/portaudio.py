"""PortAudio, for outputs and inputs. The only module that imports sounddevice."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

from broadcaster.playout.outputs.protocol import OutputLost

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
