"""A sound server with a null sink, and recordings of its monitor: for benchmarks and tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from benchmarks import needs
from broadcaster.playout.listening import recorder
from broadcaster.playout.listening.recorder import RATE as RATE
from broadcaster.playout.listening.recorder import Samples as Samples

MONITOR = "ward.monitor"
QUIET = 0.002  # of full scale: below this the null sink counts as silent


def missing() -> str | None:
    """A program that is needed and missing on this machine, or None."""
    return next((name for name in ("pulseaudio", "parec", "pactl") if shutil.which(name) is None), None)


@contextmanager
def null_sink(folder: Path) -> Iterator[dict[str, str]]:
    """A separate PulseAudio server; yields the environment variables for it.

    `norewinds=1` is needed: without it the first stream stalls and each begins a few ms late.
    """
    needs.program("pulseaudio", "parec", "pactl")
    folder.mkdir(parents=True, exist_ok=True)
    home = {
        name: str(folder) for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH")
    }
    server = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
    modules = [
        f"module-native-protocol-unix socket={folder}/sock auth-anonymous=1",
        "module-null-sink sink_name=ward rate=48000 channels=2 norewinds=1",
    ]
    arguments = [*server, f"--log-target=file:{folder}/log", *(f"-L{module}" for module in modules)]
    environment = {"PULSE_SERVER": f"unix:{folder}/sock", "PULSE_COOKIE": f"{folder}/cookie"}
    with subprocess.Popen(
        arguments, env={**os.environ, **home}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            for _ in range(200):
                asked = ["pactl", "info"]
                if not subprocess.run(
                    asked, env={**os.environ, **environment}, capture_output=True
                ).returncode:
                    break
                time.sleep(0.05)
            else:
                raise RuntimeError((folder / "log").read_text())
            yield environment
        finally:
            process.terminate()


def add_microphone(environment: dict[str, str]) -> dict[str, str]:
    """A microphone for the server: a second null sink whose monitor is heard as the default input.

    What is played to the sink `mic` is spoken into it.
    """
    sink = ["module-null-sink", "sink_name=mic", "rate=48000", "channels=1", "norewinds=1"]
    asked = ["pactl", "load-module", *sink]
    subprocess.run(asked, env={**os.environ, **environment}, check=True, capture_output=True)
    return {**environment, "PULSE_SOURCE": "mic.monitor", "PULSE_SINK": "ward"}


def for_browsers(environment: dict[str, str]) -> dict[str, str]:
    """The same microphone as a source of its own: browsers do not show the monitors of sinks."""
    remap = ["module-remap-source", "master=mic.monitor", "source_name=mouth", "remix=no"]
    asked = ["pactl", "load-module", *remap]
    subprocess.run(asked, env={**os.environ, **environment}, check=True, capture_output=True)
    return {**environment, "PULSE_SOURCE": "mouth"}


def speak(samples: Samples, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Play samples (48 kHz mono, full scale 1.0) into the microphone."""
    with TemporaryFile() as file:
        file.write((samples * 32767).astype("<i2").tobytes())
        file.seek(0)
        return subprocess.Popen(
            ["pacat", "--device=mic", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1"],
            env={**os.environ, **environment},
            stdin=file,
        )


class Recording(recorder.SourceRecording):
    """A recording of a source of the sound server, from the moment the recorder was ready."""

    def __init__(self, out: Path, environment: dict[str, str], longest: float, source: str = MONITOR) -> None:
        super().__init__(f"pulse:{source}", longest, out, {**os.environ, **environment})


def onsets(samples: Samples, *, silence: float, rate: int = RATE, level: float = QUIET) -> list[int]:
    """Indices of the first loud sample after at least `silence` seconds of quiet."""
    loud = np.flatnonzero(np.abs(samples) > level)
    if not len(loud):
        return []
    gaps = np.diff(loud) > silence * rate
    return [int(loud[0]), *(int(i) for i in loud[1:][gaps])]
