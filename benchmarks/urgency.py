"""The time until an emergency interrupts a normal message, and until `stop` is heard, at a null sink.

    python -m benchmarks.urgency [RUNS]

Both are asked of the running station over its API, as the command line does, and found in what the
sink's monitor recorded: the normal message is one tone, the emergency opens with another, so that its
first sample is told from the fade under it. "asked" counts from the request's first byte, "given" from the
instant at which the finished programme goes to the desk (its `planned` in the journal). A file stands in
for the transmitter's relay: it is on when the emergency is asked for, and must not be settled anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from benchmarks.soundlab import RATE as MONITOR
from benchmarks.soundlab import Recording, Samples, null_sink
from benchmarks.start_accuracy import running
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.playout.keying.file import switchings

RATE = 24000
LOW, HIGH = 2500.0, 523.25  # Hz: the normal message, and the first note of the chime
RELAY = "relay.log"
SETTLED = 0.6  # seconds from the request for the normal message until it is heard for certain
WINDOW = 0.002  # seconds of the window for a tone: nearly whole periods of both tones
BEGUN, OVER = 0.25, 0.01  # shares of its full level at which a tone counts as begun and as ended

STATION = """\
name: Đài đo
timezone: UTC
speech: {{engines: [tone]}}
sound: {{opening: none, closing: none, emergency: chime}}
output: {{device: default, latency: {latency}}}
keying: {{type: file, file: {relay}, settle: 0.3s, noise: 0s, tail: 0.2s}}
regulation: {{quiet: none}}
approval: {{required: false}}
"""
LONG = "title: Thường\nrepeat: 1\nparts:\n  - play: recordings/low.wav\n"
FLOOD = "title: Khẩn\npriority: emergency\nrepeat: 1\nparts:\n  - say: Lũ.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Milliseconds of one run, one of each a round."""

    latency: float  # seconds asked of the output
    asked: tuple[float, ...]  # request → first emergency sample
    given: tuple[float, ...]  # handed to the desk → first emergency sample
    spoken: tuple[float, ...]  # the same of `say --emergency`
    stopped: tuple[float, ...]  # stop asked → silence
    emptied: tuple[float, ...]  # the same of stop --all
    settled: int  # times that the transmitter was switched on; once a round

    def rows(self) -> list[str]:
        """Lines of the table."""
        named = {
            "play --emergency, asked": self.asked,
            "play --emergency, given": self.given,
            "say --emergency, given": self.spoken,
            "stop, asked to silence": self.stopped,
            "stop --all, to silence": self.emptied,
        }
        keyed = f"| {self.latency:<7} | switched on {self.settled} times in {len(self.asked)} rounds |"
        return [
            f"| {self.latency:<7} | {name:<24} | {len(ms):>4} | "
            + " | ".join(f"{figure:>8.1f}" for figure in (np.median(ms), np.percentile(ms, 90), max(ms)))
            + " |"
            for name, ms in named.items()
        ] + [keyed]


HEAD = f"| latency | {'what':<24} | runs | {'median':>8} | {'p90':>8} | {'max':>8} |   (ms)"


def make_tone(path: Path, hertz: float, seconds: float) -> None:
    """A steady tone with sharp ends at -6 dBFS."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE) * 16000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(tone.astype("<i2").tobytes())


def level(samples: Samples, hertz: float, rate: int = MONITOR) -> Samples:
    """The level of a tone in the window that begins at each sample."""
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(samples)) / rate)
    total = np.cumsum(np.concatenate([[0], samples * turn]))
    span = round(WINDOW * rate)
    found: Samples = (np.abs(total[span:] - total[:-span]) * 2 / span).astype(np.float32)
    return found


class Heard:
    """A recording of the monitor, with the first and last instants of tones."""

    def __init__(self, samples: Samples, origin: float, *, edge: float = 0.0, rate: int = MONITOR) -> None:
        self._origin = origin
        self._rate = rate
        self._edge = edge
        self._levels = {hertz: level(samples, hertz, rate) for hertz in (LOW, HIGH)}

    def begins(self, after: float) -> float:
        """Wall time of the first sample of the emergency after `after`."""
        first = self._index(after)
        loud = self._levels[HIGH][first:] > BEGUN * self._levels[HIGH].max()
        return self._origin + (first + int(np.argmax(loud))) / self._rate - self._edge

    def ends(self, after: float) -> float:
        """Wall time from which the normal message is heard no more, after `after`.

        Raises:
            RuntimeError: it was not heard then.
        """
        first = self._index(after)
        if self._levels[LOW][first] < BEGUN * self._levels[LOW].max():
            raise RuntimeError("the normal message had not come back")
        quiet = self._levels[LOW][first:] < OVER * self._levels[LOW].max()
        return self._origin + (first + int(np.argmax(quiet))) / self._rate

    def _index(self, moment: float) -> int:
        return round((moment - self._origin) * self._rate)


def edge(folder: Path) -> float:
    """Seconds from an emergency's first frame to where its tone counts as begun."""
    for sheet in (folder / "audio_cache/programmes").rglob("*.json"):
        if json.loads(sheet.read_text())["message"] == "khan":
            with wave.open(str(sheet.with_suffix(".wav")), "rb") as file:
                samples = np.frombuffer(file.readframes(RATE), "<i2").astype(np.float32) / np.float32(32768)
            return Heard(np.concatenate([np.zeros(RATE, np.float32), samples]), -1.0, rate=RATE).begins(-1.0)
    raise RuntimeError("no programme was rendered")


