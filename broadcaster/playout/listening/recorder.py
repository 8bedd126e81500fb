"""Record a source: `python -m broadcaster.playout.listening.recorder OUT SECONDS [SOURCE [RATE]]`.

Writes mono 16-bit raw samples to OUT and, at the end, OUT.json with the wall time of sample 0. Writes
REC to stdout when the first bytes have come: only then is it safe to play, for an idle null sink
blocks its first stream for up to two seconds. A process of its own, so that nothing that is measured
disturbs the measuring.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from broadcaster.core import logs
from broadcaster.core.errors import NoOutput, Phrase
from broadcaster.playout.listening.capture import MONITOR, capture
from broadcaster.playout.outputs.output import OutputLost

RATE = 48000
LOST = 3  # exit code: the source cannot be opened
_PATIENCE = 10.0  # seconds to end

Samples = NDArray[np.float32]


class SourceRecording:
    """What a source heard, from the moment the recorder was ready.

    Args:
        longest: seconds after which it ends by itself.
        environment: that leads to the sound server; None for this process's own.

    Raises:
        NoOutput: the source gives nothing.
    """

    def __init__(
        self, source: str, longest: float, out: Path, environment: dict[str, str] | None = None
    ) -> None:
        self._out = out
        arguments = [str(out), str(longest), source, str(RATE)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, *arguments], env=environment, stdout=subprocess.PIPE, text=True
        )
        ready = self._process.stdout.readline().strip() if self._process.stdout else ""
        if ready != "REC":
            self.close()
            raise NoOutput(
                "playout.cannot_listen", source=source, reason=ready or Phrase(code="playout.no_sound_comes")
            )

    def end(self) -> tuple[Samples, float]:
        """Stop; the samples (full scale 1.0, `RATE` Hz) and the wall time of the first."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._process.wait(_PATIENCE)
        self.close()
        about = json.loads(Path(f"{self._out}.json").read_text())
        samples = np.fromfile(self._out, "<i2").astype(np.float32) / np.float32(32768)
        return samples, float(about["origin"])

    def close(self) -> None:
        """End the recorder whatever it does; safe after `end`."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@contextmanager
def recording(source: str, longest: float) -> Iterator[SourceRecording]:
    """A recording in a folder that is gone afterwards. Raises NoOutput: the source gives nothing."""
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
        heard = SourceRecording(source, longest, Path(folder) / "heard.raw")
        try:
            yield heard
        finally:
            heard.close()


def record(out: Path, seconds: float, source: str, rate: int) -> None:
    """Record until `seconds` have passed, the source has gone, or SIGTERM comes.

    Raises:
        OutputLost: the source cannot be opened.
    """
    end = [time.monotonic() + seconds]
    signal.signal(signal.SIGTERM, lambda *_: end.__setitem__(0, 0.0))
    frames, origin = 0, float("inf")
    with capture(source, rate) as blocks, out.open("wb") as file:
        for data, came in blocks:
            if not frames:
                sys.stdout.write("REC\n")
                sys.stdout.flush()
            file.write(data)
            frames += len(data) // 2
            # Scheduling can only delay: the least difference is the true one.
            origin = min(origin, came - frames / rate)
            if time.monotonic() >= end[0]:
                break
    wall = origin + time.time() - time.monotonic()
    Path(f"{out}.json").write_text(json.dumps({"origin": wall, "frames": frames, "rate": rate}))


def main(out: str, seconds: str, source: str = MONITOR, rate: str = str(RATE)) -> int:
    """Record; the exit code."""
    try:
        record(Path(out), float(seconds), source, int(rate))
    except OutputLost as error:
        sys.stdout.write(f"{error}\n")
        return LOST
    return 0


if __name__ == "__main__":
    logs.set_up_child()
    sys.exit(main(*sys.argv[1:]))
