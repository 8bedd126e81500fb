"""Is there a sound device? `python -m broadcaster.playout.outputs.probe [DEVICE]` exits 0 if there is.

It exits `ABSENT` if the sound system was asked and has none of that name. The name of one is printed.
A process of its own, because a hung sound server never answers.
"""

from __future__ import annotations

import logging
import sys

from broadcaster.core import logs
from broadcaster.playout.outputs.output import OutputChoice, OutputLost, open_output

ABSENT = 3  # exit code; any other but 0 says that nobody knows


def present(device: str = "default") -> str | None:
    """The name of the output device, or None if there is none or PortAudio is missing."""
    try:
        return _named(device)
    except OutputLost:
        return None


def _named(device: str = "default") -> str:
    return open_output(OutputChoice(kind="device", rate=24000, device=device)).describe()


if __name__ == "__main__":
    logs.set_child_level(logging.CRITICAL)  # whoever asks wants a name or none, and no message of ALSA's
    logs.silence_libraries()
    try:
        found = _named(*sys.argv[1:2])
    except OutputLost as error:
        # Without PortAudio nobody was asked.
        sys.exit(1 if isinstance(error.__cause__, (ImportError, OSError)) else ABSENT)
    sys.stdout.write(f"{found}\n")