def instants(folder: Path, message: str) -> list[float]:
    """The instants at which each airing of a message was given to the desk."""
    asked = [sys.executable, "-m", "broadcaster", "--station", str(folder), "log", "--format", "json"]
    done = subprocess.run(asked, capture_output=True, check=True, text=True)
    rows = [row for row in json.loads(done.stdout) if row["message"].startswith(message)]
    return [datetime.fromisoformat(row["planned"]).timestamp() for row in rows]


def make_station(folder: Path, latency: float) -> None:
    """A long tone, and an emergency that opens with a chime."""
    make_tone(folder / "recordings/low.wav", LOW, 30)
    files = {
        "station.yaml": STATION.format(latency=latency, relay=folder / RELAY),
        "messages/thuong.yaml": LONG,
        "messages/khan.yaml": FLOOD,
        # Planned for much later, so that it is rendered ahead like a station's messages.
        "schedules/a.yaml": 'message: thuong\nat: ["{}"]\n'.format(
            time.strftime("%H:%M", time.gmtime(time.time() + 7200))
        ),
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def wait_until_ready(folder: Path) -> None:
    """Wait until both programmes are rendered and the device plays."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if len(list((folder / "audio_cache/programmes").rglob("*.json"))) >= 2:
            time.sleep(1)
            return
        time.sleep(0.2)
    raise RuntimeError("nothing was rendered")


def measure(folder: Path, runs: int, latency: float) -> Figures:
    """Air an emergency over a normal message `runs` times, and stop it each time."""
    station = folder / "station"
    make_station(station, latency)
    asked: list[float] = []
    stops: dict[bool, list[float]] = {False: [], True: []}
    with null_sink(folder / "pulse") as environment:
        recording = Recording(folder / "monitor.raw", environment, 60 + 9 * runs)
        with running(station, environment, busy=False):
            wait_until_ready(station)
            client = HttpClient(station / "state")
            for number in range(runs):
                client.post("/api/v1/play", {"message": "thuong"})
                time.sleep(SETTLED + 0.8)
                asked.append(time.time())
                client.post("/api/v1/play", {"message": "khan", "priority": "emergency"})
                time.sleep(0.6)
                client.post("/api/v1/stop", {})
                time.sleep(0.8)
                client.post("/api/v1/say", {"text": "Lũ.", "priority": "emergency"})
                time.sleep(0.6)
                client.post("/api/v1/stop", {})
                time.sleep(0.8)
                everything = bool(number % 2)
                stops[everything].append(time.time())
                client.post("/api/v1/stop", {"all": everything})
                time.sleep(0.8)
            given = instants(station, "khan")
            spoken = instants(station, "(say)")
        samples, origin = recording.end()
    heard = Heard(samples, origin, edge=edge(station))

    def since(moments: list[float], events: list[float]) -> tuple[float, ...]:
        return tuple(1000 * (event - moment) for moment, event in zip(moments, events, strict=True))

    firsts = [heard.begins(moment) for moment in asked]
    return Figures(
        latency=latency,
        asked=since(asked, firsts),
        given=since(given, firsts),
        spoken=since(spoken, [heard.begins(moment) for moment in spoken]),
        stopped=since(stops[False], [heard.ends(moment) for moment in stops[False]]),
        emptied=since(stops[True], [heard.ends(moment) for moment in stops[True]]),
        settled=sum(line.on for line in switchings(station / RELAY)),
    )


def main() -> None:
    """Measure and print the table."""
    runs = max(2, int(sys.argv[1]) if len(sys.argv) > 1 else 50)  # one of each kind of stop
    print(HEAD)
    for latency in (0.05, 0.02):
        with tempfile.TemporaryDirectory(prefix="urgency-") as folder:
            print(*measure(Path(folder), runs, latency).rows(), sep="\n", flush=True)


if __name__ == "__main__":
    main()
