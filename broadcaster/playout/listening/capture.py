"""Sound coming in: the monitor of the output, or an input, as blocks with the instant they came.

`monitor` is the default sink's monitor and `pulse:NAME` any source of a sound server, both through
`parec` (Debian's pulseaudio-utils; PipeWire answers it too); anything else is an input of PortAudio.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from broadcaster.core.child_processes import foreign
from broadcaster.playout.outputs.output import OutputLost

MONITOR = "monitor"
_PULSE = "pulse:"
_BLOCK = 65536  # bytes, at most
_BYTES = 2  # a sample


@contextmanager
def capture(source: str, rate: int) -> Iterator[Iterator[tuple[bytes, float]]]:
    """Open a source.

    Args:
        source: `monitor`, `pulse:NAME`, or the name or number of an input.
        rate: Hz.

    Yields:
        Blocks of mono 16-bit samples, each with the monotonic instant (seconds) at which its last
        sample had come. Scheduling can only delay it: the least distance from the count of samples
        is the true one. The blocks end when the source has gone.

    Raises:
        OutputLost: it cannot be opened.
    """
    if source == MONITOR or source.startswith(_PULSE):
        name = "@DEFAULT_MONITOR@" if source == MONITOR else source.removeprefix(_PULSE)
        with _parec(name, rate) as blocks:
            yield blocks
        return
    from broadcaster.playout.outputs.soundcard import record

    blocks = record(source, rate)
    try:
        yield blocks
    finally:
        blocks.close()


@contextmanager
def _parec(name: str, rate: int) -> Iterator[Iterator[tuple[bytes, float]]]:
    program = shutil.which("parec")
    if program is None:
        raise OutputLost("parec is missing (package pulseaudio-utils)")
    command = [program, "-d", name, "--raw", "--format=s16le", f"--rate={rate}", "--channels=1"]
    with subprocess.Popen(
        foreign([*command, "--latency-msec=5", "--process-time-msec=2"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    ) as process:
        try:
            yield _read(process)
        finally:
            process.kill()


def _read(process: subprocess.Popen[bytes]) -> Iterator[tuple[bytes, float]]:
    pipe = process.stdout.fileno() if process.stdout else -1
    rest = b""
    while data := os.read(pipe, _BLOCK):
        came = time.monotonic()
        data = rest + data
        whole = len(data) - len(data) % _BYTES
        rest = data[whole:]
        if whole:
            yield data[:whole], came
