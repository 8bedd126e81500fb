"""Is there a sound device? `python -m broadcaster.playout.outputs.probe [DEVICE]` exits 0 if there is.

Its name is printed. A process of its own, because a hung sound server never answers.
"""

from __future__ import annotations

import logging
import sys

from broadcaster import logs
from broadcaster.playout.outputs import OutputChoice, OutputLost, open_output


def present(device: str = "default") -> str | None:
    """The name of the output device, or None if there is none or PortAudio is missing."""
    try:
        return open_output(OutputChoice(kind="device", rate=24000, device=device)).describe()
    except OutputLost:
        return None


if __name__ == "__main__":
    logs.set_child_level(logging.CRITICAL)  # whoever asks wants a name or none, and no message of ALSA's
    logs.silence_libraries()
    found = present(*sys.argv[1:2])
    if found is None:
        sys.exit(1)
    sys.stdout.write(f"{found}\n")
