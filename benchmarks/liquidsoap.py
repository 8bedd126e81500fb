"""The peer: Liquidsoap (Debian's package), asked to play a file at exact instants.

It pushes a local file into a request queue from a thread that is due at the instant, with the queue
resolved ahead as its manual advises; its output is the same sound server.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

SCRIPT = """\
settings.log.stdout := false
settings.log.file := false
settings.init.allow_root := true
settings.frame.audio.samplerate := 48000
q = request.queue(prefetch=1)
def due(at) = thread.run(delay=at-time(), {{ q.push.uri("{tick}") }}) end
list.iter(due, [{starts}])
output.pulseaudio(client="peer", mksafe(q))
"""


def missing() -> bool:
    """True if Liquidsoap is not installed."""
    return shutil.which("liquidsoap") is None


@contextmanager
def running(folder: Path, tick: Path, starts: Sequence[float], environment: dict[str, str]) -> Iterator[None]:
    """Run it until the block ends; `starts` are seconds since 1970."""
    script = folder / "peer.liq"
    times = ",".join(f"{start:.3f}" for start in starts)
    script.write_text(SCRIPT.format(tick=tick, starts=times))
    with subprocess.Popen(
        ["liquidsoap", str(script)],
        env={**os.environ, **environment, "HOME": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=(folder / "peer.log").open("wb"),
    ) as process:
        time.sleep(1)
        if process.poll() is not None:
            raise RuntimeError((folder / "peer.log").read_text())
        try:
            yield
        finally:
            process.terminate()
