"""The delay of live sound, and the time until it stops: `python -m benchmarks.live_latency`.

A station at the monitor of a null sink: a voice from a virtual microphone to the loudspeaker, from
the first word's request to the opening, a relay's stop, its gap when the stream drops.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from benchmarks import needs, soundlab
from benchmarks.radio import Radio, Stream, encode, radio
from broadcaster.api.protocol.http_client import HttpClient

SETTINGS = """\
name: Đài thử
timezone: UTC
speech: {{engines: [espeak]}}
sound: {{opening: {opening}, closing: none}}
output: {{latency: {latency}}}
regulation: {{quiet: none}}
approval: {{required: false}}
sources: {{vov1: '{url}'}}
"""
LEVEL = 0.02
TONE = "sine=frequency=1000:duration=120,volume=0.5"
BURSTS = 40


class Station:
    """A running station and a client of its socket."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.client = HttpClient(folder / "state")

    @property
    def on_air(self) -> bool:
        """True once something is heard."""
        return bool((self.client.get("/api/v1/status")["on_air"] or {}).get("started"))

    def wait(self, on_air: bool, place: str | None = None) -> None:
        """Wait until something is on air, or nothing; keep a live session at `place` alive meanwhile."""
        end = time.monotonic() + 30
        while self.on_air != on_air:
            if place is not None:
                self.client.get(place)
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(0.05)


@contextmanager
def running(folder: Path, url: str, *, latency: float, opening: str = "none") -> Iterator[Station]:
    """A station with a microphone and a null sink."""
    folder.mkdir(parents=True)
    (folder / "station.yaml").write_text(SETTINGS.format(url=url, latency=latency, opening=opening))
    with soundlab.null_sink(folder / "pulse") as server:
        environment = {**os.environ, **soundlab.add_microphone(server)}
        command = [sys.executable, "-m", "broadcaster", "--station", str(folder), "run"]
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            station = Station(folder, environment)
            try:
                while not station.client.running():
                    time.sleep(0.1)
                time.sleep(1)
                yield station
            finally:
                process.terminate()


def voice(folder: Path, url: str, latency: float) -> list[float]:
    """Milliseconds from microphone to loudspeaker, for each burst."""
    with running(folder, url, latency=latency) as station:
        ears = [
            soundlab.Recording(folder / f"{name}.raw", station.environment, 120, name)
            for name in ("mic.monitor", "ward.monitor")
        ]
        place = f"/api/v1/live/{station.client.post('/api/v1/live', {'seconds': 300})['ticket']}"
        station.client.post(f"{place}/talk", {"on": True})
        station.wait(on_air=True, place=place)
        t = np.arange(int((BURSTS / 2 + 1) * soundlab.RATE)) / soundlab.RATE
        tone = np.where((t > 1) & (t % 0.5 < 0.1), 0.4 * np.sin(2 * np.pi * 1000 * t), 0)
        speaking = soundlab.speak(tone.astype(np.float32), station.environment)
        while speaking.poll() is None:
            station.client.get(place)
            time.sleep(0.5)
        time.sleep(0.5)
        station.client.post(f"{place}/end", {})
        times = [_times(ear) for ear in ears]
    said, heard = times
    return [(h - max(s for s in said if s < h)) * 1000 for h in heard if any(s < h for s in said)]


def first_chime(folder: Path, url: str, latency: float, count: int) -> list[float]:
    """Milliseconds from the press of the button to the opening's first sample."""
    waits = []
    with running(folder, url, latency=latency, opening="chime") as station:
        for number in range(count):
            ear = soundlab.Recording(folder / f"{number}.raw", station.environment, 60)
            place = f"/api/v1/live/{station.client.post('/api/v1/live', {'seconds': 60})['ticket']}"
            while not station.client.get(place)["ready"]:
                time.sleep(0.05)
            pressed = time.time()
            station.client.post(f"{place}/talk", {"on": True})
            time.sleep(1)
            station.client.post("/api/v1/stop", {})
            station.wait(on_air=False)
            time.sleep(0.3)
            waits.append((_times(ear)[0] - pressed) * 1000)
    return waits


def stops(folder: Path, waves: Radio, latency: float, count: int) -> list[float]:
    """Milliseconds from the request to stop to the last heard sample of a relay."""
    waits = []
    with running(folder, waves.url("/steady"), latency=latency) as station:
        for number in range(count):
            ear = soundlab.Recording(folder / f"{number}.raw", station.environment, 60)
            station.client.post("/api/v1/relay", {"source": "vov1", "seconds": 60})
            station.wait(on_air=True)
            time.sleep(1)
            asked = time.time()
            station.client.post("/api/v1/stop", {})
            time.sleep(0.5)
            samples, origin = ear.end()
            last = np.flatnonzero(np.abs(samples) > soundlab.QUIET)[-1]
            waits.append((origin + last / soundlab.RATE - asked) * 1000)
    return waits


def gaps(folder: Path, waves: Radio, latency: float) -> list[float]:
    """Seconds of silence each time a stream breaks and is connected again."""
    with running(folder, waves.url("/dropping"), latency=latency) as station:
        ear = soundlab.Recording(folder / "drops.raw", station.environment, 60)
        station.client.post("/api/v1/relay", {"source": "vov1", "seconds": 20})
        station.wait(on_air=True)
        station.wait(on_air=False)
        samples, _ = ear.end()
    loud = np.flatnonzero(np.abs(samples) > soundlab.QUIET)
    holes = np.diff(loud) / soundlab.RATE
    return [float(hole) for hole in holes if hole > 0.05]


def _times(ear: soundlab.Recording) -> list[float]:
    samples, origin = ear.end()
    return [origin + i / soundlab.RATE for i in soundlab.onsets(samples, silence=0.2, level=LEVEL)]


def shown(what: str, values: list[float], unit: str) -> dict[str, object]:
    """One line of the table, and its figures."""
    if not values:
        print(f"{what}: none")
        return {"what": what, "count": 0}
    median, most = float(np.median(values)), max(values)
    print(f"{what}: median {median:.1f} {unit}, most {most:.1f} {unit} ({len(values)})")
    return {"what": what, "median": round(median, 1), "most": round(most, 1), "count": len(values)}


def main() -> None:
    """Measure and print."""
    needs.program("pulseaudio", "parec", "pactl")
    with tempfile.TemporaryDirectory() as name, radio() as waves:
        here = Path(name)
        waves.streams["/steady"] = Stream(data=encode(TONE, "mp3", 120), seconds=120)
        waves.streams["/dropping"] = Stream(data=encode(TONE, "mp3", 120), seconds=120, drop_after=4.0)
        url = waves.url("/steady")
        rows = [
            shown("microphone to loudspeaker, latency 0.05", voice(here / "a", url, 0.05), "ms"),
            shown("microphone to loudspeaker, latency 0.02", voice(here / "b", url, 0.02), "ms"),
            shown("button to opening", first_chime(here / "c", url, 0.05, 8), "ms"),
            shown("stop of a relay", stops(here / "d", waves, 0.05, 8), "ms"),
            shown("gap where a stream drops", gaps(here / "e", waves, 0.05), "s"),
        ]
    print(json.dumps(rows, ensure_ascii=False))


if __name__ == "__main__":
    main()
