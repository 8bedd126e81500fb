"""Whether a tone is heard without a gap, on a machine that may have too much to do.

A second tone is played beside the one that is judged, to a sink of its own and by none of our parts. Where
that one breaks off too, the sound server had no time, and the gap is not ours.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from benchmarks import soundlab
from benchmarks.idle import family

GAP = 0.01  # seconds: a shorter hole in a tone is not noticed
SILENT = 10 ** (-50 / 20)  # of full scale
_AT_ONCE = 0.6  # seconds between two gaps that have one cause: buffers of both paths differ
_SINK = "beside"
_FIRST = -15  # of the scale from -20 to 19
_SERVER_RANK = 9  # of real time: what PulseAudio asks for; PipeWire asks for 88


def hum(seconds: float = 2.0) -> soundlab.Samples:
    """A tone that fits into its length, so that it can be repeated without a click."""
    t = np.arange(round(seconds * soundlab.RATE)) / soundlab.RATE
    return (0.3 * np.sin(2 * np.pi * 500 * t)).astype(np.float32)


def bursts(seconds: float) -> soundlab.Samples:
    """A tenth of a second of tone each half second."""
    t = np.arange(int(seconds * soundlab.RATE)) / soundlab.RATE
    return np.where((t % 0.5) < 0.1, 0.4 * np.sin(2 * np.pi * 1000 * t), 0.0).astype(np.float32)


def gaps(heard: soundlab.Samples) -> list[float]:
    """Where a tone is silent for `GAP` or longer, in seconds; the recorder's own beginning and end apart."""
    edge = soundlab.RATE // 10
    loud = np.flatnonzero(np.abs(heard) > SILENT)
    holes = np.flatnonzero(np.diff(loud) >= GAP * soundlab.RATE)
    starts = [int(loud[n]) for n in holes]
    return [round(at / soundlab.RATE, 2) for at in starts if edge < at < len(heard) - edge]


@contextmanager
def before_others() -> Iterator[Callable[[], None]]:
    """Whatever the block starts goes before other work of this machine, where that is allowed.

    What is judged then is the program, as on a computer of its own. The kernel weighs sessions against each
    other, and browsers begin sessions of their own: call what is given once they run.
    """

    def lift() -> None:
        _weigh(_FIRST)

    lift()
    try:
        yield lift
    finally:
        _weigh(0)


def in_real_time(server: dict[str, str]) -> None:
    """Let a sound server of `soundlab` run as on a computer that people listen to: in real time."""
    folder = Path(server["PULSE_COOKIE"]).parent
    found = subprocess.run(["pgrep", "-f", f"^pulseaudio .*{folder}/"], capture_output=True, text=True).stdout
    for process in found.split():
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                os.sched_setscheduler(int(thread.name), os.SCHED_RR, os.sched_param(_SERVER_RANK))


def _weigh(nice: int) -> None:
    """Give this process's session, and those of its descendants, a weight among all sessions."""
    for process in family(os.getpid()):
        with suppress(OSError):
            Path(f"/proc/{process}/autogroup").write_text(str(nice))


class Beside:
    """The gaps of the other tone, by the clock."""

    def __init__(self) -> None:
        self.gaps: list[float] = []  # monotonic seconds


@contextmanager
def tone_beside(folder: Path, environment: dict[str, str]) -> Iterator[Beside]:
    """Play the other tone as long as the block runs; its gaps are known at the end."""
    there = {**os.environ, **environment}
    sink = ["module-null-sink", f"sink_name={_SINK}", "rate=48000", "channels=1", "norewinds=1"]
    subprocess.run(["pactl", "load-module", *sink], env=there, check=True, capture_output=True)
    tone = folder / "beside-tone.raw"
    tone.write_bytes((np.tile(hum(), 450) * 32767).astype("<i2").tobytes())
    command = [
        "pacat",
        f"--device={_SINK}",
        "--raw",
        "--format=s16le",
        f"--rate={soundlab.RATE}",
        "--channels=1",
    ]
    found = Beside()
    with tone.open("rb") as file, subprocess.Popen(command, env=there, stdin=file) as player:
        ear = soundlab.Recording(folder / "beside.raw", environment, 900, f"{_SINK}.monitor")
        try:
            yield found
        finally:
            heard, origin = ear.end()
            player.kill()
    begun = int(np.flatnonzero(np.abs(heard) > 0.05)[0])
    found.gaps += [origin + begun / soundlab.RATE + at for at in gaps(heard[begun:])]


def ours(found: Sequence[float], origin: float, beside: Beside) -> list[float]:
    """The gaps of a recording that begins at `origin` with which the other tone has nothing to do."""
    return [at for at in found if not any(abs(origin + at - other) < _AT_ONCE for other in beside.gaps)]
