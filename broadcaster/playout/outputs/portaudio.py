"""PortAudio, for outputs and inputs. The only module that imports sounddevice."""

from __future__ import annotations

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
